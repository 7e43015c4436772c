import { nodeOf } from './blocks';
import type { FlowDef } from './definition';
import type { LogEntry, TokenKey } from './instance';

/** An entry of an instance's journal, with the version that was in force for it. */
export interface Journalled {
  readonly at: number;
  readonly version: number;
  readonly log: readonly LogEntry[];
}

export interface TimelineRow {
  readonly at: number;
  readonly what: LogEntry['what'];
  /** Absent: of the instance as a whole. */
  readonly node?: string;
  readonly title?: string;
  readonly token?: TokenKey;
  readonly actor?: string;
  readonly version: number;
  readonly facts: LogEntry['facts'];
  /** Of what settled a node: how long it had waited. */
  readonly tookMs?: number;
}

const SETTLES: ReadonlySet<LogEntry['what']> = new Set(['decided', 'answered', 'woken', 'effect_done', 'effect_failed', 'returned']);

/**
 * Who did what when, oldest first, drawn on the versions that really ran.
 * @param defs the versions that occur; a node of one that is missing has no title
 */
export function timeline(journal: readonly Journalled[], defs: readonly FlowDef[]): TimelineRow[] {
  const began = new Map<TokenKey, number>();
  return journal.flatMap(({ at, version, log }) =>
    log.map((entry): TimelineRow => {
      if (entry.what === 'entered' && entry.token !== undefined) began.set(entry.token, at);
      const def = defs.find((one) => one.version === version);
      const title = def && entry.node !== undefined ? nodeOf(def, entry.node)?.title : undefined;
      const since = entry.token === undefined || !SETTLES.has(entry.what) ? undefined : began.get(entry.token);
      return {
        at,
        what: entry.what,
        version,
        facts: entry.facts ?? {},
        ...(entry.node === undefined ? {} : { node: entry.node }),
        ...(title === undefined ? {} : { title }),
        ...(entry.token === undefined ? {} : { token: entry.token }),
        ...(entry.actor === undefined ? {} : { actor: entry.actor }),
        ...(since === undefined ? {} : { tookMs: at - since }),
      };
    }),
  );
}

/** How often each node was entered and which of them were passed: what the picture of a flow colours. */
export function passed(journal: readonly Journalled[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { log } of journal) for (const { what, node } of log) if (what === 'entered' && node !== undefined) counts.set(node, (counts.get(node) ?? 0) + 1);
  return counts;
}

import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Source } from '@zhike/domain/engines/rules/definition';
import { firedBy } from '@zhike/domain/engines/rules/react';
import type { Actor } from '@zhike/domain/kernel/actor';
import { changeIn, sqlIn, sqlOf, type Sql } from '../../platform/db';
import { defineJob, handleJob, repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import type { Write, Written } from '../../platform/write';
import { rulesInForce } from './definitions';
import { judgeChanges } from './guards';
import { setBefore } from './guards.setting';
import { chainOf, fire } from './reactions';
import { look } from './subjects';

/** A write as the trigger `note_change` wrote it down: of the values only what somebody listens to, and only where it changed. */
export interface ChangeRow {
  /** bigint as text; it grows, within one record in the order of its changes. */
  readonly id: string;
  readonly xact: string;
  readonly entity: string;
  readonly recordId: string;
  readonly did: 'create' | 'update';
  readonly before: Readonly<Record<string, Value>>;
  readonly after: Readonly<Record<string, Value>>;
}

const ROW = 'id::text AS id, xact, entity, record_id AS "recordId", did, before, after';

/** RU-02: what changed in one transaction; `cause`: its request, or the key of the effect that it was. */
export const hearChanges = defineJob<{ xact: string; cause: string | null; source: Source }>('rules.changes');
const BY = { actor: { kind: 'system', job: hearChanges.name } satisfies Actor, requestId: null } as const;

function sourceOf(actor: Actor, requestId: string | null): Source {
  if (requestId?.startsWith('import:')) return 'import';
  return actor.kind === 'system' ? 'engine' : actor.kind === 'staff' ? 'staff' : 'form';
}

function changesNow(sql: Sql): Promise<ChangeRow[]> {
  return sql(`SELECT ${ROW} FROM record_changes WHERE xact = pg_current_xact_id_if_assigned()::text ORDER BY record_changes.id`, []);
}

/**
 * Asked by every transaction of the product before it commits: checks before saving set what they set, then look at what was written (and
 * take it all back by a throw), and what rules listen to is handed to them. It costs one short look-up where nobody listens.
 */
export async function beforeCommit(write: Write, written: Written, ports: Ports): Promise<void> {
  const wrote = await changesNow(sqlIn(write.tx));
  if (wrote.length === 0) return;
  const rows = (await setBefore(write, ports, wrote, written)) ? await changesNow(sqlIn(write.tx)) : wrote;
  await judgeChanges(write, ports, rows, written);
  const source = sourceOf(write.actor, written.requestId);
  // An import fires nothing, so nothing of it is kept.
  const heard = source === 'import' ? [] : rows.filter((row) => Object.keys(row.after).length > 0);
  const unheard = rows.filter((row) => !heard.includes(row)).map((row) => row.id);
  if (unheard.length > 0) await changeIn(write.tx, 'DELETE FROM record_changes WHERE id = ANY($1::bigint[])', [unheard]);
  const [first] = heard;
  if (first) await write.enqueue(hearChanges, { xact: first.xact, cause: written.requestId, source });
}

/** Fires the rules that a transaction's changes mean, each once: the rows are taken away in the same transaction. */
async function hear(ports: Ports, { xact, cause, source }: { xact: string; cause: string | null; source: Source }): Promise<void> {
  await ports.writer.transaction(BY, async (write) => {
    const sql = sqlIn(write.tx);
    const rows = await sql<ChangeRow>(`DELETE FROM record_changes WHERE xact = $1 RETURNING ${ROW}`, [xact]);
    const rules = (await rulesInForce(sql)).filter((rule) => rule.on && rule.trigger.on === 'updated');
    for (const row of rows.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id))))
      for (const rule of rules) {
        const { entity, recordId, before, after } = row;
        const key = firedBy(rule, { id: `u:${row.id}`, entity, recordId, source, happened: { kind: 'updated', before, after } });
        const seen = key === null ? null : await look(sql, ports, rule, recordId, write.now);
        if (key === null || !seen) continue;
        const chain = await chainOf(write, { id: `u:${row.id}`, requestId: cause });
        await fire(write, rule, { ...seen, context: { ...seen.context, change: { before, after } } }, key, chain);
      }
  });
}

/** What was written past the product's transactions (by hand, by a migration) has handed itself to nobody: it is heard here. Answers how many transactions. */
export async function hearLeftOvers(ports: Ports, olderThanSeconds = 120): Promise<number> {
  const text = `SELECT DISTINCT xact FROM record_changes WHERE at < now() - $1::int * interval '1 second' LIMIT 500`;
  const left = await sqlOf(ports.db)<{ xact: string }>(text, [olderThanSeconds]);
  for (const { xact } of left) await hear(ports, { xact, cause: null, source: 'engine' });
  return left.length;
}

export function changeJobs(ports: Ports): JobHandler[] {
  return [handleJob(hearChanges, (data) => hear(ports, data)), repeatJob('rules.left_over', '*/5 * * * *', async () => void (await hearLeftOvers(ports)))];
}

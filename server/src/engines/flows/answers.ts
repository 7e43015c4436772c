import type { Cond, ConditionContext } from '@zhike/domain/engines/conditions/definition';
import { valueAt } from '@zhike/domain/engines/conditions/evaluate';
import { durationMs } from '@zhike/domain/engines/effects';
import type { Due, FlowDef } from '@zhike/domain/engines/flows/definition';
import type { Answer, Ask, Exit, Instance } from '@zhike/domain/engines/flows/instance';
import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { openingsOn } from '../../modules/booking/store-clock';
import { findStoreRow } from '../../modules/stores/queries.hours';
import type { Sql } from '../../platform/db';
import { contextAt } from '../conditions/context';
import { askingOf, fitsAt } from '../rules/asking';
import type { Ports } from '../../platform/ports';
import type { FlowSubject } from '../../platform/flow-setup';
import { findPeople } from './people';
import { entityOf } from './subjects';

/** What is known when a flow's questions are answered: inside the transaction of its step. */
export interface Known {
  readonly sql: Sql;
  readonly now: number;
  readonly def: FlowDef;
  readonly subject: FlowSubject | null;
  readonly ports: Ports;
}

/** Whether the record fits: asked of the database, in the words of the catalogue, as rules and lists ask it. */
export async function fits(known: Known, cond: Cond | undefined): Promise<boolean> {
  const { sql, def, subject, ports } = known;
  if (cond === undefined || !subject) return false;
  const spot = { entity: def.entity, id: subject.id, zone: subject.zone, context: contextOf(known) };
  return fitsAt(sql, await askingOf(sql, ports), spot, cond);
}

const SHOP_ZONE = 'Asia/Shanghai';
const contextOf = ({ now, subject }: Known): ConditionContext => contextAt(new Date(now), subject?.zone ?? SHOP_ZONE);

function valueIn(known: Known, path: string): unknown {
  const { subject } = known;
  if (!subject) return null;
  return path === 'id' ? subject.id : valueAt(path, subject.row, { load: subject.load, context: contextOf(known) });
}

/** How long business hours are looked for: a shop that stays shut for longer has no deadline then. */
const MOST_DAYS = 90;

/** The instant at which so much time of the store's opening hours has passed; null without a store or without hours. */
async function businessDue({ sql, subject }: Known, due: Due, from: number): Promise<number | null> {
  const store = subject?.storeId ? await findStoreRow(sql, subject.storeId) : null;
  if (!store) return from + durationMs(due.after);
  const first = dateAt(from, offsetMinutesAt(store.zone, from));
  const days = Array.from({ length: MOST_DAYS }, (_, i) => addDays(first, i - 1));
  let left = durationMs(due.after);
  for (const open of [...openingsOn(days, store.opening, store.zone).values()].flat().sort((a, b) => a.start - b.start)) {
    const begins = Math.max(open.start, from);
    if (open.end <= begins) continue;
    if (open.end - begins >= left) return begins + left;
    left -= open.end - begins;
  }
  return null;
}

function momentOf(known: Known, ask: Extract<Ask, { readonly ask: 'until' }>): number | null {
  const { path, offset, at } = ask.until;
  const value = valueIn(known, path);
  const zone = known.subject?.zone ?? SHOP_ZONE;
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) return null;
  const isDay = value.length === 10;
  const base = isDay ? instantOf(value, at ?? '00:00', zone) : Date.parse(value);
  const moved = base + (offset ? durationMs(offset) * (offset.before ? -1 : 1) : 0);
  return at === undefined || isDay ? moved : instantOf(dateAt(moved, offsetMinutesAt(zone, moved)), at, zone);
}

/** Whether an event of this name about the record has happened within the time that a wait looks back. */
async function happened({ sql, now }: Known, event: string, match: string, backMs: number): Promise<string | undefined> {
  const [row] = await sql<{ id: string }>(
    `SELECT id FROM events WHERE type = $1 AND at >= $2::timestamptz
       AND (booking_id::text = $3 OR customer_id::text = $3 OR EXISTS (SELECT 1 FROM jsonb_each_text(data) d WHERE d.value = $3)) ORDER BY at LIMIT 1`,
    [event, new Date(now - backMs).toISOString(), match],
  );
  return row?.id;
}

/** Answers a flow's question. Answers are journalled with the step, so that a replay needs no database. */
export async function answerTo(known: Known, instance: Instance, ask: Ask): Promise<Answer> {
  const { sql, now, def, subject } = known;
  switch (ask.ask) {
    case 'people': {
      const node = instance.tokens.find((token) => token.key === ask.key)?.node ?? '';
      const people = await findPeople(sql, ask.who, {
        flow: def.id,
        node,
        now,
        starter: ask.starter ?? null,
        self: ask.self,
        subject,
        valueAt: (path) => valueIn(known, path),
        free: async () => (subject && (await entityOf(known.ports.flows, def.entity).free?.(known.ports, sql, subject.id, instance.vars))) ?? [],
      });
      return { ask: 'people', people };
    }
    case 'row': {
      for (const [row, cond] of ask.rows.entries()) if (await fits(known, cond)) return { ask: 'row', row };
      return { ask: 'row', row: null };
    }
    case 'due':
      return { ask: 'due', at: await businessDue(known, ask.due, ask.from) };
    case 'until':
      return { ask: 'until', at: momentOf(known, ask) };
    case 'wait': {
      const value = valueIn(known, ask.path);
      const match = typeof value === 'string' ? value : null;
      const found = match !== null && ask.lookBack ? await happened(known, ask.event, match, durationMs(ask.lookBack)) : undefined;
      return { ask: 'wait', match, ...(found === undefined ? {} : { happened: found }) };
    }
  }
}

/** Whether an instance that wakes should leave instead: its goal is reached, or its condition of stopping holds. */
export async function exitOf(known: Known): Promise<Exit | undefined> {
  const { exit } = known.def;
  if (await fits(known, exit?.goal)) return 'goal';
  return (await fits(known, exit?.stop)) ? 'stop' : undefined;
}

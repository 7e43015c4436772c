import { dateAt, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { LevelTerms } from '@zhike/domain/membership/contract';
import { decideMove, monthsOf, spendsOf, windowOf, type Spends } from '@zhike/domain/membership/levels';
import { sqlIn, type Sql } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { holdPerson, levelsNow, setLevel } from '../customers/levels';
import { insertMove, listSpends } from './records.levels';

const CHINA_MINUTES = 480;
/** Levels and points go by the shop's calendar. */
export const shopDay = (now: Date): CalendarDate => dateAt(now.getTime(), CHINA_MINUTES);

/** What she spent within each of the windows of these levels: money through a till, less what was promised back. */
export async function spendsNow(sql: Sql, customerId: string, levels: readonly LevelTerms[], today: CalendarDate): Promise<Spends> {
  const widest = monthsOf(levels).at(-1);
  if (widest === undefined) return new Map();
  return spendsOf(await listSpends(sql, customerId, windowOf(today, widest)), levels, today);
}

export const nameOfLevel = (levels: readonly LevelTerms[], key: string): string => levels.find((level) => level.key === key)?.name ?? key;

/** Puts a customer where her spending belongs by now. Safe to repeat: who is there already stays. */
export async function reckonLevel(write: Write, customerId: string): Promise<boolean> {
  const person = await holdPerson(write, customerId);
  if (!person) return false;
  const sql = sqlIn(write.tx);
  const { levels } = await levelsNow(sql);
  const today = shopDay(write.now);
  const move = decideMove(person.level, await spendsNow(sql, person.customerId, levels, today), levels);
  if (!move) return false;
  const names = { fromName: nameOfLevel(levels, move.from), toName: nameOfLevel(levels, move.to) };
  await setLevel(write, person.customerId, move.to);
  const window = windowOf(today, move.months);
  await insertMove(write.tx, {
    ...move,
    ...names,
    id: newId(write.now),
    customerId: person.customerId,
    window: move.months > 0 ? window : { from: today, until: today },
    now: write.now,
  });
  const { raised, spendFen, months } = move;
  const type = raised ? ('level.raised' as const) : ('level.lowered' as const);
  await write.event({ type, storeId: person.storeId, customerId: person.customerId, data: { ...names, raised, spendFen, months } });
  return true;
}

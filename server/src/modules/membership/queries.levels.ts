import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { MemberLevel } from '@zhike/domain/membership/contract';
import { decideLevels, decideMove, nextLevel } from '@zhike/domain/membership/levels';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf, type Sql } from '../../platform/db';
import { levelOf, levelsNow } from '../customers/levels';
import { customerRowFacts } from '../customers/row-facts';
import type { Input } from './input';
import { nameOfLevel, shopDay, spendsNow } from './leveling';
import { countMoving, listMoves, listMoving } from './records.levels';

const PAGE = 50;

export async function getLevels(ask: Ask<ActorOf<'membership.levels'>>): Answer<'membership.levels'> {
  return allow(await levelsNow(sqlOf(ask.ports.db)));
}

/** CD-02: who would move today, before anything is saved. */
export async function previewLevels(
  ask: Ask<ActorOf<'membership.previewLevels'>>,
  input: Input<'membership.previewLevels'>,
): Answer<'membership.previewLevels'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'level.manage' });
  const decided = decideLevels(input.levels);
  if (!decided.ok) return decided;
  const afterId = input.cursor ?? null;
  if (afterId !== null && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(afterId))
    return refuse('request.invalid', { issues: [{ path: 'cursor', problem: 'unknown_cursor' }] });
  const sql = sqlOf(ask.ports.db);
  const draft = decided.value;
  const today = shopDay(ask.now);
  const [{ levels }, counts, rows] = await Promise.all([
    levelsNow(sql),
    countMoving(sql, draft, today),
    listMoving(sql, draft, today, { raised: input.raised, afterId, limit: PAGE + 1 }),
  ]);
  const items = rows.slice(0, PAGE).map(({ id, name, level, sums }) => {
    const spends = new Map(Object.entries(sums).map(([months, fen]) => [Number(months), fen]));
    const move = decideMove(level, spends, draft);
    if (!move) throw new Error('the query and the rule put a customer at different levels');
    return {
      customerId: id,
      name,
      fromName: nameOfLevel(levels, move.from),
      toName: nameOfLevel(draft, move.to),
      raised: move.raised,
      spendFen: move.spendFen,
    };
  });
  return allow({ ...counts, items, next: rows.length > PAGE ? (items.at(-1)?.customerId ?? null) : null });
}

/** Where somebody stands now. */
async function standing(sql: Sql, customerId: string, now: Date): Promise<MemberLevel> {
  const { levels } = await levelsNow(sql);
  const spends = await spendsNow(sql, customerId, levels, shopDay(now));
  const key = await levelOf(sql, customerId);
  const level = levels.find((one) => one.key === key);
  return { level: level ? { ...level, spendFen: spends.get(level.months) ?? 0 } : null, next: nextLevel(key, spends, levels) };
}

export async function getLevelOf(ask: Ask<ActorOf<'membership.levelOf'>>, input: Input<'membership.levelOf'>): Answer<'membership.levelOf'> {
  const sql = sqlOf(ask.ports.db);
  const customer = await customerRowFacts(sql, input.customerId);
  if (!customer || visibleParts(compileScope(ask.actor, 'points.read'), customer) !== 'all')
    return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const moves = (await listMoves(sql, customer.customerId)).map((move) => ({ ...move, at: move.at.toISOString() }));
  return allow({ ...(await standing(sql, customer.customerId, ask.now)), moves });
}

export async function getMyLevel(ask: Ask<ActorOf<'membership.myLevel'>>): Answer<'membership.myLevel'> {
  const sql = sqlOf(ask.ports.db);
  const { levels } = await levelsNow(sql);
  const { customerId } = ask.actor;
  if (!customerId) return allow({ level: null, next: nextLevel('', new Map(), levels), levels });
  return allow({ ...(await standing(sql, customerId, ask.now)), levels });
}

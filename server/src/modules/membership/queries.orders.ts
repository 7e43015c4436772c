import { compileScope, inScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { spreadOverLines } from '@zhike/domain/kernel/spread';
import type { PayingCard } from '@zhike/domain/membership/contract';
import { decidePaying } from '@zhike/domain/membership/points';
import { decideFit, decideOrderTaking, inOrder, isOver, mostOf } from '@zhike/domain/membership/rules';
import { isPossible } from '@zhike/domain/orders/policy';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { pointsHeld } from '../ledger/points';
import { readOrderRow } from '../orders/queries.orders';
import { todayIn } from '../orders/view.orders';
import type { Input } from './input';
import { pointsRulesNow } from './pointing';
import { listCardsOf } from './records.cards';
import { rulesNow } from './rules';
import { withPurses, type Card } from './view';

/** CD-06, CD-12: what each of her stored-value cards gives of an order, those that do first, in the order in which they should be used. */
export async function getOrderCards(ask: Ask<ActorOf<'membership.orderCards'>>, input: Input<'membership.orderCards'>): Answer<'membership.orderCards'> {
  const { actor } = ask;
  const sql = sqlOf(ask.ports.db);
  const order = await readOrderRow(sql, input.orderId, ask.scope);
  if (!order || (actor.kind === 'staff' && !inScope(compileScope(actor, 'card.use'), order)))
    return refuse('record.not_found', { noun: 'order', id: input.orderId });
  const owedFen = order.phase === 'open' ? order.billedFen - order.paidFen : 0;
  const today = todayIn(order.zone, ask.now);
  const rules = await rulesNow(sql);
  const cards = new Map<string, Card>((await withPurses(sql, await listCardsOf(sql, order.customerId))).map((card) => [card.row.id, card]));
  const stored = inOrder(
    [...cards.values()].map((card) => card.facts).filter((facts) => facts.terms.kind === 'stored_value' && facts.state !== 'refunded'),
    order.customerId,
  );
  const views = stored.map((facts): PayingCard => {
    const fits = decideFit(facts, { customerId: order.customerId, storeId: order.storeId, serviceId: null }, today);
    const wantedFen = mostOf(facts, owedFen, today);
    const taking = decideOrderTaking(facts, { customerId: order.customerId, storeId: order.storeId, wantedFen }, rules, today);
    const bonusFen = isOver(facts, today) ? 0 : facts.bonusFen;
    return {
      cardId: facts.cardId,
      name: facts.terms.name,
      ownerName: cards.get(facts.cardId)?.row.customerName ?? '',
      own: facts.customerId === order.customerId,
      validUntil: facts.validUntil,
      principalFen: facts.principalFen,
      bonusFen,
      takes: taking.ok ? taking.value : { principalFen: 0, bonusFen: 0 },
      why: !fits.ok && fits.refusal.code === 'membership.does_not_fit' ? fits.refusal.facts.why : facts.principalFen + bonusFen === 0 ? 'empty' : null,
    };
  });
  return allow({ owedFen, cards: [...views.filter((card) => card.why === null), ...views.filter((card) => card.why !== null)] });
}

/** CD-08: what so many of her points would take off her order, before anything is written. */
export async function getMyPointsOn(ask: Ask<ActorOf<'membership.myPointsOn'>>, input: Input<'membership.myPointsOn'>): Answer<'membership.myPointsOn'> {
  const sql = sqlOf(ask.ports.db);
  const order = await readOrderRow(sql, input.orderId, compileScope(ask.actor, 'order.read'));
  if (!order) return refuse('record.not_found', { noun: 'order', id: input.orderId });
  if (!isPossible(order.phase, 'change')) return refuse('orders.not_possible', { phase: order.phase, verb: 'change' });
  const rules = await pointsRulesNow(sql);
  const openFen = order.billedFen - order.paidFen;
  const { points: heldPoints } = await pointsHeld(sql, order.customerId);
  const mostPoints = rules.pointFen === 0 ? 0 : Math.min(heldPoints, Math.floor(openFen / rules.pointFen));
  const points = input.points ?? mostPoints;
  const paying = decidePaying(points, heldPoints, openFen, rules);
  if (!paying.ok) return paying;
  const parts = spreadOverLines(
    paying.value,
    order.lines.filter((line) => line.state === 'sold'),
  );
  return allow({ heldPoints, pointFen: rules.pointFen, mostPoints, points, amountFen: paying.value, parts });
}

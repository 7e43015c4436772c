import type { CardView } from '@zhike/domain/membership/contract';
import { givesCouponBack, issuesCoupon, usesCoupon } from './coupon-acts';
import { once, read, say, type MoneyScene } from './money-scene';
import type { Payer } from './money-shop';

async function cardsOf(scene: MoneyScene, payer: Payer): Promise<readonly CardView[]> {
  return (await read(scene, 'membership.cardsOf', { customerId: payer.customerId }, scene.cast.boss))?.cards ?? [];
}

async function someCard(scene: MoneyScene, fits: (card: CardView) => boolean): Promise<{ payer: Payer; card: CardView } | null> {
  const payer = scene.chance.pick(scene.cast.payers);
  const cards = (await cardsOf(scene, payer)).filter(fits);
  return cards.length > 0 ? { payer, card: scene.chance.pick(cards) } : null;
}

async function sellsForCash(scene: MoneyScene): Promise<void> {
  const { cast, chance } = scene;
  const { productId, version, priceFen } = chance.pick(cast.products);
  const half = Math.floor(priceFen / 2);
  const payments = [
    { till: 'cash' as const, amountFen: half },
    { till: 'pos' as const, amountFen: priceFen - half },
  ];
  await say(scene, 'membership.sell', { customerId: chance.pick(cast.payers).customerId, storeId: cast.storeId, productId, version, payments }, cast.boss);
}

async function buysByPhone(scene: MoneyScene): Promise<void> {
  const { cast, chance, shop } = scene;
  const payer = chance.pick(cast.payers);
  const product = chance.pick(cast.products);
  const stored =
    product.stored && chance.next() < 0.5 ? (await cardsOf(scene, payer)).find((card) => card.kind === 'stored_value' && card.state === 'active') : undefined;
  const { productId, version } = product;
  const opened = await say(scene, 'membership.buyCard', { storeId: cast.storeId, productId, version, cardId: stored?.id ?? null }, payer.token);
  if (opened && chance.next() < 0.85) await shop.simulators.simulators.pay.requestPayment(opened.requestPayment, payer.person.openid);
}

async function charges(scene: MoneyScene): Promise<void> {
  const { cast } = scene;
  const found = await someCard(scene, (card) => card.kind === 'stored_value' && card.state === 'active');
  const product = cast.products.find((one) => one.stored);
  if (!found || !product) return;
  const payments = [{ till: 'bank' as const, amountFen: product.priceFen }];
  const { productId, version } = product;
  await say(scene, 'membership.charge', { cardId: found.card.id, storeId: cast.storeId, productId, version, payments }, cast.boss);
}

async function writesOff(scene: MoneyScene): Promise<void> {
  const { cast, chance } = scene;
  const found = await someCard(scene, (card) => card.state === 'active');
  if (!found) return;
  const bookingId = chance.pick(found.payer.bookingIds);
  await once(scene, () => say(scene, 'membership.settle', { bookingId, cardIds: [found.card.id] }, cast.boss));
}

async function undoes(scene: MoneyScene): Promise<void> {
  const { cast, chance } = scene;
  const found = await someCard(scene, () => true);
  const seen = found && (await read(scene, 'membership.card', { cardId: found.card.id }, cast.boss));
  const useIds = seen?.entries.flatMap((entry) => (entry.useId && !entry.reversed ? [entry.useId] : [])) ?? [];
  if (useIds.length > 0) await once(scene, () => say(scene, 'membership.undo', { useId: chance.pick(useIds), reason: '划错了' }, cast.boss));
}

async function freezesOrThaws(scene: MoneyScene): Promise<void> {
  const { cast } = scene;
  const found = await someCard(scene, (card) => card.can.includes('freeze') || card.can.includes('unfreeze'));
  if (!found) return;
  const { id: cardId, version, can } = found.card;
  if (can.includes('unfreeze')) await say(scene, 'membership.unfreeze', { cardId, version }, cast.boss);
  else if (scene.chance.next() < 0.3) await say(scene, 'membership.freeze', { cardId, version, reason: '出差' }, cast.boss);
}

async function corrects(scene: MoneyScene): Promise<void> {
  const { cast, chance } = scene;
  const found = await someCard(scene, (card) => card.can.includes('correct'));
  if (!found) return;
  const { id: cardId, version, kind } = found.card;
  const stored = kind === 'stored_value';
  const principalFen = stored ? chance.between(-2_000, 2_000) : 0;
  const input = { cardId, version, sessions: stored ? 0 : 1, principalFen, bonusFen: 0, reason: '记错了' };
  if (stored && principalFen === 0) return;
  await once(scene, () => say(scene, 'membership.correct', input, cast.boss));
}

async function refundsCard(scene: MoneyScene): Promise<void> {
  const { cast, chance } = scene;
  const found = await someCard(scene, (card) => card.can.includes('refund'));
  if (!found || chance.next() < 0.6) return;
  const { id: cardId, version } = found.card;
  const preview = await read(scene, 'membership.refundPreview', { cardId }, cast.boss);
  if (!preview) return;
  const till = preview.wechatFen >= preview.backFen && preview.wechatFen > 0 ? ('wechat' as const) : ('cash' as const);
  const input = { cardId, version, storeId: cast.storeId, till, expectedBackFen: preview.backFen, reason: '不做了' };
  await once(scene, () => say(scene, 'membership.refund', input, cast.boss));
}

async function orders(scene: MoneyScene): Promise<void> {
  const { cast, chance } = scene;
  const base = { storeId: cast.storeId, lineId: cast.lineId, discount: null, instalments: [], form: {}, note: '' };
  const lines = Array.from({ length: chance.between(1, 2) }, () => ({ itemId: cast.itemId, quantity: 1, options: { retouched: 40 + chance.between(0, 10) } }));
  await say(scene, 'orders.create', { ...base, customerId: chance.pick(cast.payers).customerId, lines }, cast.boss);
}

async function someOrder(scene: MoneyScene, owing: boolean) {
  const { cast, chance } = scene;
  const payer = chance.pick(cast.payers);
  const filter = { storeId: null, customerId: payer.customerId, phases: ['open' as const], owing, cursor: null };
  const items = (await read(scene, 'orders.list', filter, cast.boss))?.items ?? [];
  return items.length > 0 ? { payer, order: chance.pick(items) } : null;
}

async function paysOrder(scene: MoneyScene): Promise<void> {
  const { cast, chance, shop } = scene;
  const found = await someOrder(scene, true);
  if (!found) return;
  const { payer, order } = found;
  const amountFen = chance.next() < 0.5 ? order.owedFen : chance.between(1, order.owedFen);
  const way = chance.next();
  if (way < 0.3) return void (await once(scene, () => say(scene, 'orders.recordPayment', { orderId: order.id, till: 'cash', amountFen, note: '' }, cast.boss)));
  const { pay } = shop.simulators.simulators;
  if (way < 0.8) {
    const opened = await say(scene, 'orders.payOrder', { orderId: order.id, amountFen }, payer.token);
    if (opened && chance.next() < 0.85) await pay.requestPayment(opened.requestPayment, payer.person.openid);
    if (opened && chance.next() < 0.3) await read(scene, 'orders.checkPayment', { paymentId: opened.paymentId }, payer.token);
    return;
  }
  const opened = await say(scene, 'orders.payCode', { orderId: order.id, amountFen }, cast.boss);
  const prepay = opened?.codeUrl.split('pr=')[1];
  if (prepay) await pay.payOrder(prepay, chance.pick(cast.payers).person.openid);
}

async function refundsOrder(scene: MoneyScene): Promise<void> {
  const { cast, chance } = scene;
  const found = await someOrder(scene, false);
  const order = found && (await read(scene, 'orders.get', { orderId: found.order.id }, cast.boss))?.order;
  if (!order || order.paidFen === 0) return;
  const sold = order.lines.filter((line) => line.state === 'sold').map((line) => line.id);
  const wish = { orderId: order.id, lineIds: chance.next() < 0.5 ? sold.slice(0, 1) : sold, keepPercent: chance.pick([0, 10, 33]) };
  if (wish.lineIds.length === 0) return;
  const preview = await read(scene, 'orders.previewRefund', wish, cast.boss);
  if (!preview) return;
  const till = preview.wechatFen >= preview.backFen && preview.wechatFen > 0 ? ('wechat' as const) : ('cash' as const);
  const input = { ...wish, version: order.version, till, expectedBackFen: preview.backFen, reason: '不拍了' };
  await once(scene, () => say(scene, 'orders.refund', input, cast.boss));
}

async function closesDay(scene: MoneyScene): Promise<void> {
  const { cast, chance } = scene;
  const till = await read(scene, 'finance.till', { storeId: cast.storeId }, cast.boss);
  if (!till || till.expectedFen < 0 || chance.next() < 0.8) return;
  const countedFen = Math.max(0, till.expectedFen + chance.between(-500, 500));
  await say(
    scene,
    'finance.closeDay',
    { storeId: cast.storeId, expectedFen: till.expectedFen, countedFen, bankedFen: Math.floor(countedFen / 2), note: '' },
    cast.boss,
  );
}

/** What people do with money, and how often. */
export const MONEY_ACTS: readonly { readonly name: string; readonly weight: number; readonly act: (scene: MoneyScene) => Promise<void> }[] = [
  { name: 'sells for cash', weight: 6, act: sellsForCash },
  { name: 'buys by phone', weight: 10, act: buysByPhone },
  { name: 'charges', weight: 6, act: charges },
  { name: 'writes off', weight: 24, act: writesOff },
  { name: 'undoes', weight: 8, act: undoes },
  { name: 'freezes or thaws', weight: 4, act: freezesOrThaws },
  { name: 'corrects', weight: 4, act: corrects },
  { name: 'refunds a card', weight: 5, act: refundsCard },
  { name: 'orders', weight: 8, act: orders },
  { name: 'pays an order', weight: 18, act: paysOrder },
  { name: 'refunds an order', weight: 6, act: refundsOrder },
  { name: 'closes the day', weight: 2, act: closesDay },
  { name: 'issues a coupon', weight: 6, act: issuesCoupon },
  { name: 'uses a coupon', weight: 14, act: usesCoupon },
  { name: 'gives a coupon back', weight: 5, act: givesCouponBack },
];
const SUM = MONEY_ACTS.reduce((sum, one) => sum + one.weight, 0);

export async function moneyOnce(scene: MoneyScene): Promise<string> {
  let at = scene.chance.next() * SUM;
  const chosen = MONEY_ACTS.find((one) => (at -= one.weight) < 0) ?? MONEY_ACTS[0];
  if (!chosen) throw new Error('there are no acts');
  await chosen.act(scene);
  return chosen.name;
}

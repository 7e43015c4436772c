import type { EndpointName } from '@zhike/domain/api';
import type { membershipEndpoints } from '@zhike/domain/membership/contract';
import type { ReceiptView } from '@zhike/domain/orders/contract';
import type { Call, Stage } from './contract.stage';
import { memberCalls } from './contract.stage.members';
import { newOrder, SIGNATURE } from './contract.stage.orders';
import { sessionTerms, storedTerms } from './membership.shop';

/* The calls about cards. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

const product = async ({ shop, boss }: Stage, terms = storedTerms()) => {
  const saved = (await shop.do('membership.saveProduct', { productId: null, version: 0, terms }, boss)).product;
  return { productId: saved.id, version: saved.version, payments: [{ till: 'cash' as const, amountFen: terms.priceFen }] };
};
const card = async (stage: Stage, terms = storedTerms()) =>
  (await stage.shop.do('membership.sell', { ...(await product(stage, terms)), customerId: stage.customerId, storeId: stage.fixture.storeId }, stage.boss)).card;
/** A receipt of what she paid for a card. */
const cardReceipt = async (stage: Stage): Promise<ReceiptView> => {
  const { id: cardId } = await card(stage);
  const { entries } = await stage.shop.do('membership.card', { cardId, cursor: null }, stage.boss);
  const transactionId = entries.find((one) => one.moneyFen > 0)?.transactionId ?? '';
  return (await stage.shop.do('membership.issueReceipt', { cardId, transactionId }, stage.boss)).receipt;
};
const sessions = (stage: Stage) => card(stage, sessionTerms(stage.fixture.serviceId));
const opened = async (stage: Stage): Promise<{ cardId: string; version: number }> => {
  const { id, version } = await sessions(stage);
  return { cardId: id, version };
};
/** A booking of hers that is being served. */
const serving = async ({ shop, boss, booked }: Stage): Promise<{ id: string; version: number }> => {
  let { id, version } = await booked('confirmed');
  for (const name of ['booking.checkIn', 'booking.start'] as const) ({ id, version } = (await shop.do(name, { bookingId: id, version }, boss)).booking);
  return { id, version };
};
const done = async (stage: Stage): Promise<string> => {
  const { id, version } = await serving(stage);
  return (await stage.shop.do('booking.finish', { bookingId: id, version }, stage.boss)).booking.id;
};
const waiting = async (stage: Stage): Promise<string> => {
  const bookingId = await done(stage);
  await stage.shop.server.ports.db.prisma.cardPending.create({ data: { bookingId, storeId: stage.fixture.storeId, at: new Date() } });
  return bookingId;
};
const used = async (stage: Stage): Promise<string> => {
  const { id, version } = await serving(stage);
  const { uses } = await stage.shop.do('membership.finish', { bookingId: id, version, cardIds: [(await sessions(stage)).id] }, stage.boss);
  return uses[0]?.id ?? '';
};

/** Points for the stage's customer, and rules by which they pay: another call may have left others. */
const pointsPay = async ({ shop, boss, customerId }: Stage): Promise<void> => {
  await shop.do('membership.savePointsRules', { rules: (await shop.do('membership.pointsRules', {}, boss)).defaults }, boss);
  await shop.do('membership.correctPoints', { customerId, points: 100, reason: '补登' }, boss);
};

export const cardCalls: Calls<keyof typeof membershipEndpoints> = {
  ...memberCalls,
  'membership.orderCards': async (stage) => {
    await card(stage);
    return { as: stage.lin, input: { orderId: (await newOrder(stage)).id } };
  },
  'membership.undoOrderPayment': async (stage) => {
    const orderId = (await newOrder(stage)).id;
    const { order } = await stage.shop.do('membership.payOrder', { orderId, cardId: (await card(stage)).id, amountFen: 100 }, stage.boss);
    return { as: stage.boss, input: { orderId, paymentId: order.payments[0]?.id ?? '', reason: '点错了' } };
  },
  'membership.payOrder': async (stage) => ({ as: stage.boss, input: { orderId: (await newOrder(stage)).id, cardId: (await card(stage)).id, amountFen: 100 } }),
  'membership.payMyOrder': async (stage) => ({ as: stage.lin, input: { orderId: (await newOrder(stage)).id, cardId: (await card(stage)).id, amountFen: 100 } }),
  'membership.myPointsOn': async (stage) => {
    await pointsPay(stage);
    return { as: stage.lin, input: { orderId: (await newOrder(stage)).id, points: null } };
  },
  'membership.useMyPoints': async (stage) => {
    await pointsPay(stage);
    return { as: stage.lin, input: { orderId: (await newOrder(stage)).id, points: 5 } };
  },
  'membership.takeMyPointsOff': async (stage) => {
    await pointsPay(stage);
    const { order } = await stage.shop.do('membership.useMyPoints', { orderId: (await newOrder(stage)).id, points: 5 }, stage.lin);
    return { as: stage.lin, input: { orderId: order.id, sourceId: order.benefits.find((one) => one.kind === 'points')?.sourceId ?? '' } };
  },
  'membership.products': async (stage) => {
    await product(stage, sessionTerms(stage.fixture.serviceId));
    return { as: stage.boss, input: { withInactive: true } };
  },
  'membership.product': async (stage) => ({ as: stage.boss, input: { productId: (await product(stage)).productId } }),
  'membership.shelf': async (stage) => {
    await product(stage);
    return { as: null, input: {} };
  },
  'membership.saveProduct': ({ boss }) => ({ as: boss, input: { productId: null, version: 0, terms: storedTerms() } }),
  'membership.rules': ({ boss }) => ({ as: boss, input: {} }),
  'membership.saveRules': async ({ shop, boss }) => ({ as: boss, input: { rules: (await shop.do('membership.rules', {}, boss)).defaults } }),
  'membership.buyCard': async (stage) => {
    const { productId, version } = await product(stage);
    return { as: stage.lin, input: { productId, version, storeId: stage.fixture.storeId, cardId: null } };
  },
  'membership.sellCode': async (stage) => {
    const { productId, version } = await product(stage);
    return { as: stage.boss, input: { productId, version, customerId: stage.customerId, storeId: stage.fixture.storeId, cardId: null } };
  },
  'membership.sell': async (stage) => ({
    as: stage.boss,
    input: { ...(await product(stage)), customerId: stage.customerId, storeId: stage.fixture.storeId },
  }),
  'membership.charge': async (stage) => ({
    as: stage.boss,
    input: { ...(await product(stage)), cardId: (await card(stage)).id, storeId: stage.fixture.storeId },
  }),
  'membership.cardsOf': async (stage) => {
    await card(stage);
    return { as: stage.boss, input: { customerId: stage.customerId } };
  },
  'membership.list': async (stage) => {
    await card(stage);
    return { as: stage.boss, input: { storeId: stage.fixture.storeId, productId: null, kind: null, state: 'active', expiringWithinDays: null } };
  },
  'membership.statement': async (stage) => ({ as: stage.lin, input: { cardId: (await sessions(stage)).id, month: '2026-11' } }),
  'membership.issueReceipt': async (stage) => {
    const { cardId, transactionId } = await cardReceipt(stage);
    return { as: stage.lin, input: { cardId: cardId ?? '', transactionId: transactionId ?? '' } };
  },
  'membership.receiptFile': async (stage) => ({ as: stage.lin, input: { receiptId: (await cardReceipt(stage)).id } }),
  'membership.signReceipt': async (stage) => {
    const { id, sha256 } = await cardReceipt(stage);
    return { as: stage.lin, input: { receiptId: id, sha256, signerName: '林小雨', signature: SIGNATURE } };
  },
  'membership.card': async (stage) => ({ as: stage.lin, input: { cardId: (await sessions(stage)).id } }),
  'membership.myCards': async (stage) => {
    await sessions(stage);
    return { as: stage.lin, input: {} };
  },
  'membership.useOptions': async (stage) => {
    await sessions(stage);
    return { as: stage.boss, input: { bookingId: (await serving(stage)).id } };
  },
  'membership.finish': async (stage) => {
    const { id, version } = await serving(stage);
    return { as: stage.boss, input: { bookingId: id, version, cardIds: [(await sessions(stage)).id] } };
  },
  'membership.settle': async (stage) => ({ as: stage.boss, input: { bookingId: await done(stage), cardIds: [(await sessions(stage)).id] } }),
  'membership.toSettle': async (stage) => {
    await waiting(stage);
    return { as: stage.boss, input: { storeId: stage.fixture.storeId } };
  },
  'membership.settleOtherwise': async (stage) => ({ as: stage.boss, input: { bookingId: await waiting(stage), reason: '付了现金' } }),
  'membership.undo': async (stage) => ({ as: stage.boss, input: { useId: await used(stage), reason: '划错了' } }),
  'membership.betweenStores': ({ boss }) => ({ as: boss, input: { from: '2026-01-01', until: '2199-12-31' } }),
  'membership.freeze': async (stage) => ({ as: stage.boss, input: { ...(await opened(stage)), reason: '出差' } }),
  'membership.unfreeze': async (stage) => {
    const { card: frozen } = await stage.shop.do('membership.freeze', { ...(await opened(stage)), reason: '出差' }, stage.boss);
    return { as: stage.boss, input: { cardId: frozen.id, version: frozen.version } };
  },
  'membership.extend': async (stage) => ({ as: stage.boss, input: { ...(await opened(stage)), validUntil: '2198-01-01', reason: '补偿' } }),
  'membership.transfer': async (stage) => ({ as: stage.boss, input: { ...(await opened(stage)), customerId: (await stage.person()).id, reason: '送给姐妹' } }),
  'membership.refundPreview': async (stage) => ({ as: stage.boss, input: { cardId: (await sessions(stage)).id } }),
  'membership.refund': async (stage) => ({
    as: stage.boss,
    input: { ...(await opened(stage)), storeId: stage.fixture.storeId, till: 'cash', expectedBackFen: 100_000, reason: '不想做了' },
  }),
  'membership.correct': async (stage) => ({
    as: stage.boss,
    input: { ...(await opened(stage)), sessions: 1, principalFen: 0, bonusFen: 0, reason: '少记一次' },
  }),
  'membership.allowFamily': async (stage) => {
    const { profile } = await stage.shop.do('customers.get', { customerId: (await stage.person()).id }, stage.boss);
    return { as: stage.lin, input: { cardId: (await sessions(stage)).id, who: { memberCode: profile.memberCode } } };
  },
  'membership.endFamily': async (stage) => ({ as: stage.lin, input: { cardId: (await sessions(stage)).id, customerId: stage.customerId } }),
  'membership.myCode': ({ lin }) => ({ as: lin, input: {} }),
  'membership.readCode': async ({ shop, lin, boss }) => ({ as: boss, input: { code: (await shop.do('membership.myCode', {}, lin)).code } }),
};

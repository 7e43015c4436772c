import type { EndpointName } from '@zhike/domain/api';
import type { membershipEndpoints } from '@zhike/domain/membership/contract';
import type { Call, Stage } from './contract.stage';
import { sessionTerms, storedTerms } from './membership.shop';

/* The calls about cards. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

const product = async ({ shop, boss }: Stage, terms = storedTerms()) => {
  const saved = (await shop.do('membership.saveProduct', { productId: null, version: 0, terms }, boss)).product;
  return { productId: saved.id, version: saved.version, payments: [{ till: 'cash' as const, amountFen: terms.priceFen }] };
};
const card = async (stage: Stage, terms = storedTerms()) =>
  (await stage.shop.do('membership.sell', { ...(await product(stage, terms)), customerId: stage.customerId, storeId: stage.fixture.storeId }, stage.boss)).card;
const sessions = (stage: Stage) => card(stage, sessionTerms(stage.fixture.serviceId));
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

export const cardCalls: Calls<keyof typeof membershipEndpoints> = {
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
};

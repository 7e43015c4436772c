import type { EndpointName } from '@zhike/domain/api';
import type { CouponTerms, marketingEndpoints } from '@zhike/domain/marketing/contract';
import type { Call, Stage } from './contract.stage';
import { newOrder } from './contract.stage.orders';
import { storedTerms } from './membership.shop';

/* The calls about coupons. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

let serial = 0;
/** 30.00 off, good for thirty days, everywhere. */
export const couponTerms = (over: Partial<CouponTerms> = {}): CouponTerms => ({
  name: `代金券 ${++serial}`,
  text: '全店通用。',
  kind: 'cash',
  amountFen: 3_000,
  percent: 0,
  maxOffFen: null,
  minSpendFen: 0,
  itemIds: [],
  storeIds: [],
  withCoupons: false,
  withLevel: true,
  validDays: 30,
  validUntil: null,
  totalLimit: null,
  personLimit: null,
  ...over,
});
export const EVERYBODY = { cardKinds: [], productIds: [], storeIds: [], expiringWithinDays: null };

const template = async ({ shop, boss }: Stage) =>
  (await shop.do('marketing.saveTemplate', { templateId: null, version: 0, terms: couponTerms(), active: true }, boss)).template;
const issued = async (stage: Stage) =>
  (await stage.shop.do('marketing.issue', { templateId: (await template(stage)).id, customerId: stage.customerId }, stage.boss)).coupon;
const holder = async ({ shop, boss, fixture, customerId }: Stage): Promise<void> => {
  const { product } = await shop.do('membership.saveProduct', { productId: null, version: 0, terms: storedTerms() }, boss);
  const payments = [{ till: 'cash' as const, amountFen: product.priceFen }];
  await shop.do('membership.sell', { productId: product.id, version: product.version, payments, customerId, storeId: fixture.storeId }, boss);
};
const who = async (stage: Stage) => {
  await holder(stage);
  return { templateId: (await template(stage)).id, audience: EVERYBODY, wording: '老朋友专享', holdOutPercent: 0 };
};
const pushed = async (stage: Stage) => {
  const wanted = await who(stage);
  const { count } = await stage.shop.do('marketing.previewPush', wanted, stage.boss);
  const at = new Date(Date.now() + 3_600_000).toISOString();
  return (await stage.shop.do('marketing.push', { ...wanted, name: '回访', viaMembers: false, expectedCount: count, at }, stage.boss)).push;
};

export const couponCalls: Calls<keyof typeof marketingEndpoints> = {
  'marketing.templates': async (stage) => {
    await template(stage);
    return { as: stage.boss, input: { withRetired: true } };
  },
  'marketing.saveTemplate': ({ boss }) => ({ as: boss, input: { templateId: null, version: 0, terms: couponTerms(), active: true } }),
  'marketing.issue': async (stage) => ({ as: stage.boss, input: { templateId: (await template(stage)).id, customerId: stage.customerId } }),
  'marketing.couponsOf': async (stage) => {
    await issued(stage);
    return { as: stage.boss, input: { customerId: stage.customerId, orderId: (await newOrder(stage)).id } };
  },
  'marketing.myCoupons': ({ lin }) => ({ as: lin, input: {} }),
  'marketing.setAdvertising': ({ lin }) => ({ as: lin, input: { allowed: true } }),
  'marketing.previewBill': async (stage) => {
    await issued(stage);
    const { lines } = await newOrder(stage);
    const choices = lines.map(({ itemId, quantity, options }) => ({ itemId, quantity, options }));
    return { as: stage.boss, input: { storeId: stage.fixture.storeId, customerId: stage.customerId, lines: choices, discount: null } };
  },
  'marketing.use': async (stage) => ({ as: stage.boss, input: { couponId: (await issued(stage)).id, orderId: (await newOrder(stage)).id } }),
  'marketing.giveBack': async (stage) => {
    const couponId = (await issued(stage)).id;
    await stage.shop.do('marketing.use', { couponId, orderId: (await newOrder(stage)).id }, stage.boss);
    return { as: stage.boss, input: { couponId } };
  },
  'marketing.myFits': async (stage) => {
    await issued(stage);
    return { as: stage.lin, input: { orderId: (await newOrder(stage)).id } };
  },
  'marketing.useMine': async (stage) => ({ as: stage.lin, input: { couponId: (await issued(stage)).id, orderId: (await newOrder(stage)).id } }),
  'marketing.giveBackMine': async (stage) => {
    const couponId = (await issued(stage)).id;
    await stage.shop.do('marketing.useMine', { couponId, orderId: (await newOrder(stage)).id }, stage.lin);
    return { as: stage.lin, input: { couponId } };
  },
  'marketing.previewPush': async (stage) => ({ as: stage.boss, input: await who(stage) }),
  'marketing.push': async (stage) => {
    const wanted = await who(stage);
    const { count } = await stage.shop.do('marketing.previewPush', wanted, stage.boss);
    return { as: stage.boss, input: { ...wanted, name: '回访', viaMembers: false, expectedCount: count, at: null } };
  },
  'marketing.cancelPush': async (stage) => ({ as: stage.boss, input: { pushId: (await pushed(stage)).id } }),
  'marketing.getPush': async (stage) => ({ as: stage.boss, input: { pushId: (await pushed(stage)).id } }),
  'marketing.pushPeople': async (stage) => ({ as: stage.boss, input: { pushId: (await pushed(stage)).id, part: 'planned' } }),
  'marketing.pushTasks': async (stage) => ({ as: stage.boss, input: { pushId: (await pushed(stage)).id } }),
  'marketing.checkTasks': async (stage) => ({ as: stage.boss, input: { pushId: (await pushed(stage)).id } }),
  'marketing.pushEffect': async (stage) => ({ as: stage.boss, input: { pushId: (await pushed(stage)).id } }),
  'marketing.pushes': async (stage) => {
    await pushed(stage);
    return { as: stage.boss, input: {} };
  },
};

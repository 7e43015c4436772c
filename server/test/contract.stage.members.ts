import type { EndpointName } from '@zhike/domain/api';
import { levelDefaults } from '@zhike/config/levels';
import type { levelEndpoints, pointsEndpoints } from '@zhike/domain/membership/contract';
import type { Call, Stage } from './contract.stage';
import { newOrder } from './contract.stage.orders';

/* The calls about levels and points. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

let serial = 0;
const terms = () => ({ name: `礼品 ${++serial}`, text: '到店领取', pricePoints: 10, stock: 5, perPerson: null, active: true });
const item = async ({ shop, boss }: Stage) => (await shop.do('membership.saveMallItem', { itemId: null, version: 0, terms: terms() }, boss)).item;
/** Points for the stage's customer. */
const given = ({ shop, boss, customerId }: Stage) => shop.do('membership.correctPoints', { customerId, points: 100, reason: '补登' }, boss);
const wanted = async (stage: Stage) => {
  await given(stage);
  const { id, version } = await item(stage);
  return { itemId: id, version };
};
const redeemed = async (stage: Stage) =>
  (await stage.shop.do('membership.redeemFor', { customerId: stage.customerId, ...(await wanted(stage)) }, stage.boss)).redemption;

export const memberCalls: Calls<keyof typeof levelEndpoints | keyof typeof pointsEndpoints> = {
  'membership.levels': ({ boss }) => ({ as: boss, input: {} }),
  'membership.saveLevels': async ({ shop, boss }) => ({
    as: boss,
    input: { version: (await shop.do('membership.levels', {}, boss)).version, levels: levelDefaults.map((level) => ({ ...level })) },
  }),
  'membership.previewLevels': ({ boss }) => ({ as: boss, input: { levels: levelDefaults.map((level) => ({ ...level, thresholdFen: 0 })), raised: null } }),
  'membership.levelOf': ({ boss, customerId }) => ({ as: boss, input: { customerId } }),
  'membership.myLevel': ({ lin }) => ({ as: lin, input: {} }),
  'membership.pointsRules': ({ boss }) => ({ as: boss, input: {} }),
  'membership.savePointsRules': async ({ shop, boss }) => ({ as: boss, input: { rules: (await shop.do('membership.pointsRules', {}, boss)).defaults } }),
  'membership.pointsOf': async (stage) => {
    await given(stage);
    return { as: stage.boss, input: { customerId: stage.customerId } };
  },
  'membership.myPoints': ({ lin }) => ({ as: lin, input: {} }),
  'membership.correctPoints': ({ boss, customerId }) => ({ as: boss, input: { customerId, points: 5, reason: '补登' } }),
  'membership.mall': async (stage) => {
    await item(stage);
    return { as: stage.lin, input: {} };
  },
  'membership.mallItems': async (stage) => {
    await item(stage);
    return { as: stage.boss, input: { withInactive: true } };
  },
  'membership.saveMallItem': ({ boss }) => ({ as: boss, input: { itemId: null, version: 0, terms: terms() } }),
  // The stage's customer is lin herself.
  'membership.redeem': async (stage) => ({ as: stage.lin, input: await wanted(stage) }),
  'membership.redeemFor': async (stage) => ({ as: stage.boss, input: { customerId: stage.customerId, ...(await wanted(stage)) } }),
  'membership.myRedemptions': ({ lin }) => ({ as: lin, input: {} }),
  'membership.redemptions': async (stage) => {
    await redeemed(stage);
    return { as: stage.boss, input: { customerId: null, state: 'open' } };
  },
  'membership.handOut': async (stage) => ({ as: stage.boss, input: { code: (await redeemed(stage)).code, storeId: stage.fixture.storeId } }),
  'membership.cancelRedemption': async (stage) => ({ as: stage.boss, input: { redemptionId: (await redeemed(stage)).id, reason: '不要了' } }),
  'membership.usePointsOnOrder': async (stage) => {
    await given(stage);
    return { as: stage.boss, input: { orderId: (await newOrder(stage)).id, points: 5 } };
  },
  'membership.takePointsOffOrder': async (stage) => {
    await given(stage);
    // Another call may have left rules by which points pay nothing.
    await stage.shop.do('membership.savePointsRules', { rules: (await stage.shop.do('membership.pointsRules', {}, stage.boss)).defaults }, stage.boss);
    const { order } = await stage.shop.do('membership.usePointsOnOrder', { orderId: (await newOrder(stage)).id, points: 5 }, stage.boss);
    return { as: stage.boss, input: { orderId: order.id, sourceId: order.benefits[0]?.sourceId ?? '' } };
  },
};

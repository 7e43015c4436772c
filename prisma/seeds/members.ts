import type { ApiInput } from '@zhike/domain/api';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { Call } from './call';

type Levels = ApiInput<'membership.saveLevels'>['levels'];

const LEVELS: Levels = [
  { key: 'normal', name: '普通', rank: 1, thresholdFen: 0, months: 12, discountPercent: 0, pointsPercent: 100, birthdayGift: '' },
  { key: 'silver', name: '银卡', rank: 2, thresholdFen: 500_000, months: 12, discountPercent: 5, pointsPercent: 120, birthdayGift: '生日月赠精修照 2 张' },
  { key: 'gold', name: '金卡', rank: 3, thresholdFen: 1_500_000, months: 12, discountPercent: 10, pointsPercent: 150, birthdayGift: '生日月赠 12 寸摆台一个' },
];

const MALL: readonly ApiInput<'membership.saveMallItem'>['terms'][] = [
  { name: '精修照 1 张', text: '从已拍的底片里任选一张精修。', pricePoints: 300, stock: 500, perPerson: 5, active: true },
  { name: '8 寸摆台', text: '实木摆台，含一张冲印。到店领取。', pricePoints: 1_200, stock: 40, perPerson: 2, active: true },
  { name: '全家福半小时', text: '单机位半小时，五人以内，需提前预约。', pricePoints: 5_000, stock: 10, perPerson: 1, active: true },
];

export interface Members {
  /** Some take something for their points; half of it has been handed out. */
  redeemSome(customers: readonly { readonly id: string; readonly storeId: string }[]): Promise<void>;
}

const REDEEMED = 12;

/** The levels and the points mall of the demo: what customers rise by and take things for is what they pay in the story. */
export async function seedMembers(call: Call, boss: Actor): Promise<Members> {
  await call('membership.saveLevels', { version: 0, levels: LEVELS }, boss);
  const items: { readonly itemId: string; readonly version: number; readonly pricePoints: number }[] = [];
  for (const terms of MALL) {
    const { item } = await call('membership.saveMallItem', { itemId: null, version: 0, terms }, boss);
    items.push({ itemId: item.id, version: item.version, pricePoints: item.pricePoints });
  }
  return {
    async redeemSome(customers) {
      let taken = 0;
      for (const { id: customerId, storeId } of customers) {
        if (taken === REDEEMED) return;
        const { balance } = await call('membership.pointsOf', { customerId }, boss);
        const item = items[taken % 2];
        if (!item || balance.points < item.pricePoints) continue;
        const { itemId, version } = item;
        const { redemption } = await call('membership.redeemFor', { customerId, itemId, version }, boss);
        if (taken % 2 === 0) await call('membership.handOut', { code: redemption.code, storeId }, boss);
        taken += 1;
      }
    },
  };
}

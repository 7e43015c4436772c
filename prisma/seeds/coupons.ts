import type { ApiInput } from '@zhike/domain/api';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { Call } from './call';

type Terms = ApiInput<'marketing.saveTemplate'>['terms'];

const common: Omit<Terms, 'name' | 'text' | 'kind'> = {
  amountFen: 0,
  percent: 0,
  maxOffFen: null,
  minSpendFen: 0,
  itemIds: [],
  storeIds: [],
  withCoupons: false,
  withLevel: true,
  validDays: 60,
  validUntil: null,
  totalLimit: null,
  personLimit: 1,
};
const TERMS: readonly Terms[] = [
  { ...common, name: '老客满减券', text: '任意套系满 2000 元可用。', kind: 'cash', amountFen: 20_000, minSpendFen: 200_000, totalLimit: 500 },
  { ...common, name: '亲子照 9 折券', text: '亲子成长照可用，最多减 300 元。', kind: 'discount', percent: 10, maxOffFen: 30_000, withLevel: false },
  { ...common, name: '储值礼券', text: '办储值卡或充值时送，任意套系可用。', kind: 'cash', amountFen: 5_000, personLimit: null, withCoupons: true },
  { ...common, name: '转介绍礼券', text: '介绍朋友来拍，双方各一张。', kind: 'cash', amountFen: 10_000, personLimit: 3, withCoupons: true },
];

export interface Coupons {
  /** The coupon that comes with stored value. */
  readonly giftId: string;
  /** Gives the first coupon to everybody who holds a card; nobody holds one in a very short story. */
  push(by: Actor): Promise<void>;
}

/** The coupons that the demo's shop gives out. */
export async function seedCoupons(call: Call, boss: Actor): Promise<Coupons> {
  const ids: string[] = [];
  for (const terms of TERMS) ids.push((await call('marketing.saveTemplate', { templateId: null, version: 0, terms, active: true }, boss)).template.id);
  return {
    giftId: ids[TERMS.findIndex((terms) => terms.name === '储值礼券')] ?? '',
    async push(by) {
      const wish = {
        templateId: ids[0] ?? '',
        audience: { cardKinds: [], productIds: [], storeIds: [], expiringWithinDays: null },
        wording: '送你一张满减券，拍下一套时可用',
        holdOutPercent: 10,
      };
      const { count } = await call('marketing.previewPush', { ...wish, cursor: null }, by);
      if (count > 0) await call('marketing.push', { ...wish, name: '持卡客户回馈', viaMembers: false, expectedCount: count, at: null }, by);
    },
  };
}

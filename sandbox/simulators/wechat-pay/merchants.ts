import { createApiV3Key, createPayPublicKey, type WorldKeys } from '../../world/keys';
import type { World } from '../../world/world';

/** The keys of one merchant. `mark` is set on what belongs to a further merchant, and on nothing of the main one. */
export type MerchantView = WorldKeys & { readonly mark?: string };

/** What WeChat Pay knows of the merchant of this number, with the keys that it uses now; null: nobody has it. */
export function keysFor(world: World, keys: WorldKeys, mchid: string | undefined): MerchantView | null {
  const other = keys.others?.find((candidate) => candidate.mchid === mchid);
  if (mchid !== undefined && mchid !== keys.mchid && !other) return null;
  const own: MerchantView = other ? { ...keys, ...other, mark: other.mchid } : keys;
  const changing = world.state.changingKeys?.[own.mchid];
  return changing?.inUse ? { ...own, apiV3Key: changing.apiV3Key, payPublicKey: changing.payPublicKey } : own;
}

/** The keys of whose order, refund or notification it is. */
export function keysOfOwner(world: World, keys: WorldKeys, owned: { readonly mchid?: string }): MerchantView {
  const own = keysFor(world, keys, owned.mchid);
  if (!own) throw new Error('something belongs to a merchant that nobody is');
  return own;
}

/** Whether an order or a refund is this merchant's. */
export const isOf = (keys: MerchantView, owned: { readonly mchid?: string }): boolean => owned.mchid === keys.mark;

/** What an order or a refund of this merchant carries. */
export const markOf = (keys: MerchantView): { readonly mchid?: string } => (keys.mark === undefined ? {} : { mchid: keys.mark });

/** How a merchant changes its APIv3 key and WeChat Pay's public key: the new ones are known first and used later. */
export interface KeyChange {
  /** Makes the new ones. WeChat Pay goes on with the old. */
  announce(mchid: string): { readonly apiV3Key: string; readonly payPublicKey: WorldKeys['payPublicKey'] };
  /** Seals and signs with the announced ones from now on (or with the old ones again). */
  use(mchid: string, which: 'new' | 'old'): void;
}

export function createKeyChange(world: World): KeyChange {
  return {
    announce(mchid) {
      const next = { apiV3Key: createApiV3Key(), payPublicKey: createPayPublicKey(), inUse: false };
      world.state.changingKeys = { ...world.state.changingKeys, [mchid]: next };
      world.record('wechat-pay', 'keys.announced', '商户申请了新的APIv3密钥和微信支付公钥，暂不启用', { mchid });
      return next;
    },
    use(mchid, which) {
      const changing = world.state.changingKeys?.[mchid];
      if (!changing) throw new Error(`no new keys of ${mchid} were announced`);
      changing.inUse = which === 'new';
      world.record('wechat-pay', 'keys.in_use', which === 'new' ? '新密钥已启用' : '旧密钥仍在使用', { mchid });
    },
  };
}

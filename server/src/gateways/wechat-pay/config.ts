import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Env } from '@zhike/config/env';
import { blocksOf, idsOf } from '@zhike/config/merchants';

/** The part of the configuration that one merchant of WeChat Pay needs. With a public key id, answers and notifications under it are accepted as well as under platform certificates. */
export type WechatPayConfig = Pick<
  Env,
  | 'WECHAT_APPID'
  | 'WECHAT_PAY_API_BASE'
  | 'WECHAT_PAY_MCHID'
  | 'WECHAT_PAY_MERCHANT_SERIAL'
  | 'WECHAT_PAY_MERCHANT_CERT'
  | 'WECHAT_PAY_MERCHANT_KEY'
  | 'WECHAT_PAY_APIV3_KEY'
  | 'WECHAT_PAY_PUBLIC_KEY_ID'
  | 'WECHAT_PAY_PUBLIC_KEY'
>;

/** The APIv3 keys that may have sealed something: one, or while it changes the new and the old. */
export const apiV3KeysOf = (config: WechatPayConfig): readonly string[] => idsOf(config.WECHAT_PAY_APIV3_KEY);

/** WeChat Pay's public keys by their ids; the first id is the one that answers are asked to be signed with. */
export function publicKeysOf(config: WechatPayConfig): ReadonlyMap<string, KeyObject> {
  const { WECHAT_PAY_PUBLIC_KEY_ID: ids, WECHAT_PAY_PUBLIC_KEY: pems } = config;
  if (!ids || !pems) return new Map();
  const keys = blocksOf(pems);
  return new Map(idsOf(ids).map((id, index) => [id, createPublicKey(keys[index] ?? '')]));
}

import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

/* The WeChat Pay merchants beside the main one. Every secret stands in the environment or in a file that it names; the database knows numbers only. */

export const Mchid = z.string().check(z.regex(/^\d{8,12}$/, { error: 'must be a merchant number' }));
export const Pem = z.string().check(z.regex(/-----BEGIN [A-Z ]+-----[\s\S]+-----END [A-Z ]+-----/, { error: 'must be a PEM text or file:/path/to.pem' }));
export const ApiV3Keys = z
  .string()
  .check(z.regex(/^[^,\s]{32}(,[^,\s]{32}){0,2}$/, { error: 'must have 32 characters; while it changes the new and the old, comma separated' }));
export const PublicKeyIds = z.string().check(z.regex(/^PUB_KEY_ID_\w+(,PUB_KEY_ID_\w+){0,2}$/, { error: 'must be PUB_KEY_ID_…, comma separated' }));

/** The ids or keys of a list, the one in use first. */
export const idsOf = (list: string): string[] => list.split(',');
/** The PEM texts that stand one after the other in a text. */
export const blocksOf = (pems: string): string[] => pems.match(/-----BEGIN [A-Z ]+-----[\s\S]+?-----END [A-Z ]+-----/g) ?? [];

/** One further merchant as it is written: `cert`, `key`, `apiV3Key` and `publicKey` may be `file:/path`. */
const Written = z.strictObject({
  mchid: Mchid,
  /** Shown to staff where a store chooses. */
  name: z.string().check(z.minLength(1), z.maxLength(40)),
  serial: z.string().check(z.regex(/^[0-9A-Fa-f]{16,64}$/, { error: 'must be the serial of the merchant certificate' })),
  cert: Pem,
  key: Pem,
  apiV3Key: ApiV3Keys,
  publicKeyId: z.optional(PublicKeyIds),
  publicKey: z.optional(Pem),
});

/** Under the names that the main merchant's values have. */
export interface MerchantEnv {
  readonly name: string;
  readonly WECHAT_PAY_MCHID: string;
  readonly WECHAT_PAY_MERCHANT_SERIAL: string;
  readonly WECHAT_PAY_MERCHANT_CERT: string;
  readonly WECHAT_PAY_MERCHANT_KEY: string;
  readonly WECHAT_PAY_APIV3_KEY: string;
  readonly WECHAT_PAY_PUBLIC_KEY_ID: string | undefined;
  readonly WECHAT_PAY_PUBLIC_KEY: string | undefined;
}

type Read = { readonly merchant: MerchantEnv } | { readonly problem: string };

/** Reads one entry; a problem names the entry and the field, never a value. */
function readOne(entry: unknown, index: number): Read {
  const at = `[${index}]`;
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return { problem: `${at} must be an object` };
  const given: Record<string, unknown> = { ...entry };
  for (const [field, value] of Object.entries(given)) {
    if (typeof value !== 'string' || !value.startsWith('file:')) continue;
    try {
      given[field] = readFileSync(value.slice('file:'.length), 'utf8').trim();
    } catch {
      return { problem: `${at}.${field} names a file that cannot be read` };
    }
  }
  const parsed = Written.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.map(String).join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : '');
    return { problem: `${at}${field ? `.${field}` : ''} ${issue?.code === 'unrecognized_keys' ? 'is not known' : (issue?.message ?? 'is wrong')}` };
  }
  const { mchid, name, serial, cert, key, apiV3Key, publicKeyId, publicKey } = parsed.data;
  if ((publicKeyId === undefined) !== (publicKey === undefined)) return { problem: `${at}.publicKey and .publicKeyId must be given together` };
  if (publicKeyId && publicKey && idsOf(publicKeyId).length !== blocksOf(publicKey).length) return { problem: `${at}.publicKey must have a key for each id` };
  return {
    merchant: {
      name,
      WECHAT_PAY_MCHID: mchid,
      WECHAT_PAY_MERCHANT_SERIAL: serial,
      WECHAT_PAY_MERCHANT_CERT: cert,
      WECHAT_PAY_MERCHANT_KEY: key,
      WECHAT_PAY_APIV3_KEY: apiV3Key,
      WECHAT_PAY_PUBLIC_KEY_ID: publicKeyId,
      WECHAT_PAY_PUBLIC_KEY: publicKey,
    },
  };
}

/** A JSON list of merchants, each number once. */
export const Merchants = z.pipe(
  z.string(),
  z.transform((text: string, context): readonly MerchantEnv[] => {
    const no = (message: string): readonly MerchantEnv[] => {
      context.issues.push({ code: 'custom', message, input: undefined });
      return [];
    };
    let list: unknown;
    try {
      list = JSON.parse(text);
    } catch {
      return no('must be a JSON list');
    }
    if (!Array.isArray(list)) return no('must be a JSON list');
    const merchants: MerchantEnv[] = [];
    for (const [index, entry] of list.entries()) {
      const read = readOne(entry, index);
      if ('problem' in read) return no(read.problem);
      merchants.push(read.merchant);
    }
    const numbers = merchants.map((merchant) => merchant.WECHAT_PAY_MCHID);
    return new Set(numbers).size === numbers.length ? merchants : no('names a merchant twice');
  }),
);

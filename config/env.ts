import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { ApiV3Keys, blocksOf, idsOf, Mchid, Merchants, Pem, PublicKeyIds } from './merchants';

/**
 * The only reader of process.env. Every value is checked before anything starts; a missing or malformed one is named.
 * A secret may be given as `file:/path/to/secret` and is then read from that file.
 */
const url = z.string().check(z.regex(/^https?:\/\/[^\s/]+(\/[^\s]*)?$/, { error: 'must be an http(s) URL without a trailing space' }));
const base64Key = z.string().check(z.refine((s) => Buffer.from(s, 'base64').length === 32, { error: 'must be 32 bytes in base64' }));
const filled = z.string().check(z.minLength(1));
const integer = (fallback: number, min: number, max: number) =>
  z._default(
    z.pipe(
      z.string(),
      z.pipe(
        z.transform((s: string) => Number(s)),
        z.int({ error: `must be a whole number from ${min} to ${max}` }).check(z.gte(min), z.lte(max)),
      ),
    ),
    fallback,
  );

const Env = z.object({
  NODE_ENV: z._default(z.enum(['production', 'development', 'test']), 'production'),
  PORT: integer(3000, 1, 65535),
  HOST: z._default(z.string(), '0.0.0.0'),
  /** Where the outside world reaches this server; used for callbacks and links, never the Host header. */
  PUBLIC_BASE_URL: url,
  DATABASE_URL: z.string().check(z.regex(/^postgres(ql)?:\/\//, { error: 'must be a postgresql:// URL' })),
  DATABASE_POOL: integer(10, 1, 200),
  REDIS_URL: z.optional(z.string().check(z.regex(/^rediss?:\/\//, { error: 'must be a redis:// URL' }))),
  /** inline: this process also runs the jobs. separate: worker.ts does. */
  WORKER: z._default(z.enum(['inline', 'separate']), 'separate'),
  LOG_LEVEL: z._default(z.enum(['debug', 'info', 'warn', 'error', 'silent']), 'info'),
  /** How many proxies in front of us set X-Forwarded-For. */
  TRUSTED_PROXIES: integer(0, 0, 5),
  /** `keyId:base64,…`; the first encrypts, all decrypt. */
  FIELD_KEYS: z.string().check(
    z.refine((s) => s.split(',').every((k) => /^[a-z0-9]{1,12}:/.test(k) && Buffer.from(k.slice(k.indexOf(':') + 1), 'base64').length === 32), {
      error: 'must be keyId:base64 of 32 bytes, comma separated',
    }),
  ),
  /** Separate from the field keys: searches by phone use it. */
  INDEX_KEY: base64Key,
  SESSION_KEY: base64Key,
  SHOP_NAME: z._default(filled, '知客'),
  SHOP_COLOUR: z._default(z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/)), '#1E6F5C'),
  HOLD_MINUTES: integer(15, 1, 1440),
  /** A font with Chinese signs for contracts: `/path/font.otf`, or `/path/fonts.ttc#Face`; empty: Noto Sans CJK or Source Han Sans where systems keep them. */
  CONTRACT_FONT: z._default(z.string(), ''),
  /** Raises the per-address limits: for shops whose whole staff share one address, and for load tests. */
  RATE_LIMIT_FACTOR: integer(1, 1, 1000),

  WECHAT_API_BASE: z._default(url, 'https://api.weixin.qq.com'),
  WECHAT_APPID: filled,
  WECHAT_SECRET: filled,
  /** `booking_confirmed=TEMPLATE_ID,booking_reminder=…` */
  WECHAT_TEMPLATES: z._default(z.string().check(z.regex(/^([a-z_]+=[\w-]+(,|$))*$/, { error: 'must be key=templateId, comma separated' })), ''),
  /** formal | trial | developer: which build a subscribe message opens. */
  WECHAT_MINIPROGRAM_STATE: z._default(z.enum(['formal', 'trial', 'developer']), 'formal'),

  WECHAT_PAY_API_BASE: z._default(url, 'https://api.mch.weixin.qq.com'),
  WECHAT_PAY_MCHID: Mchid,
  WECHAT_PAY_MERCHANT_SERIAL: filled,
  WECHAT_PAY_MERCHANT_CERT: Pem,
  WECHAT_PAY_MERCHANT_KEY: Pem,
  /** While it changes: the new one and the old one, comma separated; each opens. */
  WECHAT_PAY_APIV3_KEY: ApiV3Keys,
  /** New merchants: PUB_KEY_ID_… and the WeChat Pay public key. Without them platform certificates are downloaded. While it changes: the new and the old, in one order. */
  WECHAT_PAY_PUBLIC_KEY_ID: z.optional(PublicKeyIds),
  WECHAT_PAY_PUBLIC_KEY: z.optional(Pem),
  /** Further merchants, which stores may name: JSON, config/merchants.ts says of what. The one above is the main one. */
  WECHAT_PAY_MERCHANTS: z._default(Merchants, []),

  WECOM_API_BASE: z._default(url, 'https://qyapi.weixin.qq.com'),
  WECOM_OAUTH_BASE: z._default(url, 'https://open.weixin.qq.com'),
  WECOM_CORP_ID: filled,
  WECOM_AGENT_ID: filled,
  WECOM_SECRET: filled,
  WECOM_CALLBACK_TOKEN: filled,
  WECOM_CALLBACK_AES_KEY: z.string().check(z.length(43, { error: 'must have 43 characters (EncodingAESKey)' })),

  /** Text messages to customers whom WeChat cannot tell. Leave the keys out and such messages are skipped. */
  SMS_API_BASE: z._default(url, 'https://sms.tencentcloudapi.com'),
  SMS_REGION: z._default(z.string().check(z.regex(/^[a-z]+-[a-z]+$/, { error: 'must be a region like ap-guangzhou' })), 'ap-guangzhou'),
  SMS_SECRET_ID: z.optional(filled),
  SMS_SECRET_KEY: z.optional(filled),
  SMS_SDK_APP_ID: z.optional(z.string().check(z.regex(/^\d{6,12}$/, { error: 'must be the number of the SMS application' }))),
  SMS_SIGN_NAME: z.optional(
    z.string().check(z.minLength(2), z.maxLength(20), z.regex(/^[^【】\s]+$/, { error: 'must be the approved signature without 【】' })),
  ),
  /** `booking_confirmed=1234567,booking_reminder=…` */
  SMS_TEMPLATES: z._default(z.string().check(z.regex(/^([a-z_]+=\d+(,|$))*$/, { error: 'must be key=template number, comma separated' })), ''),

  /** Our own word in the address at which answers to texts are delivered (they carry no signature); without it none are taken. */
  SMS_REPLY_KEY: z.optional(z.string().check(z.regex(/^[\w-]{24,128}$/, { error: 'must be 24 to 128 letters, digits, - or _' }))),

  /** Where built clients lie; the server serves /sidebar, /workbench and /h5 from here when they exist. */
  CLIENTS_DIR: z._default(z.string(), 'dist/clients'),
  /** Where the migrations lie; they are applied at start. */
  MIGRATIONS_DIR: z._default(z.string(), 'prisma/migrations'),
});
export type Env = z.infer<typeof Env>;

export class ConfigurationError extends Error {
  constructor(readonly problems: readonly { name: string; problem: string }[]) {
    super(`Configuration is not usable:\n${problems.map((p) => `  ${p.name}: ${p.problem}`).join('\n')}`);
  }
}

/** Values that mean nothing without each other; one is named when another is missing. */
const TOGETHER: readonly (readonly (keyof Env)[])[] = [
  ['WECHAT_PAY_PUBLIC_KEY_ID', 'WECHAT_PAY_PUBLIC_KEY'],
  ['SMS_SECRET_ID', 'SMS_SECRET_KEY', 'SMS_SDK_APP_ID', 'SMS_SIGN_NAME'],
];

/** Reads and checks the configuration. Throws `ConfigurationError` that names each wrong value (never the value itself). */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const problems: { name: string; problem: string }[] = [];
  const given: Record<string, string> = {};
  for (const name of Object.keys(Env.shape)) {
    const raw = source[name];
    if (raw === undefined || raw === '') continue;
    if (!raw.startsWith('file:')) given[name] = raw;
    else
      try {
        given[name] = readFileSync(raw.slice('file:'.length), 'utf8').trim();
      } catch {
        problems.push({ name, problem: 'names a file that cannot be read' });
      }
  }
  const parsed = Env.safeParse(given);
  if (!parsed.success)
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0]);
      if (!problems.some((p) => p.name === name)) problems.push({ name, problem: given[name] === undefined ? 'is missing' : issue.message });
    }
  else
    for (const names of TOGETHER) {
      const [first] = names.filter((name) => parsed.data[name] !== undefined);
      if (first) for (const name of names) if (parsed.data[name] === undefined) problems.push({ name, problem: `must be given together with ${first}` });
    }
  if (parsed.success) {
    const { WECHAT_PAY_PUBLIC_KEY_ID: ids, WECHAT_PAY_PUBLIC_KEY: pems, WECHAT_PAY_MERCHANTS: further, WECHAT_PAY_MCHID: main } = parsed.data;
    if (ids && pems && idsOf(ids).length !== blocksOf(pems).length) problems.push({ name: 'WECHAT_PAY_PUBLIC_KEY', problem: 'must have a key for each id' });
    if (further.some((merchant) => merchant.WECHAT_PAY_MCHID === main))
      problems.push({ name: 'WECHAT_PAY_MERCHANTS', problem: 'names the main merchant again' });
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigurationError(problems);
  return parsed.data;
}

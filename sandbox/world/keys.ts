import { generateKeyPairSync, randomBytes, randomInt, X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selfSignedCertificate } from './der';
import { SMS_SIGN, smsTemplateKeys, type SmsTemplateKey, subscribeTemplateKeys, type SubscribeTemplateKey } from './templates';

export interface KeyPair {
  /** PKCS#8 PEM. */
  readonly privateKey: string;
  /** SPKI PEM. */
  readonly publicKey: string;
}

export interface CertifiedKey extends KeyPair {
  readonly certificate: string;
  /** 40 upper-case hexadecimal digits. */
  readonly serial: string;
}

/** public-key: a merchant of today, without platform certificates. platform-certificate: an older one, which has both. */
export type PayMode = 'public-key' | 'platform-certificate';

/** What is agreed with the SMS service. */
export interface SmsKeys {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sdkAppId: string;
  readonly signName: string;
  /** Numbers of the approved templates. */
  readonly templates: Readonly<Record<SmsTemplateKey, string>>;
}

/** WeChat Pay's public key for one merchant. */
export type PayPublicKey = KeyPair & { readonly id: string };

/** What one merchant and WeChat Pay know of each other. */
export interface MerchantKeys {
  readonly mchid: string;
  readonly name: string;
  readonly apiV3Key: string;
  readonly merchant: CertifiedKey;
  readonly payPublicKey: PayPublicKey;
}

/** Everything that is agreed between the shop and the platforms: identities, secrets, keys. */
export interface WorldKeys {
  readonly version: 1;
  readonly payMode: PayMode;
  readonly appid: string;
  readonly appSecret: string;
  readonly templates: Readonly<Record<SubscribeTemplateKey, string>>;
  readonly mchid: string;
  readonly apiV3Key: string;
  readonly merchant: CertifiedKey;
  readonly platform: CertifiedKey;
  readonly payPublicKey: PayPublicKey;
  /** Further merchants of the same shop; absent in worlds from before there were several. */
  readonly others?: readonly MerchantKeys[];
  readonly corpId: string;
  readonly agentId: string;
  readonly corpSecret: string;
  readonly callbackToken: string;
  readonly encodingAesKey: string;
  readonly sms: SmsKeys;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const letters = (length: number): string => Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
const digits = (length: number): string => Array.from({ length }, (_, i) => (i === 0 ? randomInt(1, 10) : randomInt(10))).join('');

function keyPair(): KeyPair {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function certifiedKey(commonName: string, now: Date): CertifiedKey {
  const pair = keyPair();
  const serial = `${randomInt(1, 8)}${randomBytes(20).toString('hex').slice(1)}`.toUpperCase();
  // A seed tells a past: what it signs then must not be older than the certificate.
  const from = new Date(now.getTime() - 400 * 86_400_000);
  const to = new Date(now.getTime() + 5 * 365 * 86_400_000);
  return { ...pair, serial, certificate: selfSignedCertificate({ privateKey: pair.privateKey, commonName, serial, from, to }) };
}

/** The template ids that are known, and new ones for templates that were chosen since. */
function subscribeTemplates(known: Partial<Record<SubscribeTemplateKey, string>>): Record<SubscribeTemplateKey, string> {
  return Object.fromEntries(subscribeTemplateKeys.map((key) => [key, known[key] ?? letters(43)])) as Record<SubscribeTemplateKey, string>;
}

function smsKeys(known: SmsKeys | undefined): SmsKeys {
  const templates = Object.fromEntries(smsTemplateKeys.map((key) => [key, known?.templates[key] ?? digits(7)])) as Record<SmsTemplateKey, string>;
  const keys = known ?? { secretId: `AKID${letters(32)}`, secretKey: letters(32), sdkAppId: `1400${digits(6)}`, signName: SMS_SIGN };
  return { ...keys, templates };
}

/** One more certificate of WeChat Pay itself. */
export const createPlatformKey = (now: Date): CertifiedKey => certifiedKey('Zhike Sandbox Platform', now);

export const createPayPublicKey = (): PayPublicKey => ({ ...keyPair(), id: `PUB_KEY_ID_01${digits(30)}` });
export const createApiV3Key = (): string => letters(32);

function merchantKeys(name: string, now: Date): MerchantKeys {
  const mchid = `16${digits(8)}`;
  return { mchid, name, apiV3Key: createApiV3Key(), merchant: certifiedKey(mchid, now), payPublicKey: createPayPublicKey() };
}

/** New identities and keys, in memory only. Takes about a second: three RSA key pairs, and two for each further merchant. */
export function createWorldKeys(options: { readonly payMode?: PayMode; readonly now?: Date; readonly others?: readonly string[] } = {}): WorldKeys {
  const now = options.now ?? new Date();
  const mchid = `16${digits(8)}`;
  return {
    version: 1,
    payMode: options.payMode ?? 'public-key',
    appid: `wx${randomBytes(8).toString('hex')}`,
    appSecret: randomBytes(16).toString('hex'),
    templates: subscribeTemplates({}),
    mchid,
    apiV3Key: createApiV3Key(),
    merchant: certifiedKey(mchid, now),
    platform: createPlatformKey(now),
    payPublicKey: createPayPublicKey(),
    others: (options.others ?? []).map((name) => merchantKeys(name, now)),
    corpId: `ww${randomBytes(8).toString('hex')}`,
    agentId: '1000002',
    corpSecret: letters(43),
    callbackToken: letters(24),
    // The last of 43 characters carries two bits that a strict decoder wants to be zero.
    encodingAesKey: `${letters(42)}${'AEIMQUYcgkosw048'[randomInt(16)]}`,
    sms: smsKeys(undefined),
  };
}

/** Beside the main one: a second company whose store takes its own money. */
const DEMO_MERCHANTS = ['徐汇公司'];

/**
 * The keys kept in `directory` (created 0700, file 0600); made on first use, so that they survive a restart. `payMode`
 * may change from start to start and is not tied to the stored keys. Throws when a stored file is not readable.
 */
export function loadWorldKeys(directory: string, options: { readonly payMode?: PayMode } = {}): WorldKeys {
  const file = join(directory, 'keys.json');
  if (existsSync(file)) {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as WorldKeys;
    const expired = new Date(new X509Certificate(stored.merchant.certificate).validTo).getTime() < Date.now();
    if (stored.version === 1 && !expired) {
      const others = stored.others?.length ? stored.others : DEMO_MERCHANTS.map((name) => merchantKeys(name, new Date()));
      const whole = { ...stored, templates: subscribeTemplates(stored.templates), sms: smsKeys(stored.sms), others };
      if (JSON.stringify(whole) !== JSON.stringify(stored)) keep(directory, file, whole);
      return { ...whole, payMode: options.payMode ?? stored.payMode };
    }
  }
  const keys = createWorldKeys({ ...options, others: DEMO_MERCHANTS });
  keep(directory, file, keys);
  return keys;
}

function keep(directory: string, file: string, keys: WorldKeys): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  writeFileSync(`${file}.new`, JSON.stringify(keys, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

const pairs = (ids: Readonly<Record<string, string>>): string =>
  Object.entries(ids)
    .map(([key, id]) => `${key}=${id}`)
    .join(',');

/**
 * The configuration that makes production code talk to the simulators instead of the real platforms.
 * @param baseUrl where the simulators listen, for servers and browsers alike, without a trailing slash
 * @param publicBaseUrl where the simulators (and browsers) reach the product
 */
export function worldEnv(keys: WorldKeys, baseUrl: string, publicBaseUrl: string): Record<string, string> {
  const further = (keys.others ?? []).map((other) => ({
    mchid: other.mchid,
    name: other.name,
    serial: other.merchant.serial,
    cert: other.merchant.certificate,
    key: other.merchant.privateKey,
    apiV3Key: other.apiV3Key,
    ...(keys.payMode === 'public-key' ? { publicKeyId: other.payPublicKey.id, publicKey: other.payPublicKey.publicKey } : {}),
  }));
  const publicKey: Record<string, string> =
    keys.payMode === 'public-key' ? { WECHAT_PAY_PUBLIC_KEY_ID: keys.payPublicKey.id, WECHAT_PAY_PUBLIC_KEY: keys.payPublicKey.publicKey } : {};
  return {
    PUBLIC_BASE_URL: publicBaseUrl,
    WECHAT_API_BASE: `${baseUrl}/sim/wechat`,
    WECHAT_APPID: keys.appid,
    WECHAT_SECRET: keys.appSecret,
    WECHAT_TEMPLATES: pairs(keys.templates),
    WECHAT_PAY_API_BASE: `${baseUrl}/sim/wechat-pay`,
    WECHAT_PAY_MCHID: keys.mchid,
    WECHAT_PAY_MERCHANT_SERIAL: keys.merchant.serial,
    WECHAT_PAY_MERCHANT_CERT: keys.merchant.certificate,
    WECHAT_PAY_MERCHANT_KEY: keys.merchant.privateKey,
    WECHAT_PAY_APIV3_KEY: keys.apiV3Key,
    ...publicKey,
    ...(further.length > 0 ? { WECHAT_PAY_MERCHANTS: JSON.stringify(further) } : {}),
    WECOM_API_BASE: `${baseUrl}/sim/wecom`,
    WECOM_OAUTH_BASE: `${baseUrl}/sim/wecom-open`,
    WECOM_CORP_ID: keys.corpId,
    WECOM_AGENT_ID: keys.agentId,
    WECOM_SECRET: keys.corpSecret,
    WECOM_CALLBACK_TOKEN: keys.callbackToken,
    WECOM_CALLBACK_AES_KEY: keys.encodingAesKey,
    SMS_API_BASE: `${baseUrl}/sim/sms`,
    SMS_SECRET_ID: keys.sms.secretId,
    SMS_SECRET_KEY: keys.sms.secretKey,
    SMS_SDK_APP_ID: keys.sms.sdkAppId,
    SMS_SIGN_NAME: keys.sms.signName,
    SMS_TEMPLATES: pairs(keys.sms.templates),
  };
}

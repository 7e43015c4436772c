import { type KeyObject, X509Certificate } from 'node:crypto';
import * as z from 'zod/mini';
import type { GatewayDependencies } from '../dependencies';
import { type HttpResult, jsonObject } from '../http-json';
import { openResource } from './aead';
import { apiV3KeysOf, publicKeysOf, type WechatPayConfig } from './config';
import { type KeyRing, verifySigned } from './verification';

const CertificateList = z.object({
  data: z.array(
    z.object({
      serial_no: z.string(),
      effective_time: z.string(),
      expire_time: z.string(),
      encrypt_certificate: z.object({ algorithm: z.literal('AEAD_AES_256_GCM'), nonce: z.string(), associated_data: z.string(), ciphertext: z.string() }),
    }),
  ),
});

interface PlatformCertificate {
  readonly key: KeyObject;
  readonly expiresAt: number;
}

const MINUTE_MS = 60_000;
const REFRESH_AFTER_MS = 12 * 60 * MINUTE_MS;
/** After a download a serial that was not in it is unknown; it takes this long until another unknown serial may cause a download. */
const AFTER_SUCCESS_MS = 5 * MINUTE_MS;
const AFTER_FAILURE_MS = 20_000;
/** A merchant that has only the public key: WeChat Pay answers 404 for ever. */
const AFTER_NONE_MS = 10 * MINUTE_MS;
/** All nodes together, so that bogus serials cannot make a crowd of nodes ask. */
const DOWNLOADS_PER_WINDOW = 30;

/**
 * The keys that may have signed what claims to come from WeChat Pay. One ring per gateway; nothing is shared between
 * merchants, and nothing is read from the ephemeral store (who could write there could sign payments).
 * @param download GET /v3/certificates without verification of the answer, which is done here: its signer is inside it
 */
export function createKeyRing(
  config: WechatPayConfig,
  dependencies: Pick<GatewayDependencies, 'clock' | 'log' | 'ephemeral'>,
  download: () => Promise<HttpResult>,
): KeyRing {
  const { clock, log, ephemeral } = dependencies;
  const publicKeys = publicKeysOf(config);
  let certificates = new Map<string, PlatformCertificate>();
  let downloadedAt = 0;
  let nextDownloadAt = 0;
  let running: Promise<void> | null = null;

  function known(serial: string, from: ReadonlyMap<string, PlatformCertificate>): KeyObject | null {
    const own = publicKeys.get(serial);
    if (own) return own;
    const found = from.get(serial.toUpperCase());
    return found && found.expiresAt > clock.now().getTime() ? found.key : null;
  }

  async function downloadNow(): Promise<void> {
    nextDownloadAt = clock.now().getTime() + AFTER_FAILURE_MS;
    const shared = await ephemeral
      .hit(`wechat-pay:certificates:${config.WECHAT_PAY_MCHID}`, DOWNLOADS_PER_WINDOW, AFTER_SUCCESS_MS / 1000)
      .catch(() => ({ allowed: true }));
    if (!shared.allowed) return log.warn({ service: 'wechat-pay' }, 'too many certificate downloads, waiting');
    const answer = await download();
    const now = clock.now();
    if (answer.kind === 'failed') return log.warn({ service: 'wechat-pay', detail: answer.detail }, 'platform certificates: no answer');
    if (answer.status === 404) {
      nextDownloadAt = now.getTime() + AFTER_NONE_MS;
      return log.info({ service: 'wechat-pay' }, 'this merchant has no platform certificates');
    }
    if (answer.status !== 200)
      return log.error({ service: 'wechat-pay', status: answer.status, code: jsonObject(answer.body)?.code }, 'platform certificates refused');
    const fresh = readCertificates(answer.body, apiV3KeysOf(config));
    if (!fresh) return log.error({ service: 'wechat-pay' }, 'platform certificates do not open with the APIv3 key');
    const verdict = await verifySigned(answer.headers, answer.body.toString('utf8'), { find: async (serial) => known(serial, fresh) }, now);
    if (verdict !== 'authentic') return log.error({ service: 'wechat-pay', verdict }, 'platform certificates are not signed by one of them');
    certificates = fresh;
    downloadedAt = now.getTime();
    nextDownloadAt = downloadedAt + AFTER_SUCCESS_MS;
  }

  /** Many callers, one download. */
  function refresh(): Promise<void> {
    running ??= downloadNow()
      .catch((error: unknown) => log.error({ service: 'wechat-pay', err: error instanceof Error ? error.message : 'unknown' }, 'platform certificates: fault'))
      .finally(() => {
        running = null;
      });
    return running;
  }

  return {
    async find(serial) {
      const key = known(serial, certificates);
      const now = clock.now().getTime();
      if (key) {
        const stale = !publicKeys.has(serial) && now - downloadedAt > REFRESH_AFTER_MS;
        if (stale && now >= nextDownloadAt) void refresh();
        return key;
      }
      if (!/^[0-9A-Fa-f]{16,64}$/.test(serial)) return null;
      if (!running && now < nextDownloadAt) return null;
      await refresh();
      return known(serial, certificates);
    },
  };
}

/** Opens the list; null when any entry does not open or is not the certificate that its serial says: then none is trusted. */
function readCertificates(body: Buffer, apiV3Keys: readonly string[]): Map<string, PlatformCertificate> | null {
  const list = CertificateList.safeParse(jsonObject(body));
  if (!list.success) return null;
  const opened = new Map<string, PlatformCertificate>();
  for (const entry of list.data.data) {
    const sealed = entry.encrypt_certificate;
    const pem = openResource({ ciphertext: sealed.ciphertext, nonce: sealed.nonce, associatedData: sealed.associated_data }, apiV3Keys);
    const expiresAt = Date.parse(entry.expire_time);
    if (pem === null || Number.isNaN(expiresAt)) return null;
    try {
      const certificate = new X509Certificate(pem);
      const serial = entry.serial_no.toUpperCase();
      if (certificate.serialNumber.replace(/^0+/, '') !== serial.replace(/^0+/, '')) return null;
      opened.set(serial, { key: certificate.publicKey, expiresAt });
    } catch {
      return null;
    }
  }
  return opened;
}

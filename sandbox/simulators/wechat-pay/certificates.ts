import { X509Certificate } from 'node:crypto';
import { createPlatformKey, type CertifiedKey, type WorldKeys } from '../../world/keys';
import type { World } from '../../world/world';
import { no, type PayAnswer } from './answers';
import { chinaTime, encryptResource } from './crypto';
import { issuedCertificates, signingCertificate } from './signing';

/** How WeChat Pay changes its certificate: the new one is listed beside the old one first, and signs later. */
export interface Certificates {
  /** Lists one more. Signing goes on as before. */
  announce(): CertifiedKey;
  /** Signs with the listed one of this serial from now on. Back again works too: both sign while nodes are changed one by one. */
  use(serial: string): void;
}

/** GET /v3/certificates. A merchant of today has none and is told so; an older one sees all that are not over. */
export function listCertificates(world: World, keys: WorldKeys): PayAnswer {
  if (keys.payMode === 'public-key') return no(404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。');
  const data = issuedCertificates(world, keys).flatMap(({ serial, certificate: pem }) => {
    const certificate = new X509Certificate(pem);
    if (new Date(certificate.validTo) <= world.clock.now()) return [];
    return {
      serial_no: serial,
      effective_time: chinaTime(certificate.validFrom),
      expire_time: chinaTime(certificate.validTo),
      encrypt_certificate: encryptResource(pem, 'certificate', keys.apiV3Key),
    };
  });
  return { status: 200, body: { data } };
}

export function createCertificates(world: World, keys: WorldKeys): Certificates {
  return {
    announce() {
      const next = createPlatformKey(world.clock.now());
      world.state.platform = { issued: [...(world.state.platform?.issued ?? []), next], inUse: signingCertificate(world, keys).serial };
      world.record('wechat-pay', 'certificate.announced', '公布了新的平台证书，暂不启用', { serial: next.serial });
      return next;
    },
    use(serial) {
      if (!issuedCertificates(world, keys).some((key) => key.serial === serial)) throw new Error(`no platform certificate ${serial} was issued`);
      world.state.platform = { issued: world.state.platform?.issued ?? [], inUse: serial };
      world.record('wechat-pay', 'certificate.in_use', '平台证书已切换', { serial });
    },
  };
}

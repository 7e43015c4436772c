import type { CertifiedKey, WorldKeys } from '../../world/keys';
import type { World } from '../../world/world';

/**
 * The pair that signs answers. A merchant of today has no platform certificate; an older one is answered with the pair
 * whose id stands in its Wechatpay-Serial header.
 */
export function signingPair(world: World, keys: WorldKeys, requestedSerial = ''): { serial: string; privateKey: string } {
  const announced = world.state.changingKeys?.[keys.mchid]?.payPublicKey;
  if (announced?.id === requestedSerial) return { serial: announced.id, privateKey: announced.privateKey };
  const publicKey = keys.payMode === 'public-key' || requestedSerial === keys.payPublicKey.id;
  return publicKey ? { serial: keys.payPublicKey.id, privateKey: keys.payPublicKey.privateKey } : signingCertificate(world, keys);
}

/** The platform certificate that signs now. */
export function signingCertificate(world: World, keys: WorldKeys): CertifiedKey {
  return issuedCertificates(world, keys).find((key) => key.serial === world.state.platform?.inUse) ?? keys.platform;
}

/** All platform certificates there ever were, oldest first. */
export const issuedCertificates = (world: World, keys: WorldKeys): readonly CertifiedKey[] => [keys.platform, ...(world.state.platform?.issued ?? [])];

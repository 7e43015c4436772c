import { createDecipheriv } from 'node:crypto';

/** An encrypted part of a notification or of the certificate list: base64 of ciphertext and 16 bytes of tag. */
export interface SealedResource {
  readonly ciphertext: string;
  readonly nonce: string;
  readonly associatedData: string;
}

const TAG_BYTES = 16;

/**
 * Opens AEAD_AES_256_GCM with an APIv3 key (while it changes, with either). null when a single bit of ciphertext, nonce or associated data is not what was
 * sealed. Written here because the SDK's `decipher_gcm` never checks the tag: with it `total:100` can be turned into `total:900`.
 */
export function openResource(resource: SealedResource, apiV3Keys: readonly string[]): string | null {
  for (const key of apiV3Keys) {
    const plain = openWith(resource, key);
    if (plain !== null) return plain;
  }
  return null;
}

function openWith(resource: SealedResource, apiV3Key: string): string | null {
  const packed = Buffer.from(resource.ciphertext, 'base64');
  const nonce = Buffer.from(resource.nonce, 'utf8');
  if (packed.length <= TAG_BYTES || nonce.length !== 12) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(apiV3Key, 'utf8'), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(resource.associatedData, 'utf8'));
    decipher.setAuthTag(packed.subarray(packed.length - TAG_BYTES));
    return Buffer.concat([decipher.update(packed.subarray(0, packed.length - TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

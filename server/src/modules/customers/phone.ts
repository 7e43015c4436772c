import { maskPhone } from '@zhike/domain/kernel/phone';
import type { Ports } from '../../platform/ports';

/** Where a customer's phone is bound: copied into another row the ciphertext no longer opens, so a merge seals it anew. */
const phoneContext = (customerId: string) => `customers:phone_cipher:${customerId}` as const;

/** The searchable, irreversible twin of a number. Bookings use the same purpose for their contact phone, so that the two can be compared. */
export function phoneIndexOf(ports: Pick<Ports, 'crypto'>, phone: string): string {
  return ports.crypto.blindIndex(phone, 'phone');
}

/** The columns of a phone, or of none. */
export function sealPhone(
  ports: Pick<Ports, 'crypto'>,
  customerId: string,
  phone: string | null,
): { phoneCipher: string | null; phoneIndex: string | null; phoneLast4: string | null } {
  if (phone === null) return { phoneCipher: null, phoneIndex: null, phoneLast4: null };
  return { phoneCipher: ports.crypto.encrypt(phone, phoneContext(customerId)), phoneIndex: phoneIndexOf(ports, phone), phoneLast4: phone.slice(-4) };
}

export function openPhone(ports: Pick<Ports, 'crypto'>, row: { readonly id: string; readonly phoneCipher: string | null }): string | null {
  return row.phoneCipher === null ? null : ports.crypto.decrypt(row.phoneCipher, phoneContext(row.id));
}

/** `138****8000`: what every list and profile shows, whoever reads. */
export function maskedPhone(ports: Pick<Ports, 'crypto'>, row: { readonly id: string; readonly phoneCipher: string | null }): string | null {
  const phone = openPhone(ports, row);
  return phone === null ? null : maskPhone(phone);
}

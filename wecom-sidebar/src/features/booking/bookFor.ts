import type { CustomerProfile } from '@zhike/domain/customers/contract';

/** What booking for somebody needs to know about her. */
export interface BookFor {
  readonly customerId: string;
  readonly name: string;
  readonly maskedPhone: string | null;
  readonly weddingDate: string | null;
}

export function bookFor(profile: CustomerProfile): BookFor {
  return {
    customerId: profile.id,
    name: profile.name,
    maskedPhone: profile.maskedPhone,
    weddingDate: profile.weddingDate,
  };
}

import type { FormLink } from '@zhike/domain/forms/contract';
import type { Ports } from '../../platform/ports';
import type { LinkRecord } from './records.submissions';

export function toLink(link: Omit<LinkRecord, 'storeId'>): FormLink {
  return {
    id: link.id,
    formId: link.formId,
    kind: link.kind,
    customerId: link.customerId,
    channel: link.channel,
    expiresAt: link.expiresAt?.toISOString() ?? null,
    maxUses: link.maxUses,
    used: link.used,
    opened: link.opened,
    revoked: link.revokedAt !== null,
    createdAt: link.createdAt.toISOString(),
    byName: link.byName,
  };
}

/** The page that opens the form; it works in any browser. */
export const linkUrl = ({ shop }: Pick<Ports, 'shop'>, token: string): string => `${shop.publicBaseUrl.replace(/\/$/, '')}/f/${token}`;

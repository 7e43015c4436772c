import type { HealthRecord, HealthView } from '@zhike/domain/customers/health/contract';
import { NO_HEALTH, type HealthFile } from '@zhike/domain/customers/health/rules';
import type { Ports } from '../../platform/ports';
import type { HealthRow, NewHealthRow } from './records.health';

/** Where a health record is bound: copied into another row the ciphertext no longer opens, so a merge seals it anew. */
const healthContext = (customerId: string) => `customer_health:content_cipher:${customerId}` as const;

export function openHealth(ports: Pick<Ports, 'crypto'>, row: Pick<HealthRow, 'customerId' | 'contentCipher'>): HealthRecord | null {
  if (row.contentCipher === null) return null;
  return { ...NO_HEALTH, ...(JSON.parse(ports.crypto.decrypt(row.contentCipher, healthContext(row.customerId))) as Partial<HealthRecord>) };
}

export function toHealthFile(ports: Pick<Ports, 'crypto'>, row: HealthRow | null): HealthFile | null {
  return (
    row && {
      version: row.version,
      record: openHealth(ports, row),
      consent: row.consentAt && row.consentSource ? { at: row.consentAt.getTime(), source: row.consentSource } : null,
      withdrawnAt: row.withdrawnAt?.getTime() ?? null,
    }
  );
}

/** The columns of a file. `staffId`: the member who writes, null when it is she herself. */
export function sealHealth(ports: Pick<Ports, 'crypto'>, customerId: string, file: HealthFile, now: Date, staffId: string | null): NewHealthRow {
  return {
    customerId,
    version: file.version,
    contentCipher: file.record && ports.crypto.encrypt(JSON.stringify(file.record), healthContext(customerId)),
    consentAt: file.consent && new Date(file.consent.at),
    consentSource: file.consent?.source ?? null,
    withdrawnAt: file.withdrawnAt === null ? null : new Date(file.withdrawnAt),
    updatedAt: now,
    updatedByStaffId: staffId,
  };
}

/** What the reader sees; a customer is not told which colleague wrote. */
export function toHealthView(ports: Pick<Ports, 'crypto'>, row: HealthRow | null, reader: 'customer' | 'staff'): HealthView {
  const file = toHealthFile(ports, row);
  return {
    version: file?.version ?? 0,
    record: file?.record ?? NO_HEALTH,
    consent: file?.consent ? { at: new Date(file.consent.at).toISOString(), source: file.consent.source } : null,
    withdrawnAt: row?.withdrawnAt?.toISOString() ?? null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    updatedBy: row ? (row.updatedByStaffId === null ? 'customer' : 'staff') : null,
    updatedByName: reader === 'staff' ? (row?.updatedByName ?? null) : null,
  };
}

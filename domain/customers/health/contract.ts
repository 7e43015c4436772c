import * as z from 'zod/mini';
import { CAUTION_EFFECTS, TABOO_KINDS } from '../../engines/cautions';
import { CivilDate, Done, Empty, endpoint, Id, Instant, text } from '../../kernel/contract';
import { HEALTH_BANDS_MAX, HEALTH_LIST_MAX, HEALTH_NAME_MAX, HEALTH_NOTE_MAX } from './limits';

/* Part of the customers' contract. */

const Name = text(HEALTH_NAME_MAX, 1);
const RecentState = z.strictObject({
  name: Name,
  /** The last day on which it is so; null: until somebody takes it off. */
  until: z.nullable(CivilDate),
});
const Taboo = z.strictObject({ kind: z.enum(TABOO_KINDS), name: Name, severity: z.enum(CAUTION_EFFECTS), note: text(HEALTH_NOTE_MAX) });
export type Taboo = z.infer<typeof Taboo>;

/** 健康档案: what those who book and serve her must know. Medical text: encrypted where it is stored, and only with her consent. */
export const HealthRecord = z.strictObject({
  /** 过敏 */
  allergies: z.array(Name),
  /** 慢性病 */
  chronicConditions: z.array(Name),
  /** 近期状态: 孕期, 术后恢复期 */
  recentStates: z.array(RecentState),
  /** 调理目标 */
  aims: z.array(Name),
  /** 服务禁忌 */
  taboos: z.array(Taboo),
});
export type HealthRecord = z.infer<typeof HealthRecord>;
const HealthWish = z.strictObject({
  allergies: z.array(Name).check(z.maxLength(HEALTH_LIST_MAX)),
  chronicConditions: z.array(Name).check(z.maxLength(HEALTH_LIST_MAX)),
  recentStates: z.array(RecentState).check(z.maxLength(HEALTH_LIST_MAX)),
  aims: z.array(Name).check(z.maxLength(HEALTH_LIST_MAX)),
  taboos: z.array(Taboo).check(z.maxLength(HEALTH_LIST_MAX)),
});

/** One word of the red band: an allergy, or a taboo that blocks. */
export const HealthBannerItem = z.object({ kind: z.enum(['allergy', ...TABOO_KINDS]), name: z.string(), severity: z.enum(CAUTION_EFFECTS) });
export type HealthBannerItem = z.infer<typeof HealthBannerItem>;

export const HealthView = z.object({
  /** 0 while nothing was ever written. */
  version: z.int(),
  record: HealthRecord,
  /** Null: she has not agreed (or no longer), and nothing is stored. */
  consent: z.nullable(z.object({ at: Instant, source: z.enum(['customer', 'staff']) })),
  withdrawnAt: z.nullable(Instant),
  updatedAt: z.nullable(Instant),
  updatedBy: z.nullable(z.enum(['customer', 'staff'])),
  /** The colleague, for staff; null when it was she herself, or she asks. */
  updatedByName: z.nullable(z.string()),
});
export type HealthView = z.infer<typeof HealthView>;

export interface HealthRefusals {
  /** Health data may be stored only with her consent. */
  'customers.health_consent_missing': { customerId: string };
}

/** given: she agrees now (she herself, or said so to the member who saves). kept: the consent there is stands. */
const Consent = z.enum(['given', 'kept']);
const Out = z.object({ health: HealthView });

export const healthEndpoints = {
  'customers.healthBands': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.health_read',
    summary: 'The red bands of many customers: of those whom the reader may know and who have one; nobody else is named.',
    input: z.strictObject({ customerIds: z.array(Id).check(z.minLength(1), z.maxLength(HEALTH_BANDS_MAX)) }),
    /** `customerId` as it was asked for, also where that record has become part of another. */
    output: z.object({ bands: z.array(z.object({ customerId: Id, items: z.array(HealthBannerItem) })) }),
    refusals: [],
  }),
  'customers.health': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.health_read',
    summary: 'The whole health record; each look is recorded.',
    input: z.strictObject({ customerId: Id }),
    output: Out,
    refusals: ['record.not_found'],
  }),
  'customers.healthBefore': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.health_read',
    summary: 'What the health record said before it was changed, the newest first, at most fifty; each look is recorded. Gone when she takes her consent back.',
    input: z.strictObject({ customerId: Id }),
    output: z.object({
      versions: z.array(
        z.object({
          version: z.int(),
          at: Instant,
          /** Who wrote that. */ by: z.enum(['customer', 'staff']),
          byName: z.nullable(z.string()),
          record: HealthRecord,
        }),
      ),
    }),
    refusals: ['record.not_found'],
  }),
  'customers.saveHealth': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.health_write',
    summary: 'Write the health record, with her consent.',
    input: z.strictObject({ customerId: Id, version: z.int(), consent: Consent, record: HealthWish }),
    output: Out,
    refusals: ['record.not_found', 'record.changed', 'customers.health_consent_missing'],
  }),
  'customers.eraseHealth': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.health_write',
    summary: 'She withdrew her consent at the counter: the content is erased, that it happened stays.',
    input: z.strictObject({ customerId: Id }),
    output: Done,
    refusals: ['record.not_found'],
  }),
  'customers.myHealth': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'My own health record.',
    input: Empty,
    output: Out,
    refusals: ['record.not_found'],
  }),
  'customers.saveMyHealth': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'Write my own health record, with my consent.',
    input: z.strictObject({ version: z.int(), consent: Consent, record: HealthWish }),
    output: Out,
    refusals: ['record.not_found', 'record.changed', 'customers.health_consent_missing'],
  }),
  'customers.withdrawHealthConsent': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'Take my consent back: the content is erased, that it happened stays.',
    input: Empty,
    output: Done,
    refusals: ['record.not_found'],
  }),
};

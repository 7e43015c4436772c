import type { Physical } from '../../engines/catalogue/physical';

const text = (col: string) => ({ col, sql: 'text' }) as const;
const int = (col: string) => ({ col, sql: 'int' }) as const;
const float = (col: string) => ({ col, sql: 'float' }) as const;
const date = (col: string) => ({ col, sql: 'date' }) as const;
const instant = (col: string) => ({ col, sql: 'instant' }) as const;
const fk = (key: string) => ({ fk: key }) as const;
const STORE = { store: fk('store_id') };
const CUSTOMER = { customer: fk('customer_id') };
const STAFF = { staff: fk('staff_id') };
const CHANNEL = { channel: fk('channel') };

/** Where facts lie that records of the shop's own kinds tell. */
export const RECORD_FACTS: Physical = {
  survey: {
    table: 'fact_surveys',
    fields: { kind: text('kind'), at: instant('at'), stars: float('stars'), recommend: float('recommend') },
    relations: { ...STORE, ...CUSTOMER, ...STAFF },
  },
  project: {
    table: 'fact_projects',
    fields: {
      kind: text('kind'),
      startedOn: date('started_on'),
      signedOn: date('signed_on'),
      dueOn: date('due_on'),
      finishedOn: date('finished_on'),
      delayReason: text('delay_reason'),
      lostReason: text('lost_reason'),
      revisions: float('revisions'),
      added: int('added_fen'),
    },
    relations: { ...STORE, ...CUSTOMER, ...STAFF, ...CHANNEL },
  },
  ad_spend: { table: 'fact_ad_spends', fields: { kind: text('kind'), day: date('day'), amount: int('amount_fen') }, relations: { ...STORE, ...CHANNEL } },
  referral: { table: 'fact_referrals', fields: { at: instant('at') }, relations: { ...STORE, ...CUSTOMER, referred: fk('referred_id') } },
  channel: { table: 'fact_channels', ids: 'text', fields: { name: text('name') }, relations: {} },
  shift: { table: 'fact_shifts', fields: { startsAt: instant('starts_at'), minutes: int('minutes') }, relations: { ...STORE, ...STAFF } },
};

import { MORE_FACTS } from './facts.more.physical';
import { RECORD_FACTS } from './facts.records.physical';
import type { Physical, PhysicalEntity } from '../../engines/catalogue/physical';

const text = (col: string) => ({ col, sql: 'text' }) as const;
const float = (col: string) => ({ col, sql: 'float' }) as const;
const int = (col: string) => ({ col, sql: 'int' }) as const;
const date = (col: string) => ({ col, sql: 'date' }) as const;
const instant = (col: string) => ({ col, sql: 'instant' }) as const;
const bool = (col: string) => ({ col, sql: 'bool' }) as const;
const fk = (key: string) => ({ fk: key }) as const;
const WHOSE = { store: fk('store_id'), customer: fk('customer_id') };

/** Where facts lie: views that the migrations made (`fact_…`). */
const FACTS: Physical = {
  sale: {
    table: 'fact_orders',
    fields: {
      code: text('code'),
      phase: text('phase'),
      billed: int('billed_fen'),
      discount: int('discount_fen'),
      paid: int('paid_fen'),
      owed: int('owed_fen'),
      cost: int('cost_fen'),
      margin: int('margin_fen'),
      createdAt: instant('created_at'),
      paidAt: instant('paid_at'),
      first: bool('first_of_customer'),
      closedAt: instant('closed_at'),
      cycleDays: float('cycle_days'),
    },
    relations: { ...WHOSE, seller: fk('seller_id'), channel: fk('channel'), items: { reverseFk: 'order_id' } },
  },
  sale_item: {
    table: 'fact_order_lines',
    fields: { kind: text('kind'), quantity: int('quantity'), total: int('total_fen'), margin: int('margin_fen') },
    relations: { sale: fk('order_id'), item: fk('item_id') },
  },
  item: { table: 'catalogue_items', fields: { name: text('name') }, relations: {} },
  book_line: {
    table: 'fact_book_lines',
    fields: { kind: text('kind'), act: text('act'), amount: int('amount'), day: date('business_date') },
    relations: WHOSE,
  },
  staff_sale: {
    table: 'fact_staff_sales',
    fields: { amount: int('amount_fen'), at: instant('at') },
    relations: { ...WHOSE, staff: fk('staff_id'), sale: fk('order_id') },
  },
  job: {
    table: 'fact_jobs',
    fields: { state: text('state'), startsAt: instant('starts_at'), minutes: int('minutes') },
    relations: { ...WHOSE, staff: fk('staff_id'), service: fk('service_id') },
  },
};
const WAYS: Readonly<Record<string, PhysicalEntity['relations']>> = {
  customer: {
    sales: { reverseFk: 'customer_id' },
    jobs: { reverseFk: 'customer_id' },
    referrals: { reverseFk: 'customer_id' },
    cameBy: { reverseFk: 'referred_id' },
  },
  staff: { jobs: { reverseFk: 'staff_id' } },
};

/** The places of the core's entities with the ways to their facts, and the facts'. */
export function withFactPlaces(core: Physical): Physical {
  const extended = Object.entries(core).map(([id, entity]) => [id, { ...entity, relations: { ...entity.relations, ...WAYS[id] } }] as const);
  return { ...Object.fromEntries(extended), ...FACTS, ...MORE_FACTS, ...RECORD_FACTS };
}

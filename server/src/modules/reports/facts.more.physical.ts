import type { Physical } from '../../engines/catalogue/physical';

const text = (col: string) => ({ col, sql: 'text' }) as const;
const int = (col: string) => ({ col, sql: 'int' }) as const;
const float = (col: string) => ({ col, sql: 'float' }) as const;
const date = (col: string) => ({ col, sql: 'date' }) as const;
const instant = (col: string) => ({ col, sql: 'instant' }) as const;
const bool = (col: string) => ({ col, sql: 'bool' }) as const;
const fk = (key: string) => ({ fk: key }) as const;
const STORE = { store: fk('store_id') };
const CUSTOMER = { customer: fk('customer_id') };

/** Where facts about time, people and items lie. */
export const MORE_FACTS: Physical = {
  order_stage: {
    table: 'fact_order_stages',
    ids: 'text',
    fields: {
      stage: text('stage'),
      enteredAt: instant('entered_at'),
      leftAt: instant('left_at'),
      days: float('days'),
      passed: bool('passed'),
      phase: text('phase'),
      reason: text('reason'),
    },
    relations: { ...STORE, ...CUSTOMER, sale: fk('order_id') },
  },
  journey: {
    table: 'fact_journeys',
    fields: {
      name: text('name'),
      createdAt: instant('created_at'),
      bookedAt: instant('booked_at'),
      visitedAt: instant('visited_at'),
      boughtAt: instant('bought_at'),
      againAt: instant('again_at'),
      spent: int('spent_fen'),
      region: text('region'),
    },
    relations: { ...STORE, ...CUSTOMER },
  },
  item_buyer: {
    table: 'fact_item_buyers',
    ids: 'text',
    fields: { id: text('id') },
    relations: { ...CUSTOMER, item: fk('item_id'), purchases: { reverseFk: 'pair_id' } },
  },
  item_pair: {
    table: 'fact_item_pairs',
    ids: 'text',
    fields: { id: text('id'), together: bool('together'), otherRate: float('other_rate') },
    relations: { ...CUSTOMER, item: fk('item_id'), other: fk('other_id') },
  },
  todo: {
    table: 'fact_todos',
    ids: 'text',
    fields: {
      title: text('title'),
      state: text('state'),
      openedAt: instant('opened_at'),
      dueAt: instant('due_at'),
      endedAt: instant('ended_at'),
      inTime: bool('in_time'),
    },
    relations: { ...STORE, staff: fk('staff_id') },
  },
  performed: {
    table: 'fact_performed',
    ids: 'text',
    fields: { amount: int('amount_fen'), day: date('business_date') },
    relations: { ...STORE, ...CUSTOMER, staff: fk('staff_id'), service: fk('service_id') },
  },
  receivable: {
    table: 'fact_receivables',
    ids: 'text',
    fields: { amount: int('amount_fen'), dueOn: date('due_on') },
    relations: { ...STORE, ...CUSTOMER, sale: fk('order_id') },
  },
  member: { table: 'fact_members', fields: { code: text('code'), at: instant('sold_at') }, relations: { ...STORE, ...CUSTOMER } },
};

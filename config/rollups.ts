/**
 * Rows of which sums are kept by the day, and what these can be split by (the first: the store). `source`: who tells which days changed
 * (`fact_touched`). Only what a row keeps for ever is here: by her level, which changes, rows are counted and not sums.
 */
export interface RollupHome {
  readonly home: string;
  readonly dims: readonly string[];
  readonly source: 'orders' | 'books';
}

export const rollupHomes: readonly RollupHome[] = [
  { home: 'sale', dims: ['store.id', 'seller.id'], source: 'orders' },
  { home: 'sale_item', dims: ['sale.store.id', 'item.id', 'kind'], source: 'orders' },
  { home: 'staff_sale', dims: ['store.id', 'staff.id'], source: 'orders' },
  { home: 'book_line', dims: ['store.id', 'kind'], source: 'books' },
];

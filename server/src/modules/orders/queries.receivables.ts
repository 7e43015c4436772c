import { allow } from '@zhike/domain/kernel/decision';
import { ageReceivables, type DueItem, openItems } from '@zhike/domain/orders/receivables';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import type { Input } from './input';
import { listOwingRows, type OwingRow } from './records.orders';
import { todayIn } from './view.orders';

const MOST_SHOWN = 200;

const owing = (ask: Ask, storeId: string | null) => listOwingRows(sqlOf(ask.ports.db), ask.scope, storeId);

const toDue = (row: OwingRow, item: DueItem) => ({
  orderId: row.id,
  code: row.code,
  customerId: row.customerId,
  customerName: row.customerName,
  storeId: row.storeId,
  ...item,
});

/** Every open due item of the rows, each on its own store's day. The one due first comes first; of one day the oldest order. */
function duesOf(rows: readonly OwingRow[], now: Date, wanted: (item: DueItem) => boolean) {
  return rows
    .flatMap((row) =>
      openItems(row, todayIn(row.zone, now))
        .filter(wanted)
        .map((item) => toDue(row, item)),
    )
    .sort((a, b) => (a.dueOn === b.dueOn ? (a.orderId < b.orderId ? -1 : 1) : a.dueOn < b.dueOn ? -1 : 1))
    .slice(0, MOST_SHOWN);
}

/** FI-02: what is owed, by age. */
export async function getReceivables(ask: Ask<ActorOf<'orders.receivables'>>, input: Input<'orders.receivables'>): Answer<'orders.receivables'> {
  const rows = await owing(ask, input.storeId);
  const sums = { buckets: { '0-30': 0, '31-60': 0, '61-90': 0, '90+': 0 }, totalFen: 0, notDueFen: 0 };
  // Stores may lie in different zones: each order is aged by the day of its own.
  for (const row of rows) {
    const one = ageReceivables([row], todayIn(row.zone, ask.now));
    for (const key of Object.keys(sums.buckets) as (keyof typeof sums.buckets)[]) sums.buckets[key] += one.buckets[key];
    sums.totalFen += one.totalFen;
    sums.notDueFen += one.notDueFen;
  }
  return allow({ ...sums, overdue: duesOf(rows, ask.now, (item) => item.days > 0) });
}

/** FI-02: what is due soon. */
export async function getDueSoon(ask: Ask<ActorOf<'orders.dueSoon'>>, input: Input<'orders.dueSoon'>): Answer<'orders.dueSoon'> {
  const rows = await owing(ask, input.storeId);
  return allow({ items: duesOf(rows, ask.now, (item) => item.days <= 0 && -item.days <= input.days) });
}

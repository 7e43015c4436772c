import { daysBetween } from '../kernel/calendar-date';
import type { Fen } from '../kernel/money';
import { fillInstalments } from './money';

export const BUCKETS = ['0-30', '31-60', '61-90', '90+'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** What an order still brings in, and when that was or is due. */
export interface OwedOrder {
  readonly billedFen: Fen;
  readonly paidFen: Fen;
  readonly instalments: readonly { readonly name: string; readonly amountFen: Fen; readonly dueOn: string }[];
}
export interface DueItem {
  readonly name: string;
  readonly dueOn: string;
  readonly openFen: Fen;
  /** Days since it was due; negative: until it is. */
  readonly days: number;
}

/** What is open of each due item, the earliest first. What was billed beyond the due items (a fee that was kept) counts with the last. */
export function openItems(order: OwedOrder, today: string): DueItem[] {
  return fillInstalments(order.instalments, order.paidFen).flatMap((item) => {
    const openFen = item.amountFen - item.paidFen;
    return openFen > 0 ? [{ name: item.name, dueOn: item.dueOn, openFen, days: daysBetween(item.dueOn, today) }] : [];
  });
}

export const bucketOf = (days: number): Bucket => (days <= 30 ? '0-30' : days <= 60 ? '31-60' : days <= 90 ? '61-90' : '90+');

/** FI-02: what is owed by the days since it was due; what is not due yet stands in the youngest and is told apart as well. The buckets add up to all that is owed. */
export function ageReceivables(
  orders: readonly OwedOrder[],
  today: string,
): { readonly buckets: Readonly<Record<Bucket, Fen>>; readonly totalFen: Fen; readonly notDueFen: Fen } {
  const buckets: Record<Bucket, Fen> = { '0-30': 0, '31-60': 0, '61-90': 0, '90+': 0 };
  let totalFen = 0;
  let notDueFen = 0;
  for (const order of orders)
    for (const item of openItems(order, today)) {
      buckets[bucketOf(item.days)] += item.openFen;
      totalFen += item.openFen;
      if (item.days < 0) notDueFen += item.openFen;
    }
  return { buckets, totalFen, notDueFen };
}

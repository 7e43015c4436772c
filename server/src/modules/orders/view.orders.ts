import { mayKnowCost, toLineView } from '@zhike/domain/catalogue/policy';
import type { Actor } from '@zhike/domain/kernel/actor';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { spread } from '@zhike/domain/kernel/spread';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import type { OrderSummary, OrderView } from '@zhike/domain/orders/contract';
import { standing } from '@zhike/domain/orders/benefits';
import { fillInstalments } from '@zhike/domain/orders/money';
import { orderAbilities } from '@zhike/domain/orders/policy';
import { openItems } from '@zhike/domain/orders/receivables';
import type { OrderHead, OrderRow } from './records.orders';

/** Who reads, and when. */
export interface Reader {
  readonly actor: Actor;
  readonly now: Date;
}

export const todayIn = (zone: string, now: Date): string => dateAt(now.getTime(), offsetMinutesAt(zone, now.getTime()));

/** What a list shows of an order. */
export function toOrderSummary(row: OrderHead, { actor, now }: Reader): OrderSummary {
  const withCost = mayKnowCost(actor, row.storeId);
  return {
    id: row.id,
    code: row.code,
    version: row.version,
    phase: row.phase,
    stage: row.stage,
    stageName: row.stages.find((stage) => stage.key === row.stage)?.name ?? row.stage,
    storeId: row.storeId,
    storeName: row.storeName,
    customerId: row.customerId,
    customerName: row.customerName,
    lineName: row.lineName,
    sellerName: row.sellerName,
    billedFen: row.billedFen,
    paidFen: row.paidFen,
    owedFen: row.billedFen - row.paidFen,
    costFen: withCost ? row.costFen : null,
    marginFen: withCost ? row.listFen - row.discountFen - row.benefitFen - row.costFen : null,
    nextDueOn: row.billedFen > row.paidFen ? (openItems(row, todayIn(row.zone, now))[0]?.dueOn ?? null) : null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** The one place where an order becomes what a reader sees: the same state for all, cost for whoever may know it, staff matters for staff. */
export function toOrderView(row: OrderRow, reader: Reader): OrderView {
  const { actor, now } = reader;
  const withCost = mayKnowCost(actor, row.storeId);
  const isStaff = actor.kind === 'staff';
  const today = todayIn(row.zone, now);
  const step = new Map(row.steps.map((one) => [one.stage, one]));
  const amounts = spread(
    row.billedFen,
    row.shares.map((share) => share.percent),
  );
  return {
    ...toOrderSummary(row, reader),
    stages: row.stages.map((stage) => {
      const taken = step.get(stage.key);
      return { ...stage, at: taken ? new Date(taken.at).toISOString() : null, byName: isStaff ? (taken?.byName ?? '') : '' };
    }),
    form: { ...row.form },
    note: isStaff ? row.note : '',
    lines: row.lines.map(({ sold, ...line }) => ({
      ...toLineView(sold, withCost),
      marginFen: withCost ? line.totalFen - sold.costFen : null,
      ...line,
    })),
    listFen: row.listFen,
    discountFen: row.discountFen,
    benefits: row.benefits.map(({ parts, ...benefit }) => ({ ...benefit, amountFen: standing(parts, row.lines) })).filter((one) => one.amountFen > 0),
    benefitFen: row.benefitFen,
    instalments: fillInstalments(row.instalments, row.paidFen).map((one) => ({ ...one, overdue: one.paidFen < one.amountFen && one.dueOn < today })),
    payments: row.payments.map((payment) => ({
      ...payment,
      note: isStaff ? payment.note : '',
      byName: isStaff ? payment.byName : '',
      at: new Date(payment.at).toISOString(),
    })),
    bookings: row.bookings.map((booking) => ({ ...booking, startsAt: new Date(booking.startsAt).toISOString() })),
    shares: isStaff ? row.shares.map((share, index) => ({ ...share, amountFen: amounts[index] ?? 0 })) : [],
    quoteId: row.quoteId,
    reason: row.reason,
    can: orderAbilities(actor, row.phase, { storeId: row.storeId, customerId: row.customerId, staffIds: row.staffIds }),
  };
}

import type { Stage } from '@zhike/domain/catalogue/contract';
import { orderBilled, orderEarned } from '@zhike/domain/ledger/acts.orders';
import { fillInstalments, incomeOf } from '@zhike/domain/orders/money';
import { isEarned, isLast, stepsByItself, type StepFacts } from '@zhike/domain/orders/stages';
import type { Write } from '../../../platform/write';
import type { OrderRow } from '../records.orders';
import { changeOrder, insertStep } from '../records.orders.write';
import { aboutOf, orderOf, postMoving, readOrder } from './open';

const BOOKED = ['requested', 'confirmed', 'checked_in', 'in_service', 'done'];
const OVER = ['cancelled', 'declined', 'expired', 'no_show'];

/** What the next step may depend on. */
export function stepFacts(row: OrderRow): StepFacts {
  const [first] = fillInstalments(row.instalments, row.paidFen);
  const live = row.bookings.filter((booking) => !OVER.includes(booking.state));
  return {
    depositPaid: first !== undefined && first.paidFen >= first.amountFen,
    booked: row.bookings.some((booking) => BOOKED.includes(booking.state)),
    served: live.length > 0 && live.every((booking) => booking.state === 'done'),
    owedFen: row.billedFen - row.paidFen,
  };
}

/** The lines that stand on the bill, as the rules of money see them. */
export const billedLines = (row: Pick<OrderRow, 'lines'>) =>
  row.lines.filter((line) => line.state === 'sold').map((line) => ({ id: line.id, name: line.sold.name, kind: line.sold.kind, totalFen: line.totalFen }));

/** One step further, dated. When the service is given, what was billed for it is income; the last step closes the order. */
export async function takeOrderStep(write: Write, row: OrderRow, stage: Stage): Promise<void> {
  const staffId = write.actor.kind === 'staff' ? write.actor.staffId : null;
  await insertStep(write.tx, row.id, stage.key, write.now, staffId);
  await changeOrder(write.tx, row.id, { stage: stage.key, ...(isLast(row.stages, stage.key) ? { phase: 'closed' as const } : {}) });
  if (stage.needs === 'service') postMoving(write, orderEarned({ ...orderOf(row), amountFen: incomeOf(billedLines(row), false).unearnedFen }));
  await write.event({ type: 'order.advanced', ...aboutOf(row), data: { orderId: row.id, stage: stage.name } });
}

/** The steps that follow from what has just happened: money came in, a booking was linked or served. */
export async function walk(write: Write, orderId: string): Promise<void> {
  const row = await readOrder(write, orderId);
  if (row.phase !== 'open') return;
  for (const stage of stepsByItself(row.stages, row.stage, stepFacts(row))) await takeOrderStep(write, row, stage);
  // An exchange had opened it again: it was over, and is again once that is paid.
  if (isLast(row.stages, row.stage) && row.billedFen === row.paidFen) await changeOrder(write.tx, row.id, { phase: 'closed' });
}

/** Puts the lines on the bill: from now on she owes them. */
export async function billOrder(write: Write, orderId: string): Promise<void> {
  const row = await readOrder(write, orderId);
  const billedFen = row.listFen - row.discountFen;
  await changeOrder(write.tx, row.id, { phase: 'open', billedFen });
  postMoving(write, orderBilled(orderOf(row), incomeOf(billedLines(row), isEarned(row.stages, row.stage))));
  await walk(write, row.id);
}

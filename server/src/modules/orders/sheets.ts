import { mayKnowCost } from '@zhike/domain/catalogue/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import type { DownloadSpan } from '@zhike/domain/kernel/download';
import { instantOf } from '@zhike/domain/kernel/zone';
import type { OrderPhase } from '@zhike/domain/orders/contract';
import { refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { waitForDownload } from '../../http/downloads';
import { sqlOf } from '../../platform/db';
import { paged, type Sheet, type SheetColumn } from '../../platform/sheet';
import { findStoreRow } from '../stores/queries.hours';
import type { Input } from './input';
import { listOrderRows, type OrderHead } from './records.orders';
import { listPaymentRows, type PaymentLine } from './records.payments';
import { toOrderSummary } from './view.orders';

const BATCH = 1_000;
const PHASE_WORDS: Readonly<Record<OrderPhase, string>> = { waiting: '待审批', open: '进行中', closed: '已完结', cancelled: '已取消', rejected: '未通过' };
const STATE_WORDS: Readonly<Record<string, string>> = { created: '未支付', pending: '待支付', paid: '已支付', closed: '已关闭' };
const PURPOSE_WORDS: Readonly<Record<string, string>> = { deposit: '定金', order: '订单', card: '会员卡' };
/** A span over several stores is of China's days. */
const ZONE = 'Asia/Shanghai';

type Reader = Pick<Ask, 'actor' | 'ports' | 'now'>;
const instants = (span: DownloadSpan) => ({
  from: new Date(instantOf(span.from, '00:00', ZONE)),
  until: new Date(instantOf(addDays(span.until, 1), '00:00', ZONE)),
});

/** PK-04: orders, one store's or all that the reader reaches. */
export async function exportOrders(ask: Ask<ActorOf<'orders.export'>>, span: Input<'orders.export'>): Answer<'orders.export'> {
  if (span.storeId !== null && !(await findStoreRow(sqlOf(ask.ports.db), span.storeId))) return refuse('record.not_found', { noun: 'store', id: span.storeId });
  return waitForDownload(ask, 'orders', span);
}

export const exportPayments = (ask: Ask<ActorOf<'orders.exportPayments'>>, span: Input<'orders.exportPayments'>): Answer<'orders.exportPayments'> =>
  waitForDownload(ask, 'payments', span);

/** Cost and margin are columns only for whoever may know them, and filled only where she may. */
export function ordersSheet(reader: Reader, span: DownloadSpan): Sheet {
  const scope = compileScope(reader.actor, 'order.read');
  const sql = sqlOf(reader.ports.db);
  const withCost = compileScope(reader.actor, 'catalogue.cost_read').kind !== 'none' && (span.storeId === null || mayKnowCost(reader.actor, span.storeId));
  const money = (title: string): SheetColumn => ({ title, width: 14, kind: 'yuan' });
  return {
    name: '订单',
    columns: [
      { title: '单号', width: 16, kind: 'text' },
      { title: '开单时间', width: 17, kind: 'time' },
      { title: '客户', width: 12, kind: 'text' },
      { title: '业务线', width: 12, kind: 'text' },
      { title: '顾问', width: 12, kind: 'text' },
      { title: '状态', width: 10, kind: 'text' },
      { title: '进度', width: 12, kind: 'text' },
      ...['应收', '已收', '未收'].map(money),
      ...(withCost ? ['成本', '毛利'].map(money) : []),
    ],
    batches: async function* () {
      const by = { storeId: span.storeId, ...instants(span) };
      const page = (after: OrderHead | null, limit: number) =>
        listOrderRows(sql, scope, by, { after: after && { at: after.createdAt.toISOString(), id: after.id }, limit });
      for await (const rows of paged<OrderHead>(BATCH, page))
        yield rows.map((row) => {
          const order = toOrderSummary(row, reader);
          return [
            order.code,
            row.createdAt,
            order.customerName,
            order.lineName,
            order.sellerName,
            PHASE_WORDS[order.phase],
            order.stageName,
            order.billedFen,
            order.paidFen,
            order.owedFen,
            ...(withCost ? [order.costFen ?? null, order.marginFen ?? null] : []),
          ];
        });
    },
  };
}

/** Payments by WeChat that were opened on those days, with what went back of each. */
export function paymentsSheet({ actor, ports }: Reader, span: DownloadSpan): Sheet {
  const scope = compileScope(actor, 'payment.read');
  const sql = sqlOf(ports.db);
  return {
    name: '微信收款',
    columns: [
      { title: '商户单号', width: 26, kind: 'text' },
      { title: '微信单号', width: 32, kind: 'text' },
      { title: '商户号', width: 13, kind: 'text' },
      { title: '门店', width: 14, kind: 'text' },
      { title: '客户', width: 12, kind: 'text' },
      { title: '用途', width: 10, kind: 'text' },
      { title: '说明', width: 24, kind: 'text' },
      { title: '状态', width: 10, kind: 'text' },
      { title: '下单时间', width: 17, kind: 'time' },
      { title: '支付时间', width: 17, kind: 'time' },
      { title: '应付', width: 14, kind: 'yuan' },
      { title: '实收', width: 14, kind: 'yuan' },
      { title: '已退', width: 14, kind: 'yuan' },
    ],
    batches: async function* () {
      const by = { storeId: span.storeId, ...instants(span) };
      for await (const rows of paged<PaymentLine>(BATCH, (after, limit) => listPaymentRows(sql, scope, by, after, limit)))
        yield rows.map((row) => [
          row.outTradeNo,
          row.transactionId,
          row.mchid ?? ports.merchants.main().mchid,
          row.storeName,
          row.customerName,
          PURPOSE_WORDS[row.purpose] ?? row.purpose,
          row.description,
          STATE_WORDS[row.state] ?? row.state,
          row.createdAt,
          row.paidAt,
          row.amountFen,
          row.paidFen,
          row.backFen,
        ]);
    },
  };
}

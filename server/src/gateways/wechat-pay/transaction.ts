import * as z from 'zod/mini';
import type { PayRefund, PayTransaction } from './port';

/* The fields that we use, of the transaction and refund objects in answers and notifications. Amounts are whole fen. */
const Fen = z.int().check(z.gte(0));
/** RFC 3339. WeChat Pay leaves it out until it is there; some answers carry an empty text instead. */
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const MaybeInstant = z.optional(
  z.string().check(z.refine((text) => text === '' || (RFC3339.test(text) && !Number.isNaN(Date.parse(text))), { error: 'not an instant' })),
);

const Transaction = z
  .object({
    appid: z.string(),
    mchid: z.string(),
    out_trade_no: z.string(),
    transaction_id: z.optional(z.string()),
    trade_state: z.enum(['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR', 'ACCEPT']),
    success_time: MaybeInstant,
    amount: z.optional(z.object({ total: z.optional(Fen), currency: z.optional(z.string()) })),
    payer: z.optional(z.object({ openid: z.optional(z.string()) })),
  })
  .check(
    z.refine((t) => t.trade_state !== 'SUCCESS' || (t.transaction_id && t.success_time && t.amount?.total !== undefined), {
      error: 'a paid transaction without number, time or amount',
    }),
  );

const RefundStatus = z.enum(['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL']);
const refundFields = {
  out_refund_no: z.string(),
  out_trade_no: z.string(),
  refund_id: z.string(),
  success_time: MaybeInstant,
  amount: z.object({ refund: Fen }),
};
/* The query says `status`, the notification says `refund_status`. */
const AnsweredRefund = z.object({ ...refundFields, status: RefundStatus });
const NotifiedRefund = z.object({ ...refundFields, refund_status: RefundStatus, mchid: z.string() });

/** A transaction object of a query answer or a payment notification; null when it does not have the documented shape. */
export function readTransaction(json: unknown): PayTransaction | null {
  const parsed = Transaction.safeParse(json);
  if (!parsed.success) return null;
  const { data } = parsed;
  return {
    outTradeNo: data.out_trade_no,
    transactionId: data.transaction_id || null,
    state: data.trade_state,
    appid: data.appid,
    mchid: data.mchid,
    amountFen: data.amount?.total ?? null,
    currency: data.amount?.currency ?? null,
    payerOpenid: data.payer?.openid ?? null,
    successAt: instantOf(data.success_time),
  };
}

/** A refund object of a refund or query answer; null when it does not have the documented shape. */
export function readRefund(json: unknown): PayRefund | null {
  const parsed = AnsweredRefund.safeParse(json);
  return parsed.success ? toRefund(parsed.data, parsed.data.status) : null;
}

/** A refund object of a notification, with the merchant that it names; null when it does not have the documented shape. */
export function readNotifiedRefund(json: unknown): { readonly mchid: string; readonly refund: PayRefund } | null {
  const parsed = NotifiedRefund.safeParse(json);
  return parsed.success ? { mchid: parsed.data.mchid, refund: toRefund(parsed.data, parsed.data.refund_status) } : null;
}

function toRefund(data: Omit<z.infer<typeof AnsweredRefund>, 'status'>, status: PayRefund['status']): PayRefund {
  return {
    outRefundNo: data.out_refund_no,
    outTradeNo: data.out_trade_no,
    refundId: data.refund_id,
    status,
    refundFen: data.amount.refund,
    successAt: instantOf(data.success_time),
  };
}

function instantOf(text: string | undefined): Date | null {
  return text ? new Date(text) : null;
}

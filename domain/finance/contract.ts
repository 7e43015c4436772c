import * as z from 'zod/mini';
import { CivilDate, Cursor, endpoint, FenAmount, Id, Instant, page, text } from '../kernel/contract';
import { Download, DownloadSpan } from '../kernel/download';

/** Every "no" of finance, with the facts that a person needs. Amounts in fen. */
export interface FinanceRefusals {
  /** WeChat Pay makes a day's bill the next morning, and keeps it for three months. */
  'finance.bill_not_there': { date: string; readyAt: string; keptDays: number };
  /** The file is not what WeChat Pay said it was: cut off, of another merchant, or its sums are not those of its lines. Nothing of it was taken. */
  'finance.bill_refused': { date: string; problem: string };
  /** No merchant of this number is configured (WECHAT_PAY_MERCHANTS). */
  'finance.merchant_unknown': { mchid: string };
  /** Asked again, WeChat Pay says the same as the bill. */
  'finance.still_differs': { number: string };
  'finance.already_settled': { number: string };
  /** Money came in or went out since the count was begun. */
  'finance.till_changed': { expectedFen: number };
  'finance.bank_above_count': { countedFen: number };
}

/** A merchant's number at WeChat Pay. */
export const Mchid = z.string().check(z.regex(/^\d{8,12}$/));

/** payment: WeChat Pay's money for us; refund: ours back. number: our own (out_trade_no, out_refund_no). */
export const Moved = z.enum(['payment', 'refund']);
/**
 * missing_here: on the bill, and not settled in our books. missing_there: settled in our books, and not on the bill.
 * amount_differs: on both, and not the same.
 */
export const DifferenceKind = z.enum(['missing_here', 'missing_there', 'amount_differs']);
export type DifferenceKind = z.infer<typeof DifferenceKind>;

export const DifferenceView = z.object({
  id: Id,
  mchid: Mchid,
  merchantName: z.string(),
  date: CivilDate,
  kind: DifferenceKind,
  what: Moved,
  number: z.string(),
  oursFen: z.nullable(z.int()),
  theirsFen: z.nullable(z.int()),
  /** Whose payment, when it is known here. */
  customerId: z.nullable(Id),
  customerName: z.string(),
  storeName: z.string(),
  description: z.string(),
  /** settled: asked = WeChat Pay was asked and it was put right; explained = a person wrote why; agreed = a later bill agrees. */
  settled: z.nullable(z.object({ how: z.enum(['asked', 'explained', 'agreed']), note: z.string(), byName: z.string(), at: Instant })),
});
export type DifferenceView = z.infer<typeof DifferenceView>;

export const BillView = z.object({
  /** Whose bill it is; the name is the number where there is none. */
  mchid: Mchid,
  merchantName: z.string(),
  date: CivilDate,
  /** fetched: compared; none: WeChat Pay had nothing that day. */
  state: z.enum(['fetched', 'none']),
  payments: z.int(),
  paidFen: z.int(),
  refunds: z.int(),
  refundedFen: z.int(),
  feeFen: z.int(),
  /** Differences that nobody has settled. */
  open: z.int(),
  fetchedAt: Instant,
});
export type BillView = z.infer<typeof BillView>;

export const TillView = z.object({
  till: z.enum(['wechat', 'cash', 'bank', 'pos']),
  name: z.string(),
  /** What came in and went out since the last closing; net = in − out. */
  inFen: z.int(),
  outFen: z.int(),
});
export const ClosingView = z.object({
  id: Id,
  storeId: Id,
  storeName: z.string(),
  /** From the closing before (null: from the beginning) to this one. */
  from: z.nullable(Instant),
  at: Instant,
  byName: z.string(),
  tills: z.array(TillView),
  expectedFen: z.int(),
  countedFen: z.int(),
  /** counted − expected: negative is too little. It stands in the books as over or short. */
  differenceFen: z.int(),
  bankedFen: z.int(),
  /** What stays in the drawer. */
  leftFen: z.int(),
  note: z.string(),
});
export type ClosingView = z.infer<typeof ClosingView>;

const Reader = { kind: 'query', audience: 'staff', right: 'finance.reconcile' } as const;
const Cashier = { audience: 'staff', right: 'finance.close_day' } as const;
const Count = FenAmount.check(z.gte(0));

export const financeEndpoints = {
  'finance.bills': endpoint({
    ...Reader,
    summary: 'WeChat Pay’s bills of every merchant that were compared with our books, the newest first, and days that are missing.',
    input: z.strictObject({ from: CivilDate, until: CivilDate }),
    output: z.object({ bills: z.array(BillView), missing: z.array(z.object({ mchid: Mchid, merchantName: z.string(), date: CivilDate })) }),
    refusals: [],
  }),
  'finance.differences': endpoint({
    ...Reader,
    summary: 'What bills and books say differently: those that nobody has settled first.',
    input: z.strictObject({ date: z.nullable(CivilDate), open: z.boolean() }),
    output: z.object({ items: z.array(DifferenceView) }),
    refusals: [],
  }),
  'finance.fetchBill': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'finance.reconcile',
    summary: 'Fetch a merchant’s bill of a day now and compare it; again is harmless.',
    input: z.strictObject({ mchid: Mchid, date: CivilDate }),
    output: z.object({ bill: BillView }),
    refusals: ['finance.merchant_unknown', 'finance.bill_not_there', 'finance.bill_refused', 'service.unavailable'],
  }),
  'finance.settleDifference': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'finance.reconcile',
    summary: 'ask: have WeChat Pay say it again and put our books right by it. explain: a person writes why it is as it is.',
    input: z
      .strictObject({ differenceId: Id, how: z.enum(['ask', 'explain']), note: text(200) })
      .check(z.refine((input) => input.how === 'ask' || input.note.trim() !== '', { path: ['note'], error: 'required' })),
    output: z.object({ difference: DifferenceView }),
    refusals: ['record.not_found', 'finance.already_settled', 'finance.still_differs', 'service.unavailable'],
  }),
  'finance.merchants': endpoint({
    ...Reader,
    summary: 'The shop’s merchants at WeChat Pay, the main one first, and which of them each store names (null: the main one). `known`: it is configured.',
    input: z.strictObject({}),
    output: z.object({
      merchants: z.array(z.object({ mchid: Mchid, name: z.string(), main: z.boolean() })),
      stores: z.array(z.object({ storeId: Id, storeName: z.string(), mchid: z.nullable(Mchid), known: z.boolean() })),
    }),
    refusals: [],
  }),
  'finance.setStoreMerchant': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'finance.reconcile',
    summary: 'Through whom a store’s next payments go; null: the main merchant. Payments that are open or paid stay with theirs.',
    input: z.strictObject({ storeId: Id, mchid: z.nullable(Mchid) }),
    output: z.object({ storeId: Id, mchid: z.nullable(Mchid) }),
    refusals: ['record.not_found', 'finance.merchant_unknown'],
  }),
  'finance.till': endpoint({
    ...Cashier,
    kind: 'query',
    summary: 'A store’s day so far: what each till took since the last closing, and what must be in the drawer.',
    input: z.strictObject({ storeId: Id }),
    output: z.object({ from: z.nullable(Instant), tills: z.array(TillView), expectedFen: z.int() }),
    refusals: ['record.not_found'],
  }),
  'finance.closeDay': endpoint({
    ...Cashier,
    kind: 'command',
    summary: 'Close the day: the drawer was counted, some of it goes to the bank. `expectedFen` is what the cashier was shown.',
    input: z.strictObject({ storeId: Id, expectedFen: z.int(), countedFen: Count, bankedFen: Count, note: text(200) }),
    output: z.object({ closing: ClosingView }),
    refusals: ['record.not_found', 'finance.till_changed', 'finance.bank_above_count'],
  }),
  'finance.closings': endpoint({
    ...Cashier,
    kind: 'query',
    summary: 'The closings of a store, or of all that the reader reaches; the newest first.',
    input: z.strictObject({ storeId: z.nullable(Id), cursor: Cursor }),
    output: page(ClosingView),
    refusals: [],
  }),
  'finance.exportClosings': endpoint({
    ...Cashier,
    kind: 'query',
    summary: 'The closings of some days as a spreadsheet (xlsx).',
    input: DownloadSpan,
    output: Download,
    refusals: [],
  }),
};

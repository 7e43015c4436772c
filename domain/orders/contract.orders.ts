import * as z from 'zod/mini';
import { FormValues, ItemView, LineChoice, PricedLineView } from '../catalogue/contract';
import { CivilDate, Cursor, endpoint, FenAmount, Id, page, text } from '../kernel/contract';
import { Download, DownloadSpan } from '../kernel/download';
import { BucketsView, Discount, DueView, InstalmentInput, OrderPhase, OrderSummary, OrderView, QuoteView, RefundStep, Till } from './contract.views';

const Percent = z.int().check(z.gte(0), z.lte(100));
const Choices = z.array(LineChoice).check(z.minLength(1), z.maxLength(50));
const Instalments = z.array(InstalmentInput).check(z.maxLength(36));
const one = { orderId: Id, version: z.int() };
const answer = z.object({ order: OrderView });
const Writer = { kind: 'command', audience: 'staff', right: 'order.write', output: answer } as const;
const PRICED = ['catalogue.not_on_sale', 'catalogue.option_unknown', 'catalogue.option_out_of_range', 'catalogue.too_much'] as const;
const PRICING = [...PRICED, 'orders.discount_above_price'] as const;
const FORM = ['orders.form_value_invalid', 'orders.line_inactive'] as const;
const STEP = ['record.not_found', 'record.changed', 'orders.not_possible'] as const;
const DUES = ['orders.instalments_differ', 'orders.instalments_backwards'] as const;

export const orderEndpoints = {
  'orders.create': endpoint({
    ...Writer,
    summary: 'OR-01: an order for a customer, priced by the catalogue. A discount beyond the seller’s limit waits for somebody who may give it.',
    input: z.strictObject({
      storeId: Id,
      customerId: Id,
      lineId: Id,
      lines: Choices,
      discount: z.nullable(Discount),
      /** Empty: everything is due today. The first one is the deposit. */
      instalments: Instalments,
      form: FormValues,
      note: text(500),
    }),
    refusals: ['record.not_found', ...PRICING, ...FORM, ...DUES],
  }),
  'orders.list': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'order.read',
    summary: 'OR-09: orders within the reader’s reach, the newest first.',
    input: z.strictObject({
      storeId: z.nullable(Id),
      customerId: z.nullable(Id),
      phases: z.array(OrderPhase).check(z.maxLength(5)),
      /** Only those of which something is owed. */
      owing: z.boolean(),
      /** A part of an order's code or of a customer's name, in Chinese or pinyin. */
      search: z.optional(text(40)),
      cursor: Cursor,
    }),
    /** `elsewhere`: how many orders of `customerId` lie beyond the reader's reach, told with the first page to whoever sees the customer herself; else 0. */
    output: z.object({ ...page(OrderSummary).shape, elsewhere: z.int() }),
    refusals: [],
  }),
  'orders.get': endpoint({
    kind: 'query',
    audience: 'signed-in',
    right: 'order.read',
    summary: 'OR-09: one order; the same state for everybody who is involved, cost and margin for whoever may know them.',
    input: z.strictObject({ orderId: Id }),
    output: answer,
    refusals: ['record.not_found'],
  }),
  'orders.mine': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'The customer’s own orders, the newest first.',
    input: z.strictObject({ cursor: Cursor }),
    output: page(OrderSummary),
    refusals: [],
  }),
  'orders.decide': endpoint({
    ...Writer,
    right: 'order.approve',
    summary: 'Approve an order that waits because of its discount, or turn it down. Who decides must be allowed such a discount herself.',
    input: z.strictObject({ ...one, approve: z.boolean(), reason: text(200) }),
    refusals: [...STEP, 'orders.discount_too_large'],
  }),
  'orders.advance': endpoint({
    ...Writer,
    summary: 'OR-01: the next step of its line of business. Jumps are refused; a step that needs money or a booking waits for it.',
    input: z.strictObject({ ...one, stage: z.string().check(z.maxLength(31)) }),
    refusals: [...STEP, 'orders.step_not_next', 'orders.step_needs'],
  }),
  'orders.change': endpoint({
    ...Writer,
    summary: 'Other lines. One that stays as it is keeps its price; what is new or different is priced today. Never below what is paid: then refund.',
    input: z.strictObject({
      ...one,
      lines: z.array(z.strictObject({ lineId: z.nullable(Id), ...LineChoice.shape })).check(z.minLength(1), z.maxLength(50)),
      discount: z.nullable(Discount),
    }),
    refusals: [...STEP, ...PRICING, 'orders.discount_too_large', 'orders.less_than_paid', 'orders.benefits_stand'],
  }),
  'orders.setInstalments': endpoint({
    ...Writer,
    summary: 'FI-04: when how much is due; together exactly the bill.',
    input: z.strictObject({ ...one, instalments: Instalments.check(z.minLength(1)) }),
    refusals: [...STEP, ...DUES],
  }),
  'orders.recordPayment': endpoint({
    ...Writer,
    summary: 'OR-06: a payment as it came in, in part or in full; never more than is owed.',
    input: z.strictObject({ orderId: Id, till: Till, amountFen: FenAmount.check(z.gte(1)), note: text(200) }),
    refusals: ['record.not_found', 'orders.not_possible', 'orders.more_than_owed'],
  }),
  'orders.useDeposit': endpoint({
    ...Writer,
    summary: 'The deposit of one of the order’s bookings pays a part of it.',
    input: z.strictObject({ orderId: Id, bookingId: Id }),
    refusals: ['record.not_found', 'orders.not_possible', 'orders.no_deposit', 'orders.other_customer'],
  }),
  'orders.linkBooking': endpoint({
    ...Writer,
    summary: 'A booking belongs to the order.',
    input: z.strictObject({ orderId: Id, bookingId: Id }),
    refusals: ['record.not_found', 'orders.not_possible', 'orders.booking_taken', 'orders.other_customer'],
  }),
  'orders.unlinkBooking': endpoint({
    ...Writer,
    summary: 'A booking belongs to the order no more; not while its deposit pays a part of it.',
    input: z.strictObject({ orderId: Id, bookingId: Id }),
    refusals: ['record.not_found', 'orders.not_possible', 'orders.deposit_in_use'],
  }),
  'orders.previewRefund': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'payment.refund',
    summary: 'OR-06: what taking lines back would come to, step by step. All lines: the order is cancelled.',
    input: z.strictObject({ orderId: Id, lineIds: z.array(Id).check(z.minLength(1), z.maxLength(50)), keepPercent: Percent }),
    output: z.object({
      steps: z.array(RefundStep),
      cancels: z.boolean(),
      keptFen: z.int(),
      backFen: z.int(),
      owedFen: z.int(),
      /** Of `backFen`, what is money; the rest returns to the cards that paid. */
      moneyFen: z.int(),
      /** What came by WeChat Pay and can go back by itself: with till `wechat`, all of `moneyFen` must fit, or nothing came so. */
      wechatFen: z.int(),
    }),
    refusals: ['record.not_found', 'orders.not_possible'],
  }),
  'orders.refund': endpoint({
    ...Writer,
    right: 'payment.refund',
    summary:
      'OR-06: take lines back, as the preview said. What came by WeChat Pay goes back by itself with till `wechat`; else the money is recorded as given back. All lines: the order is cancelled.',
    input: z.strictObject({
      ...one,
      lineIds: z.array(Id).check(z.minLength(1), z.maxLength(50)),
      keepPercent: Percent,
      till: Till,
      expectedBackFen: z.int().check(z.gte(0)),
      reason: text(200, 1),
    }),
    refusals: [...STEP, 'orders.refund_changed', 'orders.wechat_refund_short'],
  }),
  'orders.previewExchange': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'order.write',
    summary: 'OR-06: what exchanging a line for another would come to, step by step: the new one at today’s price, what was agreed stays agreed.',
    input: z.strictObject({ orderId: Id, lineId: Id, choice: LineChoice }),
    output: z.object({
      line: PricedLineView,
      steps: z.array(RefundStep),
      billedFen: z.int(),
      backFen: z.int(),
      /** Of `backFen`, what is money; the rest returns to the cards that paid. */
      moneyFen: z.int(),
      owedFen: z.int(),
      wechatFen: z.int(),
    }),
    refusals: ['record.not_found', 'orders.not_possible', ...PRICED],
  }),
  'orders.exchange': endpoint({
    ...Writer,
    summary:
      'OR-06: exchange a line for another, as the preview said: the difference is owed, or goes back (which needs payment.refund). A signed contract is outdated by it.',
    input: z.strictObject({
      ...one,
      lineId: Id,
      choice: LineChoice,
      till: Till,
      expectedBilledFen: z.int().check(z.gte(0)),
      expectedBackFen: z.int().check(z.gte(0)),
      reason: text(200, 1),
    }),
    refusals: [...STEP, ...PRICED, 'orders.exchange_changed', 'orders.wechat_refund_short'],
  }),
  'orders.saveAsPackage': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'catalogue.manage',
    summary: 'PK-06: what was put together for one customer becomes a package of the catalogue, or (`itemId`) the next version of one.',
    input: z.strictObject({
      orderId: Id,
      itemId: z.nullable(Id),
      version: z.int(),
      name: text(40, 1),
      text: text(2_000),
      /** Null: what the lines in it cost as they were sold. */
      priceFen: z.nullable(FenAmount),
      /** Lines of the order that become options, to take or to leave. */
      optional: z.array(Id).check(z.maxLength(50)),
    }),
    output: z.object({ item: ItemView }),
    refusals: ['record.not_found', 'record.changed', 'catalogue.name_taken', 'catalogue.terms_invalid', 'catalogue.too_much', 'access.forbidden'],
  }),
  'orders.setShares': endpoint({
    ...Writer,
    summary: 'Whose performance the order is, in percent; the amounts add up to the bill to the fen.',
    input: z.strictObject({
      ...one,
      shares: z.array(z.strictObject({ staffId: Id, percent: Percent.check(z.gte(1)) })).check(z.minLength(1), z.maxLength(10)),
    }),
    refusals: [...STEP, 'orders.shares_invalid'],
  }),
  'orders.saveQuote': endpoint({
    ...Writer,
    summary: 'OR-04: a quote, or its next version; what was quoted before stays.',
    input: z.strictObject({
      quoteId: z.nullable(Id),
      version: z.int(),
      storeId: Id,
      customerId: Id,
      lineId: Id,
      lines: Choices,
      discount: z.nullable(Discount),
      form: FormValues,
      validUntil: CivilDate,
      note: text(500),
    }),
    output: z.object({ quote: QuoteView }),
    refusals: ['record.not_found', 'record.changed', ...PRICING, ...FORM, 'orders.quote_over'],
  }),
  'orders.quotes': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'order.read',
    summary: 'The quotes of a customer with every version, the newest first.',
    input: z.strictObject({ customerId: Id }),
    output: z.object({ quotes: z.array(QuoteView) }),
    refusals: [],
  }),
  'orders.acceptQuote': endpoint({
    ...Writer,
    summary: 'OR-04: the customer said yes to a version: it becomes an order, at the prices that were quoted.',
    input: z.strictObject({ quoteId: Id, version: z.int(), instalments: Instalments }),
    refusals: ['record.not_found', 'orders.quote_over', ...DUES],
  }),
  'orders.declineQuote': endpoint({
    ...Writer,
    summary: 'The customer said no.',
    input: z.strictObject({ quoteId: Id }),
    output: z.object({ quote: QuoteView }),
    refusals: ['record.not_found', 'orders.quote_over'],
  }),
  'orders.receivables': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'order.read',
    summary: 'FI-02: what is owed by its age; the buckets add up to the receivables of the ledger. Not yet due counts as youngest and is told apart too.',
    input: z.strictObject({ storeId: z.nullable(Id) }),
    output: z.object({ buckets: BucketsView, totalFen: z.int(), notDueFen: z.int(), overdue: z.array(DueView) }),
    refusals: [],
  }),
  'orders.dueSoon': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'order.read',
    summary: 'FI-02: what is due within so many days, the first first.',
    input: z.strictObject({ storeId: z.nullable(Id), days: z.int().check(z.gte(0), z.lte(366)) }),
    output: z.object({ items: z.array(DueView) }),
    refusals: [],
  }),
  'orders.boughtTogether': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'order.read',
    summary: 'PK-07: what was bought together with an item, by the number of orders that hold both.',
    input: z.strictObject({ itemId: Id }),
    output: z.object({ orders: z.int(), items: z.array(z.object({ itemId: Id, name: z.string(), support: z.int() })) }),
    refusals: [],
  }),
  'orders.export': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'order.read',
    summary: 'PK-04: orders that were made on some days as a spreadsheet (xlsx). Columns of cost and margin are there only for whoever may know them.',
    input: DownloadSpan,
    output: Download,
    refusals: ['record.not_found'],
  }),
  'orders.exportPayments': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'payment.read',
    summary: 'Payments by WeChat that were opened on some days, with what went back, as a spreadsheet (xlsx).',
    input: DownloadSpan,
    output: Download,
    refusals: [],
  }),
};

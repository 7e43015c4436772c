import * as z from 'zod/mini';
import { ACCOUNT_KIND_KEYS } from './accounts';
import { Download, DownloadSpan } from '../kernel/download';
import { CivilDate, Cursor, endpoint, Id, Instant, page } from '../kernel/contract';

/** The kind's key in domain/ledger/accounts.ts and its words. Amounts are whole fen, sessions or points, told in the direction in which the account grows. */
export const AccountView = z.object({
  id: Id,
  kind: z.string(),
  kindName: z.string(),
  unit: z.enum(['fen', 'session', 'point']),
  side: z.enum(['debit', 'credit']),
  balance: z.int(),
  storeId: z.nullable(Id),
  customerId: z.nullable(Id),
  customerName: z.nullable(z.string()),
  /** The card, booking or order that it belongs to, and the number that people know it by ('' for a store's own). */
  holderId: z.nullable(Id),
  holderCode: z.string(),
});
export type AccountView = z.infer<typeof AccountView>;

/** One line of an account, newest first: how it came to its balance. */
export const EntryView = z.object({
  id: z.string(),
  transactionId: Id,
  at: Instant,
  act: z.string(),
  actName: z.string(),
  amount: z.int(),
  /** What the account held afterwards. */
  balanceAfter: z.int(),
  note: z.string(),
  actorName: z.string(),
  bookingId: z.nullable(Id),
  orderId: z.nullable(Id),
  cardId: z.nullable(Id),
  /** True when a later act took it back. */
  reversed: z.boolean(),
});
export type EntryView = z.infer<typeof EntryView>;

export const TransactionView = z.object({
  id: Id,
  at: Instant,
  businessDate: CivilDate,
  act: z.string(),
  actName: z.string(),
  note: z.string(),
  actorName: z.string(),
  customerId: z.nullable(Id),
  bookingId: z.nullable(Id),
  orderId: z.nullable(Id),
  cardId: z.nullable(Id),
  reversesId: z.nullable(Id),
  reversedById: z.nullable(Id),
  /** Every line: they sum up to zero in each unit. */
  lines: z.array(
    z.object({ accountId: Id, kind: z.string(), kindName: z.string(), unit: z.enum(['fen', 'session', 'point']), debit: z.int(), credit: z.int() }),
  ),
});
export type TransactionView = z.infer<typeof TransactionView>;

/** A kind over a span of business days. closing = opening + what it grew − what it shrank. */
export const TrialRow = z.object({
  kind: z.string(),
  kindName: z.string(),
  unit: z.enum(['fen', 'session', 'point']),
  side: z.enum(['debit', 'credit']),
  opening: z.int(),
  debit: z.int(),
  credit: z.int(),
  closing: z.int(),
});
export type TrialRow = z.infer<typeof TrialRow>;

const Reader = { kind: 'query', audience: 'staff', right: 'ledger.read' } as const;

export const ledgerEndpoints = {
  'ledger.accounts': endpoint({
    ...Reader,
    summary: "The accounts of a kind, of a customer, of one holder (card, booking, order), or a store's own: the fullest first, 500 at most.",
    input: z.strictObject({ kind: z.nullable(z.enum(ACCOUNT_KIND_KEYS)), customerId: z.nullable(Id), holderId: z.nullable(Id), storeId: z.nullable(Id) }),
    output: z.object({ items: z.array(AccountView) }),
    refusals: [],
  }),
  'ledger.entries': endpoint({
    ...Reader,
    summary: "Why an account holds what it holds: its lines, newest first. The sum of all lines is the account's balance.",
    input: z.strictObject({ accountId: Id, cursor: Cursor }),
    output: z.object({ account: AccountView, ...page(EntryView).shape }),
    refusals: ['record.not_found'],
  }),
  'ledger.transaction': endpoint({
    ...Reader,
    summary: 'One business act with all of its lines.',
    input: z.strictObject({ transactionId: Id }),
    output: z.object({ transaction: TransactionView }),
    refusals: ['record.not_found'],
  }),
  'ledger.export': endpoint({
    ...Reader,
    summary: 'Every line of the books over some business days as a spreadsheet (xlsx).',
    input: DownloadSpan,
    output: Download,
    refusals: [],
  }),
  'ledger.trialBalance': endpoint({
    ...Reader,
    summary: 'Every kind of account over a span of business days, of one store or of all that the reader may see. Debit and credit are equal in each unit.',
    input: z.strictObject({ storeId: z.nullable(Id), from: CivilDate, until: CivilDate }),
    output: z.object({ rows: z.array(TrialRow), sums: z.array(z.object({ unit: z.enum(['fen', 'session', 'point']), debit: z.int(), credit: z.int() })) }),
    refusals: [],
  }),
};

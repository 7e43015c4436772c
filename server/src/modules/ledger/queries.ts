import type { Scope } from '@zhike/domain/kernel/access';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { ACCOUNT_KIND_KEYS, ACCOUNT_KINDS, UNITS, type AccountKindKey } from '@zhike/domain/ledger/accounts';
import type { AccountView, EntryView, ledgerEndpoints, TrialRow } from '@zhike/domain/ledger/contract';
import { ACTS, type Act } from '@zhike/domain/ledger/posting';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import type { ApiRefusal } from '@zhike/domain/api';
import type { ActorOf, Answer, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import {
  balanceThrough,
  findAccount,
  findAccounts,
  findEntries,
  findLines,
  findTransaction,
  sumKinds,
  type AccountRow,
  type Books,
  type EntryRow,
  type TransactionRow,
} from './records';

type Input<Name extends keyof typeof ledgerEndpoints> = ParsedInputOf<(typeof ledgerEndpoints)[Name]>;

const PAGE = 50;

/** Whose books the scope of a reader opens; the books have no rows of one's own. */
function booksOf(scope: Scope): Books {
  if (scope.kind === 'all') return { kind: 'all' };
  return { kind: 'stores', storeIds: scope.kind === 'stores' ? scope.storeIds : [] };
}

/** The same for one store's books, when the reader reaches them. */
export function booksIn(scope: Scope, storeId: string | null): Books {
  const reach = booksOf(scope);
  if (storeId === null) return reach;
  return { kind: 'stores', storeIds: reach.kind === 'all' || reach.storeIds.includes(storeId) ? [storeId] : [] };
}

const kindOf = (kind: string) => ACCOUNT_KINDS[kind as AccountKindKey];
const actName = (act: string): string => ACTS[act as Act];
/** A zero that came out of a subtraction is a zero. */
const whole = (amount: number): number => amount + 0;

function toAccountView({ id, kind, side, balance, ...ids }: AccountRow): AccountView {
  return { id, kind, kindName: kindOf(kind).name, unit: kindOf(kind).unit, side: side === 1 ? 'debit' : 'credit', balance: whole(balance), ...ids };
}

const WHO: Readonly<Record<string, string>> = { customer: '客户', system: '系统', anonymous: '系统' };
const actorName = (row: Pick<TransactionRow, 'actorKind' | 'actorName'>): string => row.actorName ?? WHO[row.actorKind] ?? '';

/** Lines of an account, the newest first, each with what the account held after it: `held` after the newest of them. */
function toEntryViews(rows: readonly EntryRow[], held: number): EntryView[] {
  let after = held;
  return rows.map((row) => {
    const view = toEntryView(row, whole(after));
    after -= row.amount;
    return view;
  });
}

function toEntryView(row: EntryRow, balanceAfter: number): EntryView {
  const { id, transactionId, act, amount, note, bookingId, orderId, cardId } = row;
  return {
    id,
    transactionId,
    at: row.at.toISOString(),
    act,
    actName: actName(act),
    amount,
    balanceAfter,
    note,
    actorName: actorName(row),
    bookingId,
    orderId,
    cardId,
    reversed: row.reversedById !== null,
  };
}

/** The accounts of a customer, a holder or a store. */
export async function listAccounts(ask: Ask<ActorOf<'ledger.accounts'>>, input: Input<'ledger.accounts'>): Answer<'ledger.accounts'> {
  return allow({ items: (await findAccounts(sqlOf(ask.ports.db), booksOf(ask.scope), input)).map(toAccountView) });
}

function readPlace(cursor: string | null | undefined): Decision<string | null, ApiRefusal> {
  if (!cursor) return allow(null);
  return /^\d{1,18}$/.test(cursor) ? allow(cursor) : refuse('request.invalid', { issues: [{ path: 'cursor', problem: 'unknown_cursor' }] });
}

/** "Why is this balance 1,280?" */
export async function listEntries(ask: Ask<ActorOf<'ledger.entries'>>, input: Input<'ledger.entries'>): Answer<'ledger.entries'> {
  const place = readPlace(input.cursor);
  if (!place.ok) return place;
  const sql = sqlOf(ask.ports.db);
  const account = await findAccount(sql, booksOf(ask.scope), input.accountId);
  if (!account) return refuse('record.not_found', { noun: 'account', id: input.accountId });
  const rows = await findEntries(sql, account.id, place.value, PAGE + 1);
  const [newest] = rows;
  const last = rows[PAGE - 1];
  const items = newest ? toEntryViews(rows.slice(0, PAGE), await balanceThrough(sql, account.id, newest.id)) : [];
  return allow({ account: toAccountView(account), items, next: rows.length > PAGE && last ? last.id : null });
}

/** One act with every line of it. */
export async function readTransaction(ask: Ask<ActorOf<'ledger.transaction'>>, input: Input<'ledger.transaction'>): Answer<'ledger.transaction'> {
  const sql = sqlOf(ask.ports.db);
  const row = await findTransaction(sql, booksOf(ask.scope), input.transactionId);
  if (!row) return refuse('record.not_found', { noun: 'transaction', id: input.transactionId });
  const { actorKind: _, actorName: __, ...about } = row;
  const lines = (await findLines(sql, row.id)).map(({ accountId, kind, amount }) => ({
    accountId,
    kind,
    kindName: kindOf(kind).name,
    unit: kindOf(kind).unit,
    debit: Math.max(amount, 0),
    credit: Math.max(-amount, 0),
  }));
  return allow({ transaction: { ...about, at: row.at.toISOString(), actName: actName(row.act), actorName: actorName(row), lines } });
}

/** Every kind over a span; in each unit debit equals credit, or a line is missing. */
export async function readTrialBalance(ask: Ask<ActorOf<'ledger.trialBalance'>>, input: Input<'ledger.trialBalance'>): Answer<'ledger.trialBalance'> {
  const books = booksIn(ask.scope, input.storeId);
  const found = new Map((await sumKinds(sqlOf(ask.ports.db), books, input)).map((row) => [row.kind, row]));
  const rows = ACCOUNT_KIND_KEYS.filter((kind) => found.has(kind)).map((kind): TrialRow => {
    const { name, unit, side } = ACCOUNT_KINDS[kind];
    const { before = 0, debit = 0, credit = 0 } = found.get(kind) ?? {};
    const sign = side === 'debit' ? 1 : -1;
    return { kind, kindName: name, unit, side, opening: whole(sign * before), debit, credit, closing: whole(sign * (before + debit - credit)) };
  });
  const sums = UNITS.map((unit) => {
    const mine = rows.filter((row) => row.unit === unit);
    return { unit, debit: mine.reduce((sum, row) => sum + row.debit, 0), credit: mine.reduce((sum, row) => sum + row.credit, 0) };
  });
  return allow({ rows, sums });
}

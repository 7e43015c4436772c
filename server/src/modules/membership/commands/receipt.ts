import { allow, refuse } from '@zhike/domain/kernel/decision';
import { formatFen } from '@zhike/domain/kernel/money';
import { receiptTitle, writeCardReceipt } from '@zhike/domain/orders/receipt-text';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, sqlOf, type Sql } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { isPlaceholder } from '../../customers/naming';
import { cardHistory, moneyOf } from '../../ledger/cards';
import { fileOf, findReceiptRow, giveOut, momentIn, NO_FONT, receiptOf, signOne, type ReceiptRow } from '../../orders/receipts';
import type { Input } from '../input';
import { mayRead } from '../queries';
import { findCardRows, lockCards, type CardRow } from '../records.cards';

type Reader = Pick<Ask<ActorOf<'membership.issueReceipt'>>, 'actor'>;
type Act = Awaited<ReturnType<typeof cardHistory>>[number];

interface Paid {
  readonly row: CardRow;
  readonly act: Act;
}

/** The act on a card that moved money, for whoever may have its paper: staff who may see the card, and who paid; family sees the card only. */
async function paidOf(sql: Sql, ask: Reader, row: CardRow | undefined, transactionId: string | null): Promise<Paid | null> {
  if (!row) return null;
  const act = (await cardHistory(sql, row.id, null, null)).find((one) => one.transactionId === transactionId);
  if (!act || act.moneyFen === 0) return null;
  const may = ask.actor.kind === 'customer' ? act.payerId === ask.actor.customerId : await mayRead(sql, ask, row);
  return may ? { row, act } : null;
}

function itemOf(row: CardRow, act: Act): string {
  const more = [act.sessions > 0 ? `${act.sessions} 次` : '', act.bonusFen > 0 ? `另赠 ${formatFen(act.bonusFen)}` : ''].filter(Boolean);
  return `${act.actName}「${row.terms.name}」${more.length > 0 ? `（${more.join('，')}）` : ''}`;
}

/** OR-06, CD-06: the receipt of a sale, a charge or what went back; whoever asks again gets the same one. */
export async function issueCardReceipt(
  ask: Ask<ActorOf<'membership.issueReceipt'>>,
  input: Input<'membership.issueReceipt'>,
  write: Write,
): Answer<'membership.issueReceipt'> {
  const { pdf, shop } = ask.ports;
  if (!pdf) return NO_FONT;
  const sql = sqlIn(write.tx);
  const paid = await paidOf(sql, ask, (await lockCards(sql, [input.cardId]))[0], input.transactionId);
  if (!paid) return refuse('record.not_found', { noun: 'card_payment', id: input.transactionId });
  const { row, act } = paid;
  const known = await findReceiptRow(sql, { transactionId: act.transactionId });
  if (known) return allow(receiptOf(known));
  const back = act.moneyFen < 0;
  const parts = (await moneyOf(sql, act.transactionId)).map(({ kind, amountFen }) => ({ way: kind, amountFen: Math.abs(amountFen) }));
  const words = (number: string): string =>
    writeCardReceipt({
      number,
      shopName: shop.name,
      storeName: act.storeName,
      paidAt: momentIn(row.zone, act.at),
      cardCode: row.code,
      payerName: isPlaceholder(act.payerName) ? null : act.payerName,
      items: [itemOf(row, act)],
      back,
      parts,
      byName: act.byName ?? '',
    });
  const staffId = ask.actor.kind === 'staff' ? ask.actor.staffId : null;
  const of = { cardId: row.id, transactionId: act.transactionId };
  const paper = { of, zone: row.zone, title: receiptTitle(back ? 'refund' : 'payment'), words, staffId };
  return giveOut(write, pdf, paper, (number) => write.event({ type: 'card.receipt_issued', ...aboutOf(row), data: { cardId: row.id, number } }));
}

const aboutOf = (row: CardRow) => ({ storeId: row.storeId, customerId: row.customerId });

async function reached(sql: Sql, ask: Reader, receipt: ReceiptRow | null, lock: boolean): Promise<CardRow | null> {
  if (!receipt?.cardId) return null;
  return (await paidOf(sql, ask, (await (lock ? lockCards : findCardRows)(sql, [receipt.cardId]))[0], receipt.transactionId))?.row ?? null;
}

export async function signCardReceipt(
  ask: Ask<ActorOf<'membership.signReceipt'>>,
  input: Input<'membership.signReceipt'>,
  write: Write,
): Answer<'membership.signReceipt'> {
  if (!ask.ports.pdf) return NO_FONT;
  const sql = sqlIn(write.tx);
  const card = await reached(sql, ask, await findReceiptRow(sql, { id: input.receiptId }), true);
  const row = await findReceiptRow(sql, { id: input.receiptId });
  if (!card || row?.sha256 !== input.sha256) return refuse('record.not_found', { noun: 'receipt', id: input.receiptId });
  const tell = (sha256: string) => write.event({ type: 'card.receipt_signed', ...aboutOf(card), data: { cardId: card.id, number: row.number, sha256 } });
  return signOne(write, ask.ports, { ...row, zone: card.zone }, input, tell);
}

export async function getCardReceiptFile(
  ask: Ask<ActorOf<'membership.receiptFile'>>,
  input: Input<'membership.receiptFile'>,
): Answer<'membership.receiptFile'> {
  const sql = sqlOf(ask.ports.db);
  const row = await findReceiptRow(sql, { id: input.receiptId });
  const file = row && (await reached(sql, ask, row, false)) && (await fileOf(sql, row));
  return file ? allow(file) : refuse('record.not_found', { noun: 'receipt', id: input.receiptId });
}

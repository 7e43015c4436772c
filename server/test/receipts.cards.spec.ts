import { createHash } from 'node:crypto';
import type { ReceiptView } from '@zhike/domain/orders/contract';
import { SIGNATURE } from './contract.stage.orders';
import type { Login } from './harness';
import { openCardShop, storedTerms, type CardShop } from './membership.shop';
import { wordsOf } from './pdf-words';

jest.setTimeout(120_000);

/* OR-06, CD-06: what is paid for a card has the same numbered, signed papers as what is paid for an order. */
let cards: CardShop;
beforeAll(async () => {
  cards = await openCardShop();
}, 300_000);
afterAll(() => cards?.shop.close());

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const entriesOf = async (cardId: string) => (await cards.shop.do('membership.card', { cardId }, cards.boss)).entries;
const moved = async (cardId: string, sign: 1 | -1): Promise<string> =>
  (await entriesOf(cardId)).find((entry) => entry.moneyFen * sign > 0)?.transactionId ?? '';
const issue = async (cardId: string, transactionId: string, as: Login = cards.boss): Promise<ReceiptView> =>
  (await cards.shop.do('membership.issueReceipt', { cardId, transactionId }, as)).receipt;
const file = async (receiptId: string, as: Login = cards.boss): Promise<{ bytes: Buffer; words: string }> => {
  const got = await cards.shop.do('membership.receiptFile', { receiptId }, as);
  const bytes = Buffer.from(got.base64, 'base64');
  expect(sha256(bytes)).toBe(got.sha256);
  return { bytes, words: wordsOf(bytes).replaceAll(' ', '') };
};
const payer = async (name: '林小雨' | '陈思远', customerId: string): Promise<Login> => {
  const who = await cards.shop.customer(name);
  await cards.shop.server.ports.db.prisma.customerIdentity.update({ where: { id: who.identityId }, data: { customerId } });
  return who;
};

test('OR-06 CD-06 a card that is sold, and a top-up, each have one numbered receipt with every till, the bonus, and the amount in capitals', async () => {
  const { shop, fixture, boss } = cards;
  const sold = await cards.sold(storedTerms());
  const receipt = await issue(sold.id, await moved(sold.id, 1));
  expect(receipt).toMatchObject({ title: '收款收据', state: 'draft', cardId: sold.id, orderId: null, paymentId: null });
  expect(await issue(sold.id, receipt.transactionId ?? '')).toEqual(receipt);
  const { words } = await file(receipt.id);
  for (const part of [receipt.number, sold.code, '现金', '1,000.00', '壹仟元整', '另赠¥200.00']) expect(words).toContain(part);
  const more = await cards.product(storedTerms());
  const payments = [
    { till: 'cash' as const, amountFen: 30_000 },
    { till: 'pos' as const, amountFen: 70_000 },
  ];
  await shop.do('membership.charge', { cardId: sold.id, storeId: fixture.storeId, productId: more.id, version: more.version, payments }, boss);
  const charged = await issue(sold.id, await moved(sold.id, 1));
  expect(Number(charged.number.slice(-5))).toBe(Number(receipt.number.slice(-5)) + 1);
  expect((await file(charged.id)).words).toContain('刷卡¥700.00，现金¥300.00');
});

test('OR-06 she signs it on her phone, once: name, time, picture and the hash of what she read are in the signed file; her family has no such paper', async () => {
  const customerId = await cards.person();
  const lin = await payer('林小雨', customerId);
  const sold = await cards.sold(storedTerms(), { customerId });
  const transactionId = await moved(sold.id, 1);
  const receipt = await issue(sold.id, transactionId, lin);
  const hand = { receiptId: receipt.id, sha256: receipt.sha256, signerName: '林小雨', signature: SIGNATURE };
  const wrong = await cards.shop.send('membership.signReceipt', { ...hand, sha256: 'f'.repeat(64) }, lin);
  expect(wrong.refusal?.code).toBe('record.not_found');
  expect((await cards.shop.send('membership.signReceipt', { ...hand, signature: 'A'.repeat(200) }, lin)).refusal?.code).toBe('orders.signature_invalid');
  const sent = await Promise.all(Array.from({ length: 5 }, () => cards.shop.send('membership.signReceipt', hand, lin)));
  expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
  const { bytes, words } = await file(receipt.id, lin);
  const signed = sent.find((one) => one.status === 200)?.value.receipt;
  expect([signed?.state, signed?.signature?.name, signed?.signature?.sha256]).toEqual(['signed', '林小雨', sha256(bytes)]);
  for (const part of ['签署人：林小雨', receipt.sha256.slice(0, 40)]) expect(words).toContain(part);
  const relative = await cards.person();
  const chen = await payer('陈思远', relative);
  await cards.shop.server.ports.db.prisma.cardFamily.create({ data: { cardId: sold.id, customerId: relative, at: new Date() } });
  expect((await cards.shop.do('membership.card', { cardId: sold.id }, chen)).entries.map((entry) => entry.moneyFen)).toEqual([0]);
  for (const [name, input] of [
    ['membership.issueReceipt', { cardId: sold.id, transactionId }],
    ['membership.receiptFile', { receiptId: receipt.id }],
  ] as const)
    expect([name, (await cards.shop.send(name, input as never, chen)).refusal?.code]).toEqual([name, 'record.not_found']);
  // Given away, the card is another's; what was paid for it stays who paid it.
  const gift = await cards.sold(storedTerms(), { customerId });
  await cards.shop.do('membership.transfer', { cardId: gift.id, version: gift.version, customerId: relative, reason: '送女儿' }, cards.boss);
  const given = await moved(gift.id, 1);
  expect((await cards.shop.send('membership.issueReceipt', { cardId: gift.id, transactionId: given }, chen)).refusal?.code).toBe('record.not_found');
  expect((await issue(gift.id, given)).text).not.toContain((await cards.card(gift.id)).customerName);
});

test('OR-06 CD-06 what goes back of a card has one too, without the bonus; a use, another card’s act and an order’s door have none', async () => {
  const { shop, boss, fixture } = cards;
  const sold = await cards.sold(storedTerms());
  const other = await cards.sold(storedTerms());
  const paper = await issue(sold.id, await moved(sold.id, 1));
  const refund = { cardId: sold.id, version: sold.version, storeId: fixture.storeId, till: 'cash' as const, reason: '搬家', expectedBackFen: 100_000 };
  await shop.do('membership.refund', refund, boss);
  const back = await issue(sold.id, await moved(sold.id, -1));
  expect(back.title).toBe('退款收据');
  const { words } = await file(back.id);
  for (const part of ['收款人', '1,000.00', '壹仟元整', sold.code]) expect(words).toContain(part);
  expect(words).not.toContain('1,200.00');
  await shop.do('membership.correct', { cardId: other.id, version: other.version, sessions: 0, principalFen: 0, bonusFen: 100, reason: '补赠' }, boss);
  const corrected = (await entriesOf(other.id)).find((entry) => entry.moneyFen === 0)?.transactionId ?? '';
  const strangers: [string, string][] = [
    [other.id, corrected],
    [other.id, paper.transactionId ?? ''],
  ];
  for (const [cardId, transactionId] of strangers)
    expect((await shop.send('membership.issueReceipt', { cardId, transactionId }, boss)).refusal?.code).toBe('record.not_found');
  expect((await shop.send('orders.receiptFile', { receiptId: paper.id }, boss)).refusal?.code).toBe('record.not_found');
});

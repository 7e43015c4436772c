import { createHash } from 'node:crypto';
import type { ReceiptView } from '@zhike/domain/orders/contract';
import { SIGNATURE } from './contract.stage.orders';
import type { Login } from './harness';
import { openOrderShop, type OrderShop } from './orders.shop';
import { wordsOf } from './pdf-words';

jest.setTimeout(60_000);

let orders: OrderShop;
beforeAll(async () => {
  orders = await openOrderShop();
}, 300_000);
afterAll(() => orders?.pay.shop.close());
afterEach(() => orders.soundly());

const shop = () => orders.pay.shop;
const boss = () => orders.pay.boss();
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const paid = async (amountFen = 120_000, over: Parameters<OrderShop['order']>[0] = {}) => {
  const order = await orders.pays(await orders.order(over), amountFen);
  return { order, paymentId: order.payments.at(-1)?.id ?? '' };
};
const issue = async (orderId: string, paymentId: string, as?: Login): Promise<ReceiptView> =>
  (await shop().do('orders.issueReceipt', { orderId, paymentId }, as ?? (await boss()))).receipt;
const fileOf = async (receiptId: string, as?: Login): Promise<Buffer> => {
  const file = await shop().do('orders.receiptFile', { receiptId }, as ?? (await boss()));
  const bytes = Buffer.from(file.base64, 'base64');
  expect(sha256(bytes)).toBe(file.sha256);
  return bytes;
};
const sign = async (receipt: ReceiptView, as?: Login, over: object = {}) =>
  shop().send(
    'orders.signReceipt',
    { receiptId: receipt.id, sha256: receipt.sha256, signerName: '林小雨', signature: SIGNATURE, ...over },
    as ?? (await boss()),
  );

describe('OR-06 receipts', () => {
  test('OR-06 a payment has one numbered receipt; the PDF has number, payer, order, way and the amount in figures and capitals', async () => {
    const { order, paymentId } = await paid();
    const receipt = await issue(order.id, paymentId);
    expect(receipt).toMatchObject({ number: expect.stringMatching(/^S2703-\d{5}$/) as string, title: '收款收据', state: 'draft', paymentId });
    expect(await issue(order.id, paymentId)).toEqual(receipt);
    const words = wordsOf(await fileOf(receipt.id)).replaceAll(' ', '');
    for (const part of ['收款收据', receipt.number, order.customerName, order.code, '现金', '1,200.00', '壹仟贰佰元整', '拾光影像'])
      expect(words).toContain(part.replaceAll(' ', ''));
    expect((await shop().do('orders.receipts', { orderId: order.id }, await boss())).receipts).toEqual([receipt]);
  });

  test('OR-06 signed on her phone or at the counter, once: name, time, picture and the hash of what she read are in the signed file', async () => {
    const { booking, who } = await orders.pay.hold();
    const { order, paymentId } = await paid(5_000, { customerId: booking.customerId ?? '' });
    const receipt = await issue(order.id, paymentId, who);
    const sent = await sign(receipt, who);
    expect(sent.value.receipt).toMatchObject({ state: 'signed', signature: { name: '林小雨' } });
    const bytes = await fileOf(receipt.id, who);
    expect(sha256(bytes)).toBe(sent.value.receipt.signature?.sha256);
    const words = wordsOf(bytes).replaceAll(' ', '');
    for (const part of ['签署人：林小雨', receipt.sha256.slice(0, 40)]) expect(words).toContain(part);
    expect((await sign(receipt)).refusal).toEqual({ code: 'orders.receipt_signed', facts: { number: receipt.number } });
  });

  test('OR-06 twenty ask at once, for two payments: two receipts, and the numbers of a month have no gaps', async () => {
    const both = [await paid(1_000), await paid(2_000)];
    const by = await boss();
    const asked = Array.from({ length: 20 }, (_, index) => both[index % 2]!);
    const receipts = await Promise.all(asked.map(({ order, paymentId }) => issue(order.id, paymentId, by)));
    expect(new Set(receipts.map((one) => one.number)).size).toBe(2);
    const { prisma } = shop().server.ports.db;
    const rows = await prisma.receipt.findMany({ orderBy: { serial: 'asc' } });
    expect(rows.map((row) => row.serial)).toEqual(rows.map((_, index) => index + 1));
  });

  test('OR-06 money that went back has one too; what is no payment of this order, somebody else’s, another’s hash, a picture that is none: refused', async () => {
    const { order, paymentId } = await paid(399_900);
    const lineIds = order.lines.map((line) => line.id);
    const wanted = { orderId: order.id, version: order.version, lineIds, keepPercent: 0, till: 'cash' as const, expectedBackFen: 399_900, reason: '不拍了' };
    const { order: after } = await shop().do('orders.refund', wanted, await boss());
    const back = await issue(order.id, after.payments.at(-1)?.id ?? '');
    expect([back.title, back.text]).toEqual(['退款收据', expect.stringContaining('付款单位：拾光影像') as string]);
    const other = await paid(1_000);
    const { who } = await orders.pay.hold();
    const code = async (input: { orderId: string; paymentId: string }, as?: Login) =>
      (await shop().send('orders.issueReceipt', input, as ?? (await boss()))).refusal?.code;
    expect(await code({ orderId: order.id, paymentId: other.paymentId })).toBe('record.not_found');
    expect(await code({ orderId: order.id, paymentId }, who)).toBe('record.not_found');
    expect((await sign(back, who)).refusal?.code).toBe('record.not_found');
    expect((await sign(back, undefined, { sha256: 'a'.repeat(64) })).refusal?.code).toBe('record.not_found');
    expect((await sign(back, undefined, { signature: 'A'.repeat(200) })).refusal?.code).toBe('orders.signature_invalid');
    await expect(shop().server.ports.db.prisma.receipt.update({ where: { id: back.id }, data: { text: 'x' } })).rejects.toThrow();
  });
});

describe('OR-03 a contract is with a person', () => {
  test('OR-03 whom the shop knows by a number only is asked for her name before a contract is drawn up; it becomes hers, and what was drawn before is outdated', async () => {
    const terms = { templateId: null, version: 0, name: '合同', body: '乙方【顾客】，【金额】', active: true };
    const { template } = await shop().do('orders.saveContractTemplate', terms, await boss());
    const order = await orders.order();
    const { prisma } = shop().server.ports.db;
    await prisma.customer.update({ where: { id: order.customerId }, data: { name: '微信用户8001' } });
    const draw = async (customerName?: string) =>
      shop().send('orders.drawContract', { orderId: order.id, templateId: template.id, ...(customerName === undefined ? {} : { customerName }) }, await boss());
    for (const name of [undefined, '微信用户8002'])
      expect((await draw(name)).refusal).toEqual({ code: 'orders.customer_nameless', facts: { name: '微信用户8001' } });
    const drawn = await draw('陈思远');
    expect(drawn.value.contract.text).toContain('乙方陈思远');
    expect((await shop().do('orders.get', { orderId: order.id }, await boss())).order.customerName).toBe('陈思远');
    // A name that is there stays, whatever is sent.
    expect((await draw('别人')).value.contract.text).toContain('乙方陈思远');
    // One that was drawn up before this rule cannot be signed.
    await prisma.customer.update({ where: { id: order.customerId }, data: { name: '微信用户8001' } });
    const { contracts } = await shop().do('orders.contracts', { orderId: order.id }, await boss());
    expect(contracts.map((one) => one.state)).toEqual(['outdated', 'outdated']);
  });
});

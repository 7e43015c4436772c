import { createHash } from 'node:crypto';
import { SIGNATURE } from './contract.stage.orders';
import { openOrderShop, type OrderShop } from './orders.shop';
import { wordsOf } from './pdf-words';
import { verifyContract } from '../src/modules/orders/verify-contract';

let orders: OrderShop;
let templateId: string;
const BODY = '甲方【商家】【门店】，乙方【顾客】，单号【单号】。\n【明细】\n合计【金额】\n【付款计划】';
beforeAll(async () => {
  orders = await openOrderShop();
  const { template } = await shop().do(
    'orders.saveContractTemplate',
    { templateId: null, version: 0, name: '摄影服务合同', body: BODY, active: true },
    await orders.pay.boss(),
  );
  templateId = template.id;
}, 60_000);
afterAll(() => orders?.pay.shop.close());
afterEach(() => orders.soundly());

const shop = () => orders.pay.shop;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const draw = async (orderId: string) => (await shop().do('orders.drawContract', { orderId, templateId }, await orders.pay.boss())).contract;
const fileOf = async (contractId: string): Promise<Buffer> => {
  const file = await shop().do('orders.contractFile', { contractId }, await orders.pay.boss());
  const bytes = Buffer.from(file.base64, 'base64');
  expect(sha256(bytes)).toBe(file.sha256);
  return bytes;
};
const sign = async (contract: { id: string; sha256: string }, over: object = {}, as?: { token: string }) =>
  shop().send(
    'orders.signContract',
    { contractId: contract.id, sha256: contract.sha256, signerName: '林小雨', signature: SIGNATURE, ...over },
    as ?? (await orders.pay.boss()),
  );
const verify = (bytes: Buffer) => verifyContract(shop().server.ports.db, shop().server.ports.shop.name, bytes);

test('OR-03 the PDF has customer, package, amount and due items in Chinese that can be read and copied', async () => {
  const order = await orders.order();
  const contract = await draw(order.id);
  expect([contract.version, contract.state, contract.signature]).toEqual([1, 'draft', null]);
  const bytes = await fileOf(contract.id);
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  const words = wordsOf(bytes);
  for (const part of ['摄影服务合同', '拾光影像', '静安店', order.customerName, order.code, '经典婚纱套系', '精修40张', '3,999.00', '全款'])
    expect(words.replaceAll(' ', '')).toContain(part.replaceAll(' ', ''));
  // Only the signs that are used are in it.
  expect(bytes.length).toBeLessThan(400_000);
});

test('OR-03 signed on her phone: name, time, picture and the hash of what she read are in the signed file, once', async () => {
  const { booking, who } = await orders.pay.paid();
  const order = await orders.order({ customerId: booking.customerId ?? '' });
  const contract = await draw(order.id);
  const sent = await sign(contract, {}, who);
  expect([sent.status, sent.value.contract?.state, sent.value.contract?.signature?.name]).toEqual([200, 'signed', '林小雨']);
  const bytes = await fileOf(contract.id);
  expect(sha256(bytes)).toBe(sent.value.contract.signature?.sha256);
  const words = wordsOf(bytes);
  expect(words).toContain('签署人：林小雨');
  expect(words).toContain(contract.sha256);
  expect(bytes.toString('latin1')).toMatch(/\/Subtype \/Image/);
  expect((await sign(contract, {}, who)).refusal).toEqual({ code: 'orders.contract_over', facts: { state: 'signed', version: 1 } });
  await expect(shop().server.ports.db.prisma.$executeRawUnsafe(`UPDATE contracts SET signer_name = '别人' WHERE signed_at IS NOT NULL`)).rejects.toThrow(
    'never changed',
  );
  await expect(shop().server.ports.db.prisma.$executeRawUnsafe('DELETE FROM files')).rejects.toThrow('never changed');
});

test('OR-03 two sign at once: one', async () => {
  const contract = await draw((await orders.order()).id);
  const sent = await Promise.all([sign(contract), sign(contract), sign(contract)]);
  expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
});

test('OR-03 a change after signing makes it outdated; the next version must be signed again, and the old one cannot be', async () => {
  const boss = await orders.pay.boss();
  const order = await orders.order();
  const first = await draw(order.id);
  await sign(first);
  await orders.pays(order, 1_000);
  const list = async () => (await shop().do('orders.contracts', { orderId: order.id }, boss)).contracts.map((one) => [one.version, one.state]);
  expect(await list()).toEqual([[1, 'signed']]);
  const { order: now } = await shop().do('orders.get', { orderId: order.id }, boss);
  const lines = [{ lineId: null, itemId: orders.packageId, quantity: 1, options: { retouched: 60 } }];
  await shop().do('orders.change', { orderId: order.id, version: now.version, lines, discount: null }, boss);
  expect(await list()).toEqual([[1, 'outdated']]);
  const second = await draw(order.id);
  expect(await list()).toEqual([
    [2, 'draft'],
    [1, 'outdated'],
  ]);
  expect((await sign(first)).refusal).toEqual({ code: 'orders.contract_over', facts: { state: 'outdated', version: 2 } });
  expect((await sign({ ...second, sha256: first.sha256 })).refusal?.code).toBe('orders.contract_over');
  expect((await sign(second)).status).toBe(200);
  expect(await list()).toEqual([
    [2, 'signed'],
    [1, 'outdated'],
  ]);
});

test('OR-03 whether a file is the signed one: yes, outdated, not signed, or changed by one byte', async () => {
  const order = await orders.order();
  const contract = await draw(order.id);
  const original = await fileOf(contract.id);
  expect(await verify(original)).toMatchObject({ kind: 'unsigned', orderCode: order.code, version: 1 });
  await sign(contract);
  const signed = await fileOf(contract.id);
  expect(await verify(signed)).toMatchObject({ kind: 'signed', holds: true, orderCode: order.code, signerName: '林小雨' });
  const forged = Buffer.from(signed);
  forged[forged.length - 10] = (forged[forged.length - 10] ?? 0) ^ 1;
  expect(await verify(forged)).toEqual({ kind: 'unknown', sha256: sha256(forged) });
  await draw(order.id);
  expect(await verify(signed)).toMatchObject({ kind: 'signed', holds: false });
});

test('OR-03 no picture, another’s order and a template that names what there is not are refused', async () => {
  const contract = await draw((await orders.order()).id);
  const huge = Buffer.from(SIGNATURE, 'base64');
  huge.writeUInt32BE(100_000, 16);
  const damaged = Buffer.from(SIGNATURE, 'base64');
  damaged[60] = (damaged[60] ?? 0) ^ 0xff;
  for (const signature of [damaged.toString('base64'), Buffer.alloc(200).toString('base64'), huge.toString('base64'), SIGNATURE.slice(0, 120)])
    expect((await sign(contract, { signature })).refusal?.code).toBe('orders.signature_invalid');
  const { who } = await orders.pay.hold();
  expect((await sign(contract, {}, who)).refusal?.code).toBe('record.not_found');
  expect((await shop().send('orders.contractFile', { contractId: contract.id }, who)).refusal?.code).toBe('record.not_found');
  const input = { templateId: null, version: 0, name: '坏模板', body: '【身份证】', active: true };
  expect((await shop().send('orders.saveContractTemplate', input, await orders.pay.boss())).refusal).toEqual({
    code: 'orders.template_invalid',
    facts: { variable: '身份证' },
  });
});

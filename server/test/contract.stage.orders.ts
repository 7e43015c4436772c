import { randomUUID } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { photoStages } from '@zhike/config/business-lines';
import type { ApiInput, EndpointName } from '@zhike/domain/api';
import type { catalogueEndpoints } from '@zhike/domain/catalogue/contract';
import { depositPaid } from '@zhike/domain/ledger/acts.deposits';
import type { ordersEndpoints, OrderView, ReceiptView } from '@zhike/domain/orders/contract';
import { post } from '../src/modules/ledger/post';
import type { Call, Stage } from './contract.stage';

/* The calls about what is sold: the catalogue and the orders. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

let serial = 0;

export const packageTerms = (over: Partial<ApiInput<'catalogue.saveItem'>['terms']> = {}): ApiInput<'catalogue.saveItem'>['terms'] => ({
  kind: 'package',
  lineId: null,
  name: `套系 ${++serial}`,
  text: '三套服装，精修四十张，相册一本。',
  priceFen: 399_900,
  costFen: 80_000,
  options: [
    { key: 'outfits', name: '服装', unit: '套', priceFen: 30_000, costFen: 10_000, min: 1, max: 8, included: 3 },
    { key: 'retouched', name: '精修', unit: '张', priceFen: 5_000, costFen: 1_200, min: 0, max: 200, included: 40 },
    { key: 'album', name: '相册', unit: '本', priceFen: 68_000, costFen: 20_000, min: 0, max: 3, included: 1 },
  ],
  prices: [{ storeId: null, level: 'gold', priceFen: 379_900, optionPrices: { retouched: 4_000 }, from: null, until: null }],
  from: null,
  until: null,
  active: true,
  ...over,
});

const line = (): ApiInput<'catalogue.saveLine'> => ({
  lineId: null,
  key: `line_${++serial}`,
  name: '儿童摄影',
  stages: [
    { key: 'created', name: '创建订单', needs: 'nothing' },
    { key: 'settled', name: '付清', needs: 'paid' },
  ],
  fields: [{ key: 'baby', label: '宝宝姓名', type: 'text', required: true }],
  position: 1,
  active: true,
});

const saved = async ({ shop, boss }: Stage): Promise<string> =>
  (await shop.do('catalogue.saveItem', { itemId: null, version: 0, terms: packageTerms() }, boss)).item.id;
const where = ({ fixture, customerId }: Stage) => ({ storeId: fixture.storeId, customerId });

type Names = keyof typeof catalogueEndpoints | Exclude<keyof typeof ordersEndpoints, 'orders.payDeposit' | 'orders.checkDeposit'>;

const lineIds = new WeakMap<Stage, Promise<string>>();
/** A line of business with the photo studio's steps. */
const lineOf = (stage: Stage): Promise<string> => {
  let id = lineIds.get(stage);
  if (!id)
    lineIds.set(
      stage,
      (id = stage.shop.do('catalogue.saveLine', { ...line(), stages: [...photoStages], fields: [] }, stage.boss).then((saved) => saved.line.id)),
    );
  return id;
};

const sale = async (stage: Stage): Promise<Omit<ApiInput<'orders.create'>, 'instalments'>> => ({
  ...where(stage),
  lineId: await lineOf(stage),
  lines: [
    { itemId: await saved(stage), quantity: 1, options: { retouched: 50 } },
    { itemId: await saved(stage), quantity: 1, options: {} },
  ],
  discount: { kind: 'percent', percent: 5 },
  form: {},
  note: '五一前交片',
});
export const newOrder = async (stage: Stage): Promise<OrderView> =>
  (await stage.shop.do('orders.create', { ...(await sale(stage)), instalments: [] }, stage.boss)).order;
const of = ({ id, version }: OrderView) => ({ orderId: id, version });
const on = async (stage: Stage) => of(await newOrder(stage));
const linked = async (stage: Stage): Promise<{ orderId: string; bookingId: string }> => {
  const input = { orderId: (await newOrder(stage)).id, bookingId: (await stage.booked('confirmed')).id };
  await stage.shop.do('orders.linkBooking', input, stage.boss);
  return input;
};
/** An order with a booking whose deposit lies in the books. */
const withDeposit = async (stage: Stage): Promise<{ orderId: string; bookingId: string }> => {
  const input = await linked(stage);
  const { ports } = stage.shop.server;
  const posting = depositPaid({
    bookingId: input.bookingId,
    storeId: stage.fixture.storeId,
    customerId: stage.customerId,
    paymentId: randomUUID(),
    amountFen: 50_000,
    till: 'cash',
  });
  await ports.writer.transaction({ actor: { kind: 'system', job: 'stage' }, requestId: null }, (write) => post(write, posting));
  return input;
};
const quote = async (stage: Stage): Promise<ApiInput<'orders.saveQuote'>> => ({ ...(await sale(stage)), quoteId: null, version: 0, validUntil: '2199-12-31' });
const quoted = async (stage: Stage): Promise<string> => (await stage.shop.do('orders.saveQuote', await quote(stage), stage.boss)).quote.id;
/** A small picture of a hand: 40 × 16, black on nothing. */
export const SIGNATURE = png(40, 16);
function png(width: number, height: number): string {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.concat(
    Array.from({ length: height }, (_, y) => Buffer.from([0, ...Array.from({ length: width }, (__, x) => [0, 0, 0, (x * 7 + y * 13) % 5 ? 255 : 0]).flat()])),
  );
  const parts = [Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat(parts).toString('base64');
}
function crc32(bytes: Buffer): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}
const template = async ({ shop, boss }: Stage): Promise<string> =>
  (
    await shop.do(
      'orders.saveContractTemplate',
      { templateId: null, version: 0, name: `模板 ${++serial}`, body: '乙方【顾客】，合计【金额】。', active: true },
      boss,
    )
  ).template.id;
const drawn = async (stage: Stage) =>
  (await stage.shop.do('orders.drawContract', { orderId: (await newOrder(stage)).id, templateId: await template(stage) }, stage.boss)).contract;
const paidOrder = async (stage: Stage): Promise<{ order: OrderView; paymentId: string }> => {
  const { order } = await stage.shop.do('orders.recordPayment', { orderId: (await newOrder(stage)).id, till: 'cash', amountFen: 1_000, note: '' }, stage.boss);
  return { order, paymentId: order.payments[0]?.id ?? '' };
};
const receipt = async (stage: Stage): Promise<ReceiptView> => {
  const { order, paymentId } = await paidOrder(stage);
  return (await stage.shop.do('orders.issueReceipt', { orderId: order.id, paymentId }, stage.boss)).receipt;
};
const apiKey = async ({ shop, boss, fixture }: Stage): Promise<string> =>
  (await shop.do('orders.createApiKey', { name: '收银台', storeId: fixture.storeId, scopes: ['payments'] }, boss)).key.id;
const waiting = async (stage: Stage): Promise<{ orderId: string; version: number }> => {
  const seller = await stage.shop.staff('laoxu');
  return of((await stage.shop.do('orders.create', { ...(await sale(stage)), discount: { kind: 'percent', percent: 50 }, instalments: [] }, seller)).order);
};

/** A payment of the mini-program whose shipping the platform refused. */
async function refusedShipment(stage: Stage): Promise<string> {
  const { id: orderId, customerId } = await newOrder(stage);
  const number = `ZKSHIP${Date.now()}${++serial}`;
  const paid = { state: 'paid', amountFen: 1_000, paidFen: 1_000, paidAt: new Date(), transactionId: `42${number}`, payerOpenid: stage.lin.openid };
  const made = await stage.shop.server.ports.db.prisma.payment.create({
    data: {
      purpose: 'order',
      orderId,
      storeId: stage.fixture.storeId,
      customerId,
      outTradeNo: number,
      expiresAt: new Date(),
      ...paid,
      shipment: { create: { how: 'pickup', state: 'failed', code: '10060031' } },
    },
  });
  return made.id;
}

export const orderCalls: Calls<Names> = {
  'catalogue.lines': async ({ shop, boss }) => {
    await shop.do('catalogue.saveLine', line(), boss);
    return { as: boss, input: {} };
  },
  'catalogue.saveLine': ({ boss }) => ({ as: boss, input: line() }),
  'catalogue.items': async (stage) => {
    await saved(stage);
    return { as: stage.boss, input: { ...where(stage), lineId: null, withInactive: true } };
  },
  'catalogue.item': async (stage) => ({ as: stage.boss, input: { ...where(stage), itemId: await saved(stage) } }),
  'catalogue.saveItem': ({ boss }) => ({ as: boss, input: { itemId: null, version: 0, terms: packageTerms() } }),
  'catalogue.price': async (stage) => ({
    as: stage.boss,
    input: { ...where(stage), lines: [{ itemId: await saved(stage), quantity: 1, options: { retouched: 50 } }] },
  }),
  'orders.create': async (stage) => ({ as: stage.boss, input: { ...(await sale(stage)), instalments: [] } }),
  'orders.payOrder': async (stage) => ({ as: stage.lin, input: { orderId: (await newOrder(stage)).id, amountFen: 1_000 } }),
  'orders.payCode': async (stage) => ({ as: stage.boss, input: { orderId: (await newOrder(stage)).id, amountFen: 1_000 } }),
  'orders.checkPayment': async (stage) => {
    const { paymentId } = await stage.shop.do('orders.payCode', { orderId: (await newOrder(stage)).id, amountFen: 1_000 }, stage.boss);
    return { as: stage.boss, input: { paymentId } };
  },
  'orders.shipments': async (stage) => {
    await refusedShipment(stage);
    return { as: stage.boss, input: { state: 'failed', cursor: null } };
  },
  'orders.sendShipment': async (stage) => ({ as: stage.boss, input: { paymentId: await refusedShipment(stage) } }),
  'orders.list': async (stage) => {
    await newOrder(stage);
    return { as: stage.boss, input: { storeId: stage.fixture.storeId, customerId: stage.customerId, phases: ['open'], owing: true, cursor: null } };
  },
  'orders.get': async (stage) => ({ as: stage.lin, input: { orderId: (await newOrder(stage)).id } }),
  'orders.mine': async (stage) => {
    await newOrder(stage);
    return { as: stage.lin, input: { cursor: null } };
  },
  'orders.decide': async (stage) => ({ as: stage.boss, input: { ...(await waiting(stage)), approve: true, reason: '老客户' } }),
  'orders.advance': async (stage) => {
    const { id, billedFen } = await newOrder(stage);
    const input = { orderId: id, till: 'cash' as const, amountFen: billedFen, note: '' };
    const paid = (await stage.shop.do('orders.recordPayment', input, stage.boss)).order;
    const { id: bookingId } = await stage.booked('confirmed');
    const { order } = await stage.shop.do('orders.linkBooking', { orderId: paid.id, bookingId }, stage.boss);
    return { as: stage.boss, input: { ...of(order), stage: 'shot' } };
  },
  'orders.change': async (stage) => {
    const order = await newOrder(stage);
    const lines = order.lines.map(({ id: lineId, itemId, quantity, options }) => ({ lineId, itemId, quantity, options }));
    return { as: stage.boss, input: { ...of(order), lines, discount: { kind: 'amount', amountFen: 100 } } };
  },
  'orders.setInstalments': async (stage) => {
    const order = await newOrder(stage);
    const dues = [
      { name: '定金', amountFen: 1_000, dueOn: '2026-12-01' },
      { name: '尾款', amountFen: order.billedFen - 1_000, dueOn: '2027-01-01' },
    ];
    return { as: stage.boss, input: { ...of(order), instalments: dues } };
  },
  'orders.recordPayment': async (stage) => ({ as: stage.boss, input: { orderId: (await newOrder(stage)).id, till: 'pos', amountFen: 1_000, note: '刷卡' } }),
  'orders.useDeposit': async (stage) => ({ as: stage.boss, input: await withDeposit(stage) }),
  'orders.linkBooking': async (stage) => ({ as: stage.boss, input: { orderId: (await newOrder(stage)).id, bookingId: (await stage.booked('confirmed')).id } }),
  'orders.unlinkBooking': async (stage) => ({ as: stage.boss, input: await linked(stage) }),
  'orders.previewRefund': async (stage) => {
    const { id, lines } = await newOrder(stage);
    return { as: stage.boss, input: { orderId: id, lineIds: [lines[0]?.id ?? ''], keepPercent: 20 } };
  },
  'orders.refund': async (stage) => {
    const order = await newOrder(stage);
    return { as: stage.boss, input: { ...of(order), lineIds: [order.lines[0]?.id ?? ''], keepPercent: 0, till: 'cash', expectedBackFen: 0, reason: '不要了' } };
  },
  'orders.previewExchange': async (stage) => {
    const { id, lines } = await newOrder(stage);
    return { as: stage.boss, input: { orderId: id, lineId: lines[0]?.id ?? '', choice: { itemId: lines[0]?.itemId ?? '', quantity: 2, options: {} } } };
  },
  'orders.exchange': async (stage) => {
    const order = await newOrder(stage);
    const wanted = { lineId: order.lines[0]?.id ?? '', choice: { itemId: order.lines[0]?.itemId ?? '', quantity: 2, options: {} } };
    const { billedFen, backFen } = await stage.shop.do('orders.previewExchange', { orderId: order.id, ...wanted }, stage.boss);
    const expected = { expectedBilledFen: billedFen, expectedBackFen: backFen };
    return { as: stage.boss, input: { ...of(order), ...wanted, ...expected, till: 'cash', reason: '换一件' } };
  },
  'orders.setShares': async (stage) => {
    const { id } = await stage.shop.server.ports.db.prisma.staffMember.findUniqueOrThrow({ where: { wecomUserId: 'xiaotang' } });
    return { as: stage.boss, input: { ...(await on(stage)), shares: [{ staffId: id, percent: 100 }] } };
  },
  'orders.saveQuote': async (stage) => ({ as: stage.boss, input: await quote(stage) }),
  'orders.quotes': async (stage) => {
    await quoted(stage);
    return { as: stage.boss, input: { customerId: stage.customerId } };
  },
  'orders.acceptQuote': async (stage) => ({ as: stage.boss, input: { quoteId: await quoted(stage), version: 1, instalments: [] } }),
  'orders.declineQuote': async (stage) => ({ as: stage.boss, input: { quoteId: await quoted(stage) } }),
  'orders.receivables': async (stage) => {
    await newOrder(stage);
    return { as: stage.boss, input: { storeId: stage.fixture.storeId } };
  },
  'orders.dueSoon': async (stage) => {
    await newOrder(stage);
    return { as: stage.boss, input: { storeId: stage.fixture.storeId, days: 30 } };
  },
  'orders.boughtTogether': async (stage) => ({ as: stage.boss, input: { itemId: (await newOrder(stage)).lines[0]?.itemId ?? '' } }),
  'orders.apiKeys': async (stage) => {
    await apiKey(stage);
    return { as: stage.boss, input: {} };
  },
  'orders.createApiKey': ({ boss, fixture }) => ({ as: boss, input: { name: '收银台', storeId: fixture.storeId, scopes: ['payments'] } }),
  'orders.revokeApiKey': async (stage) => ({ as: stage.boss, input: { keyId: await apiKey(stage) } }),
  'orders.contractTemplates': async (stage) => {
    await template(stage);
    return { as: stage.boss, input: {} };
  },
  'orders.saveContractTemplate': ({ boss }) => ({
    as: boss,
    input: { templateId: null, version: 0, name: `合同 ${++serial}`, body: '甲方【商家】，乙方【顾客】。\n【明细】\n合计【金额】。', active: true },
  }),
  'orders.drawContract': async (stage) => ({ as: stage.boss, input: { orderId: (await newOrder(stage)).id, templateId: await template(stage) } }),
  'orders.contracts': async (stage) => ({ as: stage.lin, input: { orderId: (await drawn(stage)).orderId } }),
  'orders.contractFile': async (stage) => ({ as: stage.lin, input: { contractId: (await drawn(stage)).id } }),
  'orders.signContract': async (stage) => {
    const { id, sha256 } = await drawn(stage);
    return { as: stage.lin, input: { contractId: id, sha256, signerName: '林小雨', signature: SIGNATURE } };
  },
  'orders.exportPayments': ({ boss }) => ({ as: boss, input: { storeId: null, from: '2026-01-01', until: '2026-12-31' } }),
  'orders.saveAsPackage': async (stage) => {
    const order = await newOrder(stage);
    const optional = order.lines.slice(1).map((one) => one.id);
    return { as: stage.boss, input: { orderId: order.id, itemId: null, version: 0, name: `套系 ${++serial}`, text: '一套服装', priceFen: null, optional } };
  },
  'orders.receipts': async (stage) => ({ as: stage.lin, input: { orderId: (await receipt(stage)).orderId ?? '' } }),
  'orders.issueReceipt': async (stage) => {
    const { order, paymentId } = await paidOrder(stage);
    return { as: stage.lin, input: { orderId: order.id, paymentId } };
  },
  'orders.receiptFile': async (stage) => ({ as: stage.lin, input: { receiptId: (await receipt(stage)).id } }),
  'orders.signReceipt': async (stage) => {
    const { id, sha256 } = await receipt(stage);
    return { as: stage.lin, input: { receiptId: id, sha256, signerName: '林小雨', signature: SIGNATURE } };
  },
  'orders.export': async (stage) => {
    await newOrder(stage);
    return { as: stage.boss, input: { storeId: stage.fixture.storeId, from: '2026-01-01', until: '2026-12-31' } };
  },
};

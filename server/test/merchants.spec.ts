import { transactionView } from '@zhike/sandbox/simulators/wechat-pay/views';
import { buildDelivery } from '@zhike/sandbox/simulators/wechat-pay/delivery';
import { keysFor } from '@zhike/sandbox/simulators/wechat-pay/merchants';
import { worldEnv } from '@zhike/sandbox/world/keys';
import { nameMerchants } from '../src/modules/orders/merchants';
import { reload } from '../src/run';
import { OPEN, openPayShop, PAY_MODES, SETTLED, type PayShop } from './payments.shop';

jest.setTimeout(60_000);

/* A shop of two companies: each store's money goes to the account of its own, whatever WeChat Pay says to whom. */
let pay: PayShop;
let main: string;
let second: string;

const through = async (mchid: string | null): Promise<void> =>
  void (await pay.shop.do('finance.setStoreMerchant', { storeId: pay.fixture.storeId, mchid }, await pay.boss()));
const payment = (outTradeNo: string) => pay.shop.server.ports.db.prisma.payment.findUniqueOrThrow({ where: { outTradeNo } });
const mine = (mchid: string) => keysFor(pay.shop.world, pay.shop.keys, mchid) ?? pay.shop.keys;
/** The first notification of an order, signed and sealed anew for its merchant, posted to some merchant's address. */
const post = async (outTradeNo: string, owner: string, address: string, type: 'transaction' | 'refund' = 'transaction'): Promise<number> => {
  const [notification] = pay.notificationsOf(outTradeNo, type);
  if (!notification) throw new Error('WeChat Pay said nothing of it');
  const { body, headers } = buildDelivery(pay.shop.world, mine(owner), notification, 'genuine');
  const what = type === 'refund' ? 'refund' : 'payment';
  return (await fetch(`${pay.shop.url}/callbacks/wechat-pay/${address}${what}`, { method: 'POST', body, headers })).status;
};

describe.each(PAY_MODES)('in %s mode', (payMode) => {
  beforeAll(async () => {
    pay = await openPayShop(payMode, undefined, ['徐汇公司']);
    main = pay.shop.keys.mchid;
    second = pay.shop.keys.others?.[0]?.mchid ?? '';
  }, 60_000);
  afterAll(() => pay?.shop.close());
  beforeEach(() => through(null));

  test('ST-03 a store that names a merchant is paid through it; order, query, close and refund go by the payment’s own', async () => {
    const first = await pay.paid();
    await through(second);
    const other = await pay.paid();
    expect([(await payment(first.outTradeNo)).mchid, (await payment(other.outTradeNo)).mchid]).toEqual([main, second]);
    expect([pay.orderOf(first.outTradeNo).mchid, pay.orderOf(other.outTradeNo).mchid]).toEqual([undefined, second]);
    expect(pay.orderOf(other.outTradeNo).notifyUrl).toBe(`${pay.shop.url}/callbacks/wechat-pay/${second}/payment`);
    expect(await pay.facts(other.booking.id)).toEqual(SETTLED);
    // Given back while the store has gone over to the main one again.
    await through(null);
    for (const { booking, who, outTradeNo } of [first, other]) {
      await pay.shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 50_000 }, who);
      await pay.pass({ seconds: 1 });
      await pay.shop.eventually(async () => (await pay.facts(booking.id)).deposit === 'refunded');
      expect(await pay.delivered(outTradeNo, 1, 'refund')).toEqual([204]);
    }
    const refunds = pay.shop.world.state.refunds.map((refund) => [refund.outTradeNo, refund.mchid]);
    expect(refunds).toEqual([
      [first.outTradeNo, undefined],
      [other.outTradeNo, second],
    ]);
  });

  test('OR-07 callbacks of two merchants that are swapped are refused, and nothing is written', async () => {
    pay.shop.world.state.faults.notification = 'never';
    const ofMain = await pay.payNow();
    await through(second);
    const ofSecond = await pay.payNow();
    pay.shop.world.state.faults.notification = 'once';
    const before = await pay.everything();
    expect(await post(ofMain.outTradeNo, main, `${second}/`)).toBe(401);
    expect(await post(ofSecond.outTradeNo, second, `${main}/`)).toBe(401);
    expect(await post(ofSecond.outTradeNo, second, '')).toBe(401);
    expect(await post(ofMain.outTradeNo, main, '1999999999/')).toBe(401);
    // Even where the keys of the other merchant were used for what is this one's.
    expect(await post(ofMain.outTradeNo, second, `${second}/`)).toBe(401);
    expect(await pay.everything()).toEqual(before);
    expect([await post(ofMain.outTradeNo, main, `${main}/`), await post(ofSecond.outTradeNo, second, `${second}/`)]).toEqual([204, 204]);
    expect([await pay.facts(ofMain.booking.id), await pay.facts(ofSecond.booking.id)]).toEqual([SETTLED, SETTLED]);
  });

  test('OR-07 one merchant’s genuine news of a number that is another’s: not taken, and a person is told', async () => {
    const { booking, outTradeNo } = await pay.order();
    const view = transactionView(mine(second), {
      ...pay.orderOf(outTradeNo),
      state: 'SUCCESS',
      transactionId: '4200000000000000000000000002',
      paidAt: pay.agenda.clock.now().toISOString(),
    });
    const news = { ...template, outTradeNo, id: `n-${outTradeNo}`, createdAt: pay.agenda.clock.now().toISOString(), plaintext: JSON.stringify(view) };
    const { body, headers } = buildDelivery(pay.shop.world, mine(second), news, 'genuine');
    expect((await fetch(`${pay.shop.url}/callbacks/wechat-pay/${second}/payment`, { method: 'POST', body, headers })).status).toBe(500);
    const { events, ...facts } = await pay.facts(booking.id);
    expect([{ ...facts, events: OPEN.events }, events]).toEqual([OPEN, [...OPEN.events, 'payment.mismatch']]);
  });

  test('ST-03 a store’s other merchant does not disturb a payment that is open', async () => {
    const { booking, outTradeNo, requestPayment, who } = await pay.order();
    await through(second);
    // Offered again it is the same order, at the same merchant.
    const again = await pay.shop.do('orders.payDeposit', { bookingId: booking.id }, who);
    expect(again.requestPayment.package).toBe(requestPayment.package);
    expect(await pay.shop.pay(again.requestPayment, who.person)).toBe(true);
    expect(await pay.delivered(outTradeNo, 1)).toEqual([204]);
    expect([(await payment(outTradeNo)).mchid, await pay.facts(booking.id)]).toEqual([main, SETTLED]);
    expect((await payment((await pay.order()).outTradeNo)).mchid).toBe(second);
  });

  test('OR-06 the daily bill is each merchant’s own, and so is what it is compared with', async () => {
    await pay.pass({ hours: 48 });
    await pay.paid();
    await through(second);
    await pay.paid();
    await pay.paid();
    const date = new Date(pay.agenda.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    await pay.pass({ hours: 30 });
    for (const [mchid, payments] of [
      [main, 1],
      [second, 2],
    ] as const)
      expect((await pay.shop.do('finance.fetchBill', { mchid, date }, await pay.boss())).bill).toMatchObject({
        mchid,
        payments,
        paidFen: payments * 50_000,
        open: 0,
      });
    const { bills, missing } = await pay.shop.do('finance.bills', { from: date, until: date }, await pay.boss());
    expect([bills.map((bill) => bill.merchantName).sort(), missing]).toEqual([[main, '徐汇公司'].sort(), []]);
    expect((await pay.shop.send('finance.fetchBill', { mchid: '1999999999', date }, await pay.boss())).refusal).toMatchObject({
      code: 'finance.merchant_unknown',
      facts: { mchid: '1999999999' },
    });
  });

  test('ST-03 a merchant that nobody configured is refused, and the list says what each store names', async () => {
    const input = { storeId: pay.fixture.storeId, mchid: '1999999999' };
    expect((await pay.shop.send('finance.setStoreMerchant', input, await pay.boss())).refusal).toMatchObject({ code: 'finance.merchant_unknown' });
    await through(second);
    const { merchants, stores } = await pay.shop.do('finance.merchants', {}, await pay.boss());
    expect(merchants).toEqual([
      { mchid: main, name: main, main: true },
      { mchid: second, name: '徐汇公司', main: false },
    ]);
    expect(stores.map((store) => [store.mchid, store.known])).toEqual([
      [second, true],
      [null, true],
    ]);
  });

  test('OR-07 a payment from before there were several merchants is the main one’s: told at the old address, taken, and named at the next start', async () => {
    pay.shop.world.state.faults.notification = 'never';
    const { booking, outTradeNo } = await pay.payNow();
    pay.shop.world.state.faults.notification = 'once';
    const { db } = pay.shop.server.ports;
    await db.prisma.$executeRawUnsafe('ALTER TABLE payments DISABLE TRIGGER payments_keep_merchant');
    await db.prisma.payment.update({ where: { outTradeNo }, data: { mchid: null } });
    await db.prisma.$executeRawUnsafe('ALTER TABLE payments ENABLE TRIGGER payments_keep_merchant');
    expect(await post(outTradeNo, second, `${second}/`)).toBe(401);
    expect(await post(outTradeNo, main, '')).toBe(204);
    expect(await pay.facts(booking.id)).toEqual(SETTLED);
    await nameMerchants(pay.shop.server.ports);
    expect((await payment(outTradeNo)).mchid).toBe(main);
  });

  test('OR-07 the record keeps through whom money came: the database refuses another merchant', async () => {
    const { outTradeNo } = await pay.paid();
    const change = pay.shop.server.ports.db.prisma.payment.update({ where: { outTradeNo }, data: { mchid: second } });
    await expect(change).rejects.toThrow();
    expect((await payment(outTradeNo)).mchid).toBe(main);
  });
});

const template = {
  eventType: 'TRANSACTION.SUCCESS',
  summary: '',
  url: '',
  originalType: 'transaction' as const,
  attempts: [],
  rounds: 0,
  nextAt: null,
  state: 'pending' as const,
};

describe('OR-07 keys change while we run', () => {
  beforeAll(async () => {
    pay = await openPayShop('public-key', undefined, ['徐汇公司']);
    main = pay.shop.keys.mchid;
    second = pay.shop.keys.others?.[0]?.mchid ?? '';
  }, 60_000);
  afterAll(() => pay?.shop.close());

  const envNow = (change: Record<string, string>): Record<string, string> => ({
    ...Object.fromEntries(
      Object.entries(pay.shop.env).flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [])),
    ),
    ...worldEnv(pay.shop.keys, pay.shop.simulators.baseUrl, pay.shop.url),
    ...change,
  });

  test('a new APIv3 key and a new public key beside the old: both are taken, and afterwards only the new', async () => {
    const { keyChange } = pay.shop.simulators.simulators.pay;
    const { keys } = pay.shop;
    const next = keyChange.announce(main);
    const both = {
      WECHAT_PAY_APIV3_KEY: `${next.apiV3Key},${keys.apiV3Key}`,
      WECHAT_PAY_PUBLIC_KEY_ID: `${next.payPublicKey.id},${keys.payPublicKey.id}`,
      WECHAT_PAY_PUBLIC_KEY: `${next.payPublicKey.publicKey}\n${keys.payPublicKey.publicKey}`,
    };
    const { outTradeNo, booking, requestPayment, who } = await pay.order();
    reload(pay.shop.server.ports, envNow(both));
    expect(await pay.shop.pay(requestPayment, who.person)).toBe(true);
    expect(await pay.delivered(outTradeNo, 1)).toEqual([204]);
    expect(await pay.facts(booking.id)).toEqual(SETTLED);
    keyChange.use(main, 'new');
    const held = await pay.paid();
    expect(await pay.delivered(held.outTradeNo, 1)).toEqual([204]);
    keyChange.use(main, 'old');
    expect(await post(held.outTradeNo, main, `${main}/`)).toBe(204);
    const only = { WECHAT_PAY_APIV3_KEY: next.apiV3Key, WECHAT_PAY_PUBLIC_KEY_ID: next.payPublicKey.id, WECHAT_PAY_PUBLIC_KEY: next.payPublicKey.publicKey };
    reload(pay.shop.server.ports, envNow(only));
    expect(await post(held.outTradeNo, main, `${main}/`)).toBe(401);
    keyChange.use(main, 'new');
    const last = await pay.paid();
    expect(await pay.facts(last.booking.id)).toEqual(SETTLED);
  });

  test('a configuration that is wrong changes nothing, and no key gets into the log', async () => {
    const lines: unknown[] = [];
    const log = { ...pay.shop.server.ports.log, error: (...line: unknown[]) => void lines.push(line) } as unknown as typeof pay.shop.server.ports.log;
    const before = pay.shop.server.ports.merchants.find(second);
    const secret = 'S'.repeat(31);
    reload({ merchants: pay.shop.server.ports.merchants, log }, envNow({ WECHAT_PAY_APIV3_KEY: secret }));
    expect(pay.shop.server.ports.merchants.find(second)).toBe(before);
    expect(JSON.stringify(lines)).toContain('WECHAT_PAY_APIV3_KEY');
    expect(JSON.stringify(lines)).not.toContain(secret);
  });

  test('a merchant that is configured no more is asked nothing, and nobody in its place', async () => {
    await through(second);
    const { booking, who } = await pay.hold();
    const { WECHAT_PAY_MERCHANTS: _, ...rest } = envNow({});
    const { ports } = pay.shop.server;
    const next = pay.shop.world.state.changingKeys?.[main];
    reload(ports, {
      ...rest,
      WECHAT_PAY_APIV3_KEY: next?.apiV3Key ?? '',
      WECHAT_PAY_PUBLIC_KEY_ID: next?.payPublicKey.id ?? '',
      WECHAT_PAY_PUBLIC_KEY: next?.payPublicKey.publicKey ?? '',
    });
    expect(ports.merchants.find(second)).toBeNull();
    const known = pay.shop.world.state.orders.length;
    expect((await pay.shop.send('orders.payDeposit', { bookingId: booking.id }, who)).refusal).toMatchObject({ code: 'service.unavailable' });
    expect(pay.shop.world.state.orders).toHaveLength(known);
    const { stores } = await pay.shop.do('finance.merchants', {}, await pay.boss());
    expect(stores[0]).toMatchObject({ mchid: second, known: false });
  });
});

import { createHash, createVerify } from 'node:crypto';
import { type Stage, stage } from '../contract.fixtures';
import { anOrder, errorOf, isSignedBy, prepay, prepayIdOf, sdk, signed } from './contract.fixtures';

describe('OR-07 WeChat Pay: requests and answers', () => {
  let sim: Stage;
  beforeAll(async () => void (sim = await stage()));
  afterAll(() => sim.close());

  const pay = (openid: string, prepayId: string) => sim.simulators.pay.payOrder(prepayId, openid);

  it('OR-07 the unmodified SDK opens an order, and the customer pays it', async () => {
    const merchant = sdk(sim);
    const order = anOrder(sim);
    const opened = await merchant.transactions_jsapi(order);
    expect(opened.status).toBe(200);
    expect((await merchant.query({ out_trade_no: order.out_trade_no })).data).toMatchObject({ trade_state: 'NOTPAY' });
    const result = await pay(order.payer.openid, prepayIdOf(opened));
    expect(result).toMatchObject({ ok: true, errMsg: 'requestPayment:ok' });
    const { data } = await merchant.query({ out_trade_no: order.out_trade_no });
    expect(data).toMatchObject({
      trade_state: 'SUCCESS',
      trade_type: 'JSAPI',
      amount: { total: 20000, payer_total: 20000, currency: 'CNY' },
      payer: { openid: order.payer.openid },
      appid: sim.keys.appid,
      mchid: sim.keys.mchid,
    });
    expect((data as { success_time: string }).success_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
    const byId = await merchant.query({ transaction_id: String((data as { transaction_id: string }).transaction_id) });
    expect(byId.data).toEqual(data);
  });

  it('OR-07 the unmodified SDK gets a code; whoever reads it pays, and is the payer from then on', async () => {
    const merchant = sdk(sim);
    const { payer, ...order } = anOrder(sim);
    const opened = (await merchant.transactions_native(order)).data as { code_url: string };
    expect(opened.code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl/);
    const reader = sim.someone('陈思远').openid;
    expect(reader).not.toBe(payer.openid);
    expect(await sim.pull('/pay', { openid: reader, codeUrl: `${opened.code_url}x` })).toMatchObject({ ok: false, reason: 'unknown_prepay' });
    expect(await sim.pull('/pay', { openid: reader, codeUrl: opened.code_url })).toMatchObject({ ok: true });
    expect((await merchant.query({ out_trade_no: order.out_trade_no })).data).toMatchObject({ trade_type: 'NATIVE', payer: { openid: reader } });
  });

  it('OR-07 the parameters of wx.requestPayment are accepted when the merchant signed them, and refused when altered', async () => {
    const order = anOrder(sim);
    const params = (await sdk(sim).transactions_jsapi(order)).data as {
      timeStamp: string;
      nonceStr: string;
      package: string;
      signType: string;
      paySign: string;
    };
    const altered = { ...params, nonceStr: `${params.nonceStr}x` };
    expect(await sim.pull('/pay', { openid: order.payer.openid, params: altered })).toMatchObject({ ok: false, reason: 'bad_signature' });
    expect(await sim.pull('/pay', { openid: order.payer.openid, params })).toMatchObject({ ok: true });
  });

  it('OR-07 a request signed with another key answers 401 SIGN_ERROR', async () => {
    const answer = errorOf(await sdk(sim, { privateKey: sim.keys.platform.privateKey }).transactions_jsapi(anOrder(sim)));
    expect(answer).toMatchObject({ status: 401, code: 'SIGN_ERROR', detail: { field: 'signature', detail: { issue: 'sign not match' } } });
  });

  it('OR-07 an unknown serial is refused; the right one is read without regard to case', async () => {
    expect(errorOf(await sdk(sim, { serial: sim.keys.platform.serial }).query({ out_trade_no: 'NOBODY001' }))).toMatchObject({
      status: 401,
      code: 'SIGN_ERROR',
      detail: { field: 'serial_no' },
    });
    expect(errorOf(await sdk(sim, { serial: sim.keys.merchant.serial.toLowerCase() }).query({ out_trade_no: 'NOBODY001' }))).toMatchObject({
      status: 404,
      code: 'ORDER_NOT_EXIST',
    });
  });

  it('OR-07 a time stamp more than five minutes off, and a request sent twice, are refused', async () => {
    const url = `/v3/pay/transactions/out-trade-no/NOBODY001?mchid=${sim.keys.mchid}`;
    const now = Math.floor(sim.clock.now().getTime() / 1000);
    expect((await signed(sim, 'GET', url, { timestamp: now - 290 })).status).toBe(404);
    for (const timestamp of [now - 302, now + 302]) expect((await signed(sim, 'GET', url, { timestamp })).status).toBe(401);
    expect((await signed(sim, 'GET', url, { timestamp: now, nonce: 'replayed' })).status).toBe(404);
    expect((await signed(sim, 'GET', url, { timestamp: now, nonce: 'replayed' })).text).toContain('nonce replayed');
  });

  it('OR-07 every answer is signed over its exact bytes with the WeChat Pay public key, errors and empty answers too', async () => {
    const order = anOrder(sim);
    await sdk(sim).transactions_jsapi(order);
    const headers = { 'Wechatpay-Serial': sim.keys.payPublicKey.id };
    const found = await signed(sim, 'GET', `/v3/pay/transactions/out-trade-no/${order.out_trade_no}?mchid=${sim.keys.mchid}`, { headers });
    const missing = await signed(sim, 'GET', `/v3/pay/transactions/out-trade-no/NOBODY001?mchid=${sim.keys.mchid}`, { headers });
    const closed = await signed(sim, 'POST', `/v3/pay/transactions/out-trade-no/${order.out_trade_no}/close`, {
      headers,
      body: JSON.stringify({ mchid: sim.keys.mchid }),
    });
    expect([found.status, missing.status, closed.status]).toEqual([200, 404, 204]);
    for (const answer of [found, missing, closed]) {
      const header = (name: string) => answer.headers.get(name) ?? '';
      expect(header('wechatpay-serial')).toBe(sim.keys.payPublicKey.id);
      expect(isSignedBy(sim.keys.payPublicKey.publicKey, header, answer.text)).toBe(true);
      expect(isSignedBy(sim.keys.payPublicKey.publicKey, header, `${answer.text} `)).toBe(false);
    }
  });

  it('OR-07 the same number with the same parameters is answered again, with others it is refused', async () => {
    const merchant = sdk(sim);
    const order = anOrder(sim);
    const first = prepayIdOf(await merchant.transactions_jsapi(order));
    expect(prepayIdOf(await merchant.transactions_jsapi(order))).toBe(first);
    expect(errorOf(await merchant.transactions_jsapi({ ...order, amount: { total: 19999, currency: 'CNY' } }))).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
    });
    expect(sim.world.state.orders.filter((known) => known.outTradeNo === order.out_trade_no)).toHaveLength(1);
  });

  it.each([
    ['a fraction of a fen', { amount: { total: 1.5, currency: 'CNY' } }, 'PARAM_ERROR'],
    ['another currency', { amount: { total: 100, currency: 'USD' } }, 'PARAM_ERROR'],
    ['an address without TLS', { notify_url: 'http://shop.example/notify' }, 'PARAM_ERROR'],
    ['an address with a query', { notify_url: 'https://shop.example/notify?a=1' }, 'PARAM_ERROR'],
    ['a short number', { out_trade_no: 'A1' }, 'PARAM_ERROR'],
    ['a payer of another mini-program', { payer: { openid: 'oNOBODY' } }, 'PARAM_ERROR'],
    ['a description above 127 characters', { description: '长'.repeat(128) }, 'PARAM_ERROR'],
    ['a time that is no RFC 3339', { time_expire: '2026-11-22 10:00' }, 'PARAM_ERROR'],
    ['another mini-program', { appid: 'wx0000000000000000' }, 'APPID_MCHID_NOT_MATCH'],
  ])('OR-07 an order with %s is refused', async (_what, change, code) => {
    expect(errorOf(await sdk(sim).transactions_jsapi(anOrder(sim, change)))).toMatchObject({ status: 400, code });
  });

  it('OR-07 after time_expire nobody can pay, but the order is not closed by itself', async () => {
    const merchant = sdk(sim);
    const order = anOrder(sim, { time_expire: new Date(sim.clock.now().getTime() + 90_000).toISOString().replace(/\.\d+Z$/, 'Z') });
    const prepayId = prepayIdOf(await merchant.transactions_jsapi(order));
    sim.clock.pass(91_000);
    expect(await pay(order.payer.openid, prepayId)).toMatchObject({ ok: false, reason: 'expired' });
    const state = await signed(sim, 'GET', `/v3/pay/transactions/out-trade-no/${order.out_trade_no}?mchid=${sim.keys.mchid}`);
    expect(JSON.parse(state.text)).toMatchObject({ trade_state: 'NOTPAY' });
  });

  it('OR-07 someone else, a closed order and a paid order are refused in the payment sheet; of ten taps one pays', async () => {
    const [open, closed] = [anOrder(sim), anOrder(sim)];
    const url = (no: string) => `/v3/pay/transactions/out-trade-no/${no}/close`;
    const body = JSON.stringify({ mchid: sim.keys.mchid });
    const [openId, closedId] = [await prepay(sim, open), await prepay(sim, closed)];
    expect((await signed(sim, 'POST', url(closed.out_trade_no), { body })).status).toBe(204);
    expect((await signed(sim, 'POST', url(closed.out_trade_no), { body })).status).toBe(204);
    expect(await pay(closed.payer.openid, closedId)).toMatchObject({ reason: 'closed' });
    expect(await pay(sim.someone('陈思远').openid, openId)).toMatchObject({ reason: 'wrong_payer' });
    const taps = await Promise.all(Array.from({ length: 10 }, () => pay(open.payer.openid, openId)));
    expect(taps.filter((tap) => tap.ok)).toHaveLength(1);
    expect(taps.filter((tap) => !tap.ok && tap.reason === 'paid')).toHaveLength(9);
    const late = await signed(sim, 'POST', url(open.out_trade_no), { body });
    expect([late.status, JSON.parse(late.text)]).toEqual([400, expect.objectContaining({ code: 'ORDERPAID' })]);
  });

  it('OR-07 the console can make the next payment fail or be cancelled, once', async () => {
    const order = anOrder(sim);
    const prepayId = await prepay(sim, order);
    await sim.pull('/faults', { nextPayment: 'cancel' });
    expect(await sim.pull('/pay', { openid: order.payer.openid, prepayId })).toEqual({ ok: false, errMsg: 'requestPayment:fail cancel', reason: 'cancelled' });
    await sim.pull('/faults', { nextPayment: 'fail' });
    expect(await sim.pull('/pay', { openid: order.payer.openid, prepayId })).toMatchObject({ ok: false, reason: 'failed' });
    expect(await sim.pull('/pay', { openid: order.payer.openid, prepayId })).toMatchObject({ ok: true });
  });
});

describe('OR-07 WeChat Pay: an older merchant with platform certificates', () => {
  let sim: Stage;
  beforeAll(async () => void (sim = await stage({ payMode: 'platform-certificate' })));
  afterAll(() => sim.close());

  it('OR-07 the SDK downloads and decrypts the platform certificate, and it verifies the answers', async () => {
    const [certificate] = (await sdk(sim).get_certificates(sim.keys.apiV3Key)) as { serial_no: string; publicKey: string }[];
    expect(certificate?.serial_no).toBe(sim.keys.platform.serial);
    const answer = await signed(sim, 'GET', `/v3/pay/transactions/out-trade-no/NOBODY001?mchid=${sim.keys.mchid}`);
    const header = (name: string) => answer.headers.get(name) ?? '';
    expect(header('wechatpay-serial')).toBe(sim.keys.platform.serial);
    expect(isSignedBy(certificate?.publicKey ?? '', header, answer.text)).toBe(true);
    const switched = await signed(sim, 'GET', `/v3/pay/transactions/out-trade-no/NOBODY001?mchid=${sim.keys.mchid}`, {
      headers: { 'Wechatpay-Serial': sim.keys.payPublicKey.id },
    });
    expect(isSignedBy(sim.keys.payPublicKey.publicKey, (name) => switched.headers.get(name) ?? '', switched.text)).toBe(true);
  });

  it('OR-07 a certificate that follows is listed beside the old one before it signs, and outlives a restart', async () => {
    const { certificates } = sim.simulators.pay;
    const next = certificates.announce();
    const serialOfAnswer = async () =>
      (await signed(sim, 'GET', `/v3/pay/transactions/out-trade-no/NOBODY001?mchid=${sim.keys.mchid}`)).headers.get('wechatpay-serial');
    const listed = async () => ((await sdk(sim).get_certificates(sim.keys.apiV3Key)) as { serial_no: string }[]).map((entry) => entry.serial_no);
    expect(await listed()).toEqual([sim.keys.platform.serial, next.serial]);
    expect(await serialOfAnswer()).toBe(sim.keys.platform.serial);
    certificates.use(next.serial);
    expect(await serialOfAnswer()).toBe(next.serial);
    expect(sim.world.state.platform?.inUse).toBe(next.serial);
    const answer = await signed(sim, 'GET', '/v3/certificates');
    expect(isSignedBy(next.publicKey, (name) => answer.headers.get(name) ?? '', answer.text)).toBe(true);
    expect(() => certificates.use('00')).toThrow('was issued');
    // Ten years on both are over, and nothing is listed that nobody should trust.
    sim.clock.pass(10 * 365 * 86_400_000);
    expect(JSON.parse((await signed(sim, 'GET', '/v3/certificates')).text)).toEqual({ data: [] });
  });
});

describe('OR-07 WeChat Pay: bills', () => {
  let sim: Stage;
  beforeAll(async () => void (sim = await stage()));
  afterAll(() => sim.close());

  it("OR-07 yesterday's bill lists the payment and adds up, and its SHA1 fits", async () => {
    const merchant = sdk(sim);
    const order = anOrder(sim, { description: '亲子写真, 定金' });
    await sim.simulators.pay.payOrder(prepayIdOf(await merchant.transactions_jsapi(order)), order.payer.openid);
    const date = new Date(sim.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    const url = `/v3/bill/tradebill?bill_date=${date}&bill_type=ALL`;
    expect((await signed(sim, 'GET', url)).status).toBe(400);
    sim.clock.pass(2 * 86_400_000);
    const { hash_value, download_url } = JSON.parse((await signed(sim, 'GET', url)).text) as { hash_value: string; download_url: string };
    const path = download_url.replace('https://api.mch.weixin.qq.com', '');
    const file = await signed(sim, 'GET', path);
    expect(file.headers.get('wechatpay-signature')).toBeNull();
    const bytes = Buffer.from(`\uFEFF${file.text}`);
    expect(createHash('sha1').update(bytes).digest('hex')).toBe(hash_value);
    const lines = file.text.trim().split('\r\n');
    expect(lines[1]).toContain(`\`${order.out_trade_no},`);
    expect(lines[1]?.split(',')).toHaveLength(lines[0]?.split(',').length ?? 0);
    expect(lines.at(-1)).toBe('`1,`200.00,`0.00,`0.00,`1.20000,`200.00,`0.00');
    expect((await signed(sim, 'GET', `${path}x`)).status).toBe(404);
  });

  it('the self-signed merchant certificate is one that node and the SDK read alike', () => {
    const pay = sdk(sim);
    expect(pay.getSN(sim.keys.merchant.certificate).toUpperCase()).toBe(sim.keys.merchant.serial);
    const signature = pay.sha256WithRsa('正文');
    expect(createVerify('RSA-SHA256').update('正文').verify(sim.keys.merchant.certificate, signature, 'base64')).toBe(true);
  });
});

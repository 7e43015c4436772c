import { type Stage, stage } from '../contract.fixtures';

describe('IT-03 the mini-program server API', () => {
  let sim: Stage;
  beforeAll(async () => void (sim = await stage({ pages: ['pages/home/index', 'packages/booking/detail/index'] })));
  afterAll(() => sim.close());

  const token = async (change: Record<string, unknown> = {}) =>
    sim.json('/wechat/cgi-bin/stable_token', { grant_type: 'client_credential', appid: sim.keys.appid, secret: sim.keys.appSecret, ...change });
  const withToken = async (path: string) => `/wechat${path}?access_token=${String((await token()).access_token)}`;
  const session = (code: string, change: Record<string, string> = {}) =>
    sim.json(
      `/wechat/sns/jscode2session?${new URLSearchParams({ appid: sim.keys.appid, secret: sim.keys.appSecret, js_code: code, grant_type: 'authorization_code', ...change }).toString()}`,
    );
  const code = async (kind: 'login' | 'phone', name = '林小雨') => String((await sim.pull(`/${kind}-code`, { openid: sim.someone(name).openid })).code);

  it('IT-03 the stable token stays the same, is renewed in its last five minutes, and both work in the hand-over', async () => {
    const first = await token();
    expect(first).toEqual({ access_token: expect.any(String), expires_in: expect.any(Number) });
    expect((await token()).access_token).toBe(first.access_token);
    sim.clock.pass(6_910_000);
    const second = await token();
    expect(second.access_token).not.toBe(first.access_token);
    expect(await sim.json(`/wechat/wxa/business/getuserphonenumber?access_token=${String(first.access_token)}`, { code: 'x' })).toMatchObject({
      errcode: 40029,
    });
    sim.clock.pass(300_000);
    expect(await sim.json(`/wechat/wxa/business/getuserphonenumber?access_token=${String(first.access_token)}`, { code: 'x' })).toMatchObject({
      errcode: 42001,
    });
  });

  it('IT-03 a forced refresh kills the old token, and the wrong app or secret gets none', async () => {
    const first = await token();
    const forced = await token({ force_refresh: true });
    expect(forced.access_token).not.toBe(first.access_token);
    expect((await token({ force_refresh: true })).access_token).toBe(forced.access_token);
    expect(await sim.json(`/wechat/wxa/business/getuserphonenumber?access_token=${String(first.access_token)}`, { code: 'x' })).toMatchObject({
      errcode: 40001,
    });
    expect(await token({ appid: 'wx1' })).toMatchObject({ errcode: 40013, errmsg: expect.stringMatching(/rid: /) as unknown });
    expect(await token({ secret: 'no' })).toMatchObject({ errcode: 40125 });
    expect(await token({ grant_type: 'x' })).toMatchObject({ errcode: 40002 });
  });

  it('IT-03 a login code gives openid and unionid once; success carries no errcode', async () => {
    const person = sim.someone('林小雨');
    const given = await code('login');
    expect(await session(given)).toEqual({ session_key: expect.any(String), openid: person.openid, unionid: person.unionid });
    expect(await session(given)).toMatchObject({ errcode: 40163 });
    expect(await session('nonsense')).toMatchObject({ errcode: 40029 });
    expect(await session(await code('login'), { secret: 'no' })).toMatchObject({ errcode: 40125 });
    const old = await code('login');
    sim.clock.pass(301_000);
    expect(await session(old)).toMatchObject({ errcode: 40029 });
  });

  it('IT-03 of twenty uses of one login code at once exactly one succeeds', async () => {
    const given = await code('login', '陈思远');
    const answers = await Promise.all(Array.from({ length: 20 }, () => session(given)));
    expect(answers.filter((answer) => answer.openid !== undefined)).toHaveLength(1);
  });

  it('IT-03 a phone code gives the number once; a login code is no phone code', async () => {
    const url = await withToken('/wxa/business/getuserphonenumber');
    const given = await code('phone');
    expect(await sim.json(url, { code: given })).toMatchObject({
      errcode: 0,
      phone_info: { purePhoneNumber: '13800138001', countryCode: '86', watermark: { appid: sim.keys.appid } },
    });
    expect(await sim.json(url, { code: given })).toMatchObject({ errcode: 40163 });
    expect(await sim.json(url, { code: await code('login') })).toMatchObject({ errcode: 40029 });
  });

  const data = { thing1: { value: '亲子写真' }, time2: { value: '2026年11月28日 10:00' }, thing3: { value: '湖滨店' }, thing4: { value: '请带换洗衣物' } };
  const message = (change: Record<string, unknown> = {}) => ({
    touser: sim.someone('林小雨').openid,
    template_id: sim.keys.templates.booking_confirmed,
    page: 'packages/booking/detail/index?bookingId=1',
    miniprogram_state: 'formal',
    lang: 'zh_CN',
    data,
    ...change,
  });

  it('IT-03 each acceptance allows one subscribe message; without one left the answer is 43101', async () => {
    const url = await withToken('/cgi-bin/message/subscribe/send');
    const { openid } = sim.someone('林小雨');
    const id = sim.keys.templates.booking_confirmed;
    expect(await sim.json(url, message())).toMatchObject({ errcode: 43101 });
    expect(await sim.pull('/subscribe', { openid, outcomes: { [id]: 'accept', [sim.keys.templates.booking_reminder]: 'reject' } })).toMatchObject({
      ok: true,
      result: { errMsg: 'requestSubscribeMessage:ok', [id]: 'accept' },
    });
    expect(await sim.json(url, message({ template_id: sim.keys.templates.booking_reminder }))).toMatchObject({ errcode: 43101 });
    expect(await sim.json(url, message())).toMatchObject({ errcode: 0 });
    expect(await sim.json(url, message())).toMatchObject({ errcode: 43101 });
    expect(sim.world.state.subscribeMessages).toEqual([
      expect.objectContaining({
        openid,
        title: '预约成功通知',
        lines: expect.arrayContaining([{ label: '预约时间', value: '2026年11月28日 10:00' }]) as unknown,
      }),
    ]);
  });

  it.each([
    ['a thing above 20 characters', { data: { ...data, thing1: { value: '长'.repeat(21) } } }, 47003],
    ['an empty value', { data: { ...data, thing4: { value: '' } } }, 47003],
    ['a missing field', { data: { thing1: data.thing1 } }, 47003],
    ['a time that is none', { data: { ...data, time2: { value: '2026-11-28T10:00:00Z' } } }, 47003],
    ['an unknown template', { template_id: 'x' }, 40037],
    ['an unknown person', { touser: 'oNOBODY' }, 40003],
    ['a page that is not published', { page: 'pages/nowhere/index' }, 41030],
  ])('IT-03 a subscribe message with %s is refused and costs no acceptance', async (_what, change, errcode) => {
    const { openid } = sim.someone('林小雨');
    const id = sim.keys.templates.booking_confirmed;
    await sim.pull('/subscribe', { openid, outcomes: { [id]: 'accept' } });
    const balance = sim.world.state.acceptances[`${openid}|${id}`];
    expect(await sim.json(await withToken('/cgi-bin/message/subscribe/send'), message(change))).toMatchObject({ errcode });
    expect(sim.world.state.acceptances[`${openid}|${id}`]).toBe(balance);
  });

  it('IT-03 an unlimited code is a PNG that holds page and scene; errors are JSON', async () => {
    const url = `${sim.baseUrl}/sim${await withToken('/wxa/getwxacodeunlimit')}`;
    const ask = (body: unknown) => fetch(url, { method: 'POST', body: JSON.stringify(body) });
    const image = await ask({ scene: 'c=a1b2', page: 'pages/home/index', width: 430 });
    expect(image.headers.get('content-type')).toBe('image/png');
    expect(
      Buffer.from(await image.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    for (const [body, errcode] of [
      [{ scene: 'x'.repeat(33), page: 'pages/home/index' }, 40169],
      [{ scene: '中文', page: 'pages/home/index' }, 40129],
      [{ scene: 'a', page: '/pages/home/index' }, 41030],
      [{ scene: 'a', page: 'pages/nowhere/index' }, 41030],
    ] as const) {
      const answer = await ask(body);
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(await answer.json()).toMatchObject({ errcode });
    }
    expect((await ask({ scene: 'a', page: 'pages/nowhere/index', check_path: false })).headers.get('content-type')).toBe('image/png');
  });

  it('OR-07 shipping is taken for payments of the mini-program that hold money, twice at most, each time later than before', async () => {
    const managed = await withToken('/wxa/sec/order/is_trade_managed');
    expect(await sim.json(managed, { appid: sim.keys.appid })).toMatchObject({ errcode: 0, is_trade_managed: true });
    expect(await sim.json(managed, { appid: 'wx0' })).toMatchObject({ errcode: 40013 });
    const { openid } = sim.someone('林小雨');
    const at = sim.clock.now().toISOString();
    const paid = { description: '定金', attach: null, totalFen: 100, openid, notifyUrl: '', createdAt: at, payableUntil: at, fingerprint: '', prepayIds: [] };
    const order = { ...paid, outTradeNo: 'ZKSHIP0001', state: 'SUCCESS' as const, transactionId: '4200000001', paidAt: at, closedAt: null };
    sim.world.state.orders.push(order, { ...order, outTradeNo: 'ZKSHIP0002', transactionId: '4200000002', tradeType: 'NATIVE' });
    const upload = await withToken('/wxa/sec/order/upload_shipping_info');
    const body = (change: Record<string, unknown> = {}, transaction_id = '4200000001') => ({
      order_key: { order_number_type: 2, transaction_id },
      logistics_type: 4,
      delivery_mode: 1,
      shipping_list: [{ item_desc: '写真' }],
      upload_time: '2026-12-15T13:29:35.120+08:00',
      payer: { openid },
      ...change,
    });
    for (const [errcode, wrong] of [
      [10060001, body({}, '4200000009')],
      [10060004, body({}, '4200000002')],
      [10060005, body({ logistics_type: 5 })],
      [10060006, body({ delivery_mode: 2 })],
      [10060008, body({ shipping_list: [{}] })],
      [10060009, body({ shipping_list: [{ item_desc: '长'.repeat(121) }] })],
      [10060031, body({ payer: { openid: 'somebody' } })],
      [47001, body({ shipping_list: { item_desc: '写真' } })],
      [47001, body({ upload_time: '2026-12-15' })],
    ] as const)
      expect([errcode, await sim.json(upload, wrong)]).toEqual([errcode, expect.objectContaining({ errcode })]);
    expect(await sim.json(upload, body())).toMatchObject({ errcode: 0 });
    expect(await sim.json(upload, body())).toMatchObject({ errcode: 10060023 });
    expect(await sim.json(upload, body({ upload_time: '2026-12-16T13:29:35.120+08:00' }))).toMatchObject({ errcode: 0 });
    expect(await sim.json(upload, body({ upload_time: '2026-12-17T13:29:35.120+08:00' }))).toMatchObject({ errcode: 10060003 });
  });

  it('IT-03 the console can drop tokens before their time', async () => {
    const url = await withToken('/wxa/business/getuserphonenumber');
    await sim.pull('/tokens/revoke', { service: 'wechat' });
    expect(await sim.json(url, { code: 'x' })).toMatchObject({ errcode: 40001 });
  });
});

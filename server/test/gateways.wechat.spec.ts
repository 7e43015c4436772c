import { createWorld, type World } from '@zhike/sandbox/world/world';
import { issueCode } from '@zhike/sandbox/world/codes';
import { revokeTokens } from '@zhike/sandbox/simulators/tokens';
import { type ListeningSimulators, listen } from '@zhike/sandbox/simulators/index';
import type { Wechat } from '../src/gateways/wechat/port';
import { createWechat } from '../src/gateways/wechat/http';
import { dependencies, gatewayEnv, type Scripted, scriptedServer, type SeenRequest, worldKeys } from './gateways.fixtures';

const keys = worldKeys();
const CALM = { connectMs: 2_000, totalMs: 10_000, backoffMs: [1, 1] };
const IMPATIENT = { ...CALM, totalMs: 300 };
const json = (value: unknown, type = 'application/json'): Scripted => ({ status: 200, headers: { 'content-type': type }, body: JSON.stringify(value) });

describe('the mini-program API as the simulator speaks it', () => {
  const deps = dependencies(CALM);
  let world: World;
  let outside: ListeningSimulators;
  let wechat: Wechat;
  const lin = () => {
    const person = world.state.people.customers[0];
    if (!person) throw new Error('nobody');
    return person;
  };
  const tokenCalls = () => world.state.journal.filter((entry) => entry.text.includes('stable_token')).length;

  beforeAll(async () => {
    world = createWorld({ clock: deps.clock, stateFile: null });
    outside = await listen(world, { keys, pages: ['pages/home/index', 'packages/booking/detail/index'] });
    wechat = createWechat(gatewayEnv(keys, outside.baseUrl), deps);
  });
  afterAll(async () => {
    await outside.close();
    await world.close();
  });
  beforeEach(() => {
    world.state.faults.refuseConnections.wechat = 'none';
  });

  it('IT-03 a login code becomes openid and unionid, once; the session key goes nowhere', async () => {
    const code = issueCode(world, 'login', lin().openid);
    expect(await wechat.codeToSession(code)).toEqual({ kind: 'ok', value: { openid: lin().openid, unionid: lin().unionid } });
    expect(await wechat.codeToSession(code)).toMatchObject({ kind: 'rejected', code: '40029' });
    expect(await wechat.codeToSession('made-up')).toMatchObject({ kind: 'rejected', code: '40029' });
  });

  it('IT-03 the code of the phone button becomes a number, once; a login code does not', async () => {
    const code = issueCode(world, 'phone', lin().openid);
    expect(await wechat.phoneNumber(code)).toEqual({ kind: 'ok', value: { phone: lin().phone, countryCode: '86' } });
    expect(await wechat.phoneNumber(code)).toMatchObject({ kind: 'rejected', code: '40029' });
    expect(await wechat.phoneNumber(issueCode(world, 'login', lin().openid))).toMatchObject({ kind: 'rejected', code: '40029' });
  });

  it('IT-03 a subscribe message is sent once for each acceptance; its number keeps all digits', async () => {
    const templateId = keys.templates.booking_confirmed;
    const { subscribeTemplates } = await import('@zhike/sandbox/world/templates');
    const fields = Object.keys(subscribeTemplates.booking_confirmed.fields);
    const sample = (name: string) =>
      name.startsWith('date') || name.startsWith('time')
        ? '2026年11月28日 10:00'
        : name.startsWith('amount')
          ? '100元'
          : name.startsWith('number')
            ? '1'
            : name.startsWith('phone')
              ? '13800138001'
              : name.startsWith('phrase')
                ? '已确认'
                : '个人写真';
    const message = {
      openid: lin().openid,
      templateId,
      page: 'packages/booking/detail/index?id=1',
      data: Object.fromEntries(fields.map((name) => [name, sample(name)])),
    };
    world.state.acceptances[`${lin().openid}|${templateId}`] = 1;
    const sent = await wechat.sendSubscribe(message);
    expect(sent).toMatchObject({ kind: 'ok' });
    expect(sent.kind === 'ok' ? sent.value.msgid : '').toMatch(/^32\d{17}$/);
    expect(world.state.subscribeMessages.at(-1)).toMatchObject({ openid: lin().openid, templateId, page: message.page });
    expect(await wechat.sendSubscribe(message)).toMatchObject({ kind: 'rejected', code: '43101' });
    expect(await wechat.sendSubscribe({ ...message, page: 'not/published' })).toMatchObject({ kind: 'rejected', code: '41030' });
  });

  it('IT-03 a mini-program code is an image; a scene that is too long is a no', async () => {
    const image = await wechat.unlimitedCode({ scene: 'c=abc', page: 'pages/home/index' });
    expect(image.kind === 'ok' ? image.value.subarray(1, 4).toString('latin1') : image).toBe('PNG');
    expect(await wechat.unlimitedCode({ scene: 'x'.repeat(33), page: 'pages/home/index' })).toMatchObject({ kind: 'rejected', code: '40169' });
  });

  it('IT-03 one access token serves many calls; one that died early is replaced by one fetch for all callers', async () => {
    /* A code that nobody issued: the answer is 40029 when the token was accepted. */
    const call = () => wechat.phoneNumber('nobody');
    await call();
    const before = tokenCalls();
    for (let i = 0; i < 5; i++) expect(await call()).toMatchObject({ code: '40029' });
    expect(tokenCalls()).toBe(before);
    revokeTokens(world, 'wechat');
    for (const result of await Promise.all(Array.from({ length: 12 }, call))) expect(result).toMatchObject({ code: '40029' });
    expect(tokenCalls()).toBe(before + 1);
  });

  it('IT-03 the token is renewed five minutes before its end', async () => {
    /* A code that nobody issued: the answer is 40029 when the token was accepted. */
    const call = () => wechat.phoneNumber('nobody');
    await call();
    const before = tokenCalls();
    deps.time.offsetMs += 6_890_000;
    await call();
    expect(tokenCalls()).toBe(before);
    deps.time.offsetMs += 20_000;
    expect(await call()).toMatchObject({ code: '40029' });
    expect(tokenCalls()).toBe(before + 1);
  });

  it('IT-03 busy, silent or cut off is unavailable, not a no', async () => {
    const code = issueCode(world, 'login', lin().openid);
    for (const fault of ['503', 'timeout', 'lost-answer'] as const) {
      world.state.faults.refuseConnections.wechat = fault;
      const impatient = createWechat(gatewayEnv(keys, outside.baseUrl), { ...deps, limits: IMPATIENT });
      expect((await impatient.codeToSession(fault === 'lost-answer' ? 'x' : code)).kind).toBe('unavailable');
    }
  });

  it('SC-06 no secret, token, code, openid or number is in the log', () => {
    expect(deps.lines.length).toBeGreaterThan(0);
    const tokens = world.state.tokens.map((token) => token.token);
    for (const secret of [keys.appSecret, lin().openid, lin().phone, 'access_token=', 'js_code', ...tokens]) expect(deps.logged()).not.toContain(secret);
  });
});

describe('the mini-program API where it is surprising', () => {
  async function against<Result>(
    answer: (request: SeenRequest, count: number) => Scripted,
    work: (wechat: Wechat, seen: readonly SeenRequest[]) => Promise<Result>,
  ): Promise<Result> {
    const server = await scriptedServer((request, count) =>
      request.url === '/cgi-bin/stable_token' ? json({ access_token: `T${count}`, expires_in: 7200 }) : answer(request, count),
    );
    try {
      return await work(createWechat({ ...gatewayEnv(keys, server.baseUrl), WECHAT_API_BASE: server.baseUrl }, dependencies(CALM)), server.seen);
    } finally {
      await server.close();
    }
  }
  const image = (type: string, body: string): Scripted => ({ status: 200, headers: { 'content-type': type }, body });

  it('IT-03 a login succeeds by its openid, not by errcode 0: without an openid there is no session', async () => {
    await against(
      () => json({ session_key: 'k', openid: 'oA' }, 'text/plain'),
      async (w) => expect(await w.codeToSession('c')).toEqual({ kind: 'ok', value: { openid: 'oA', unionid: null } }),
    );
    for (const answer of [{ errcode: 0, errmsg: 'ok' }, { session_key: 'k' }, { openid: '' }, { openid: 7 }, []])
      await against(
        () => json(answer),
        async (w) => expect((await w.codeToSession('c')).kind).toBe('unavailable'),
      );
    await against(
      () => json({ errcode: 40226, errmsg: 'code blocked' }),
      async (w) => expect(await w.codeToSession('c')).toMatchObject({ kind: 'rejected', code: '40226' }),
    );
  });

  it('IT-03 a code image is believed by its content type and its first byte', async () => {
    await against(
      () => image('image/jpeg', 'ÿØÿà'),
      async (w) => expect((await w.unlimitedCode({ scene: 'a', page: 'p' })).kind).toBe('ok'),
    );
    await against(
      () => json({ errcode: 41030, errmsg: 'invalid page' }),
      async (w) => expect(await w.unlimitedCode({ scene: 'a', page: 'p' })).toMatchObject({ kind: 'rejected', code: '41030' }),
    );
    await against(
      () => image('image/jpeg', '{"errcode":41030,"errmsg":"x"}'),
      async (w) => expect(await w.unlimitedCode({ scene: 'a', page: 'p' })).toMatchObject({ kind: 'rejected', code: '41030' }),
    );
    await against(
      () => image('text/html', '<html>'),
      async (w) => expect((await w.unlimitedCode({ scene: 'a', page: 'p' })).kind).toBe('unavailable'),
    );
    await against(
      () => json({ errcode: 0 }),
      async (w) => expect((await w.unlimitedCode({ scene: 'a', page: 'p' })).kind).toBe('unavailable'),
    );
  });

  it.each([40001, 40014, 42001])('IT-03 on %i the token is fetched anew once and the call repeated once, not more', (errcode) =>
    against(
      () => json({ errcode, errmsg: 'token' }),
      async (w, seen) => {
        expect((await w.phoneNumber('c')).kind).toBe('unavailable');
        expect(seen.map((request) => request.url)).toEqual([
          '/cgi-bin/stable_token',
          '/wxa/business/getuserphonenumber?access_token=T1',
          '/cgi-bin/stable_token',
          '/wxa/business/getuserphonenumber?access_token=T3',
        ]);
      },
    ),
  );

  it('IT-03 no token, no call: whatever is wrong with our secret is no word about the message', async () => {
    const server = await scriptedServer(() => json({ errcode: 40125, errmsg: 'invalid appsecret' }));
    const deps = dependencies(CALM);
    const wechat = createWechat({ ...gatewayEnv(keys, server.baseUrl), WECHAT_API_BASE: server.baseUrl }, deps);
    expect((await wechat.sendSubscribe({ openid: 'o', templateId: 't', page: 'p', data: {} })).kind).toBe('unavailable');
    expect(deps.logged()).toContain('WECHAT_SECRET is wrong');
    await server.close();
  });

  it('IT-03 message data are shaped as WeChat wants them', () =>
    against(
      () => json({ errcode: 0, errmsg: 'ok', msgid: 1 }),
      async (w, seen) => {
        await w.sendSubscribe({ openid: 'oA', templateId: 't', page: 'p', data: { thing1: '写真', time2: '2026年11月28日 10:00' } });
        expect(JSON.parse(seen.at(-1)?.body ?? '')).toEqual({
          touser: 'oA',
          template_id: 't',
          page: 'p',
          miniprogram_state: 'formal',
          lang: 'zh_CN',
          data: { thing1: { value: '写真' }, time2: { value: '2026年11月28日 10:00' } },
        });
      },
    ));

  it('PF-04 with the ephemeral store away the token is kept in this process: slower to start, never wrong', async () => {
    const server = await scriptedServer((request) =>
      request.url === '/cgi-bin/stable_token'
        ? json({ access_token: 'T', expires_in: 7200 })
        : json({ phone_info: { purePhoneNumber: '13800138000', countryCode: 86 } }),
    );
    const away = () => Promise.reject(new Error('redis is away'));
    const deps = { ...dependencies(CALM) };
    const ephemeral = {
      ...deps.ephemeral,
      get: away,
      set: away,
      delete: away,
      hit: away,
      single: <T>(_key: string, _wait: number, work: () => Promise<T>) => work(),
    };
    const wechat = createWechat({ ...gatewayEnv(keys, server.baseUrl), WECHAT_API_BASE: server.baseUrl }, { ...deps, ephemeral });
    for (let i = 0; i < 3; i++) expect(await wechat.phoneNumber('c')).toEqual({ kind: 'ok', value: { phone: '13800138000', countryCode: '86' } });
    expect(server.seen.filter((request) => request.url === '/cgi-bin/stable_token')).toHaveLength(1);
    await server.close();
  });
});

import { decrypt, getSignature } from '@wecom/crypto';
import { XMLParser } from 'fast-xml-parser';
import { encryptCallback } from './callbacks';
import { eventually, receiver, type Received, type Receiver, type Stage, stage } from '../contract.fixtures';

describe('IT-02 WeCom for a self-built app', () => {
  let sim: Stage;
  beforeAll(async () => void (sim = await stage()));
  afterAll(() => sim.close());

  const token = async () => String((await sim.json(`/wecom/cgi-bin/gettoken?corpid=${sim.keys.corpId}&corpsecret=${sim.keys.corpSecret}`)).access_token);
  const call = async (path: string, body?: unknown) => sim.json(`/wecom/cgi-bin${path}${path.includes('?') ? '&' : '?'}access_token=${await token()}`, body);
  const authorizeUrl = (change: Record<string, string> = {}) =>
    `${sim.baseUrl}/sim/wecom-open/connect/oauth2/authorize?${new URLSearchParams({ appid: sim.keys.corpId, redirect_uri: 'https://shop.example/api/enter?to=workbench', response_type: 'code', scope: 'snsapi_base', state: 's1', agentid: sim.keys.agentId, ...change }).toString()}`;
  const enter = async (change: Record<string, string>, headers: Record<string, string> = {}) =>
    new URL((await fetch(authorizeUrl(change), { redirect: 'manual', headers })).headers.get('location') ?? '');

  it('IT-02 a token is the same while it is good; the wrong secret, corp or token is told apart', async () => {
    expect(await token()).toBe(await token());
    expect(await sim.json(`/wecom/cgi-bin/gettoken?corpid=${sim.keys.corpId}&corpsecret=no`)).toMatchObject({ errcode: 40001 });
    expect(await sim.json('/wecom/cgi-bin/gettoken?corpid=ww0&corpsecret=no')).toMatchObject({ errcode: 40013 });
    expect(await sim.json('/wecom/cgi-bin/get_jsapi_ticket')).toMatchObject({ errcode: 41001 });
    expect(await sim.json('/wecom/cgi-bin/get_jsapi_ticket?access_token=no')).toMatchObject({ errcode: 40014 });
    const old = await token();
    sim.clock.pass(7_201_000);
    expect(await sim.json(`/wecom/cgi-bin/get_jsapi_ticket?access_token=${old}`)).toMatchObject({ errcode: 42001 });
  });

  it("IT-02 the corp's ticket and the agent's ticket are two", async () => {
    const [corp, agent] = [await call('/get_jsapi_ticket'), await call('/ticket/get?type=agent_config')];
    expect(corp).toMatchObject({ errcode: 0, expires_in: expect.any(Number) as unknown });
    expect(agent.ticket).not.toBe(corp.ticket);
    expect((await call('/get_jsapi_ticket')).ticket).toBe(corp.ticket);
    expect(await call('/ticket/get?type=other')).toMatchObject({ errcode: 40058 });
  });

  it('IT-02 the login page lists the members in Chinese and keeps the address that asked', async () => {
    const response = await fetch(authorizeUrl());
    const html = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    for (const { name } of sim.world.state.people.members) expect(html).toContain(name);
    const link = /href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#38;', '&') ?? '';
    expect(new URLSearchParams(link).get('redirect_uri')).toBe('https://shop.example/api/enter?to=workbench');
    expect((await fetch(authorizeUrl({ appid: 'ww0' }))).status).toBe(400);
    expect((await fetch(authorizeUrl({ redirect_uri: 'javascript:alert(1)' }))).status).toBe(400);
  });

  it('IT-02 a chosen member comes back with a code that names them once', async () => {
    const target = await enter({ sim_member: 'mei' });
    expect([target.origin, target.searchParams.get('to'), target.searchParams.get('state')]).toEqual(['https://shop.example', 'workbench', 's1']);
    const code = target.searchParams.get('code') ?? '';
    expect(await call(`/auth/getuserinfo?code=${code}`)).toMatchObject({ errcode: 0, userid: 'mei' });
    expect(await call(`/auth/getuserinfo?code=${code}`)).toMatchObject({ errcode: 40029 });
    const byCookie = await enter({}, { cookie: 'sim_member=laoxu' });
    expect(await call(`/auth/getuserinfo?code=${byCookie.searchParams.get('code') ?? ''}`)).toMatchObject({ userid: 'laoxu' });
  });

  it('IT-02 an outsider gets an openid and no userid', async () => {
    const answer = await call(`/auth/getuserinfo?code=${(await enter({ sim_member: 'outsider' })).searchParams.get('code') ?? ''}`);
    expect(answer).toMatchObject({ errcode: 0, openid: expect.stringMatching(/^o/) as unknown });
    expect(answer).not.toHaveProperty('userid');
  });

  it('IT-02 an external user id leads to the person and all who follow them; strangers answer 84061', async () => {
    const wang = sim.someone('王梓涵');
    expect(await call(`/externalcontact/get?external_userid=${wang.externalUserId}`)).toMatchObject({
      errcode: 0,
      external_contact: { external_userid: wang.externalUserId, name: '王梓涵', unionid: wang.unionid, type: 1 },
      follow_user: [{ userid: 'xiaotang' }, { userid: 'mei', remark: '王梓涵 写真' }],
    });
    expect(await call(`/externalcontact/get?external_userid=${sim.someone('高若曦').externalUserId}`)).toMatchObject({ errcode: 84061 });
    expect(await call('/externalcontact/get?external_userid=nonsense')).toMatchObject({ errcode: 40096 });
    expect(await call('/externalcontact/list?userid=mei')).toMatchObject({ external_userid: [wang.externalUserId] });
    expect(await call('/externalcontact/list?userid=nobody')).toMatchObject({ errcode: 60111 });
  });

  it('IT-02 remarks and tags belong to one member’s view of the contact', async () => {
    const { externalUserId } = sim.someone('王梓涵');
    expect(
      await call('/externalcontact/remark', { userid: 'mei', external_userid: externalUserId, remark: '王梓涵 百天照', remark_mobiles: ['13800138003'] }),
    ).toMatchObject({ errcode: 0 });
    expect(await call('/externalcontact/remark', { userid: 'mei', external_userid: externalUserId, remark: '长'.repeat(21) })).toMatchObject({
      errcode: 40058,
    });
    expect(await call('/externalcontact/remark', { userid: 'laoxu', external_userid: externalUserId, remark: '不认识' })).toMatchObject({ errcode: 84061 });
    const added = await call('/externalcontact/add_corp_tag', { group_name: '来源', tag: [{ name: '老客转介绍' }, { name: '小红书' }] });
    const [tag] = (added.tag_group as { tag: { id: string }[] }).tag;
    expect(await call('/externalcontact/add_corp_tag', { group_name: '来源', tag: [{ name: '小红书' }] })).toMatchObject({ errcode: 40071 });
    expect(await call('/externalcontact/get_corp_tag_list', {})).toMatchObject({
      tag_group: [{ group_name: '来源', tag: [{ name: '老客转介绍' }, { name: '小红书' }] }],
    });
    expect(await call('/externalcontact/mark_tag', { userid: 'mei', external_userid: externalUserId, add_tag: [tag?.id] })).toMatchObject({ errcode: 0 });
    expect(await call('/externalcontact/mark_tag', { userid: 'mei', external_userid: externalUserId, add_tag: ['etNOBODY'] })).toMatchObject({
      errcode: 40068,
    });
    const { follow_user } = (await call(`/externalcontact/get?external_userid=${externalUserId}`)) as {
      follow_user: { userid: string; remark: string; tags: unknown[] }[];
    };
    expect(follow_user.find(({ userid }) => userid === 'mei')).toMatchObject({
      remark: '王梓涵 百天照',
      remark_mobiles: ['13800138003'],
      tags: [{ tag_id: tag?.id, tag_name: '老客转介绍' }],
    });
    expect(follow_user.find(({ userid }) => userid === 'xiaotang')).toMatchObject({ remark: '王梓涵', tags: [] });
  });

  it('IT-02 app messages arrive, name unknown members, and drop repeats without a word', async () => {
    const card = {
      touser: 'mei|nobody',
      msgtype: 'textcard',
      agentid: Number(sim.keys.agentId),
      enable_duplicate_check: 1,
      duplicate_check_interval: 600,
      textcard: { title: '待办：亲子写真', description: '时间 11月28日', url: 'https://shop.example/workbench/#/bookings/1' },
    };
    const inbox = () => sim.world.state.appMessages.filter(({ userid }) => userid === 'mei');
    expect(await call('/message/send', card)).toMatchObject({ errcode: 0, invaliduser: 'nobody', msgid: expect.any(String) as unknown });
    expect(await call('/message/send', card)).toMatchObject({ errcode: 0 });
    expect(inbox()).toHaveLength(1);
    sim.clock.pass(601_000);
    await call('/message/send', card);
    expect(inbox()).toHaveLength(2);
    expect(await call('/message/send', { ...card, touser: 'nobody' })).toMatchObject({ errcode: 81013 });
    expect(await call('/message/send', { ...card, agentid: 1 })).toMatchObject({ errcode: 40056 });
    await call('/message/send', { touser: 'laoxu', msgtype: 'text', agentid: sim.keys.agentId, text: { content: '字'.repeat(1000) } });
    expect(Buffer.byteLength(sim.world.state.appMessages.at(-1)?.description ?? '')).toBe(2046);
  });
});

describe('IT-02 WeCom callbacks', () => {
  let sim: Stage;
  let shop: Receiver;
  beforeEach(async () => {
    shop = await receiver();
    sim = await stage();
  });
  afterEach(async () => {
    await sim.close();
    await shop.close();
  });

  /** What the product does with a callback: check the signature, decrypt, look at the receiver. */
  function open(encrypted: string, { url }: Received): string {
    const query = (name: string) => url.searchParams.get(name) ?? '';
    expect(getSignature(sim.keys.callbackToken, query('timestamp'), query('nonce'), encrypted)).toBe(query('msg_signature'));
    const { message, id } = decrypt(sim.keys.encodingAesKey, encrypted);
    expect(id).toBe(sim.keys.corpId);
    return message;
  }
  const xml = new XMLParser({ parseTagValue: false });
  const encryptedOf = (received: Received) => (xml.parse(received.body) as { xml: { Encrypt: string } }).xml.Encrypt;

  it('IT-02 padding goes to 32 bytes whatever the length, as WeCom does and AES by itself does not', () => {
    for (let length = 0; length <= 40; length++) {
      const encrypted = encryptCallback(sim.keys, 'x'.repeat(length));
      expect(Buffer.from(encrypted, 'base64').length % 32).toBe(0);
      expect(decrypt(sim.keys.encodingAesKey, encrypted)).toMatchObject({ message: 'x'.repeat(length), id: sim.keys.corpId });
    }
  });

  it('IT-02 an address is kept when it gives the echo back in clear, and not otherwise', async () => {
    shop.answer = () => ({ status: 200, body: '"wrong"' });
    expect(await sim.pull('/wecom-callback', { url: `${shop.baseUrl}/wecom/callback` })).toMatchObject({ ok: false });
    expect(sim.world.state.callbackUrl).toBeNull();
    shop.answer = (received) => ({ status: 200, body: open(received.url.searchParams.get('echostr') ?? '', received) });
    expect(await sim.pull('/wecom-callback', { url: `${shop.baseUrl}/wecom/callback` })).toMatchObject({ ok: true });
    expect(sim.world.state.callbackUrl).toBe(`${shop.baseUrl}/wecom/callback`);
  });

  it('IT-02 a new contact, a remark and an end of contact are told encrypted, with the channel', async () => {
    sim.world.state.callbackUrl = `${shop.baseUrl}/wecom/callback`;
    const { externalUserId } = sim.someone('高若曦');
    expect(await sim.pull('/contacts/add', { userid: 'mei', externalUserId, state: 'c12' })).toEqual({ ok: true });
    expect(await sim.pull('/contacts/add', { userid: 'mei', externalUserId })).toMatchObject({ ok: false, problem: 'already' });
    await shop.until(1);
    await sim.pull('/contacts/edit', { userid: 'mei', externalUserId, remark: '高小姐' });
    await shop.until(2);
    await sim.pull('/contacts/end', { userid: 'mei', externalUserId, by: 'customer' });
    const events = (await shop.until(3)).map((received) => (xml.parse(open(encryptedOf(received), received)) as { xml: Record<string, string> }).xml);
    expect(events.map((event) => event.ChangeType)).toEqual(['add_external_contact', 'edit_external_contact', 'del_follow_user']);
    expect(events[0]).toMatchObject({
      ToUserName: sim.keys.corpId,
      MsgType: 'event',
      Event: 'change_external_contact',
      UserID: 'mei',
      ExternalUserID: externalUserId,
      State: 'c12',
      WelcomeCode: expect.any(String) as unknown,
    });
    expect(sim.world.state.people.follows.some((follow) => follow.externalUserId === externalUserId)).toBe(false);
  });

  it('IT-02 a callback that is not answered 200 comes three more times and no more', async () => {
    sim.world.state.callbackUrl = `${shop.baseUrl}/wecom/callback`;
    shop.answer = () => ({ status: 500 });
    await sim.pull('/contacts/add', { userid: 'mei', externalUserId: sim.someone('高若曦').externalUserId });
    await shop.until(4);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(shop.received).toHaveLength(4);
    expect(await eventually(() => sim.world.state.callbacks[0]?.attempts[3])).toMatchObject({ status: 500 });
  });
});

import { createHash } from 'node:crypto';
import { createWorld, type World } from '@zhike/sandbox/world/world';
import { issueCode } from '@zhike/sandbox/world/codes';
import { revokeTokens } from '@zhike/sandbox/simulators/tokens';
import { type ListeningSimulators, listen } from '@zhike/sandbox/simulators/index';
import { createWecom } from '../src/gateways/wecom/http';
import type { Wecom } from '../src/gateways/wecom/port';
import { dependencies, gatewayEnv, type Scripted, scriptedServer, type SeenRequest, worldKeys } from './gateways.fixtures';

const keys = worldKeys();
const CALM = { connectMs: 2_000, totalMs: 10_000, backoffMs: [1, 1] };
const json = (value: unknown): Scripted => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

describe('WeCom as the simulator speaks it', () => {
  const deps = dependencies(CALM);
  let world: World;
  let outside: ListeningSimulators;
  let wecom: Wecom;
  const calls = (path: string) => world.state.journal.filter((entry) => entry.kind === 'api' && entry.text.includes(path)).length;
  const wang = () => {
    const person = world.state.people.customers.find((one) => one.name === '王梓涵');
    if (!person) throw new Error('nobody');
    return person;
  };

  beforeAll(async () => {
    world = createWorld({ clock: deps.clock, stateFile: null });
    world.state.tagGroups.push({
      id: 'etGroup',
      name: '意向',
      tags: [
        { id: 'etHigh', name: '高' },
        { id: 'etLow', name: '低' },
      ],
    });
    outside = await listen(world, { keys });
    wecom = createWecom(gatewayEnv(keys, outside.baseUrl), deps);
  });
  afterAll(async () => {
    await outside.close();
    await world.close();
  });

  it('IT-02 a member comes back from the login page with a code that works once; an outsider is refused', async () => {
    const url = wecom.authorizeUrl('https://zhike.test/api/wecom/callback?to=/sidebar', 'state|1 中文&x=#y');
    const page = await fetch(`${url.replace('#wechat_redirect', '')}&sim_member=mei`, { redirect: 'manual' });
    const back = new URL(page.headers.get('location') ?? '');
    expect(back.origin + back.pathname).toBe('https://zhike.test/api/wecom/callback');
    expect([back.searchParams.get('to'), back.searchParams.get('state')]).toEqual(['/sidebar', 'state|1 中文&x=#y']);
    const code = back.searchParams.get('code') ?? '';
    expect(await wecom.memberByCode(code)).toEqual({ kind: 'ok', value: { userId: 'mei' } });
    expect(await wecom.memberByCode(code)).toMatchObject({ kind: 'rejected', code: '40029' });
    expect(await wecom.memberByCode(issueCode(world, 'oauth', wang().openid))).toMatchObject({ kind: 'rejected', code: 'outsider' });
    expect(url).toMatch(/#wechat_redirect$/);
  });

  it('IT-02 a contact comes with everyone who follows it; a stranger and a malformed id are a no', async () => {
    expect(await wecom.externalContact(wang().externalUserId)).toEqual({
      kind: 'ok',
      value: {
        externalUserId: wang().externalUserId,
        name: '王梓涵',
        avatarUrl: wang().avatar,
        unionid: wang().unionid,
        followers: [
          { userId: 'xiaotang', remark: '王梓涵', mobiles: [], state: null },
          { userId: 'mei', remark: '王梓涵 写真', mobiles: [], state: null },
        ],
      },
    });
    expect(await wecom.externalContact('wmNOBODYNOBODYNOBODYNOBODY')).toMatchObject({ kind: 'rejected', code: '84061' });
    expect(await wecom.externalContact("x' OR 1=1")).toMatchObject({ kind: 'rejected', code: '40096' });
  });

  it('IT-02 a remark is written, cut to twenty characters', async () => {
    const request = { userId: 'mei', externalUserId: wang().externalUserId, remark: '👰🏻王梓涵 写真 高意向 下周六上午十点一号棚' };
    expect(await wecom.remark(request)).toEqual({ kind: 'ok', value: null });
    const written = world.state.people.follows.find((follow) => follow.userid === 'mei' && follow.externalUserId === wang().externalUserId)?.remark ?? '';
    expect([...written]).toHaveLength(20);
    expect(request.remark.startsWith(written)).toBe(true);
    expect(await wecom.remark({ ...request, userId: 'laoxu' })).toMatchObject({ kind: 'rejected', code: '84061' });
  });

  it('IT-02 tags of the corp are read, set and taken away per member', async () => {
    expect(await wecom.corpTags()).toEqual({
      kind: 'ok',
      value: [
        {
          groupId: 'etGroup',
          groupName: '意向',
          tags: [
            { id: 'etHigh', name: '高' },
            { id: 'etLow', name: '低' },
          ],
        },
      ],
    });
    const follow = () => world.state.people.follows.find((one) => one.userid === 'mei' && one.externalUserId === wang().externalUserId)?.tagIds;
    const who = { userId: 'mei', externalUserId: wang().externalUserId };
    expect(await wecom.markTags({ ...who, add: ['etHigh', 'etLow'], remove: [] })).toEqual({ kind: 'ok', value: null });
    expect(await wecom.markTags({ ...who, add: [], remove: ['etLow'] })).toEqual({ kind: 'ok', value: null });
    expect(follow()).toEqual(['etHigh']);
    const before = calls('mark_tag');
    expect(await wecom.markTags({ ...who, add: [], remove: [] })).toEqual({ kind: 'ok', value: null });
    expect(calls('mark_tag')).toBe(before);
  });

  it('IT-02 a card reaches the member, a repeat is dropped by WeCom, an unknown member is a no', async () => {
    const card = { userId: 'mei', title: '新的预约', description: '王梓涵 个人写真', url: 'https://zhike.test/workbench', duplicateCheckSeconds: 600 };
    expect(await wecom.sendTextCard(card)).toMatchObject({ kind: 'ok', value: { msgid: expect.stringMatching(/.+/) } });
    expect((await wecom.sendTextCard(card)).kind).toBe('ok');
    expect(world.state.appMessages.filter((message) => message.userid === 'mei')).toHaveLength(1);
    expect(await wecom.sendTextCard({ ...card, userId: 'nobody' })).toMatchObject({ kind: 'rejected', code: 'invaliduser' });
  });

  it('IT-02 page signatures come from two different tickets, each fetched once', async () => {
    const url = 'https://zhike.test/sidebar/?code=1';
    const before = [calls('get_jsapi_ticket'), calls('ticket/get')];
    for (let i = 0; i < 3; i++) {
      const signed = await wecom.jsapiSignatures(`${url}#/customer`);
      if (signed.kind !== 'ok') throw new Error(signed.detail);
      for (const [kind, signature] of [
        ['config', signed.value.config],
        ['agent_config', signed.value.agentConfig],
      ] as const) {
        const ticket = world.state.tickets.find((one) => one.kind === kind)?.ticket;
        const expected = createHash('sha1')
          .update(`jsapi_ticket=${ticket}&noncestr=${signature.nonceStr}&timestamp=${signature.timestamp}&url=${url}`)
          .digest('hex');
        expect(signature.signature).toBe(expected);
        expect(Number.isInteger(signature.timestamp)).toBe(true);
      }
    }
    expect([calls('get_jsapi_ticket'), calls('ticket/get')]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1]);
  });

  it('IT-02 a token that died early is replaced by one fetch for all callers', async () => {
    await wecom.corpTags();
    const before = calls('gettoken');
    revokeTokens(world, 'wecom');
    for (const result of await Promise.all(Array.from({ length: 12 }, () => wecom.corpTags()))) expect(result.kind).toBe('ok');
    expect(calls('gettoken')).toBe(before + 1);
  });

  it('SC-06 no secret, token, ticket, code or person is in the log', () => {
    const secrets = [
      keys.corpSecret,
      'access_token=',
      'corpsecret',
      wang().externalUserId,
      '王梓涵',
      ...world.state.tokens.map((token) => token.token),
      ...world.state.tickets.map((ticket) => ticket.ticket),
    ];
    for (const secret of secrets) expect(deps.logged()).not.toContain(secret);
  });
});

describe('WeCom where it is surprising', () => {
  async function against<Result>(
    answer: (request: SeenRequest, count: number) => Scripted,
    work: (wecom: Wecom, seen: readonly SeenRequest[], logged: () => string) => Promise<Result>,
  ): Promise<Result> {
    const server = await scriptedServer((request, count) =>
      request.url.startsWith('/cgi-bin/gettoken') ? json({ errcode: 0, access_token: 'T', expires_in: 7200 }) : answer(request, count),
    );
    const deps = dependencies(CALM);
    try {
      return await work(createWecom({ ...gatewayEnv(keys, server.baseUrl), WECOM_API_BASE: server.baseUrl }, deps), server.seen, deps.logged);
    } finally {
      await server.close();
    }
  }

  it('IT-02 a contact with many followers is read to its last page', () =>
    against(
      (request) => {
        const cursor = new URL(request.url, 'http://x').searchParams.get('cursor');
        const follower = (userid: string) => ({ userid, remark: '', state: cursor ? 'autumn' : '', remark_mobiles: ['13800138000'] });
        return json({
          errcode: 0,
          external_contact: { external_userid: 'wm1', name: '林', type: 1 },
          follow_user: [follower(cursor === 'c1' ? 'b' : cursor === 'c2' ? 'c' : 'a')],
          next_cursor: cursor === null ? 'c1' : cursor === 'c1' ? 'c2' : '',
        });
      },
      async (w, seen) => {
        const contact = await w.externalContact('wm1');
        expect(contact.kind === 'ok' ? contact.value.followers.map((f) => [f.userId, f.state]) : contact).toEqual([
          ['a', null],
          ['b', 'autumn'],
          ['c', 'autumn'],
        ]);
        expect(contact).toMatchObject({ value: { avatarUrl: null, unionid: null } });
        expect(seen).toHaveLength(4);
      },
    ));

  it('IT-02 a cursor that never ends does not keep us for ever', () =>
    against(
      (_request, count) => json({ errcode: 0, external_contact: { external_userid: 'wm1' }, next_cursor: `c${count}` }),
      async (w) => expect((await w.externalContact('wm1')).kind).toBe('unavailable'),
    ));

  it('IT-02 title and description are cut to 128 and 512 bytes between characters', () =>
    against(
      () => json({ errcode: 0, msgid: 'm', invaliduser: '' }),
      async (w, seen) => {
        for (const text of ['预约'.repeat(400), '👰🏻'.repeat(200), `a${'预'.repeat(300)}`, 'x'.repeat(2000)]) {
          expect((await w.sendTextCard({ userId: 'mei', title: text, description: text, url: 'https://zhike.test', duplicateCheckSeconds: 0 })).kind).toBe(
            'ok',
          );
          const sent = JSON.parse(seen.at(-1)?.body ?? '') as {
            textcard: { title: string; description: string };
            agentid: unknown;
            enable_duplicate_check: number;
          };
          expect(Buffer.byteLength(sent.textcard.title)).toBeLessThanOrEqual(128);
          expect(Buffer.byteLength(sent.textcard.title)).toBeGreaterThan(120);
          expect(Buffer.byteLength(sent.textcard.description)).toBeLessThanOrEqual(512);
          for (const cut of [sent.textcard.title, sent.textcard.description]) {
            expect(cut.endsWith('…')).toBe(true);
            expect(text.startsWith(cut.slice(0, -1))).toBe(true);
            expect(cut).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])|\ufffd/);
          }
          expect([sent.agentid, sent.enable_duplicate_check]).toEqual([Number(keys.agentId), 0]);
        }
      },
    ));

  it('IT-02 errcode 0 with the member in invaliduser means that nobody got the card', () =>
    against(
      () => json({ errcode: 0, invaliduser: 'mei', msgid: 'm' }),
      async (w) =>
        expect(await w.sendTextCard({ userId: 'mei', title: 't', description: 'd', url: 'u', duplicateCheckSeconds: 60 })).toMatchObject({
          kind: 'rejected',
          code: 'invaliduser',
        }),
    ));

  it.each([
    [60020, 'rejected'],
    [48002, 'rejected'],
    [84061, 'rejected'],
    [40096, 'rejected'],
    [45009, 'unavailable'],
    [45033, 'unavailable'],
    [-1, 'unavailable'],
    [40014, 'unavailable'],
  ])('IT-02 errcode %i is %s', (errcode, kind) =>
    against(
      () => json({ errcode, errmsg: 'x' }),
      async (w, _seen, logged) => {
        const outcome = await w.externalContact('wm1');
        expect(outcome.kind).toBe(kind);
        if (outcome.kind === 'rejected') expect(outcome.code).toBe(String(errcode));
        if (errcode === 60020) expect(logged()).toContain('企业可信IP');
      },
    ),
  );
});

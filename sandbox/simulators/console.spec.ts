import { type Stage, stage } from './contract.fixtures';

describe('the console of the played world', () => {
  let sim: Stage;
  beforeAll(async () => void (sim = await stage()));
  afterAll(() => sim.close());

  it('shows people and switches, and none of the secrets', async () => {
    const state = await sim.json('/console/state');
    expect(state).toMatchObject({
      identity: { appid: sim.keys.appid },
      faults: { notification: 'once' },
      customers: expect.arrayContaining([expect.objectContaining({ name: '林小雨' })]) as unknown,
    });
    const text = JSON.stringify(state);
    for (const secret of [sim.keys.appSecret, sim.keys.apiV3Key, sim.keys.corpSecret, sim.keys.callbackToken, sim.keys.encodingAesKey, 'PRIVATE KEY'])
      expect(text).not.toContain(secret);
  });

  it('changes nothing when one of the switches is not understood', async () => {
    expect(await sim.pull('/faults', { latencyMs: 50, notification: 'sometimes', refuseConnections: { bank: '503' } })).toMatchObject({
      ok: false,
      problem: '看不懂这些开关：notification、refuseConnections.bank',
    });
    expect(sim.world.state.faults.latencyMs).toBe(0);
    expect(await sim.pull('/faults', { latencyMs: 120 })).toMatchObject({ ok: true, faults: { latencyMs: 120 } });
    const before = performance.now();
    await sim.json('/wechat/sns/jscode2session');
    expect(performance.now() - before).toBeGreaterThan(110);
    expect(await sim.pull('/faults', { reset: true })).toMatchObject({ faults: { latencyMs: 0 } });
  });

  it('keeps the words of members and customers, for contacts only', async () => {
    const { externalUserId } = sim.someone('林小雨');
    expect(
      await sim.pull('/chats', { userid: 'xiaotang', externalUserId, msgtype: 'miniprogram', title: '预约亲子写真', page: 'pages/home/index' }),
    ).toMatchObject({ ok: true, message: { from: 'member', content: { appid: sim.keys.appid } } });
    expect(await sim.pull('/chats', { userid: 'xiaotang', externalUserId, from: 'customer', msgtype: 'text', text: '周六可以吗？' })).toMatchObject({
      ok: true,
    });
    expect(await sim.pull('/chats', { userid: 'zongbu', externalUserId, msgtype: 'text', text: '你好' })).toMatchObject({ ok: false });
    expect(await sim.json(`/console/chats?userid=xiaotang&externalUserId=${externalUserId}`)).toMatchObject({
      messages: [{ from: 'member' }, { from: 'customer', content: { text: '周六可以吗？' } }],
    });
  });

  it('streams the journal: what was missed first, then what happens', async () => {
    sim.world.record('people', 'test.first', '第一件');
    const after = sim.world.state.sequence - 1;
    const response = await fetch(`${sim.baseUrl}/sim/console/journal?kinds=test`, { headers: { 'last-event-id': String(after) } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const readUntil = async (part: string): Promise<void> => {
      while (!text.includes(part)) {
        const { value, done } = await reader.read();
        if (done) throw new Error('the stream ended');
        text += value;
      }
    };
    await readUntil('第一件');
    sim.world.record('people', 'other.thing', '不相干');
    sim.world.record('people', 'test.second', '第二件');
    await readUntil('第二件');
    expect(text).not.toContain('不相干');
    await reader.cancel();
    expect(await sim.json(`/console/journal?format=json&kinds=test&after=${String(after)}`)).toMatchObject({
      entries: [{ text: '第一件' }, { text: '第二件' }],
    });
  });

  it('tells the name of the member at the screen by a cookie', async () => {
    const response = await fetch(`${sim.baseUrl}/sim/console/members/mei/enter`, { method: 'POST' });
    expect(response.headers.get('set-cookie')).toMatch(/^sim_member=mei; path=\/sim; samesite=lax; httponly/i);
    expect((await fetch(`${sim.baseUrl}/sim/console/members/nobody/enter`, { method: 'POST' })).status).toBe(404);
  });
});

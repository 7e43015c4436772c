import { segmentOf } from './contract.stage.definitions';
import { seedFixture, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let manager: Login;

beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports, { copies: 1 });
  boss = await shop.staff('zongbu');
  manager = await shop.staff('laoxu');
}, 60_000);
afterAll(() => shop?.close());

const create = async (title: string, body = segmentOf('小红书'), as = boss) =>
  (await shop.do('definitions.create', { kind: 'segment', title, body }, as)).definition;
const read = async (id: string, as = boss) => (await shop.do('definitions.read', { id }, as)).definition;
const save = (id: string, rev: number, source: string, as = boss) =>
  shop.send('definitions.saveDraft', { id, rev, title: `${source}来的`, body: segmentOf(source) }, as);
const published = async (title: string, body = segmentOf('小红书')) => {
  const { id } = await create(title, body);
  return (await shop.do('definitions.publish', { id, rev: 1, note: '第一版' }, boss)).definition;
};

describe('FM-21 a definition has one draft, and versions that stay', () => {
  test('drafted, saved, stepped back and forward, published, published again, restored', async () => {
    const { id } = await create('来源');
    expect((await save(id, 1, '抖音')).status).toBe(200);
    const back = (await shop.do('definitions.stepDraft', { id, rev: 2, to: 'back' }, boss)).definition;
    expect(back.open).toMatchObject({ rev: 1, title: '来源', body: segmentOf('小红书'), canUndo: false, canRedo: true });
    expect((await shop.do('definitions.stepDraft', { id, rev: 1, to: 'forward' }, boss)).definition.open).toMatchObject({ rev: 2, canRedo: false });
    const first = (await shop.do('definitions.publish', { id, rev: 2, note: '第一版' }, boss)).definition;
    expect([first.current, first.open, first.published]).toMatchObject([1, null, { version: 1, title: '抖音来的', body: segmentOf('抖音'), note: '第一版' }]);
    // The first step after a publication can be taken back, too: to what is in force.
    const again = await save(id, 0, '美团');
    expect(again.value.definition.open).toMatchObject({ rev: 2, canUndo: true });
    await shop.do('definitions.publish', { id, rev: 2, note: '第二版' }, boss);
    const restored = (await shop.do('definitions.restore', { id, version: 1, note: '还是抖音' }, boss)).definition;
    expect(restored.published).toMatchObject({ version: 3, body: segmentOf('抖音') });
    const { versions } = await shop.do('definitions.versions', { id }, boss);
    expect(versions.map(({ version, restored: of, note }) => [version, of, note])).toEqual([
      [3, 1, '还是抖音'],
      [2, null, '第二版'],
      [1, null, '第一版'],
    ]);
    const { pool } = shop.server.ports.db;
    await expect(pool.query("UPDATE definition_versions SET note = 'x' WHERE definition_id = $1", [id])).rejects.toThrow('never changed');
    await expect(pool.query('DELETE FROM definition_versions WHERE definition_id = $1', [id])).rejects.toThrow('never changed');
  });

  test('nothing that somebody else saved is overwritten, and who has it open is told; it can be taken over', async () => {
    const { id } = await create('两个人');
    const other = await shop.staff('zongbu');
    expect((await save(id, 1, '抖音', other)).status).toBe(200);
    expect((await save(id, 1, '美团')).refusal).toMatchObject({ code: 'definition.draft_changed', facts: { rev: 2 } });
    // Another member: the shop's definitions are headquarters', so a second one of them.
    await shop.server.ports.db.pool.query("UPDATE staff_members SET roles = ARRAY['headquarters'] WHERE wecom_user_id = 'laoxu'");
    const second = await shop.staff('laoxu');
    expect((await save(id, 2, '美团', second)).refusal).toMatchObject({ code: 'definition.being_edited' });
    expect((await read(id, second)).editing).not.toBeNull();
    expect((await shop.do('definitions.takeOver', { id }, second)).definition.editing).toBeNull();
    expect((await save(id, 2, '美团', second)).status).toBe(200);
    expect((await save(id, 2, '抖音')).refusal?.code).toBe('definition.draft_changed');
    await shop.server.ports.db.pool.query("UPDATE staff_members SET roles = ARRAY['manager'] WHERE wecom_user_id = 'laoxu'");
    manager = await shop.staff('laoxu');
  });

  test('ten saves of one step at once: one is kept, nine are told', async () => {
    const { id } = await create('一起点');
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => save(id, 1, `来源${i}`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ refusal }) => refusal?.code === 'definition.draft_changed')).toHaveLength(9);
    expect((await read(id)).open?.rev).toBe(2);
  });

  test('what an engine finds wrong is told at its place and cannot be published', async () => {
    const wrong = { entity: 'customer', where: { all: [{ f: 'nickname', op: 'eq', v: 'x' }] } };
    const { id, problems } = await create('写错了', wrong as never);
    expect(problems).toMatchObject([{ code: 'unknown_field', path: '/where/all/0', level: 'error' }]);
    const refused = await shop.send('definitions.publish', { id, rev: 1, note: '试试' }, boss);
    expect(refused.refusal).toMatchObject({ code: 'definition.has_problems', facts: { problems: [{ code: 'unknown_field' }] } });
    expect((await read(id)).current).toBe(0);
    expect((await shop.send('definitions.create', { kind: 'poem', title: '诗', body: {} }, boss)).refusal?.code).toBe('definition.kind_unknown');
    const hostile = JSON.parse('{"entity":"customer","where":{"__proto__":{"x":1}}}') as Record<string, unknown>;
    expect((await shop.send('definitions.create', { kind: 'segment', title: '坏', body: hostile }, boss)).refusal).toMatchObject({
      code: 'definition.body_refused',
      facts: { path: '/where/__proto__', problem: 'forbidden_key' },
    });
  });

  test('one that others need stays; then it goes, and its versions can still be read', async () => {
    const { id } = await published('基础');
    const user = await published('用到基础', { entity: 'customer', where: { seg: id } } as never);
    expect((await shop.send('definitions.retire', { id, reason: '不用了' }, boss)).refusal).toMatchObject({
      code: 'definition.in_use',
      facts: { by: [{ id: user.id, title: '用到基础' }] },
    });
    await shop.do('definitions.retire', { id: user.id, reason: '不用了' }, boss);
    await shop.do('definitions.retire', { id, reason: '不用了' }, boss);
    expect((await save(id, 0, '抖音')).refusal?.code).toBe('definition.retired');
    expect((await shop.do('definitions.version', { id, version: 1 }, boss)).version.body).toEqual(segmentOf('小红书'));
    const { items } = await shop.do('definitions.list', { kind: 'segment' }, boss);
    expect(items.map((row) => row.id)).not.toContain(id);
  });

  test('a store’s people change their own; those of the whole shop they read', async () => {
    const { id } = await published('总部的');
    expect((await read(id, manager)).can).toEqual([]);
    expect((await save(id, 0, '抖音', manager)).refusal?.code).toBe('access.forbidden');
    const own = await create('我们店的', segmentOf('路过'), manager);
    expect([own.storeId, own.can]).toEqual([fixture.storeId, ['edit', 'publish', 'switch', 'retire']]);
    expect((await shop.send('definitions.create', { kind: 'segment', title: '全店', storeId: null, body: segmentOf('x') }, manager)).refusal?.code).toBe(
      'access.forbidden',
    );
    const sales = await shop.staff('xiaotang');
    expect((await shop.send('definitions.list', {}, sales)).status).toBe(403);
  });
});

describe('RU-15 a segment is whoever meets its condition', () => {
  const person = async (name: string, source: string, storeId = fixture.storeId) =>
    (await shop.do('customers.create', { name, source, storeId, phone: null, gender: 'unknown', birthday: null, weddingDate: null, note: '' }, boss)).profile;

  test('count and names agree, and each is told why', async () => {
    for (const [name, source] of [
      ['王芳', '展会'],
      ['李梅', '展会'],
      ['赵敏', ''],
    ] as const)
      await person(name, source);
    const found = await shop.do('segments.preview', segmentOf('展会'), boss);
    expect([found.count, found.rows.map((row) => row.name).sort()]).toEqual([2, ['李梅', '王芳']]);
    expect(found.sentence).toContain('展会');
    const not = await shop.do('segments.preview', { entity: 'customer', where: { f: 'source', op: 'ne', v: '展会' } }, boss);
    expect(not.rows.map((row) => row.name)).toContain('赵敏');
    expect(not.sentence).toContain('含未填写');
    const zhao = not.rows.find((row) => row.name === '赵敏')?.id ?? '';
    const where = {
      all: [
        { f: 'source', op: 'eq', v: '展会' },
        { f: 'name', op: 'notEmpty' },
      ],
    };
    const told = await shop.do('segments.why', { entity: 'customer', where, id: zhao }, boss);
    expect([told.ok, told.lines.map((line) => line.ok)]).toEqual([false, [false, true]]);
    expect((await shop.do('segments.preview', { ...segmentOf('展会'), search: '梅' }, boss)).rows.map((row) => row.name)).toEqual(['李梅']);
  });

  test('nobody finds whom she may not see, and what she may not read cannot be asked', async () => {
    const far = await person('孙远', '只在徐汇', fixture.otherStoreId);
    const of = segmentOf('只在徐汇');
    expect([(await shop.do('segments.preview', of, boss)).count, (await shop.do('segments.preview', of, manager)).count]).toEqual([1, 0]);
    expect((await shop.send('segments.why', { ...of, id: far.id }, manager)).refusal?.code).toBe('record.not_found');
    expect((await shop.do('segments.names', { entity: 'customer', search: '孙远', ids: [far.id] }, manager)).items).toEqual([]);
    expect((await shop.do('segments.names', { entity: 'nothing', search: '', ids: [] }, boss)).items).toEqual([]);
    expect((await shop.send('segments.preview', { entity: 'customer', where: { f: 'phone', op: 'contains', v: '138' } }, boss)).refusal).toMatchObject({
      code: 'segments.has_problems',
      facts: { problems: [{ code: 'op_not_on_encrypted' }] },
    });
  });
});

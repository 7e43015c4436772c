import { templates } from '@zhike/config/industries/templates';
import type { Template } from '@zhike/domain/templates/template';
import { startHarness, type Harness, type Login } from './harness';
import { fileOf } from './contract.stage.templates';
import { seedFixture } from './fixture';
import { toFile } from '../src/modules/templates/file';

let shop: Harness;
let boss: Login;
beforeAll(async () => {
  shop = await startHarness();
  await seedFixture(shop.server.ports, { copies: 1 });
  boss = await shop.staff('zongbu');
}, 60_000);
afterAll(() => shop?.close());

const planOf = async (templateId: string) => (await shop.do('templates.plan', { templateId, choices: {} }, boss)).parts;

describe.each(templates.map((template) => [template.id, template] as [string, Template]))('PF-07 the template %s', (templateId, template) => {
  test('is installed by one command: everything is in force, its services need what it brought, and a second time nothing is left to do', async () => {
    expect((await planOf(templateId)).every((part) => part.standing === 'new')).toBe(true);
    const answer = await shop.send('templates.install', { templateId, choices: {} }, boss);
    expect(answer.refusal).toBeNull();
    const done = answer.value;
    expect(done).toMatchObject({ drafts: [], left: [] });
    expect(done.made).toEqual(template.parts.map((part) => part.id));
    const { rows } = await shop.server.ports.db.pool.query<{ id: string }>(
      'SELECT d.id FROM definitions d WHERE d.id = ANY($1) AND d.current = 1 AND d.draft_rev = 0 ORDER BY d.id',
      [template.parts.map((part) => part.id)],
    );
    const defined = template.parts.filter((part) => !['tags', 'field', 'resource', 'service', 'line', 'item'].includes(part.kind));
    expect(rows.map((row) => row.id)).toEqual(defined.map((part) => part.id).sort());
    expect(await planOf(templateId)).not.toContainEqual(expect.objectContaining({ standing: 'conflict' }));
    expect((await planOf(templateId)).map((part) => [part.id, part.standing])).toEqual(template.parts.map((part) => [part.id, 'same']));
    expect((await shop.do('templates.install', { templateId, choices: {} }, boss)).made).toEqual([]);
    const row = (await shop.do('templates.list', {}, boss)).templates.find((one) => one.id === templateId);
    expect(row).toMatchObject({ installed: template.version, version: template.version });
  }, 60_000);
});

test('PF-07 a shop that has such a tag group already keeps it, its colour and its own tags, and gets what is missing', async () => {
  const group = {
    groupId: null,
    name: '肤质',
    colour: '#112233',
    tags: [
      { id: null, name: '干性' },
      { id: null, name: '自己的' },
    ],
  };
  const before = (await shop.do('customers.saveTagGroup', group, boss)).group;
  const tags = ['干性', '油性'].map((name, i) => ({ id: `zz.tag.skin${i}`, name }));
  const file = fileOf([{ id: 'zz.tags.skin', kind: 'tags', title: '肤质', body: { colour: '#445566', tags } }]);
  await shop.do('templates.import', { file, choices: {} }, boss);
  const after = (await shop.do('customers.tagGroups', {}, boss)).groups.find((one) => one.id === before.id);
  expect(after).toMatchObject({ name: '肤质', colour: '#112233' });
  expect(after?.tags.map((tag) => tag.name).sort()).toEqual(['干性', '油性', '自己的'].sort());
  expect(after?.tags).toEqual(expect.arrayContaining(before.tags));
});

describe('a template goes from one shop to another and grows', () => {
  const part = (n: number, over: object = {}) => ({
    id: 'zz.segment.source',
    kind: 'segment',
    title: `客群 ${n}`,
    body: { entity: 'customer', where: { f: 'source', op: 'eq', v: '抖音' }, ...over },
  });
  const file = (version: number, parts: Parameters<typeof fileOf>[0]) => toFile({ ...fileOf(parts).template, version });

  test('PF-10 what the shop left alone becomes a draft of the newer version, what both changed has to be chosen, and the drafts are published together', async () => {
    const first = file(1, [part(1), { ...part(1), id: 'zz.segment.other' }]);
    expect((await shop.do('templates.import', { file: first, choices: {} }, boss)).made).toEqual(['zz.segment.source', 'zz.segment.other']);
    const mine = { entity: 'customer', where: { f: 'source', op: 'eq', v: '小红书' } };
    await shop.do('definitions.saveDraft', { id: 'zz.segment.other', rev: 0, title: '客群 1', body: mine }, boss);
    await shop.do('definitions.publish', { id: 'zz.segment.other', rev: 2, note: '我们的' }, boss);
    const newer = { where: { f: 'source', op: 'eq', v: '美团' } };
    const second = file(2, [part(2, newer), { ...part(1, newer), id: 'zz.segment.other' }]);
    const { parts } = await shop.do('templates.planFile', { file: second, choices: {} }, boss);
    expect(parts.map((one) => one.standing)).toEqual(['follow', 'conflict']);
    expect(parts[1]?.conflicts).toEqual([{ path: '/body/where', base: part(1).body.where, mine: mine.where, theirs: newer.where }]);
    expect((await shop.send('templates.import', { file: second, choices: {} }, boss)).refusal).toEqual({ code: 'templates.choose', facts: { conflicts: 1 } });
    const choices = { 'zz.segment.other/body/where': 'mine' as const };
    expect(await shop.do('templates.import', { file: second, choices }, boss)).toEqual({ made: [], drafts: ['zz.segment.source'], left: ['zz.segment.other'] });
    const before = (await shop.do('definitions.read', { id: 'zz.segment.source' }, boss)).definition;
    expect([before.current, before.open?.title, before.published?.title]).toEqual([1, '客群 2', '客群 1']);
    expect((await shop.do('templates.publish', { templateId: 'another-shop' }, boss)).published).toEqual(['zz.segment.source']);
    expect((await shop.do('definitions.read', { id: 'zz.segment.source' }, boss)).definition).toMatchObject({ current: 2, open: null, title: '客群 2' });
    // Chosen once, it stays chosen: the same version asks nothing again.
    expect((await shop.do('templates.planFile', { file: second, choices: {} }, boss)).parts.map((one) => one.standing)).toEqual(['same', 'mine']);
  });

  test('PF-10 what was exported says what was installed; a file that was changed, or that names records of its shop, is refused and nothing of it is kept', async () => {
    const { file: whole, left } = await shop.do('templates.export', { id: 'own', title: '我们的做法', summary: '' }, boss);
    expect(left).toEqual([]);
    const source = whole.template.parts.find((one) => one.id === 'zz.segment.source');
    expect(source).toEqual(part(2, { where: { f: 'source', op: 'eq', v: '美团' } }));
    const names = (parts: { id: string }[]) => parts.map((one) => one.id).sort();
    expect(names(whole.template.parts)).toEqual(expect.arrayContaining(names(templates.flatMap((one) => one.parts).map(({ id }) => ({ id })))));
    const changed = { ...whole, template: { ...whole.template, parts: [{ ...whole.template.parts[0]!, title: '改过' }] } };
    expect((await shop.send('templates.import', { file: changed, choices: {} }, boss)).refusal).toMatchObject({ code: 'templates.file_changed' });
    const foreign = fileOf([{ id: 'zz.rule.own', kind: 'segment', title: '别人的', body: { owner: '01a219a7-039b-77b7-aff2-cf2d34ea78e9' } }]);
    expect((await shop.send('templates.import', { file: foreign, choices: {} }, boss)).refusal).toEqual({
      code: 'templates.foreign_id',
      facts: { part: 'zz.rule.own', path: '/owner' },
    });
    const half = fileOf([
      { ...part(1), id: 'zz.segment.good' },
      { ...part(1), id: 'zz.segment.bad', body: { entity: 'nothing', where: { all: [] } } },
    ]);
    expect((await shop.send('templates.import', { file: half, choices: {} }, boss)).refusal).toMatchObject({
      code: 'templates.part_refused',
      facts: { part: 'zz.segment.bad' },
    });
    expect((await shop.send('definitions.read', { id: 'zz.segment.good' }, boss)).status).toBe(404);
    expect((await shop.send('templates.install', { templateId: 'wellness', choices: {} }, await shop.staff('laoxu'))).status).toBe(403);
  });

  test('PF-10 what the shop made itself goes along under ids of its own, also where one needs the other; its own tags stay at home', async () => {
    const make = async (title: string, body: Record<string, unknown>) => {
      const { id } = (await shop.do('definitions.create', { kind: 'segment', title, body }, boss)).definition;
      await shop.do('definitions.publish', { id, rev: 1, note: '第一版' }, boss);
      return id;
    };
    const inner = await make('抖音客', { entity: 'customer', where: { f: 'source', op: 'eq', v: '抖音' } });
    const outer = await make('抖音客里的', { entity: 'customer', where: { seg: inner } });
    const { file, left } = await shop.do('templates.export', { id: 'own', title: '我们的做法', summary: '' }, boss);
    expect(left).toEqual([]);
    const [innerPart, outerPart] = [inner, outer].map((id) => file.template.parts.find((one) => one.id === id.replace(/-/g, '')));
    expect(outerPart?.body).toEqual({ entity: 'customer', where: { seg: `@${innerPart?.id}` } });
    const skin = file.template.parts.find((one) => one.id === 'zz.tags.skin');
    expect(((skin?.body.tags ?? []) as { id: string }[]).map((tag) => tag.id).sort()).toEqual(['zz.tag.skin0', 'zz.tag.skin1']);
    const there = toFile({ ...file.template, id: 'the-other', parts: [innerPart!, outerPart!] });
    expect((await shop.do('templates.import', { file: there, choices: {} }, boss)).made).toEqual([innerPart?.id, outerPart?.id]);
    const read = (await shop.do('definitions.read', { id: outerPart?.id ?? '' }, boss)).definition;
    expect(read.published?.body).toEqual({ entity: 'customer', where: { seg: innerPart?.id } });
  });
});

import type { FormBody } from './definition';
import { diffForms } from './diff';
import { decideVersion, type OpenPage, remapInput } from './migrate';
import { formOf } from './vectors.run';
import { FORM_CATALOGUE } from './vectors.catalogue';

const V2 = formOf({ fields: { note: { field: 'note' }, plate: { field: 'plate', label: '车牌' }, price: { field: 'price' } } });
const rule = { id: 'guard', ok: { f: 'form.note', op: 'notEmpty' }, msg: '请填写备注', at: ['note'], level: 'error' } as const;
const next = (over: Partial<FormBody>): typeof V2 => ({ ...V2, version: 2, ...over });
const NOW = Date.parse('2026-11-28T02:00:00.000Z');
const MINUTES_24 = 24 * 60_000;
const page = (over: Partial<OpenPage>): OpenPage => ({
  submitted: V2,
  current: next({}),
  replacedAt: NOW - MINUTES_24,
  now: NOW,
  public: false,
  catalogue: FORM_CATALOGUE,
  ...over,
});

test('FM-21 filled in on a train while a new version came: judged by the version that she saw', () => {
  expect(decideVersion(page({ current: next({ fields: { note: { field: 'note', requiredIf: true } }, rules: [rule] }) }))).toEqual({ ok: true, value: V2 });
  expect(decideVersion(page({ current: V2 }))).toEqual({ ok: true, value: V2 });
});

test('FM-21 a rule that holds for open pages, a field that is gone and a public version older than its grace refuse it', () => {
  const because = (over: Partial<OpenPage>) => {
    const decided = decideVersion(page(over));
    return decided.ok ? null : decided.refusal.facts;
  };
  const guarded = next({ rules: [{ ...rule, blocking: true }] });
  expect(because({ current: guarded })).toEqual({ version: 1, current: 2, because: 'blocking_rule' });
  expect(because({ submitted: { ...V2, rules: [{ ...rule, blocking: true }] }, current: guarded })).toBeNull();
  const visit = FORM_CATALOGUE.entities.visit!;
  const without = {
    ...FORM_CATALOGUE,
    entities: { ...FORM_CATALOGUE.entities, visit: { ...visit, fields: { ...visit.fields, plate: { ...visit.fields.plate!, retired: true as const } } } },
  };
  expect(because({ catalogue: without })?.because).toBe('field_gone');
  const week = 7 * 86_400_000;
  expect(because({ public: true, replacedAt: NOW - week })).toBeNull();
  expect(because({ public: true, replacedAt: NOW - week - 1 })?.because).toBe('too_old');
  expect(because({ replacedAt: NOW - 50 * week })).toBeNull();
});

test('FM-21 nothing that was typed is lost: by its id it finds its slot, or it is kept aside', () => {
  const to = next({ fields: { note: { field: 'note' }, plate: { field: 'price' }, total: { field: 'total', default: { value: 5 } } } });
  const typed = { values: { note: '想要短发', plate: '沪A12345', price: 100 }, opened: { note: 'x' } };
  expect(remapInput(typed, V2, to, FORM_CATALOGUE)).toEqual({ input: { values: { note: '想要短发' } }, left: { plate: '沪A12345', price: 100 } });
});

test('FM-21 versions are told apart slot by slot: what came, went, moved and says something else', () => {
  const after = next({
    title: '新',
    fields: { price: { field: 'price' }, note: { field: 'note', label: '说明', requiredIf: true }, count: { field: 'count' } },
    layout: [{ id: 'main', cols: 1, title: '甲', slots: ['price', 'note', 'count'] }],
    rules: [rule],
  });
  expect(diffForms(V2, after)).toMatchObject({
    added: ['count'],
    removed: ['plate'],
    moved: ['note', 'price'],
    slots: [
      { id: 'note', property: 'label', before: undefined, after: '说明' },
      { id: 'note', property: 'requiredIf', before: undefined, after: true },
    ],
    rules: [{ id: 'guard', property: 'added' }],
    form: [{ property: 'layout' }, { property: 'title', before: '向量', after: '新' }, { property: 'version' }],
  });
  const same = diffForms(V2, { ...V2, fields: { price: { field: 'price' }, plate: { label: '车牌', field: 'plate' }, note: { field: 'note' } } });
  expect(same).toEqual({ added: [], removed: [], moved: [], slots: [], rules: [], form: [] });
});

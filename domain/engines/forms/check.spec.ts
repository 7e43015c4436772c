import type { Formula } from '../catalogue/definition';
import type { Cond } from '../conditions/definition';
import { checkForm, FORM_CHECKS, type FormCheckProblem } from './check';
import type { FormBody, FormDef, Slot } from './definition';
import { slotsIn } from './order';
import { formOf, type FormVector } from './vectors.run';
import { FORM_WORLD, LINE_FORM } from './vectors.catalogue';

type Over = Partial<FormVector['def']>;
const bodyOf = (over: Over): FormBody => {
  const { id: _id, version: _version, ...body } = formOf({ fields: { note: { field: 'note' } }, ...over });
  return body;
};
const TWICE: FormDef = { ...LINE_FORM, id: 'form.nested', fields: { ...LINE_FORM.fields, lines: { field: 'lines', rows: { form: 'form.line' } } } };
const check = (body: unknown) => checkForm(body, FORM_WORLD.catalogue, { ...FORM_WORLD.forms, 'form.nested': TWICE });
const slots = (fields: Readonly<Record<string, Slot>>, over: Over = {}): FormBody => bodyOf({ fields, ...over });
const ref = { show: ['name'], limit: 'active' as const, fill: [] };
const one = (slot: Slot, over: Over = {}): FormBody => slots({ one: slot }, over);
const visible = (visibleIf: Cond): FormBody => slots({ one: { field: 'note', visibleIf }, two: { field: 'plate' } });
const compute = (formula: Formula): FormBody => one({ field: 'price', compute: formula });
const consent: Slot = { field: 'scratch:bool', requiredIf: true, consent: { text: 'privacy', version: 1 } };

const EXAMPLES: readonly (readonly [FormCheckProblem['code'], string, unknown])[] = [
  ['shape', '', null],
  ['shape', '/layout', { ...bodyOf({}), layout: 'x' }],
  ['shape', '/fields/one', { ...bodyOf({}), fields: { one: { field: 'note', secret: 1 } } }],
  ['shape', '/fields/Bad id', { ...bodyOf({}), fields: { 'Bad id': { field: 'note' } } }],
  ['shape', '/public/frames/0', bodyOf({ public: { kinds: ['open'], frames: ['javascript:alert(1)'] } })],
  ['unknown_entity', '/entity', bodyOf({ entity: 'constructor' })],
  ['no_slots', '/fields', slots({}, { layout: [] })],
  ['unknown_field', '/fields/one/field', one({ field: 'constructor' })],
  ['unknown_field', '/fields/one/field', one({ field: 'scratch:nothing' as 'scratch:text' })],
  ['field_retired', '/fields/one/field', one({ field: 'gone' })],
  ['field_not_writable', '/fields/one/field', one({ field: 'state' })],
  ['field_not_writable', '/fields/one/field', one({ field: 'age' })],
  ['field_twice', '/fields/two/field', slots({ one: { field: 'note' }, two: { field: 'note' } })],
  ['unknown_slot', '/layout/0/slots', bodyOf({ layout: [{ id: 'main', cols: 1, slots: ['note', 'ghost'] }] })],
  ['unknown_slot', '/match/0', bodyOf({ match: ['ghost'] })],
  ['slot_not_placed', '/fields/note', bodyOf({ layout: [{ id: 'main', cols: 1, slots: [{ note: '请填写' }] }] })],
  ['slot_placed_twice', '/layout/0/slots', bodyOf({ layout: [{ id: 'main', cols: 2, slots: ['note', { row: ['note'] }] }] })],
  [
    'id_twice',
    '/layout/1/id',
    bodyOf({
      layout: [
        { id: 'main', cols: 1, slots: ['note'] },
        { id: 'main', cols: 1, slots: [] },
      ],
    }),
  ],
  [
    'loop',
    '/fields/price',
    slots({ price: { field: 'price', compute: { slot: 'total' } }, total: { field: 'total', default: { formula: { slot: 'price' } } } }),
  ],
  ['control_not_for_type', '/fields/one/control', one({ field: 'note', control: 'stars' })],
  ['check_not_for_type', '/fields/one/checks/0', one({ field: 'price', checks: [{ is: 'pattern', p: 'phone' }] })],
  ['check_not_for_type', '/fields/one/checks/0', one({ field: 'photos', checks: [{ is: 'unique', scope: 'org' }] })],
  ['bounds_crossed', '/fields/one/checks/0', one({ field: 'price', checks: [{ is: 'range', min: 5, max: 4 }] })],
  ['bounds_crossed', '/fields/one/checks/0', one({ field: 'note', checks: [{ is: 'length', min: 5, max: 4 }] })],
  ['mask_invalid', '/fields/one/checks/0/p', one({ field: 'note', checks: [{ is: 'pattern', p: { mask: '京-' } }] })],
  ['value_invalid', '/fields/one/default/value', one({ field: 'price', default: { value: 'abc' } })],
  ['value_invalid', '/fields/one/default/value', one({ field: 'note', default: { value: 'x' }, checks: [{ is: 'pattern', p: 'digits' }] })],
  ['scratch_options_missing', '/fields/one', one({ field: 'scratch:option' })],
  ['compute_and_default', '/fields/one/default', one({ field: 'price', compute: { value: 1 }, default: { value: 1 } })],
  ['unique_on_scratch', '/fields/one/checks/0', one({ field: 'scratch:text', checks: [{ is: 'unique', scope: 'org' }] })],
  ['rule_unplaced', '/rules/0/at', bodyOf({ rules: [{ id: 'r', ok: { f: 'form.note', op: 'notEmpty' }, msg: '请填写', at: ['ghost'], level: 'error' }] })],
  ['ref_not_for_type', '/fields/one/ref', one({ field: 'note', ref })],
  ['unknown_path', '/fields/one/ref/show/0', one({ field: 'customer', ref: { ...ref, show: ['owner.secret'] } })],
  [
    'fill_type',
    '/fields/one/ref/fill/0',
    slots({ one: { field: 'customer', ref: { ...ref, fill: [{ to: 'two', from: 'phone', mode: 'copy' }] } }, two: { field: 'price' } }),
  ],
  [
    'sensitive_copy',
    '/fields/one/ref/fill/0',
    slots({ one: { field: 'customer', ref: { ...ref, fill: [{ to: 'two', from: 'allergy', mode: 'copy' }] } }, two: { field: 'note' } }),
  ],
  [
    'sensitive_copy',
    '/fields/two/default/from',
    slots({ one: { field: 'customer' }, two: { field: 'note', default: { from: { slot: 'one', path: 'allergy' } } } }),
  ],
  ['rows_not_for_type', '/fields/one/rows', one({ field: 'note', rows: { form: 'form.line' } })],
  ['rows_not_for_type', '/fields/one', one({ field: 'lines' })],
  ['rows_form_unknown', '/fields/one/rows/form', one({ field: 'lines', rows: { form: '__proto__' } })],
  ['rows_nested', '/fields/one/rows/form', one({ field: 'lines', rows: { form: 'form.nested' } })],
  [
    'total_type',
    '/fields/one/rows/total/0',
    slots({ one: { field: 'lines', rows: { form: 'form.line', total: [{ slot: 'two', agg: 'sum', of: 'name' }] } }, two: { field: 'price' } }),
  ],
  ['upload_not_for_type', '/fields/one/upload', one({ field: 'note', upload: { kinds: ['image'], maxMb: 5, maxCount: 1 } })],
  ['sign_not_for_type', '/fields/one/sign', one({ field: 'note', sign: { text: 't', version: 1 } })],
  ['sign_text_missing', '/fields/one', one({ field: 'sign' })],
  ['consent_not_for_type', '/fields/one/consent', one({ field: 'note', consent: { text: 't', version: 1 } })],
  ['consent_not_required', '/fields/one/consent', one({ field: 'agreed', consent: { text: 't', version: 1 } })],
  ['match_missing', '/match', bodyOf({ mode: 'createOrUpdate' })],
  ['match_not_unique_key', '/match/0', bodyOf({ mode: 'createOrUpdate', match: ['note'] })],
  ['archive_not_a_link', '/submit/archiveTo/0', bodyOf({ submit: { button: '提交', after: 'thanks', archiveTo: ['note'] } })],
  ['url_missing', '/submit/url', bodyOf({ submit: { button: '提交', after: 'url' } })],
  ['public_without_consent', '/public', one({ field: 'phone' }, { public: { kinds: ['open'] } })],
  ['public_list_closed', '/fields/one', slots({ one: { field: 'customer', ref }, yes: consent }, { public: { kinds: ['open'], publicLists: ['one'] } })],
  ['public_reveal_sensitive', '/public/reveal/0', slots({ one: { field: 'allergy' }, yes: consent }, { public: { kinds: ['bound'], reveal: ['one'] } })],
  ['public_reveal_unbound', '/public/reveal/0', bodyOf({ public: { kinds: ['open'], reveal: ['note'] } })],
  ['public_mode', '/public/kinds', bodyOf({ mode: 'edit', public: { kinds: ['open'] } })],
  // What the trees bring along, with the path of their place before them.
  ['unknown_field', '/fields/one/visibleIf/all/0', visible({ all: [{ f: 'form.ghost', op: 'empty' }] })],
  ['not_on_client', '/fields/one/visibleIf', visible({ f: 'customer.name', op: 'eq', v: 'x' })],
  ['op_not_for_type', '/fields/one/visibleIf', visible({ f: 'form.two', op: 'gt', v: 1 })],
  ['unknown_slot', '/fields/one/compute/args/0', compute({ call: '+', args: [{ slot: 'ghost' }, { value: 1 }] })],
  ['result_type', '/fields/one/compute', compute({ call: 'TODAY', args: [] })],
  ['literal_type', '/fields/one/checks/0/max', one({ field: 'price', checks: [{ is: 'range', max: 'abc' }] })],
];

test.each(EXAMPLES)('FM-01 a form with %s at %s is told so', (code, path, body) => {
  expect(check(body).map((problem) => [problem.code, problem.path])).toContainEqual([code, path]);
});

test('FM-01 every code of the check has an example that it refuses', () => {
  expect(FORM_CHECKS.filter((code) => !EXAMPLES.some(([example]) => example === code))).toEqual([]);
});

test('FM-01 a ring is named by the labels of its slots, the first one again at its end', () => {
  const ring = slots({ total: { field: 'total', compute: { slot: 'price' } }, price: { field: 'price', label: '折扣', compute: { slot: 'total' } } });
  expect(check(ring).find((problem) => problem.code === 'loop')?.facts).toEqual({ ring: ['总价', '折扣', '总价'] });
});

test('FM-08 a link may show health data that stays with the customer, and copy what everybody may read', () => {
  const fill = [
    { to: 'two', from: 'allergy', mode: 'live' as const },
    { to: 'three', from: 'city', mode: 'copy' as const },
  ];
  expect(check(slots({ one: { field: 'customer', ref: { ...ref, fill } }, two: { field: 'note' }, three: { field: 'plate' } }))).toEqual([]);
});

test('FM-14 a public form with a consent, and a list of what anybody may know, is good', () => {
  const form = slots(
    { one: { field: 'phone', requiredIf: true }, yes: consent, hall: { field: 'scratch:ref', scratch: { to: 'hall' }, ref } },
    { public: { kinds: ['open', 'one_time'], publicLists: ['hall'] } },
  );
  expect(check(form)).toEqual([]);
});

test('FM-01 the slots of a condition are found wherever they stand', () => {
  expect(slotsIn({ all: [{ f: 'form.a', op: 'eq', v: { add: [{ var: 'form.b' }, { field: 'form.c' }] } }, { not: { f: 'name', op: 'empty' } }] })).toEqual([
    'a',
    'b',
    'c',
  ]);
});

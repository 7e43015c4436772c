import * as fc from 'fast-check';
import type { Field } from './definition';
import { allowedOf, catalogueFor, opsFor } from './allow';
import { readValue, writeValue } from './canonical';
import { checkFieldChange, FIELD_PROBLEMS, MOST_FIELDS, type FieldFacts } from './check';
import { declareEntity, declareField } from './declare';
import { mergeCatalogue } from './merge';

const skin = declareField('cf_skin01', '肤质', 'option', {
  options: [
    { id: 'dry', label: '干性' },
    { id: 'oily', label: '油性' },
  ],
});
const score = declareField('cf_score1', '评分', 'number', { scale: 2 });
const health = declareField('cf_health', '病史', 'longtext', { sensitivity: 'sensitive', storage: 'encrypted', mask: 'all' });
const customer = declareEntity({
  id: 'customer',
  label: '客户',
  unit: '位',
  custom: true,
  verbs: ['customer.merge'],
  fields: [
    declareField('name', '姓名', 'text'),
    declareField('phone', '手机号', 'phone', { sensitivity: 'personal', storage: 'encrypted', mask: 'phone' }),
    declareField('createdAt', '建档时间', 'datetime', { writableBy: 'system' }),
    skin,
    score,
    health,
  ],
  relations: [['orders', '订单', 'order', 'many']],
});
const NOTHING: FieldFacts = { duplicateGroups: 0, finerValues: 0, usedBy: [], mayLowerSensitivity: false };
const text = declareField('cf_note01', '说明', 'text');

const CHANGES: readonly (readonly [string, Field | null, Field, Partial<FieldFacts>?])[] = [
  ['id_invalid', null, { ...text, id: 'name2' }],
  ['key_invalid', null, { ...text, key: '备注' }],
  ['key_taken', null, { ...text, key: 'phone' }],
  ['label_missing', null, { ...text, label: ' ' }],
  ['label_taken', null, { ...text, label: '姓名' }],
  ['type_unknown', null, { ...text, type: 'rollup' }],
  ['type_change', text, { ...text, type: 'date' }],
  ['needs_mapping', text, { ...text, type: 'option', options: skin.options }],
  ['link_unknown', null, { ...text, type: 'ref', to: 'payment' }],
  ['options_missing', null, { ...text, type: 'option' }],
  ['option_removed', skin, { ...skin, options: skin.options!.slice(1) }],
  ['scale_invalid', null, { ...text, type: 'money', scale: 2 }],
  ['scale_lowered', score, { ...score, scale: 0 }, { finerValues: 3 }],
  ['storage_change', text, { ...text, storage: 'encrypted' }],
  ['not_sealable', null, { ...score, id: 'cf_score2', key: 'score2', label: '评分二', storage: 'encrypted' }],
  ['unique_impossible', null, { ...text, type: 'image', unique: 'org' }],
  ['duplicates', text, { ...text, unique: 'org' }, { duplicateGroups: 7 }],
  ['sensitivity_lowered', health, { ...health, sensitivity: 'public' }],
  ['in_use', skin, { ...skin, retired: true }, { usedBy: ['生日关怀'] }],
];

test.each(CHANGES.map(([code, before, after, facts]) => ({ code, before, after, facts })))(
  'FM-13 a change of a field is refused for what it would break: $code',
  ({ code, before, after, facts }) => {
    expect(checkFieldChange(before, after, customer, { ...NOTHING, ...facts }).map((problem) => problem.code)).toContain(code);
  },
);

test('FM-13 an entity of the core without a place for them takes no fields, and two hundred are enough', () => {
  expect(checkFieldChange(null, text, { ...customer, custom: false }, NOTHING).map((problem) => problem.code)).toEqual(['entity_takes_no_fields']);
  const many = Array.from({ length: MOST_FIELDS }, (_, n) => declareField(`cf_many${String(n).padStart(3, '0')}`, `字段${n}`, 'text'));
  const full = { ...customer, fields: Object.fromEntries(many.map((field) => [field.id, field])) };
  expect(checkFieldChange(null, text, full, NOTHING).map((problem) => problem.code)).toEqual(['too_many_fields']);
  expect(new Set([...CHANGES.map(([code]) => code), 'entity_takes_no_fields', 'too_many_fields'])).toEqual(new Set(FIELD_PROBLEMS));
});

test('FM-13 a label, a key, a help text, another option and a longer text are free', () => {
  expect(
    checkFieldChange(
      skin,
      { ...skin, label: '皮肤类型', key: 'skin_type', help: '问客户', options: [...skin.options!, { id: 'mixed', label: '混合' }] },
      customer,
      NOTHING,
    ),
  ).toEqual([]);
  expect(checkFieldChange(text, { ...text, type: 'longtext' }, customer, NOTHING)).toEqual([]);
  expect(checkFieldChange(skin, { ...skin, type: 'options' }, customer, NOTHING)).toEqual([]);
});

test('FM-13 a shop’s own field joins its entity; one that would hide a field of the core does not', () => {
  const merged = mergeCatalogue(
    [customer],
    [
      { entity: 'customer', field: text },
      { entity: 'customer', field: { ...text, id: 'name' } },
      { entity: '__proto__', field: text },
    ],
    3,
  );
  expect(Object.keys(merged.entities.customer!.fields)).toContain('cf_note01');
  expect(merged.entities.customer!.fields.name!.label).toBe('姓名');
  expect(merged.version).toBe(3);
});

test('SC-03 what a role may not read does not exist for it; what is masked may only be asked whether it is there', () => {
  const reader = allowedOf(customer, { rows: { all: [] }, read: 'personal', masked: 'personal', write: true, verbs: ['customer.merge', 'customer.burn'] });
  const seen = catalogueFor(mergeCatalogue([customer], [], 1), { customer: reader }).entities.customer!;
  expect(Object.keys(seen.fields)).toEqual(['name', 'phone', 'createdAt', 'cf_skin01', 'cf_score1']);
  expect(opsFor(reader, customer.fields.phone!)).toEqual(['empty', 'notEmpty']);
  expect(opsFor(reader, health)).toEqual([]);
  expect(seen.relations).toEqual({});
  expect(reader.verbs).toEqual(['customer.merge']);
  // What she sees masked she does not write, nor what only a verb writes.
  expect([...(reader.write as ReadonlySet<string>)]).toEqual(['name', 'cf_skin01', 'cf_score1']);
});

const fields: readonly Field[] = [
  text,
  { ...text, type: 'longtext' },
  { ...text, type: 'phone' },
  skin,
  { ...skin, type: 'options' },
  score,
  { ...score, type: 'money', scale: undefined },
  { ...text, type: 'bool' },
  { ...text, type: 'date' },
  { ...text, type: 'datetime' },
  { ...text, type: 'time' },
  { ...text, type: 'monthday' },
];

test('FM-13 law: what is written is read as it was written, and writing it again changes nothing', () => {
  const raw = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'dry',
      'oily',
      '１３８００１３８０００',
      ' 张 ',
      '2026-02-29',
      '2028-02-29',
      '2026-11-22T04:00:00.000Z',
      '18:00',
      '02-29',
      0.1,
      1.005,
      -0,
      1e20,
      true,
      ['oily', 'dry', 'dry'],
      ['dry', 1],
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...fields), raw, (field, value) => {
      const written = writeValue(field, value);
      if (!written.ok) return;
      expect(readValue(field, written.value)).toEqual(written.value);
      expect(writeValue(field, written.value)).toEqual(written);
    }),
    { numRuns: 3_000 },
  );
});

test('FM-13 a value is stored in one form: half width, trimmed, each option once and in order; what is not of the type is refused', () => {
  const options: Field = { ...skin, type: 'options' };
  const money: Field = { ...score, type: 'money' };
  const phone: Field = { ...text, type: 'phone' };
  expect(writeValue(text, ' Ａｂｃ１２３　')).toEqual({ ok: true, value: 'Abc123' });
  expect(writeValue(phone, '+86 138-0013-8000')).toEqual({ ok: true, value: '13800138000' });
  expect(writeValue(options, ['oily', 'dry', 'oily'])).toEqual({ ok: true, value: ['dry', 'oily'] });
  expect(writeValue(options, [])).toEqual({ ok: true, value: null });
  const code = (field: Field, value: unknown): string | null => {
    const decision = writeValue(field, value);
    return decision.ok ? null : decision.refusal.code;
  };
  expect(code(score, 1.005)).toBe('too_many_digits');
  expect(code(money, 0.5)).toBe('too_many_digits');
  expect(code(score, '3')).toBe('not_a_number');
  expect(code(text, 'a\u0000')).toBe('bad_character');
  expect(code(text, '\ud800')).toBe('bad_character');
  expect(code(text, '😀'.repeat(201))).toBe('too_long');
  expect(code(phone, 'abc')).toBe('not_a_phone');
  expect(code({ ...text, type: 'email' }, 'mei@')).toBe('not_an_email');
  expect(code({ ...text, type: 'url' }, 'zhike')).toBe('not_a_url');
  expect(code({ ...text, type: 'idcard' }, '110101199003070000')).toBe('not_an_idcard');
  expect(writeValue({ ...text, type: 'idcard' }, '11010519491231002x')).toEqual({ ok: true, value: '11010519491231002X' });
  expect(code(skin, 'green')).toBe('unknown_option');
  const retired: Field = { ...skin, options: [{ id: 'dry', label: '干性', retired: true }] };
  expect(code(retired, 'dry')).toBe('option_retired');
  expect(writeValue(retired, 'dry', 'dry')).toEqual({ ok: true, value: 'dry' });
  expect(code({ ...text, type: 'date' }, '2026-02-29')).toBe('not_a_date');
  expect(code({ ...text, type: 'image' }, [])).toBe('not_writable');
});

test('FM-03 a number that is too short is no phone, whoever writes it: a page, an import or a rule', () => {
  const verdict = (raw: string) => writeValue(declareField('phone', '手机号', 'phone'), raw);
  for (const wrong of ['1380013', '138001380001', '12345', '+123', '10086-1']) expect([wrong, verdict(wrong).ok]).toEqual([wrong, false]);
  expect(verdict('13800138000')).toEqual({ ok: true, value: '13800138000' });
  expect(verdict('021-6288 0000')).toEqual({ ok: true, value: '02162880000' });
  expect(verdict('+44 20 7946 0000')).toEqual({ ok: true, value: '+442079460000' });
});

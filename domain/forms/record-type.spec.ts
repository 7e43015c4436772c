import { checkRecordType, entityOfType, type FieldSpec, RECORD_TYPE_CHECKS, type RecordTypeBody } from './record-type';

const field = (id: string, over: Partial<FieldSpec> = {}): FieldSpec => ({ id, label: id, type: 'text', sensitivity: 'internal', ...over });
const OPTIONS = [
  { id: 'thin', label: '薄白' },
  { id: 'thick', label: '厚腻' },
];
const type = (fields: readonly FieldSpec[], over: Partial<RecordTypeBody> = {}): RecordTypeBody => ({
  entity: 'rt_consult',
  label: '咨询问诊单',
  unit: '份',
  name: 'cf_title',
  fields: [field('cf_title'), ...fields],
  ...over,
});
const check = (body: unknown, before: RecordTypeBody | null = null) => checkRecordType(body, before, ['customer', 'staff']);

const STATES = [{ id: 'open', label: '待处理' }];
const EXAMPLES: readonly (readonly [(typeof RECORD_TYPE_CHECKS)[number], string, unknown, RecordTypeBody | null])[] = [
  ['shape', '/entity', type([], { entity: 'customer' }), null],
  ['shape', '/fields/1/type', type([field('cf_late', { type: 'rollup' })]), null],
  ['shape', '', null, null],
  ['field_twice', '/fields/1', type([field('cf_title')]), null],
  ['name_not_a_field', '/name', type([], { name: 'cf_gone' }), null],
  ['name_not_a_field', '/name', type([field('cf_phone', { type: 'phone' })], { name: 'cf_phone' }), null],
  ['options_missing', '/fields/1', type([field('cf_tongue', { type: 'option' })]), null],
  ['option_twice', '/fields/1', type([field('cf_tongue', { type: 'option', options: [...OPTIONS, ...OPTIONS] })]), null],
  ['link_unknown', '/fields/1', type([field('cf_link', { type: 'ref', to: '__proto__' })]), null],
  ['means_not_for_type', '/fields/1', type([field('cf_star', { means: 'stars' })]), null],
  ['means_twice', '/fields/2', type([field('cf_star', { type: 'rating', means: 'stars' }), field('cf_mark', { type: 'number', means: 'stars' })]), null],
  ['state_twice', '/states/1', { ...type([]), states: [...STATES, ...STATES] }, null],
  ['no_state_left', '/states', { ...type([]), states: [{ id: 'open', label: '待处理', retired: true as const }] }, null],
  ['state_gone', '/states', { ...type([]), states: [{ id: 'done', label: '完成' }] }, { ...type([]), states: STATES }],
  ['column_unknown', '/columns/0', { ...type([]), columns: ['state'] }, null],
  ['unique_not_for_type', '/fields/1', type([field('cf_photo', { type: 'image', unique: 'org' })]), null],
  ['field_gone', '/fields', type([]), type([field('cf_pulse')])],
  ['type_changed', '/fields/1', type([field('cf_pulse', { type: 'date' })]), type([field('cf_pulse')])],
  ['type_changed', '/fields/1', type([field('cf_pulse', { sensitivity: 'sensitive' })]), type([field('cf_pulse')])],
  ['scale_lowered', '/fields/1', type([field('cf_size', { type: 'number', scale: 0 })]), type([field('cf_size', { type: 'number', scale: 2 })])],
  [
    'option_gone',
    '/fields/1',
    type([field('cf_tongue', { type: 'option', options: OPTIONS.slice(0, 1) })]),
    type([field('cf_tongue', { type: 'option', options: OPTIONS })]),
  ],
  ['unique_added', '/fields/1', type([field('cf_code', { unique: 'org' })]), type([field('cf_code')])],
];

test.each(EXAMPLES)('FM-12 a kind of record with %s at %s is told so', (code, path, body, before) => {
  expect(check(body, before).map((problem) => [problem.code, problem.path])).toContainEqual([code, path]);
});

test('FM-12 every code of the check has an example that it refuses', () => {
  expect(RECORD_TYPE_CHECKS.filter((code) => !EXAMPLES.some(([example]) => example === code))).toEqual([]);
});

test('FM-13 a field is added, renamed, made longer, given an option or retired at any time', () => {
  const before = type([field('cf_pulse'), field('cf_tongue', { type: 'option', options: OPTIONS })]);
  const after = type([
    field('cf_pulse', { type: 'longtext', label: '脉象（新）', retired: true }),
    field('cf_tongue', { type: 'option', options: [...OPTIONS.map((option) => ({ ...option, retired: true as const })), { id: 'none', label: '无苔' }] }),
    field('cf_scent', { label: '香薰偏好' }),
  ]);
  expect(check(after, before)).toEqual([]);
});

test('SC-07 phones, papers and sensitive texts are sealed, and nothing else is', () => {
  const { fields } = entityOfType(type([field('cf_phone', { type: 'phone', sensitivity: 'personal' }), field('cf_ill', { sensitivity: 'sensitive' })]));
  expect(Object.values(fields).flatMap((one) => (one.storage === 'encrypted' ? [[one.id, one.mask]] : []))).toEqual([
    ['cf_phone', 'phone'],
    ['cf_ill', 'all'],
  ]);
});

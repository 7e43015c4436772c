import * as z from 'zod/mini';
import { isSealed, shopField } from '../engines/catalogue/declare';
import { type Entity, type Field, FIELD_TYPES, type FieldType, SENSITIVITIES } from '../engines/catalogue/definition';
import type { Problem } from '../engines/conditions/definition';

/** A kind of record that the shop made up: 咨询问诊单, 耗材申领单. Published as a definition of kind `record`; its entity id and field ids stay for ever. */
export const ENTITY_ID = /^rt_[a-z0-9]{2,30}$/;
export const FIELD_ID = /^cf_[a-z0-9]{4,20}$/;

/** Types that a made-up record keeps. Counted and computed ones come with the catalogue's physical half. */
const KEPT_TYPES = FIELD_TYPES.filter((type) => !['computed', 'rollup', 'serial'].includes(type));
const label = z.string().check(z.trim(), z.minLength(1), z.maxLength(40));
const NUMBERS: readonly FieldType[] = ['rating', 'number'];
const DATES: readonly FieldType[] = ['date', 'datetime'];
const WORDS: readonly FieldType[] = ['option', 'text'];
/**
 * What reports take a field for (KP-10, KP-23, KP-29, KP-33, KP-36 to KP-39, KP-41), and the types that it may be of. Every record of a kind
 * with such a field is counted by the shop's shipped numbers; whose it is its links to a customer and a member say.
 */
export const MEANINGS: Readonly<Record<string, readonly FieldType[]>> = {
  stars: NUMBERS,
  recommend: NUMBERS,
  startedOn: DATES,
  signedOn: DATES,
  dueOn: DATES,
  finishedOn: DATES,
  delayReason: WORDS,
  lostReason: WORDS,
  revisions: ['number'],
  addedScope: ['money'],
  spend: ['money'],
  spentOn: DATES,
  channel: WORDS,
  referred: ['ref'],
};
const FieldSpec = z.strictObject({
  id: z.string().check(z.regex(FIELD_ID)),
  label,
  type: z.enum(KEPT_TYPES as [FieldType, ...FieldType[]]),
  help: z.optional(z.string().check(z.maxLength(200))),
  unit: z.optional(z.string().check(z.maxLength(8))),
  scale: z.optional(z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)])),
  options: z.optional(
    z.array(z.strictObject({ id: z.string().check(z.regex(/^[a-z0-9_]{1,40}$/)), label, retired: z.optional(z.literal(true)) })).check(z.maxLength(200)),
  ),
  /** Of a link: `customer`, `staff`, `store` or another kind of record. */
  to: z.optional(z.string().check(z.maxLength(40))),
  sensitivity: z.enum(SENSITIVITIES),
  unique: z.optional(z.enum(['org', 'store'])),
  means: z.optional(z.enum(Object.keys(MEANINGS) as [string, ...string[]])),
  retired: z.optional(z.literal(true)),
});
export type FieldSpec = z.infer<typeof FieldSpec>;
/** 编号: `ZX202611-0001`; it begins anew each year, month or day of the shop's calendar, or never. */
const NumberPattern = z.strictObject({
  prefix: z.string().check(z.regex(/^[A-Za-z0-9\u4e00-\u9fff-]{0,8}$/)),
  restart: z.enum(['never', 'year', 'month', 'day']),
  /** Digits at the least; more are written where more are needed. */
  digits: z.int().check(z.gte(2), z.lte(8)),
});
export type NumberPattern = z.infer<typeof NumberPattern>;
const StateSpec = z.strictObject({ id: z.string().check(z.regex(/^[a-z0-9_]{1,40}$/)), label, retired: z.optional(z.literal(true)) });
export type StateSpec = z.infer<typeof StateSpec>;

export const RecordTypeBody = z.strictObject({
  entity: z.string().check(z.regex(ENTITY_ID)),
  label,
  unit: z.string().check(z.minLength(1), z.maxLength(4)),
  /** The field that names a record in lists; `code`: its number does. */
  name: z.union([z.string().check(z.regex(FIELD_ID)), z.literal('code')]),
  number: z.optional(NumberPattern),
  /** Where a record stands; a new one begins with the first that is not retired. */
  states: z.optional(z.array(StateSpec).check(z.minLength(1), z.maxLength(20))),
  /** Fields that stand side by side in the list, in this order; absent: the first ones. */
  columns: z.optional(z.array(z.string().check(z.maxLength(40))).check(z.maxLength(12))),
  fields: z.array(FieldSpec).check(z.minLength(1), z.maxLength(200)),
});
export type RecordTypeBody = z.infer<typeof RecordTypeBody>;

const fieldOf = ({ means: _, ...spec }: FieldSpec): Field => shopField({ ...spec, key: spec.id });

const system = (id: string, name: string, type: FieldType, to?: string): Field => ({
  id,
  key: id,
  label: name,
  type,
  ...(to ? { to } : {}),
  storage: 'plain',
  sensitivity: 'internal',
  sortable: true,
  groupable: false,
  measurable: false,
  writableBy: 'system',
});

/** A kind of record as the engines know it; who made it, when and in which store come with every one. */
export function entityOfType(body: RecordTypeBody): Entity {
  const fields = body.fields.map(fieldOf);
  const numbered = body.number ? [system('code', '编号', 'serial')] : [];
  const staged = body.states ? [{ ...system('state', '状态', 'option'), groupable: true, options: body.states }] : [];
  const own = [
    ...numbered,
    ...staged,
    system('createdAt', '登记时间', 'datetime'),
    system('owner', '登记人', 'member', 'staff'),
    system('store', '门店', 'store', 'store'),
  ];
  const links = [...fields, ...own].filter((field) => field.to && ['ref', 'member', 'store'].includes(field.type));
  return {
    id: body.entity,
    label: body.label,
    unit: body.unit,
    alive: { all: [] },
    name: body.name,
    fields: Object.fromEntries([...own, ...fields].map((field) => [field.id, field])),
    relations: Object.fromEntries(links.map((field) => [field.id, { id: field.id, label: field.label, to: field.to ?? '', kind: 'one' as const }])),
    times: { created: 'createdAt', business: 'createdAt' },
    store: 'store',
    owner: 'owner',
    verbs: [],
    custom: true,
  };
}

export const RECORD_TYPE_CHECKS = [
  'shape',
  'field_twice',
  'name_not_a_field',
  'options_missing',
  'option_twice',
  'link_unknown',
  'unique_not_for_type',
  'means_not_for_type',
  'means_twice',
  'field_gone',
  'type_changed',
  'scale_lowered',
  'option_gone',
  'unique_added',
  'state_twice',
  'state_gone',
  'no_state_left',
  'column_unknown',
] as const;
export type RecordTypeProblem = Problem<(typeof RECORD_TYPE_CHECKS)[number]>;

/** The only ways in which what lies in old records stays what it is. */
const WIDER: Readonly<Partial<Record<FieldType, readonly FieldType[]>>> = { text: ['longtext'], option: [] };

/**
 * Why a kind of record cannot be put in force. A field or option that is in force may be retired but not left out, and never becomes another
 * kind of value: what lies in old records must stay readable.
 * @param before what is in force under the same entity id
 * @param entities what a link may lead to
 */
export function checkRecordType(raw: unknown, before: RecordTypeBody | null, entities: readonly string[]): readonly RecordTypeProblem[] {
  const problems: RecordTypeProblem[] = [];
  const tell = (code: RecordTypeProblem['code'], path: string, facts: Problem['facts'] = {}): void => void problems.push({ code, path, level: 'error', facts });
  const parsed = RecordTypeBody.safeParse(raw);
  if (!parsed.success) {
    for (const issue of parsed.error.issues.slice(0, 10))
      tell('shape', issue.path.map((step) => `/${String(step).slice(0, 60)}`).join(''), { problem: issue.code });
    return problems;
  }
  const body = parsed.data;
  const seen = new Set<string>();
  for (const [index, field] of body.fields.entries()) {
    const path = `/fields/${index}`;
    if (seen.has(field.id)) tell('field_twice', path, { field: field.label });
    seen.add(field.id);
    if ((field.type === 'option' || field.type === 'options') && !field.options?.length) tell('options_missing', path, { field: field.label });
    const options = field.options?.map((option) => option.id) ?? [];
    if (new Set(options).size < options.length) tell('option_twice', path, { field: field.label });
    if (['ref', 'refs'].includes(field.type) && !entities.includes(field.to ?? '') && field.to !== body.entity)
      tell('link_unknown', path, { field: field.label, to: field.to ?? '' });
    if (field.unique && !['text', 'phone', 'email', 'idcard', 'number'].includes(field.type)) tell('unique_not_for_type', path, { field: field.label });
    if (field.means && !MEANINGS[field.means]?.includes(field.type)) tell('means_not_for_type', path, { field: field.label });
    if (field.means && !field.retired && body.fields.some((other, i) => i < index && !other.retired && other.means === field.means))
      tell('means_twice', path, { field: field.label });
  }
  checkStates(body, before, tell);
  const columns = [...body.fields.map((field) => field.id), ...(body.number ? ['code'] : []), ...(body.states ? ['state'] : [])];
  for (const [index, column] of (body.columns ?? []).entries()) if (!columns.includes(column)) tell('column_unknown', `/columns/${index}`, { field: column });
  const name = body.fields.find((field) => field.id === body.name);
  if (body.name === 'code' ? !body.number : !name || name.retired || !['text', 'option', 'ref', 'date'].includes(name.type))
    tell('name_not_a_field', '/name', { field: body.name });
  for (const old of before?.fields ?? []) compare(old, body.fields, tell);
  return problems;
}

/** A state in which a record may stand is retired, never left out. */
function checkStates(
  body: RecordTypeBody,
  before: RecordTypeBody | null,
  tell: (code: RecordTypeProblem['code'], path: string, facts?: Problem['facts']) => void,
): void {
  const states = body.states ?? [];
  for (const [index, state] of states.entries())
    if (states.findIndex((other) => other.id === state.id || other.label === state.label) < index)
      tell('state_twice', `/states/${index}`, { state: state.label });
  if (body.states && states.every((state) => state.retired)) tell('no_state_left', '/states');
  const gone = (before?.states ?? []).filter((old) => !states.some((state) => state.id === old.id));
  if (gone.length > 0) tell('state_gone', '/states', { states: gone.map((state) => state.label) });
}

function compare(old: FieldSpec, fields: readonly FieldSpec[], tell: (code: RecordTypeProblem['code'], path: string, facts?: Problem['facts']) => void): void {
  const index = fields.findIndex((field) => field.id === old.id);
  const now = fields[index];
  if (!now) return tell('field_gone', '/fields', { field: old.label });
  const path = `/fields/${index}`;
  if ((now.type !== old.type && !WIDER[old.type]?.includes(now.type)) || now.to !== old.to || isSealed(now) !== isSealed(old))
    tell('type_changed', path, { field: old.label, from: old.type, to: now.type });
  if ((now.scale ?? 0) < (old.scale ?? 0)) tell('scale_lowered', path, { field: old.label });
  if (now.unique && now.unique !== old.unique) tell('unique_added', path, { field: old.label });
  const left = (old.options ?? []).filter((option) => !now.options?.some((one) => one.id === option.id));
  if (left.length > 0) tell('option_gone', path, { field: old.label, options: left.map((option) => option.label) });
}

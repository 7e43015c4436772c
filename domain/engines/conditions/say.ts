import { entityOf, familyOf, findPath } from '../catalogue/find';
import type { Catalogue, Entity, Field } from '../catalogue/definition';
import type { ChangedCond, Cond, FieldCond, NumberOp, Operand, RelationCond, TimeOfDay, Window, YearDay } from './definition';
import { slotOf } from './operands';
import { opRow, OPS, type OpRow, type Wants } from './ops';
import { own } from './values';
import { apart, valueWords, weekdayWords, windowWords, yearDayWords, type Names } from './words';

/** What a sentence may know beside the catalogue. */
export interface SayOptions {
  readonly names?: Names;
  /** The fields of a form's slots, for `form.<slot>`. */
  readonly form?: Readonly<Record<string, Field>>;
  /** The titles of saved segments. */
  readonly segments?: Readonly<Record<string, string>>;
}

interface Saying extends SayOptions {
  readonly entity: Entity;
  readonly catalogue: Catalogue;
}

const UNKNOWN = '（已删除的字段）';

/** A path's last field and the words for the whole path: 负责人的门店的名称. */
export function pathWords(path: string, { entity, catalogue, form }: Saying): { readonly label: string; readonly field: Field | null } {
  const slot = slotOf(path);
  if (slot !== null) {
    const field = own(form, slot);
    return { label: field?.label ?? UNKNOWN, field: field ?? null };
  }
  const found = findPath(path, entity, catalogue);
  if (!('field' in found)) return { label: UNKNOWN, field: null };
  return { label: [...found.hops.map((hop) => hop.relation.label), found.field.label].join('的'), field: found.field };
}

const VARIABLE_WORDS: Readonly<Record<string, string>> = { actor: '我', 'actor.store': '我的门店', today: '今天', now: '现在', 'trigger.record': '触发的记录' };

function operandWords(operand: unknown, field: Field | null, saying: Saying): string {
  if (typeof operand === 'object' && operand !== null && !Array.isArray(operand)) {
    const part = operand as { field?: unknown; var?: unknown; add?: unknown };
    if (typeof part.field === 'string') return `「${pathWords(part.field, saying).label}」`;
    if (typeof part.var === 'string') return own(VARIABLE_WORDS, part.var) ?? `「${pathWords(part.var, saying).label}」`;
    if (Array.isArray(part.add))
      return part.add.map((one) => (field?.type === 'date' && typeof one === 'number' ? ` ${one} 天` : operandWords(one, field, saying))).join('加');
  }
  if (Array.isArray(operand)) return operand.map((one) => operandWords(one, field, saying)).join('、');
  return field ? valueWords(operand, field, { names: saying.names }).trim() : '（无法识别的值）';
}

type Wording = (v: unknown, field: Field | null, saying: Saying, join: string) => string;
const spaced = (text: string): string => (/^[\d-]/.test(text) ? ` ${text}` : text);
const MOST_SHOWN = 5;
function listWords(v: unknown, field: Field | null, saying: Saying, join: string): string {
  if (!Array.isArray(v)) return operandWords(v, field, saying);
  const shown = v.slice(0, MOST_SHOWN).map((one) => operandWords(one, field, saying));
  return v.length > MOST_SHOWN ? `${shown.join('、')}等 ${v.length} 项` : shown.join(join);
}
/** The words of a stretch; a definition that nobody checked may bring anything. */
const stretch =
  (words: (v: object, field: Field | null, saying: Saying) => string): Wording =>
  (v, field, saying) =>
    typeof v === 'object' && v !== null ? words(v, field, saying) : '（无法识别的值）';

const OPERAND_WORDS: Readonly<Record<Wants, Wording>> = {
  none: () => '',
  one: operandWords,
  many: listWords,
  two: (v, field, saying) => (Array.isArray(v) ? v.map((one) => apart(operandWords(one, field, saying))).join('和') : ''),
  window: stretch((v, field, saying) => windowWords(v as Window, (end) => operandWords(end, field, saying))),
  yearDay: stretch((v) => yearDayWords(v as YearDay)),
  timeOfDay: stretch((v) => `${String((v as TimeOfDay).from)} 到 ${String((v as TimeOfDay).to)} 之间`),
  weekdays: (v) => weekdayWords(Array.isArray(v) ? v : []),
};

function sayField(cond: FieldCond, saying: Saying): string {
  const { label, field } = pathWords(cond.f, saying);
  const family = field && familyOf(field);
  const row: OpRow | undefined = family ? opRow(family, cond.op) : undefined;
  if (!row) return `${label}（无法识别的条件）`;
  const v = OPERAND_WORDS[row.wants](cond.v, field, saying, row.join ?? '或');
  return row.say(label, spaced(v)).replace(/ {2,}/g, ' ');
}

const count: Field = {
  id: 'count',
  key: 'count',
  label: '数',
  type: 'number',
  storage: 'plain',
  sensitivity: 'internal',
  sortable: false,
  groupable: false,
  measurable: true,
  writableBy: 'system',
};

function sayNumber(op: NumberOp, label: string, v: Operand, field: Field, saying: Saying): string {
  const row: OpRow = OPS.number[op];
  return row
    .say(label, spaced(OPERAND_WORDS[row.wants](v, field, saying, '或')))
    .replace('（含未填写）', '')
    .replace(/ {2,}/g, ' ');
}

const AGGREGATE_WORDS = { sum: '合计', avg: '平均值', min: '最小值', max: '最大值' } as const;

function sayRelation(cond: RelationCond, saying: Saying): string {
  const relation = own(saying.entity.relations, cond.rel);
  const to = relation && entityOf(saying.catalogue, relation.to);
  if (!relation || !to) return '（已删除的关联）';
  const inner: Saying = { ...saying, entity: to };
  const which = cond.where ? `满足〔${sayAt(cond.where, inner)}〕的${relation.label}` : relation.label;
  if (cond.q === 'some') return `有${which}`;
  if (cond.q === 'none') return `没有${which}`;
  if (cond.q === 'every') return `至少有一${to.unit}${relation.label}${cond.where ? `，且每一${to.unit}都满足〔${sayAt(cond.where, inner)}〕` : ''}`;
  if (!('op' in cond)) return '（无法识别的条件）';
  if (cond.q === 'count') return sayNumber(cond.op, `${which}的数量`, cond.v, { ...count, unit: to.unit }, saying);
  const { label, field } = pathWords(cond.of, inner);
  return sayNumber(cond.op, `${which}的${label}${AGGREGATE_WORDS[cond.q]}`, cond.v, field ?? count, saying);
}

function sayChange(cond: ChangedCond, saying: Saying): string {
  const { label, field } = pathWords(cond.changed, saying);
  const list = (values: ChangedCond['from']): string => (values ?? []).map((value) => operandWords(value, field, saying)).join('或');
  if (!cond.from && !cond.to) return `${label}有变化`;
  return `${label}${cond.from ? `从${list(cond.from)}` : ''}变为${cond.to ? list(cond.to) : '其他值'}`;
}

/** Inside another group a group of several stands in brackets. */
function sayKid(kid: Cond, saying: Saying): string {
  const text = sayAt(kid, saying);
  return ('any' in kid && kid.any.length > 1) || ('all' in kid && kid.all.length > 1) ? `（${text}）` : text;
}

function sayAt(cond: Cond, saying: Saying): string {
  if ('all' in cond) {
    if (cond.all.length === 0) return '没有限制';
    return cond.all.length === 1 && cond.all[0] ? sayAt(cond.all[0], saying) : cond.all.map((kid) => sayKid(kid, saying)).join('，且');
  }
  if ('any' in cond) {
    if (cond.any.length === 0) return '没有可满足的条件';
    return cond.any.length === 1 && cond.any[0] ? sayAt(cond.any[0], saying) : cond.any.map((kid) => sayKid(kid, saying)).join('，或');
  }
  if ('not' in cond) return `不满足（${sayAt(cond.not, saying)}）`;
  if ('rel' in cond) return sayRelation(cond, saying);
  if ('changed' in cond) return sayChange(cond, saying);
  if ('seg' in cond) return `属于人群「${own(saying.segments, cond.seg) ?? '已删除的人群'}」`;
  return sayField(cond, saying);
}

/** The condition as a sentence for the shop's people. Never fails: what the catalogue does not know is said to be gone. */
export function say(cond: Cond, entityId: string, catalogue: Catalogue, options: SayOptions = {}): string {
  const entity = entityOf(catalogue, entityId);
  return entity ? sayAt(cond, { ...options, entity, catalogue }) : UNKNOWN;
}

import type { Cond, Problem, Value } from '../conditions/definition';
import { matches } from '../conditions/evaluate';
import { isEmpty, own } from '../conditions/values';
import { type Check, FORM_LIMITS, type SlotId } from './definition';
import type { Ask, FormProblem, FormProblemCode } from './input';
import { pathsOf } from './paths';
import { fitsPattern } from './patterns';
import { holds, NOTHING, type Run, type Worked } from './run';

export interface Judged {
  readonly problems: readonly FormProblem[];
  readonly required: ReadonlySet<SlotId>;
  readonly asks: readonly Ask[];
}

const labelOf = (one: Worked): string => one.slot.label ?? one.field.label;

/** What is wrong with finished values. Only what is seen is judged; what a person cannot type is never missing. */
export function problemsOfForm(run: Run): Judged {
  const problems: FormProblem[] = [];
  const asks: Ask[] = [];
  const required = new Set<SlotId>();
  const say = (one: Worked, code: FormProblemCode, facts: object = {}, msg?: string, level: Problem['level'] = 'error'): void => {
    problems.push({ code, path: `/${one.id}`, level, facts: { label: labelOf(one), ...(msg === undefined ? {} : { message: msg }), ...facts } });
  };
  for (const id of Object.keys(run.input.values))
    if (!run.worked.has(id)) problems.push({ code: 'unknown_slot', path: `/${id.slice(0, 60)}`, level: 'error', facts: {} });
  for (const id of Object.keys(run.input.rows ?? {}))
    if (!run.worked.get(id)?.slot.rows) problems.push({ code: 'unknown_slot', path: `/${id.slice(0, 60)}`, level: 'error', facts: {} });

  for (const one of run.worked.values()) {
    if (!one.visible) continue;
    const must = !one.readonly && one.slot.requiredIf !== undefined && holds(one.slot.requiredIf, run);
    if (must) required.add(one.id);
    if (one.wrong) {
      say(one, one.wrong.code, one.wrong.facts);
      continue;
    }
    if (one.slot.rows) {
      judgeRows(one, must, run, problems, asks, say);
      continue;
    }
    if (one.slot.consent && must && one.value !== true) say(one, 'consent_needed');
    else if (isEmpty(one.value)) {
      if (must) say(one, 'required');
    } else {
      // A sealed value that stands as it is stored was judged when it was written; its page may have it only masked.
      if (!standsSealed(one, run)) for (const check of one.slot.checks ?? []) judgeCheck(check, one, run, say, asks);
      judgeLink(one, run, say, asks);
      const most = one.slot.upload?.maxCount;
      if (most !== undefined && Array.isArray(one.value) && one.value.length > most) say(one, 'too_many', { most });
    }
  }
  for (const rule of run.def.rules) {
    const at = rule.at.map((id) => run.worked.get(id));
    if (at.some((one) => !one?.visible || (rule.ifFilled && isEmpty(run.context.form[one.id])))) continue;
    if (holds(rule.ok, run)) continue;
    for (const one of at) if (one) say(one, 'rule', { rule: rule.id }, rule.msg, rule.level === 'warn' ? 'warning' : 'error');
  }
  return { problems, required, asks };
}

const standsSealed = (one: Worked, run: Run): boolean =>
  one.field.storage === 'encrypted' && JSON.stringify(one.value) === JSON.stringify(own(run.facts.record?.values, one.slot.field) ?? null);

type Say = (one: Worked, code: FormProblemCode, facts?: object, msg?: string) => void;

function judgeRows(one: Worked, must: boolean, run: Run, problems: FormProblem[], asks: Ask[], say: Say): void {
  const rows = run.rows.get(one.id) ?? [];
  const { min, max = FORM_LIMITS.rows } = one.slot.rows ?? {};
  if (rows.length === 0 && must) say(one, 'required');
  else if (min !== undefined && rows.length < min && (must || rows.length > 0)) say(one, 'too_few', { least: min });
  if (rows.length > max) say(one, 'too_many', { most: max });
  const stored = own(run.facts.rows, one.id)?.stored;
  for (const [index, row] of rows.entries()) {
    const { id } = row;
    // A row of another record must not be taken over by its id.
    if (id !== undefined && own(stored, id) === undefined) problems.push({ code: 'rows_unknown', path: `/${one.id}/${index}`, level: 'error', facts: { id } });
    problems.push(...row.problems.map((problem) => ({ ...problem, path: `/${one.id}/${index}${problem.path}`, facts: { ...problem.facts, row: index + 1 } })));
    asks.push(...row.asks.map((ask) => ({ ...ask, table: one.id })));
  }
}

const count = (value: Value): number => (Array.isArray(value) ? value.length : isEmpty(value) ? 0 : 1);

function judgeCheck(check: Check, one: Worked, run: Run, say: Say, asks: Ask[]): void {
  const { value, id } = one;
  const outside = (op: 'gte' | 'lte', bound: unknown): boolean =>
    bound !== undefined && bound !== null && !matches({ f: `form.${id}`, op, v: bound } as Cond, run.record, NOTHING, run.context);
  if (check.is === 'pattern') {
    if (typeof value === 'string' && !fitsPattern(value, check.p))
      say(one, 'pattern', { pattern: typeof check.p === 'string' ? check.p : check.p.mask }, check.msg);
  } else if (check.is === 'range') {
    if (outside('gte', check.min)) say(one, 'too_small', bounds(check.min), check.msg);
    else if (outside('lte', check.max)) say(one, 'too_large', bounds(check.max), check.msg);
  } else if (check.is === 'length') {
    const length = typeof value === 'string' ? [...value].length : 0;
    if (check.min !== undefined && length < check.min) say(one, 'too_short', { least: check.min }, check.msg);
    if (check.max !== undefined && length > check.max) say(one, 'too_long', { most: check.max }, check.msg);
  } else if (check.is === 'count') {
    if (check.min !== undefined && count(value) < check.min) say(one, 'too_few', { least: check.min }, check.msg);
    if (check.max !== undefined && count(value) > check.max) say(one, 'too_many', { most: check.max }, check.msg);
  } else if (check.is === 'cond') {
    if (!holds(check.ok, run)) say(one, 'condition', {}, check.msg);
  } else if (JSON.stringify(value) !== JSON.stringify(own(run.facts.record?.values, one.slot.field) ?? null)) {
    const taken = own(own(run.facts.taken, id), JSON.stringify(value));
    if (taken === undefined) asks.push({ ask: 'unique', slot: id, value, scope: check.scope });
    else if (taken) say(one, 'not_unique', {}, check.msg);
  }
}

/** A bound that is a plain value can be told; one that is worked out is what its message says. */
const bounds = (bound: unknown): object => (typeof bound === 'number' || typeof bound === 'string' ? { bound } : {});

function judgeLink(one: Worked, run: Run, say: Say, asks: Ask[]): void {
  const { to } = one.field;
  if (!to || one.readonly) return;
  const ids = Array.isArray(one.value) ? one.value : [String(one.value)];
  const stored = own(run.facts.record?.values, one.slot.field);
  for (const id of ids) {
    const linked = own(own(run.facts.linked, one.id), id);
    if (linked === undefined) asks.push({ ask: 'record', slot: one.id, entity: to, id, paths: pathsOf(run.def, one.id) });
    else if (linked === null) say(one, 'link_unknown', { id });
    else if (Array.isArray(stored) ? stored.includes(id) : stored === id) continue;
    else if (!linked.active) say(one, 'link_inactive', { name: linked.name });
    else if (one.slot.ref?.filter && !matches(one.slot.ref.filter, { id, values: linked.values }, NOTHING, run.context))
      say(one, 'link_filtered', { name: linked.name });
  }
}

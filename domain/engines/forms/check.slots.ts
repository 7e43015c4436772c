import type { Field } from '../catalogue/definition';
import { entityScope, fieldTypeIn, type FormulaScope, typeOfField } from '../catalogue/formula/scope';
import { checkFormula } from '../catalogue/formula/types';
import { checkCondition } from '../conditions/check';
import type { Cond } from '../conditions/definition';
import { own } from '../conditions/values';
import { CONTROLS, checkFits, UNASKED } from './controls';
import { type Check, isScratch, type Slot, type SlotId } from './definition';
import type { Checking } from './checking';
import { fitsPattern, isMask } from './patterns';
import { entityOfForm, fieldOfSlot, slotValue } from './values';

/** A condition of the form: over its record and `form.<slot>`, without other rows, so that a page can tell. */
export function checkCond(cond: Cond | undefined, path: string, checking: Checking, entity = checking.entity.id): void {
  if (!cond) return;
  // In the form a text lies open, whatever the store does with it.
  const form = Object.fromEntries([...checking.fields].map(([id, field]) => [id, { ...field, storage: 'plain' as const }]));
  for (const problem of checkCondition(cond, entity, checking.catalogue, { profile: 'client', form }))
    checking.tell(problem.code, `${path}${problem.path}`, problem.facts, problem.level);
}

/** The names that formulas of a form may use. */
export function formScope(checking: Checking): FormulaScope {
  const { fields, catalogue, entity, form, forms } = checking;
  return {
    slot: (id) => {
      const field = fields.get(id);
      return field ? fieldTypeIn(catalogue, entity.id, field) : null;
    },
    field: entityScope(catalogue, entity.id).field,
    rows: (id) => {
      const inner = own(forms, own(form.fields, id)?.rows?.form ?? '');
      if (!inner) return null;
      const of = entityOfForm(inner.entity, catalogue);
      const slot = (slotId: SlotId) => {
        const found = own(inner.fields, slotId);
        const field = found && fieldOfSlot(found, of);
        return field ? typeOfField(field) : null;
      };
      return { slot, field: () => null, rows: () => null };
    },
  };
}

/** Every slot by itself: its field, control, conditions, default, formula and checks. */
export function checkSlots(checking: Checking): void {
  const { form, tell, fields } = checking;
  const seen = new Set<string>();
  for (const [id, slot] of Object.entries(form.fields)) {
    const path = `/fields/${id}`;
    const field = fields.get(id);
    if (!field) {
      tell('unknown_field', `${path}/field`, { field: slot.field });
      continue;
    }
    if (!isScratch(slot) && seen.has(slot.field)) tell('field_twice', `${path}/field`, { field: field.label });
    seen.add(slot.field);
    if (field.retired) tell('field_retired', `${path}/field`, { field: field.label });
    checkAsked(slot, field, path, checking);
    for (const key of ['visibleIf', 'requiredIf', 'readonlyIf'] as const) {
      const cond = slot[key];
      if (cond !== true) checkCond(cond, `${path}/${key}`, checking);
    }
    checkMade(slot, field, path, checking);
    for (const [index, check] of (slot.checks ?? []).entries()) checkCheck(check, id, slot, field, `${path}/checks/${index}`, checking);
  }
  for (const [index, section] of form.layout.entries()) checkCond(section.visibleIf, `/layout/${index}/visibleIf`, checking);
  for (const [index, rule] of form.rules.entries()) checkCond(rule.ok, `/rules/${index}/ok`, checking);
}

function checkAsked(slot: Slot, field: Field, path: string, { tell, form }: Checking): void {
  const shown = slot.readonlyIf === true || slot.compute !== undefined || isFilled(form.fields, path.slice('/fields/'.length));
  if (UNASKED.includes(field.type) && !(slot.readonlyIf === true)) tell('field_not_writable', `${path}/field`, { field: field.label });
  else if (field.writableBy !== 'user' && !shown) tell('field_not_writable', `${path}/field`, { field: field.label });
  if (slot.control && !CONTROLS[field.type].includes(slot.control))
    tell('control_not_for_type', `${path}/control`, { control: slot.control, type: field.type });
  if ((field.type === 'option' || field.type === 'options') && !field.options?.length) tell('scratch_options_missing', path, { field: field.label });
  if (slot.rows && field.type !== 'rows') tell('rows_not_for_type', `${path}/rows`, { type: field.type });
  if (field.type === 'rows' && !slot.rows) tell('rows_not_for_type', path, { type: field.type });
  if (slot.upload && !['image', 'file', 'annotation'].includes(field.type)) tell('upload_not_for_type', `${path}/upload`, { type: field.type });
  if (slot.sign && field.type !== 'signature') tell('sign_not_for_type', `${path}/sign`, { type: field.type });
  if (field.type === 'signature' && !slot.sign) tell('sign_text_missing', path);
  if (!slot.consent) return;
  if (field.type !== 'bool') tell('consent_not_for_type', `${path}/consent`, { type: field.type });
  else if (slot.requiredIf !== true || slot.visibleIf) tell('consent_not_required', `${path}/consent`);
}

const isFilled = (fields: Readonly<Record<SlotId, Slot>>, id: SlotId): boolean =>
  Object.values(fields).some((slot) => slot.ref?.fill.some((fill) => fill.to === id) || slot.rows?.total?.some((total) => total.slot === id));

/** What a slot holds without being typed. */
function checkMade(slot: Slot, field: Field, path: string, checking: Checking): void {
  const { tell, catalogue, entity } = checking;
  const wants = fieldTypeIn(catalogue, entity.id, field);
  const formula = (tree: unknown, at: string): void => {
    for (const problem of checkFormula(tree, formScope(checking), wants).problems) tell(problem.code, `${at}${problem.path}`, problem.facts);
  };
  if (slot.compute) {
    formula(slot.compute, `${path}/compute`);
    if (slot.default) tell('compute_and_default', `${path}/default`, { field: field.label }, 'warning');
  }
  const from = slot.default;
  if (from && 'formula' in from) formula(from.formula, `${path}/default/formula`);
  if (!from || !('value' in from)) return;
  const read = slotValue(field, from.value);
  if (!read.ok) tell('value_invalid', `${path}/default/value`, { field: field.label, problem: read.refusal.code });
}

/** Two plain bounds, the lower above the upper. */
function isCrossed(min: unknown, max: unknown): boolean {
  if (typeof min === 'number' && typeof max === 'number') return min > max;
  return typeof min === 'string' && typeof max === 'string' && min > max;
}

function checkCheck(check: Check, id: SlotId, slot: Slot, field: Field, path: string, checking: Checking): void {
  const { tell } = checking;
  if (!checkFits(check.is, field.type)) return tell('check_not_for_type', path, { check: check.is, type: field.type });
  if (check.is === 'pattern') {
    if (typeof check.p !== 'string' && !isMask(check.p.mask)) tell('mask_invalid', `${path}/p`, { mask: check.p.mask.slice(0, 60) });
    const fixed = slot.default && 'value' in slot.default ? slot.default.value : null;
    if (typeof fixed === 'string' && !fitsPattern(fixed, check.p))
      tell('value_invalid', `/fields/${id}/default/value`, { field: field.label, problem: 'pattern' });
  } else if (check.is === 'range') {
    if (check.min !== undefined) checkCond({ f: `form.${id}`, op: 'gte', v: check.min }, `${path}/min`, checking);
    if (check.max !== undefined) checkCond({ f: `form.${id}`, op: 'lte', v: check.max }, `${path}/max`, checking);
    if (isCrossed(check.min, check.max)) tell('bounds_crossed', path);
  } else if (check.is === 'length' || check.is === 'count') {
    if (check.min !== undefined && check.max !== undefined && check.min > check.max) tell('bounds_crossed', path);
  } else if (check.is === 'unique') {
    if (isScratch(slot)) tell('unique_on_scratch', path, { field: field.label });
    checkCond(check.among, `${path}/among`, checking);
  } else checkCond(check.ok, `${path}/ok`, checking);
}

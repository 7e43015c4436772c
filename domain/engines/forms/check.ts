import type { Catalogue, Field } from '../catalogue/definition';
import { entityOf } from '../catalogue/find';
import type { FormulaProblem } from '../catalogue/formula/types';
import type { ConditionProblem } from '../conditions/check';
import type { Problem } from '../conditions/definition';
import { own } from '../conditions/values';
import { checkLinks } from './check.links';
import { checkPublic } from './check.public';
import { checkSlots } from './check.slots';
import { type Checking, labelOf } from './checking';
import { type FormDef, type FormId, slotsOf, type SlotId } from './definition';
import { orderOf } from './order';
import { readFormBody } from './shape';
import { fieldOfSlot } from './values';

/** Why a form cannot be put in force, or (a warning) should be looked at again. */
export const FORM_CHECKS = [
  'shape',
  'unknown_entity',
  'no_slots',
  'unknown_field',
  'field_retired',
  'field_not_writable',
  'field_twice',
  'unknown_slot',
  'slot_not_placed',
  'slot_placed_twice',
  'id_twice',
  'loop',
  'control_not_for_type',
  'check_not_for_type',
  'bounds_crossed',
  'mask_invalid',
  'value_invalid',
  'scratch_options_missing',
  'compute_and_default',
  'unique_on_scratch',
  'rule_unplaced',
  'ref_not_for_type',
  'unknown_path',
  'fill_type',
  'sensitive_copy',
  'rows_not_for_type',
  'rows_form_unknown',
  'rows_nested',
  'total_type',
  'upload_not_for_type',
  'sign_not_for_type',
  'sign_text_missing',
  'consent_not_for_type',
  'consent_not_required',
  'match_missing',
  'match_not_unique_key',
  'archive_not_a_link',
  'url_missing',
  'public_without_consent',
  'public_list_closed',
  'public_reveal_sensitive',
  'public_reveal_unbound',
  'public_mode',
] as const;
export type FormCheck = (typeof FORM_CHECKS)[number];
/** Conditions and formulas bring their own codes, with the path of the place in the form before them. */
export type FormCheckProblem = Problem<FormCheck | ConditionProblem['code'] | FormulaProblem>;

/**
 * All that is wrong with a form, of any body at all.
 * @param forms the forms in force that tables may use for their rows
 */
export function checkForm(body: unknown, catalogue: Catalogue, forms: Readonly<Record<FormId, FormDef>>): readonly FormCheckProblem[] {
  const read = readFormBody(body);
  if ('problems' in read) return read.problems;
  const { form } = read;
  const entity = entityOf(catalogue, form.entity);
  if (!entity) return [{ code: 'unknown_entity', path: '/entity', level: 'error', facts: { entity: form.entity } }];
  const problems: FormCheckProblem[] = [];
  const fields = new Map<SlotId, Field>();
  for (const [id, slot] of Object.entries(form.fields)) {
    const field = fieldOfSlot(slot, entity);
    if (field) fields.set(id, slot.label === undefined ? field : { ...field, label: slot.label });
  }
  const checking: Checking = {
    form,
    entity,
    catalogue,
    forms,
    fields,
    tell: (code, path, facts = {}, level = 'error') => problems.push({ code, path, level, facts }),
  };
  checkPlaces(checking);
  checkSlots(checking);
  checkLinks(checking);
  checkPublic(checking);
  const ordered = orderOf(form);
  if (!ordered.ok) checking.tell('loop', `/fields/${ordered.ring[0]}`, { ring: ordered.ring.map((id) => labelOf(checking, id)) });
  return problems;
}

/** Each slot stands in one place, and every name in the form is a slot of it. */
function checkPlaces({ form, tell }: Checking): void {
  const placed = new Set<SlotId>();
  const has = (id: SlotId): boolean => own(form.fields, id) !== undefined;
  if (Object.keys(form.fields).length === 0) tell('no_slots', '/fields');
  const ids = new Set<string>();
  for (const [index, section] of form.layout.entries()) {
    if (ids.has(section.id)) tell('id_twice', `/layout/${index}/id`, { id: section.id });
    ids.add(section.id);
    for (const id of slotsOf(section)) {
      if (!has(id)) tell('unknown_slot', `/layout/${index}/slots`, { slot: id });
      else if (placed.has(id)) tell('slot_placed_twice', `/layout/${index}/slots`, { slot: id });
      placed.add(id);
    }
  }
  for (const id of Object.keys(form.fields)) if (!placed.has(id)) tell('slot_not_placed', `/fields/${id}`, { slot: id });
  const rules = new Set<string>();
  for (const [index, rule] of form.rules.entries()) {
    if (rules.has(rule.id)) tell('id_twice', `/rules/${index}/id`, { id: rule.id });
    rules.add(rule.id);
    for (const id of rule.at) if (!has(id)) tell('rule_unplaced', `/rules/${index}/at`, { slot: id });
  }
  for (const [index, id] of (form.print?.leaveOut ?? []).entries()) if (!has(id)) tell('unknown_slot', `/print/leaveOut/${index}`, { slot: id });
  for (const [index, id] of (form.match ?? []).entries()) if (!has(id)) tell('unknown_slot', `/match/${index}`, { slot: id });
}

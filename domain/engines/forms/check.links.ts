import type { Field } from '../catalogue/definition';
import { entityOf, findPath } from '../catalogue/find';
import { SENSITIVITIES } from '../catalogue/definition';
import { own } from '../conditions/values';
import type { Checking } from './checking';
import { checkCond } from './check.slots';
import type { RefSettings, RowsSettings, SlotId } from './definition';
import { fieldOfSlot } from './values';

/** Links, what they fill, tables and their totals, and where a form goes when it is handed in. */
export function checkLinks(checking: Checking): void {
  const { form, fields, tell, entity } = checking;
  for (const [id, slot] of Object.entries(form.fields)) {
    const field = fields.get(id);
    if (!field) continue;
    if (slot.ref) checkRef(id, slot.ref, field, checking);
    if (slot.rows) checkRows(id, slot.rows, checking);
    if (slot.default && 'from' in slot.default)
      checkSource(slot.default.from.slot, slot.default.from.path, field, `/fields/${id}/default/from`, 'copy', checking);
  }
  for (const [index, id] of (form.submit.archiveTo ?? []).entries())
    if (!fields.get(id)?.to) tell('archive_not_a_link', `/submit/archiveTo/${index}`, { slot: id });
  if (form.submit.after === 'url' && !form.submit.url) tell('url_missing', '/submit/url');
  if (form.mode !== 'createOrUpdate') return;
  if (!form.match?.length) tell('match_missing', '/match');
  for (const [index, id] of (form.match ?? []).entries()) {
    const field = fields.get(id);
    // By what is not unique the wrong record would be overwritten.
    if (field && !field.unique) tell('match_not_unique_key', `/match/${index}`, { field: field.label, entity: entity.label });
  }
}

function checkRef(id: SlotId, ref: RefSettings, field: Field, checking: Checking): void {
  const path = `/fields/${id}/ref`;
  const to = entityOf(checking.catalogue, field.to ?? '');
  if (!to) return checking.tell('ref_not_for_type', path, { type: field.type });
  checkCond(ref.filter, `${path}/filter`, checking, to.id);
  for (const [index, shown] of [...ref.show, ...(ref.order ? [ref.order] : [])].entries())
    if ('problem' in findPath(shown, to, checking.catalogue)) checking.tell('unknown_path', `${path}/show/${index}`, { field: shown });
  for (const [index, fill] of ref.fill.entries()) {
    const target = checking.fields.get(fill.to);
    if (!target) checking.tell('unknown_slot', `${path}/fill/${index}/to`, { slot: fill.to });
    else checkSource(id, fill.from, target, `${path}/fill/${index}`, fill.mode, checking);
  }
}

/** From a linked record into a slot: the same kind of value, and a copy never into where more people may read it. */
function checkSource(slot: SlotId, from: string, target: Field, path: string, mode: 'copy' | 'live', checking: Checking): void {
  const to = entityOf(checking.catalogue, checking.fields.get(slot)?.to ?? '');
  if (!to) return checking.tell('unknown_slot', path, { slot });
  const found = findPath(from, to, checking.catalogue);
  if ('problem' in found) return checking.tell('unknown_path', path, { field: from });
  if (!alike(found.field, target)) checking.tell('fill_type', path, { from: found.field.label, to: target.label });
  const rank = (field: Field): number => SENSITIVITIES.indexOf(field.sensitivity);
  if (mode === 'copy' && found.field.sensitivity === 'sensitive' && rank(target) < rank(found.field))
    checking.tell('sensitive_copy', path, { from: found.field.label, to: target.label });
}

const PLAIN_TEXTS = ['text', 'longtext', 'address'];

/** A value of the one may stand in the other. */
function alike(from: Field, to: Field): boolean {
  if (PLAIN_TEXTS.includes(to.type)) return ['text', 'longtext', 'address', 'phone', 'email', 'url', 'idcard', 'serial'].includes(from.type);
  if (from.type !== to.type) return false;
  if (from.to !== to.to) return false;
  if ((from.scale ?? 0) > (to.scale ?? 0)) return false;
  const known = new Set((to.options ?? []).map((option) => option.id));
  return (from.options ?? []).every((option) => option.retired || known.has(option.id));
}

function checkRows(id: SlotId, rows: RowsSettings, checking: Checking): void {
  const { forms, tell, catalogue, fields } = checking;
  const path = `/fields/${id}/rows`;
  const inner = own(forms, rows.form);
  const of = inner && entityOf(catalogue, inner.entity);
  if (!inner || !of) return tell('rows_form_unknown', `${path}/form`, { form: rows.form });
  if (Object.values(inner.fields).some((slot) => slot.rows)) tell('rows_nested', `${path}/form`, { form: inner.title });
  if (rows.min !== undefined && rows.max !== undefined && rows.min > rows.max) tell('bounds_crossed', path);
  for (const [index, total] of (rows.total ?? []).entries()) {
    const target = fields.get(total.slot);
    const source = total.of === undefined ? undefined : own(inner.fields, total.of);
    const counted = source && fieldOfSlot(source, of);
    const at = `${path}/total/${index}`;
    if (!target) tell('unknown_slot', `${at}/slot`, { slot: total.slot });
    else if (total.agg === 'count' ? target.type !== 'number' : counted?.type !== target.type || !['number', 'money'].includes(target.type))
      tell('total_type', at, { to: target.label });
  }
}

import { SENSITIVITIES, type Field } from '../catalogue/definition';
import { entityOf } from '../catalogue/find';
import { own } from '../conditions/values';
import { type Checking, labelOf } from './checking';

const isPersonal = (field: Field): boolean => SENSITIVITIES.indexOf(field.sensitivity) >= SENSITIVITIES.indexOf('personal');

/** What strangers may fill in and see: personal data only with a consent, lists of people never, nothing sensitive shown back. */
export function checkPublic(checking: Checking): void {
  const { form, fields, tell, catalogue } = checking;
  const policy = form.public;
  if (!policy) return;
  if (form.mode === 'edit' && !policy.kinds.every((kind) => kind === 'bound')) tell('public_mode', '/public/kinds');
  const personal = [...fields].filter(([, field]) => isPersonal(field)).map(([id]) => labelOf(checking, id));
  const consents = Object.values(form.fields).some((slot) => slot.consent && slot.requiredIf === true);
  if (personal.length > 0 && !consents) tell('public_without_consent', '/public', { fields: personal.slice(0, 10) });
  const lists = new Set(policy.publicLists ?? []);
  for (const [id, slot] of Object.entries(form.fields)) {
    const to = fields.get(id)?.to;
    if (!to || slot.readonlyIf === true) continue;
    const entity = entityOf(catalogue, to);
    // A list of customers, staff or orders is never a stranger's to open.
    const open = lists.has(id) && entity !== undefined && Object.values(entity.fields).every((field) => field.retired || field.sensitivity === 'public');
    if (!open) tell('public_list_closed', `/fields/${id}`, { slot: labelOf(checking, id) });
  }
  for (const [index, id] of (policy.reveal ?? []).entries()) {
    const field = fields.get(id);
    if (!own(form.fields, id) || !field) tell('unknown_slot', `/public/reveal/${index}`, { slot: id });
    else if (field.sensitivity === 'sensitive') tell('public_reveal_sensitive', `/public/reveal/${index}`, { slot: labelOf(checking, id) });
    if (!policy.kinds.includes('bound')) tell('public_reveal_unbound', `/public/reveal/${index}`);
  }
}

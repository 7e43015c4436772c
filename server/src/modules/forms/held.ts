import { fixedClock } from '@zhike/domain/engines/conditions/context';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { valueWords } from '@zhike/domain/engines/conditions/words';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import { isScratch } from '@zhike/domain/engines/forms/definition';
import type { FormOutcome, FormWorld } from '@zhike/domain/engines/forms/input';
import { fieldOfSlot } from '@zhike/domain/engines/forms/values';
import { compileScope, holds } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlIn, sqlOf } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { customersForForms } from '../customers/by-form';
import { loadVersion, loadWorld } from './catalogue';
import { clashProblems } from './commands/submit';
import { homeOf } from './homes';
import type { Input } from './input';
import { endHeld, findHeldRow, type HeldRow, listHeldRows } from './records.held';
import { masked } from './sealed';

/* What strangers typed that met somebody whom the shop knows: kept aside, until a member takes it over or lets it go. */

const { wallClock } = fixedClock(480);
type Output = FormOutcome['output'];

const outputOf = (row: HeldRow, ports: Pick<Ports, 'crypto'>): Output =>
  JSON.parse(ports.crypto.decrypt(row.held, `form_submissions:held:${row.id}`)) as Output;

/** What was typed, as its reader may see it: numbers masked, what is sensitive for those with the right to health alone. */
function saidIn(output: Output, form: FormDef, world: FormWorld, actor: StaffActor): { label: string; value: string }[] {
  const entity = world.catalogue.entities[form.entity];
  if (!entity) return [];
  const values = masked(Object.fromEntries(Object.entries(form.fields).map(([id, slot]) => [slot.field, output.values[id] ?? null])), entity);
  return Object.values(form.fields).flatMap((slot) => {
    const field = isScratch(slot) ? null : fieldOfSlot(slot, entity);
    const value: Value = field ? (values[field.id] ?? null) : null;
    if (!field || value === null || (field.sensitivity === 'sensitive' && !holds(actor, 'customer.health_read'))) return [];
    const words = typeof value === 'string' && !field.options && field.type !== 'datetime' ? value : valueWords(value, field, { wallClock });
    return [{ label: slot.label ?? field.label, value: words.replace(/[「」]/g, '').trim() }];
  });
}

export async function getHeld(ask: Ask<ActorOf<'forms.held'>>): Answer<'forms.held'> {
  const sql = sqlOf(ask.ports.db);
  const [world, rows] = [await loadWorld(sql), await listHeldRows(sql, ask.scope)];
  const entity = world.catalogue.entities.customer;
  const ids = rows.flatMap((row) => row.customerId ?? []);
  const known = entity ? await customersForForms(sql, ask.ports, compileScope(ask.actor, 'customer.read'), entity, ids) : [];
  const items = [];
  for (const row of rows) {
    const form = (await loadVersion(sql, row.formId, row.formVersion))?.form;
    const customer = known.find((one) => one.id === row.customerId);
    if (!form) continue;
    items.push({
      id: row.id,
      formTitle: form.title,
      at: row.at.toISOString(),
      channel: row.channel,
      customer: customer ? { id: customer.id, name: customer.name } : null,
      said: saidIn(outputOf(row, ask.ports), form, world, ask.actor),
      // A record that met another's unique value has nowhere to go: it is looked at and let go.
      canTake: form.entity === 'customer' && customer !== undefined,
    });
  }
  return allow({ items });
}

/** Takes over what was typed (what is empty says nothing), or lets it go. Done already: nothing happens. */
export async function settleHeld(ask: Ask<ActorOf<'forms.settleHeld'>>, input: Input<'forms.settleHeld'>, write: Write): Answer<'forms.settleHeld'> {
  const sql = sqlIn(write.tx);
  const missing = refuse('record.not_found', { noun: 'form_submission', id: input.submissionId });
  const row = await findHeldRow(sql, ask.scope, input.submissionId);
  if (!row) return missing;
  const world = await loadWorld(sql);
  const form = (await loadVersion(sql, row.formId, row.formVersion))?.form;
  if (!form) return missing;
  if (input.take) {
    if (form.entity !== 'customer' || row.customerId === null) return missing;
    const home = homeOf(form, world, { actor: ask.actor, ports: ask.ports, now: write.now }, ask.scope);
    const outcome = { output: outputOf(row, ask.ports) } as FormOutcome;
    const met = await home.meet(write, outcome, row.customerId);
    const kept = await home.lock(write, row.customerId);
    if (!kept) return missing;
    if (met.clash) return refuse('form.problems', { problems: clashProblems(form, world, [met.clash]) });
    const saved = await home.save(write, outcome, kept, { storeId: null, ownerId: null, source: '' }, true);
    if (!saved.ok) return refuse('form.problems', { problems: clashProblems(form, world, [saved.clash]) });
  }
  await endHeld(write.tx, row.id);
  return allow({ done: true as const });
}

import type { Value } from '@zhike/domain/engines/conditions/definition';
import { own } from '@zhike/domain/engines/conditions/values';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { writeCustom } from '../../../engines/catalogue/custom-values';
import { loadShopCatalogue } from '../../../engines/catalogue/shop-fields';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { settle } from '../../forms/facts';
import { toFound } from '../../forms/view';
import type { Input } from '../input';
import { recordForm, shownValues, valuesOf } from '../sheet';
import { heldBy, sheetFor } from '../values';

/** What a person typed: a masked value that comes back as it was shown is none. */
function typedOf(
  values: Readonly<Record<string, Value>>,
  shown: Readonly<Record<string, Value>>,
  kept: Readonly<Record<string, Value>>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([id, value]) => own(kept, id) === own(shown, id) || value !== own(shown, id)));
}

export async function writeValues(ask: Ask<ActorOf<'fields.write'>>, input: Input<'fields.write'>, write: Write): Answer<'fields.write'> {
  const sql = sqlIn(write.tx);
  const held = await heldBy(sql, ask.actor, input, 'writable');
  if (!held.ok) return held;
  const catalogue = await loadShopCatalogue(sql);
  const of = recordForm(catalogue, input.entity, ask.actor);
  const first = Object.keys(input.values)[0];
  if (!of) return first === undefined ? allow(await sheetFor(ask, sql, input, held.value)) : refuse('fields.unknown', { field: first.slice(0, 40) });
  const kept = valuesOf(held.value, of, ask.ports);
  const values = typedOf(input.values, shownValues(kept, of, ask.actor), kept);
  const filler = { actor: ask.actor, ports: ask.ports, now: write.now };
  const outcome = await settle(sql, of.form, of.world, filler, { values }, { record: { id: held.value.id, values: kept } });
  const errors = outcome.problems.filter((problem) => problem.level === 'error');
  if (errors.length > 0) return refuse('fields.values_refused', { problems: errors.map(toFound) });
  const changed = Object.fromEntries(Object.keys(values).map((id) => [id, outcome.output.values[id] ?? null]));
  const { storeId, customerId, id } = held.value;
  const written = await writeCustom(write, ask.ports, catalogue, { entity: input.entity, recordId: id, storeId, values: changed, by: 'user', cause: 'form' });
  if (!written.ok) return written;
  if (written.value.length > 0)
    await write.event({
      type: input.entity === 'customer' ? 'customer.updated' : 'field.written',
      storeId,
      customerId,
      bookingId: input.entity === 'booking' ? id : null,
      data: { entity: input.entity, recordId: id, fields: written.value },
    });
  const after = await heldBy(sql, ask.actor, input, 'writable');
  return after.ok ? allow(await sheetFor(ask, sql, input, after.value)) : after;
}

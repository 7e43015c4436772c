import { randomInt } from 'node:crypto';
import type { ApiRefusal } from '@zhike/domain/api';
import type { Field } from '@zhike/domain/engines/catalogue/definition';
import { SENSITIVITIES } from '@zhike/domain/engines/catalogue/definition';
import { entityOf, fieldOf } from '@zhike/domain/engines/catalogue/find';
import type { FieldSaying } from '@zhike/domain/fields/contract';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { saveField } from '../../../engines/catalogue/field-changes';
import { loadShopCatalogue, lockField } from '../../../engines/catalogue/shop-fields';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { mayChangeFields, mayLowerSensitivity } from '../reach';
import { findVersion } from '../records';
import { usersOfField } from '../users';
import { toField, toFieldView, toFound, toSaying } from '../view';

const SIGNS = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** Never used again, whatever becomes of the field. */
const newFieldId = (): string => `cf_${Array.from({ length: 10 }, () => SIGNS[randomInt(SIGNS.length)]).join('')}`;

type Saved = Decision<{ readonly field: ReturnType<typeof toFieldView>; readonly warnings: ReturnType<typeof toFound>[] }, ApiRefusal>;

async function keep(ask: Ask<StaffActor>, write: Write, entityId: string, id: string | null, version: number, saying: FieldSaying): Promise<Saved> {
  if (!mayChangeFields(ask.actor)) return refuse('access.forbidden', { right: 'design.publish' });
  const sql = sqlIn(write.tx);
  const catalogue = await loadShopCatalogue(sql);
  const entity = entityOf(catalogue, entityId);
  const before = entity && id !== null ? (fieldOf(entity, id) ?? null) : null;
  if (!entity || (id !== null && !before)) return refuse('record.not_found', { noun: 'field', id: id ?? '' });
  const after: Field = toField(id ?? newFieldId(), saying, before);
  const usedBy = before && after.retired && !before.retired ? await usersOfField(sql, ask.ports.definitionKinds, after.id) : [];
  const saved = await saveField(write, catalogue, entityId, after, version, { usedBy, mayLowerSensitivity: mayLowerSensitivity(ask.actor) });
  if (!saved.ok) {
    const { refusal } = saved;
    return refusal.code === 'record.changed' ? { ok: false, refusal } : refuse('fields.has_problems', { problems: refusal.facts.problems.map(toFound) });
  }
  const lowered = before !== null && SENSITIVITIES.indexOf(after.sensitivity) < SENSITIVITIES.indexOf(before.sensitivity);
  await write.event({
    type: 'field.saved',
    data: { fieldId: after.id, entity: entityId, version: saved.value.version, retired: after.retired === true, lowered },
  });
  return allow({ field: toFieldView({ ...after, label: after.label.trim() }, saved.value.version), warnings: saved.value.warnings.map(toFound) });
}

export const saveShopField = (ask: Ask<ActorOf<'fields.save'>>, input: Input<'fields.save'>, write: Write): Answer<'fields.save'> =>
  keep(ask, write, input.entity, input.id, input.version, input.field);

/** What an earlier definition said, with the options that came since kept as retired: records may have chosen them. */
function broughtBack(earlier: Field, now: Field): FieldSaying {
  const known = new Set(earlier.options?.map((option) => option.id));
  const since = (now.options ?? []).filter((option) => !known.has(option.id)).map((option) => ({ ...option, retired: true as const }));
  const saying = toSaying(earlier);
  const options = [...(saying.options ?? []), ...(toSaying({ ...now, options: since }).options ?? [])];
  return { ...saying, ...(options.length > 0 ? { options } : {}) };
}

export async function restoreField(ask: Ask<ActorOf<'fields.restore'>>, input: Input<'fields.restore'>, write: Write): Answer<'fields.restore'> {
  if (!mayChangeFields(ask.actor)) return refuse('access.forbidden', { right: 'design.publish' });
  const sql = sqlIn(write.tx);
  const now = await lockField(sql, input.id);
  if (!now) return refuse('record.not_found', { noun: 'field', id: input.id });
  const earlier = await findVersion(sql, input.id, input.to);
  if (!earlier) return refuse('fields.no_such_version', { version: input.to, current: now.version });
  return keep(ask, write, now.entity, input.id, input.version, broughtBack(earlier.body, now.field));
}

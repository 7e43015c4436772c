import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { isEmpty } from '@zhike/domain/engines/conditions/values';
import { type FormDef, isScratch, type SlotId } from '@zhike/domain/engines/forms/definition';
import { fieldOfSlot } from '@zhike/domain/engines/forms/values';

export const MEDIA: readonly string[] = ['image', 'file', 'signature', 'annotation'];

/** A question with what was answered, as it stands on paper. */
export interface Line {
  readonly slot: SlotId;
  readonly label: string;
  readonly type: Field['type'];
  readonly text: string;
  /** Of photos, papers and marks: what they are kept as. */
  readonly media: readonly string[];
}

/** The lines of a part of the form: in its order, without what was left empty, left out, or only asked. */
export function linesOf(
  slots: readonly SlotId[],
  form: FormDef,
  entity: Entity,
  values: Readonly<Record<string, Value>>,
  say: (field: Field, value: Value) => string,
): Line[] {
  return slots.flatMap((id): Line[] => {
    const slot = form.fields[id];
    const field = slot && !isScratch(slot) && !form.print?.leaveOut?.includes(id) ? fieldOfSlot(slot, entity) : null;
    const value = field ? (values[field.id] ?? null) : null;
    if (!slot || !field || field.type === 'rows' || isEmpty(value)) return [];
    const media = MEDIA.includes(field.type) ? (Array.isArray(value) ? value : [String(value)]) : [];
    return [{ slot: id, label: slot.label ?? field.label, type: field.type, text: media.length > 0 ? '' : say(field, value), media }];
  });
}

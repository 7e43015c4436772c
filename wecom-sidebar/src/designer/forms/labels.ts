import type { FieldType } from '@zhike/domain/engines/catalogue/definition';
import { type FormBody, isScratch, SCRATCH, type SlotId } from '@zhike/domain/engines/forms/definition';
import { SCRATCH_TYPES } from './draft-form';

export type Labels = Readonly<Record<string, { readonly label: string; readonly type: FieldType }>>;

/** What a question is called: its own words, else its field's. */
export function labelOfSlot(form: FormBody, id: SlotId, labels: Labels): string {
  const slot = form.fields[id];
  if (!slot) return '（已删除）';
  if (slot.label) return slot.label;
  if (isScratch(slot)) return SCRATCH_TYPES.find(({ type }) => type === slot.field.slice(SCRATCH.length))?.label ?? '一项内容';
  return labels[slot.field]?.label ?? '（无权查看的内容）';
}

export function typeOfSlot(form: FormBody, id: SlotId, labels: Labels): FieldType | null {
  const slot = form.fields[id];
  if (!slot) return null;
  return isScratch(slot) ? (slot.field.slice(SCRATCH.length) as FieldType) : (labels[slot.field]?.type ?? null);
}

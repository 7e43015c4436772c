import type { FieldType } from '@zhike/domain/engines/catalogue/definition';
import { SCRATCH, type FormBody, type Section, type Slot, type SlotId } from '@zhike/domain/engines/forms/definition';

/** Edits of a form's draft, each from one body to the next. A slot stands in exactly one section; what speaks of a removed slot is for the check to find. */

type Placed = Section['slots'][number];
const placeOf = (place: Placed): readonly SlotId[] => (typeof place === 'string' ? [place] : 'row' in place ? place.row : []);

/** Where a slot or a note stands: the section and its place in it. */
export interface At {
  readonly section: number;
  readonly index: number;
}

export const EMPTY_FORM: FormBody = {
  title: '新表单',
  entity: 'customer',
  mode: 'create',
  layout: [{ id: 'main', cols: 1, slots: [] }],
  fields: {},
  rules: [],
  submit: { button: '提交', after: 'thanks', thanks: '已提交，谢谢。' },
};

/** A body from outside, as far as it is a form's. */
export function formOf(body: unknown): FormBody {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as Partial<FormBody>;
  const layout = Array.isArray(raw.layout) && raw.layout.length > 0 ? raw.layout : EMPTY_FORM.layout;
  return { ...EMPTY_FORM, ...raw, layout, fields: typeof raw.fields === 'object' ? raw.fields : {} };
}

const inSections = (form: FormBody, change: (section: Section, i: number) => Section): FormBody => ({ ...form, layout: form.layout.map(change) });

/** A name that no slot has, from the field's own: `phone`, `phone2`. */
export function freeSlot(form: FormBody, wish: string): SlotId {
  const stem = /^[a-z]/.test(wish) ? wish.replace(/[^A-Za-z0-9_]/g, '_').slice(0, 36) : `q_${wish.replace(/[^A-Za-z0-9_]/g, '_').slice(0, 30)}`;
  const taken = new Set(Object.keys(form.fields));
  let id = stem;
  for (let n = 2; taken.has(id); n += 1) id = `${stem}${n}`;
  return id;
}

function insert(form: FormBody, place: Placed, { section, index }: At): FormBody {
  return inSections(form, (one, i) => (i === section ? { ...one, slots: [...one.slots.slice(0, index), place, ...one.slots.slice(index)] } : one));
}

/** Asks for a field of the entity, or for something that is not stored, at a place. */
export function addSlot(form: FormBody, field: string, slot: Omit<Slot, 'field'>, at: At): { readonly form: FormBody; readonly id: SlotId } {
  const id = freeSlot(form, field.startsWith(SCRATCH) ? field.slice(SCRATCH.length) : field);
  const fields = { ...form.fields, [id]: { ...slot, field: field as Slot['field'] } };
  return { form: insert({ ...form, fields }, id, at), id };
}

/** What a new question begins with: without a name no customer can be made, so that one is asked of everybody; a table has lines, of a form that is still to be chosen. */
export function beginSlot(form: FormBody, field: string, type?: FieldType): Omit<Slot, 'field'> {
  if (type === 'rows') return { rows: { form: '' } };
  return form.entity === 'customer' && form.mode !== 'edit' && field === 'name' ? { requiredIf: true } : {};
}

/** 同意: without a yes to it nothing is sent. A form that strangers fill in must ask for it before it asks who they are. */
export const addConsent = (form: FormBody, at: At): FormBody =>
  addSlot(form, `${SCRATCH}bool`, { label: '同意本店为提供服务使用以上信息', consent: { text: 'privacy', version: 1 }, requiredIf: true }, at).form;

export const addNote = (form: FormBody, at: At): FormBody => insert(form, { note: '写一段说明' }, at);

/** A new group below the last. */
export function addSection(form: FormBody): FormBody {
  const ids = new Set(form.layout.map((section) => section.id));
  let n = form.layout.length + 1;
  while (ids.has(`part${n}`)) n += 1;
  return { ...form, layout: [...form.layout, { id: `part${n}`, title: `第 ${form.layout.length + 1} 部分`, cols: 1, slots: [] }] };
}

export function setSection(form: FormBody, section: number, change: Partial<Section>): FormBody {
  return inSections(form, (one, i) => (i === section ? cleaned({ ...one, ...change }) : one));
}

/** A group goes, and what stood in it moves to the one before: a question is never lost with its frame. The last one stays. */
export function removeSection(form: FormBody, section: number): FormBody {
  const gone = form.layout[section];
  if (!gone || form.layout.length < 2) return form;
  const into = section === 0 ? 1 : section - 1;
  const layout = form.layout.map((one, i) =>
    i === into ? { ...one, slots: section === 0 ? [...gone.slots, ...one.slots] : [...one.slots, ...gone.slots] } : one,
  );
  return { ...form, layout: layout.filter((_, i) => i !== section) };
}

/** Takes what stands at one place to another, as it will be counted once it has left. */
export function move(form: FormBody, from: At, to: At): FormBody {
  const moved = form.layout[from.section]?.slots[from.index];
  if (moved === undefined) return form;
  const without = inSections(form, (one, i) => (i === from.section ? { ...one, slots: one.slots.filter((_, k) => k !== from.index) } : one));
  return insert(without, moved, to);
}

/** One up or down, over the edge of a group into the next. */
export function nudge(form: FormBody, at: At, by: -1 | 1): FormBody {
  const here = form.layout[at.section]?.slots.length ?? 0;
  const index = at.index + by;
  if (index >= 0 && index < here) return move(form, at, { ...at, index });
  const section = at.section + by;
  const next = form.layout[section];
  if (!next) return form;
  return move(form, at, { section, index: by === 1 ? 0 : next.slots.length });
}

export function removeAt(form: FormBody, at: At): FormBody {
  const gone = new Set(placeOf(form.layout[at.section]?.slots[at.index] ?? { note: '' }));
  const fields = Object.fromEntries(Object.entries(form.fields).filter(([id]) => !gone.has(id)));
  return { ...inSections(form, (one, i) => (i === at.section ? { ...one, slots: one.slots.filter((_, k) => k !== at.index) } : one)), fields };
}

/** Puts what follows on the same row, or takes a row apart. */
export function joinNext(form: FormBody, at: At): FormBody {
  const slots = form.layout[at.section]?.slots ?? [];
  const here = slots[at.index];
  const next = slots[at.index + 1];
  if (here === undefined || typeof next !== 'string' || (typeof here !== 'string' && !('row' in here))) return form;
  const row = [...placeOf(here), next];
  if (row.length > 4) return form;
  return inSections(form, (one, i) => (i === at.section ? { ...one, slots: [...slots.slice(0, at.index), { row }, ...slots.slice(at.index + 2)] } : one));
}
export function splitRow(form: FormBody, at: At): FormBody {
  const slots = form.layout[at.section]?.slots ?? [];
  const here = slots[at.index];
  if (here === undefined || typeof here === 'string' || !('row' in here)) return form;
  return inSections(form, (one, i) => (i === at.section ? { ...one, slots: [...slots.slice(0, at.index), ...here.row, ...slots.slice(at.index + 1)] } : one));
}

export function setSlot(form: FormBody, id: SlotId, change: Partial<Slot>): FormBody {
  const slot = form.fields[id];
  return slot ? { ...form, fields: { ...form.fields, [id]: cleaned({ ...slot, ...change }) } } : form;
}

export function setNote(form: FormBody, at: At, note: string): FormBody {
  return inSections(form, (one, i) => (i === at.section ? { ...one, slots: one.slots.map((place, k) => (k === at.index ? { note } : place)) } : one));
}

/** What is taken away is not there, rather than there and empty. */
function cleaned<Shape extends object>(shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined && value !== '')) as Shape;
}

/** What may be asked and is not stored: a box of the palette for each type that a person can fill in. */
export const SCRATCH_TYPES: readonly { readonly type: FieldType; readonly label: string }[] = [
  { type: 'text', label: '单行文本' },
  { type: 'longtext', label: '多行文本' },
  { type: 'phone', label: '手机号' },
  { type: 'number', label: '数字' },
  { type: 'money', label: '金额' },
  { type: 'date', label: '日期' },
  { type: 'time', label: '时间' },
  { type: 'option', label: '单选' },
  { type: 'options', label: '多选' },
  { type: 'bool', label: '是或否' },
  { type: 'rating', label: '评分' },
  { type: 'image', label: '图片' },
  { type: 'file', label: '附件' },
  { type: 'signature', label: '签名' },
  { type: 'address', label: '地址' },
];

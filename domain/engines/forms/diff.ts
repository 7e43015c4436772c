import { own } from '../conditions/values';
import { type FormBody, type SlotId, slotsOf } from './definition';

/** One property of a slot, rule or section that says something else. */
export interface Changed {
  readonly id: string;
  readonly property: string;
  readonly before: unknown;
  readonly after: unknown;
}
export interface FormDiff {
  readonly added: readonly SlotId[];
  readonly removed: readonly SlotId[];
  /** Slots in another section or at another place among those that both have. */
  readonly moved: readonly SlotId[];
  readonly slots: readonly Changed[];
  readonly rules: readonly Changed[];
  /** Of the form itself: title, mode, submit … and its sections' own words. */
  readonly form: readonly Changed[];
}

/** JSON with its keys in one order, so that how a tree was written makes no difference. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => `${JSON.stringify(key)}:${written(one)}`)
    .join()}}`;
}

function changes(id: string, before: object, after: object): Changed[] {
  const [a, b] = [new Map<string, unknown>(Object.entries(before)), new Map<string, unknown>(Object.entries(after))];
  return [...new Set([...a.keys(), ...b.keys()])]
    .sort()
    .filter((property) => written(a.get(property)) !== written(b.get(property)))
    .map((property) => ({ id, property, before: a.get(property), after: b.get(property) }));
}

/** Where each slot stands: its section, and its number among the slots that both versions have. */
function places(form: FormBody, both: ReadonlySet<SlotId>): ReadonlyMap<SlotId, string> {
  return new Map(
    form.layout.flatMap((section) =>
      slotsOf(section)
        .filter((id) => both.has(id))
        .map((id, index) => [id, `${section.id} ${index}`] as const),
    ),
  );
}

const byId = <T extends { readonly id: string }>(list: readonly T[]): Record<string, T> => Object.fromEntries(list.map((one) => [one.id, one]));

function changesOf(before: Readonly<Record<string, object>>, after: Readonly<Record<string, object>>): Changed[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return ids.flatMap((id) => {
    const [a, b] = [own(before, id), own(after, id)];
    if (a && b) return changes(id, a, b);
    return [{ id, property: a ? 'removed' : 'added', before: a, after: b }];
  });
}

/** What is different between two versions of a form, slot by slot: by their ids, so that a renamed slot is changed and not another one. */
export function diffForms(before: FormBody, after: FormBody): FormDiff {
  const [a, b] = [Object.keys(before.fields), Object.keys(after.fields)];
  const both = new Set(a.filter((id) => own(after.fields, id)));
  const [from, to] = [places(before, both), places(after, both)];
  const words = ({ layout, fields: _fields, rules: _rules, ...rest }: FormBody): object => ({
    ...rest,
    layout: layout.map(({ slots, ...section }) => ({ ...section, notes: slots.filter((place) => typeof place === 'object' && 'note' in place) })),
  });
  return {
    added: b.filter((id) => !both.has(id)),
    removed: a.filter((id) => !both.has(id)),
    moved: [...both].filter((id) => from.get(id) !== to.get(id)),
    slots: [...both].flatMap((id) => changes(id, before.fields[id] ?? {}, after.fields[id] ?? {})),
    rules: changesOf(byId(before.rules), byId(after.rules)),
    form: changes('form', words(before), words(after)),
  };
}

import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormInput, FormWorld } from '@zhike/domain/engines/forms/input';
import { fieldOfSlot } from '@zhike/domain/engines/forms/values';
import { recall, remember, type FormDraft } from '@/bridge/storage';

/* What she has typed stays on this phone until it is handed in, so that a call or an empty battery costs nothing. */

const KEPT_MS = 7 * 86_400_000;
const MOST = 10;

/** What may lie on a phone: nothing sensitive, no files (they are gone after a day), no signature. */
export function keepable(form: FormDef, world: FormWorld, input: FormInput): Pick<FormDraft, 'values' | 'rows'> {
  const allowed = (of: FormDef, values: Readonly<Record<string, unknown>>): Record<string, unknown> => {
    const entity = world.catalogue.entities[of.entity];
    return Object.fromEntries(
      Object.entries(values).filter(([id]) => {
        const slot = of.fields[id];
        const field = slot && entity ? fieldOfSlot(slot, entity) : null;
        return field && field.sensitivity !== 'sensitive' && !['image', 'file', 'signature', 'annotation'].includes(field.type) && !slot?.consent;
      }),
    );
  };
  const rows = Object.entries(input.rows ?? {}).flatMap(([id, list]) => {
    const inner = world.forms[form.fields[id]?.rows?.form ?? ''];
    return inner ? [[id, list.map((row) => ({ values: allowed(inner, row.values) }))] as const] : [];
  });
  return { values: allowed(form, input.values), rows: Object.fromEntries(rows) };
}

export function draftFor(key: string, version: number, now: number): FormDraft | null {
  const draft = recall('zk.forms')?.[key];
  return draft && draft.version === version && now - draft.at < KEPT_MS ? draft : null;
}

export function keepDraft(key: string, draft: FormDraft): void {
  const others = Object.entries(recall('zk.forms') ?? {}).filter(([other, kept]) => other !== key && draft.at - kept.at < KEPT_MS);
  const newest = others.sort(([, a], [, b]) => b.at - a.at).slice(0, MOST - 1);
  remember('zk.forms', { ...Object.fromEntries(newest), [key]: draft });
}

export function dropDraft(key: string): void {
  const { [key]: _gone, ...others } = recall('zk.forms') ?? {};
  remember('zk.forms', others);
}

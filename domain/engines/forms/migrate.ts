import type { Catalogue } from '../catalogue/definition';
import { entityOf } from '../catalogue/find';
import { allow, refuse, type Decision } from '../../kernel/decision';
import { DAY_MS } from '../../kernel/time-range';
import { own } from '../conditions/values';
import { FORM_LIMITS, type FormDef, type SlotId } from './definition';
import type { FormInput } from './input';
import { fieldOfSlot } from './values';

export type OutdatedReason = 'field_gone' | 'blocking_rule' | 'too_old';
type Outdated = { readonly code: 'form.outdated'; readonly facts: { readonly version: number; readonly current: number; readonly because: OutdatedReason } };

/** A page that was open while a new version was put in force. */
export interface OpenPage {
  readonly submitted: FormDef;
  readonly current: FormDef;
  /** When the version after the submitted one came, epoch milliseconds; irrelevant when it is the current one. */
  readonly replacedAt: number;
  readonly now: number;
  readonly public: boolean;
  readonly catalogue: Catalogue;
}

/**
 * Whether a form may be judged by the version it was filled in with: while everything it asks for is still there, no rule came that holds
 * for open pages too, and (by a public link) its version was replaced not longer ago than its grace. Refused otherwise: `form.outdated`.
 */
export function decideVersion({ submitted, current, replacedAt, now, catalogue, ...page }: OpenPage): Decision<FormDef, Outdated> {
  if (submitted.version === current.version) return allow(current);
  const no = (because: OutdatedReason) => refuse('form.outdated' as const, { version: submitted.version, current: current.version, because });
  const entity = entityOf(catalogue, submitted.entity);
  const gone = (slot: FormDef['fields'][string]): boolean => {
    const field = entity && fieldOfSlot(slot, entity);
    return !field || field.retired === true;
  };
  if (Object.values(submitted.fields).some(gone)) return no('field_gone');
  const had = new Set(submitted.rules.filter((rule) => rule.blocking).map((rule) => rule.id));
  if (current.rules.some((rule) => rule.blocking && !had.has(rule.id))) return no('blocking_rule');
  if (page.public && now - replacedAt > FORM_LIMITS.publicGraceDays * DAY_MS) return no('too_old');
  return allow(submitted);
}

export interface Remapped {
  readonly input: FormInput;
  /** What was typed into slots that the new form does not have: shown, so that nobody loses a text. */
  readonly left: Readonly<Record<SlotId, unknown>>;
}

/** What was typed, taken over into another version by the slots' ids; a slot that now asks for another kind of value keeps its text aside. */
export function remapInput(input: FormInput, from: FormDef, to: FormDef, catalogue: Catalogue): Remapped {
  const typeOf = (form: FormDef, id: SlotId): string | null => {
    const [slot, entity] = [own(form.fields, id), entityOf(catalogue, form.entity)];
    return (slot && entity && fieldOfSlot(slot, entity)?.type) ?? null;
  };
  const fits = (id: SlotId): boolean => {
    const type = typeOf(to, id);
    return type !== null && type === typeOf(from, id);
  };
  const typed = Object.entries({ ...input.opened, ...input.values });
  const rows = Object.entries(input.rows ?? {}).filter(([id]) => own(from.fields, id)?.rows?.form === own(to.fields, id)?.rows?.form && fits(id));
  return {
    input: {
      values: Object.fromEntries(typed.filter(([id]) => fits(id) && (own(input.values, id) !== undefined || own(to.fields, id)?.default === undefined))),
      ...(rows.length > 0 ? { rows: Object.fromEntries(rows) } : {}),
      ...(input.query ? { query: input.query } : {}),
    },
    left: Object.fromEntries(Object.entries(input.values).filter(([id, value]) => !fits(id) && value !== null && value !== '')),
  };
}

import type { FieldId, Value } from '../conditions/definition';
import { SOURCES, type RuleDef, type Source, type Trigger } from './definition';
import { occurrenceKey } from './occurrence';

/** What happened to a record, as rules see it. */
export interface RecordEvent {
  readonly id: string;
  readonly entity: string;
  readonly recordId: string;
  readonly source: Source;
  readonly happened:
    | { readonly kind: 'created' }
    | { readonly kind: 'updated'; readonly before: Readonly<Record<FieldId, Value>>; readonly after: Readonly<Record<FieldId, Value>> }
    | { readonly kind: 'verb'; readonly verb: string };
}

const same = (a: Value, b: Value): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const among = (list: readonly Value[] | undefined, value: Value): boolean => list === undefined || list.some((one) => same(one, value));
const valueIn = (values: Readonly<Record<FieldId, Value>>, field: FieldId): Value => new Map(Object.entries(values)).get(field) ?? null;

/** An import is silent unless the rule names it. */
const DEFAULT_SOURCES: readonly Source[] = SOURCES.filter((source) => source !== 'import');

/** True when a field changed in the way a trigger means; saving the same value is no change. */
export function isChange(
  trigger: Extract<Trigger, { on: 'updated' }>,
  before: Readonly<Record<FieldId, Value>>,
  after: Readonly<Record<FieldId, Value>>,
): boolean {
  const from = valueIn(before, trigger.field);
  const to = valueIn(after, trigger.field);
  return !same(from, to) && among(trigger.from, from) && among(trigger.to, to);
}

/** The key under which an event fires a rule at once; null: it does not. What comes later is for `due`, `planAfter` and `planMoment`. */
export function firedBy(rule: Pick<RuleDef, 'entity' | 'trigger'>, event: RecordEvent): string | null {
  if (rule.entity !== event.entity) return null;
  const { trigger } = rule;
  const { happened } = event;
  if (trigger.on === 'created' && happened.kind === 'created')
    return (trigger.source ?? DEFAULT_SOURCES).includes(event.source) ? occurrenceKey.created({}) : null;
  if (trigger.on === 'updated' && happened.kind === 'updated')
    return event.source !== 'import' && isChange(trigger, happened.before, happened.after) ? occurrenceKey.updated({ eventId: event.id }) : null;
  if (trigger.on === 'verb' && happened.kind === 'verb') return happened.verb === trigger.verb ? occurrenceKey.verb({ eventId: event.id }) : null;
  return null;
}

/** True when an event cancels what a rule has pending for the record. */
export function stoppedBy(rule: Pick<RuleDef, 'stopOn'>, event: RecordEvent): boolean {
  return event.happened.kind === 'verb' && (rule.stopOn ?? []).includes(event.happened.verb);
}

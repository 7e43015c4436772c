import type { Value } from './definition';
import type { ConditionContext } from './definition';
import { addDays } from '../../kernel/calendar-date';
import { fromScaled, isDay, own, toScaled } from './values';
import { MOST_DAYS } from './windows';

const isObject = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null && !Array.isArray(v);

const VARIABLES: Readonly<Record<string, (context: ConditionContext) => unknown>> = {
  actor: (context) => context.actor?.id ?? null,
  /** Her stores: a list, for `in`. */
  'actor.store': (context) => context.actor?.storeIds ?? null,
  today: (context) => context.today,
  now: (context) => new Date(context.now).toISOString(),
  'trigger.record': (context) => context.triggerRecord ?? null,
};
export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES);

/** The name of a form's slot in `form.<slot>`, as a path or a variable; null for anything else. */
export function slotOf(path: string): string | null {
  return path.startsWith('form.') && path.length > 5 ? path.slice(5) : null;
}

/** What a variable stands for now; empty when the evaluation does not know it. */
export function variable(name: unknown, context: ConditionContext): unknown {
  if (typeof name !== 'string') return null;
  const slot = slotOf(name);
  if (slot !== null) return own(context.form, slot) ?? null;
  return own(VARIABLES, name)?.(context) ?? null;
}

/** A number and a number, or a day and so many days; empty with anything else. */
export function sum(a: unknown, b: unknown): Value {
  if (typeof a === 'number' && typeof b === 'number') return fromScaled(toScaled(a) + toScaled(b));
  const [day, days] = typeof a === 'string' ? [a, b] : [b, a];
  if (typeof day !== 'string' || !isDay(day) || typeof days !== 'number' || !Number.isInteger(days) || Math.abs(days) > MOST_DAYS) return null;
  const moved = addDays(day, days);
  return isDay(moved) ? moved : null;
}

/**
 * The value of an operand: a literal is itself, `field` asks the record through `read`. What is not one of them (a window) is returned
 * as it is, for the operator to read. `depth` bounds sums of sums of a definition that nobody checked.
 */
export function operandValue(operand: unknown, context: ConditionContext, read: (path: string) => Value, depth = 4): unknown {
  if (!isObject(operand)) return operand;
  if (typeof operand.field === 'string') return read(operand.field);
  if ('var' in operand) return variable(operand.var, context);
  if (Array.isArray(operand.add))
    return depth === 0 ? null : sum(operandValue(operand.add[0], context, read, depth - 1), operandValue(operand.add[1], context, read, depth - 1));
  return operand;
}

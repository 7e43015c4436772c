/**
 * A business "no" is a value, not an exception.
 *
 * A refusal carries a stable code and typed facts, never prose: each client words it for its own reader.
 * Each noun declares its refusals as an interface that maps code → facts; `RefusalOf` turns it into a union.
 */
export type RefusalOf<Map> = { [Code in keyof Map & string]: { readonly code: Code; readonly facts: Map[Code] } }[keyof Map & string];

export type Decision<Value, Refusal = { readonly code: string; readonly facts: unknown }> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

/** The "yes": wraps the value that was decided. */
export function allow<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** The "no": a code and the facts a person needs to understand it and find the way out. */
export function refuse<Code extends string, Facts>(
  code: Code,
  facts: Facts,
): { readonly ok: false; readonly refusal: { readonly code: Code; readonly facts: Facts } } {
  return { ok: false, refusal: { code, facts } };
}

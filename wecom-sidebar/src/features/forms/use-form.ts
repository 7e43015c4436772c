import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import { evaluateForm } from '@zhike/domain/engines/forms/evaluate';
import { firstInput, mergeFacts, type Opened } from '@zhike/domain/engines/forms/page';
import type { Ask, FormFacts, FormInput, FormOutcome, FormRow } from '@zhike/domain/engines/forms/input';
import type { FileView } from '@zhike/domain/forms/contract';
import { useEffect, useMemo, useRef, useState } from 'react';

/** What a form's page asks of the world outside. */
export interface Lookups {
  /** Answers to what the evaluator asks; an empty answer when it cannot be had. */
  facts(asks: readonly Ask[]): Promise<FormFacts>;
  /** `of`: the form of a table's rows, when the slot is one of theirs. */
  pick(slot: string, search: string, values: Readonly<Record<string, Value>>, of?: FormDef): Promise<readonly Picked[]>;
  /** Sends a file for a place; absent where files cannot be taken. `table`: the table in whose row the place is. */
  upload?(slot: string, file: File, table?: string): Promise<{ readonly file: FileView } | { readonly problem: string }>;
  /** Files as they may be looked at. */
  files?(ids: readonly string[]): Promise<readonly FileView[]>;
}
export interface Picked {
  readonly id: string;
  readonly name: string;
  readonly values: Readonly<Record<string, Value>>;
}

export interface Filling {
  readonly input: FormInput;
  readonly outcome: FormOutcome;
  readonly facts: FormFacts;
  set(slot: string, value: unknown): void;
  setRows(slot: string, rows: readonly FormRow[]): void;
}

/** A form while it is filled in, `begun` with what it was opened about: every key stroke is worked out by the evaluator that the server has as well; what it asks is fetched once. */
export function useForm(opened: Opened, lookups: Lookups, begun: Readonly<Record<string, Value>> = {}): Filling {
  const [input, setInput] = useState<FormInput>(() => {
    const first = firstInput(opened);
    return { ...first, opened: { ...first.opened, ...begun } };
  });
  const [facts, setFacts] = useState(opened.facts);
  const { form, world, context } = opened;
  const outcome = useMemo(() => evaluateForm(form, world, input, facts, context), [form, world, input, facts, context]);
  const asked = useRef(new Set<string>());
  const { facts: fetchFacts } = lookups;
  useEffect(() => {
    const fresh = outcome.asks.filter((ask) => !asked.current.has(JSON.stringify(ask)));
    if (fresh.length === 0) return;
    for (const ask of fresh) asked.current.add(JSON.stringify(ask));
    void fetchFacts(fresh).then((told) => setFacts((known) => mergeFacts(known, told)));
  }, [outcome, fetchFacts]);
  return {
    input,
    outcome,
    facts,
    set: (slot, value) => setInput((before) => ({ ...before, values: { ...before.values, [slot]: value } })),
    setRows: (slot, rows) => setInput((before) => ({ ...before, rows: { ...before.rows, [slot]: rows } })),
  };
}

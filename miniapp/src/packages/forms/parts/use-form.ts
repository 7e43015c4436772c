import { evaluateForm } from '@zhike/domain/engines/forms/evaluate';
import type { FormFacts, FormInput, FormOutcome, FormRow } from '@zhike/domain/engines/forms/input';
import { firstInput, mergeFacts, type Opened } from '@zhike/domain/engines/forms/page';
import { useEffect, useMemo, useRef, useState } from 'react';
import { serverNow } from '@/api/clock';
import { draftFor, keepable, keepDraft } from './drafts';

export interface Filling {
  readonly input: FormInput;
  readonly outcome: FormOutcome;
  readonly facts: FormFacts;
  /** A draft of hers was found and taken up. */
  readonly resumed: boolean;
  set(slot: string, value: unknown): void;
  setRows(slot: string, rows: readonly FormRow[]): void;
  /** What a picked record is called: the page knows it from the list, and a stranger may ask for no more. */
  learn(slot: string, id: string, name: string): void;
}

const KEEP_AFTER_MS = 800;

/** A form while it is filled in, by the evaluator that the server judges with; what was typed is kept on the phone. */
export function useForm(opened: Opened, draftKey: string, about: Readonly<Record<string, unknown>> = {}): Filling {
  const { form, world, context } = opened;
  const draft = useRef(draftFor(draftKey, form.version, serverNow())).current;
  const [input, setInput] = useState<FormInput>(() => {
    const plain = firstInput(opened);
    const first: FormInput = { ...plain, opened: { ...plain.opened, ...(about as FormInput['opened']) } };
    return draft ? { ...first, values: draft.values, rows: draft.rows } : first;
  });
  const [facts, setFacts] = useState(opened.facts);
  const outcome = useMemo(() => evaluateForm(form, world, input, facts, context), [form, world, input, facts, context]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const kept = keepable(form, world, input);
      if (Object.keys(kept.values).length + Object.keys(kept.rows).length > 0) keepDraft(draftKey, { ...kept, version: form.version, at: serverNow() });
    }, KEEP_AFTER_MS);
    return () => clearTimeout(timer);
  }, [form, world, input, draftKey]);
  return {
    input,
    outcome,
    facts,
    resumed: draft !== null,
    set: (slot, value) => setInput((before) => ({ ...before, values: { ...before.values, [slot]: value } })),
    setRows: (slot, rows) => setInput((before) => ({ ...before, rows: { ...before.rows, [slot]: rows } })),
    learn: (slot, id, name) => setFacts((known) => mergeFacts(known, { linked: { [slot]: { [id]: { name, active: true, values: {} } } } })),
  };
}

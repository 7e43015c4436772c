import type { DefinitionView } from '@zhike/domain/definitions/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type AppRefusal, call, newIntent } from '../../api/call';

/** So long after the last change a draft is saved. */
const AUTOSAVE_MS = 2_000;

export interface Draft {
  readonly definition: DefinitionView;
  readonly title: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** saved: nothing is lost by leaving. refused: the last save was; what is on the screen is kept until it is changed or reloaded. */
  readonly state: 'saved' | 'unsaved' | 'saving' | 'refused';
  readonly refusal: AppRefusal | undefined;
  change(next: { readonly title?: string; readonly body?: Readonly<Record<string, unknown>> }): void;
  step(to: 'back' | 'forward'): Promise<void>;
  /** Saves now; true when what is on the screen is on the server. */
  flush(): Promise<boolean>;
  /** Takes what a command brought back as the truth. */
  put(definition: DefinitionView): void;
}

interface Text {
  readonly title: string;
  readonly body: Readonly<Record<string, unknown>>;
}
const textOf = (definition: DefinitionView): Text => ({
  title: definition.open?.title ?? definition.title,
  body: definition.open?.body ?? definition.published?.body ?? {},
});

/**
 * A draft that saves itself. One save is on its way at a time, and each names the step it was made from: what somebody else saved
 * meanwhile is never overwritten, and what was typed while a save was on its way goes with the next.
 */
export function useDraft(initial: DefinitionView): Draft {
  const [definition, setDefinition] = useState(initial);
  const [text, setText] = useState<Text>(() => textOf(initial));
  const [state, setState] = useState<Draft['state']>('saved');
  const [refusal, setRefusal] = useState<AppRefusal | undefined>(undefined);
  const now = useRef({ definition, text, dirty: false, saving: null as Promise<boolean> | null });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const put = useCallback((next: DefinitionView) => {
    now.current.definition = next;
    now.current.text = textOf(next);
    now.current.dirty = false;
    setDefinition(next);
    setText(now.current.text);
    setState('saved');
    setRefusal(undefined);
  }, []);

  const save = useCallback(async (): Promise<boolean> => {
    const sent = now.current.text;
    now.current.dirty = false;
    setState('saving');
    const { id, open } = now.current.definition;
    const answer = await call('definitions.saveDraft', { id, rev: open?.rev ?? 0, title: sent.title, body: { ...sent.body } }, newIntent());
    if (!answer.ok) {
      now.current.dirty = true;
      setRefusal(answer.refusal);
      setState('refused');
      return false;
    }
    now.current.definition = answer.value.definition;
    setDefinition(answer.value.definition);
    setRefusal(undefined);
    setState(now.current.dirty ? 'unsaved' : 'saved');
    return !now.current.dirty;
  }, []);

  const flush = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    while (now.current.saving) await now.current.saving;
    if (!now.current.dirty) return true;
    now.current.saving = save().finally(() => {
      now.current.saving = null;
    });
    return now.current.saving;
  }, [save]);

  const change = useCallback<Draft['change']>(
    (next) => {
      now.current.text = { ...now.current.text, ...next };
      now.current.dirty = true;
      setText(now.current.text);
      setState((before) => (before === 'saving' ? before : 'unsaved'));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), AUTOSAVE_MS);
    },
    [flush],
  );

  const step = useCallback<Draft['step']>(
    async (to) => {
      if (!(await flush())) return;
      const { id, open } = now.current.definition;
      const answer = await call('definitions.stepDraft', { id, rev: open?.rev ?? 0, to }, newIntent());
      if (answer.ok) put(answer.value.definition);
      else setRefusal(answer.refusal);
    },
    [flush, put],
  );

  // Leaving the page takes the last change along.
  useEffect(() => () => void flush(), [flush]);

  return { definition, title: text.title, body: text.body, state, refusal, change, step, flush, put };
}

import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { FormFacts } from '@zhike/domain/engines/forms/input';
import { useMemo, useRef } from 'react';
import { call, newIntent } from '../../api/call';
import { useCommand, useQuery } from '../../api/hooks';
import { sendFile } from '../../api/upload';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';
import { FormView, type HandedIn } from './FormView';
import { openedOf } from '@zhike/domain/engines/forms/page';
import type { Lookups } from './use-form';
import type { OpenForm } from '@zhike/domain/forms/contract';

interface Sheet {
  readonly formId: string;
  /** One that is there; else a new one. */
  readonly recordId?: string | undefined;
  /** FM-15: what the new one is linked to from the start. */
  readonly about?: { readonly entity: string; readonly id: string } | undefined;
  readonly onDone: (recordId: string) => void;
}

/** A form in force, filled in by a member: for a new record, or for one that is there. */
export function FormSheet({ formId, recordId, about, onDone }: Sheet) {
  const query = useQuery('forms.read', { id: formId, ...(recordId ? { recordId } : {}), ...(about ? { about } : {}) });
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={6} />}>
      {({ open, opened }) => (
        <Filling open={open} begun={opened as Readonly<Record<string, Value>>} formId={formId} recordId={recordId} about={about} onDone={onDone} />
      )}
    </Loaded>
  );
}

function Filling({ open, begun, formId, recordId, about, onDone }: Sheet & { open: OpenForm; begun: Readonly<Record<string, Value>> }) {
  // The page keeps the version that it was opened with: a newer one must not pull what was typed from under her hands.
  const opened = useRef(openedOf(open)).current;
  const first = useRef(begun).current;
  const version = opened.form.version;
  const submissionId = useRef(newIntent()).current;
  const submit = useCommand('forms.submit');
  const lookups = useMemo((): Lookups => {
    const of = { id: formId, version };
    return {
      async facts(asks) {
        const told = asks.map((ask) => {
          const where = { slot: ask.slot, ...(ask.table === undefined ? {} : { table: ask.table }) };
          return ask.ask === 'record' ? { ask: ask.ask, ...where, id: ask.id } : { ask: ask.ask, ...where, value: ask.value as string };
        });
        const answer = await call('forms.facts', { ...of, ...(recordId ? { recordId } : {}), asks: told });
        return answer.ok ? (answer.value.facts as unknown as FormFacts) : {};
      },
      async pick(slot, search, values, inRows) {
        const asked = inRows ? { id: inRows.id, version: inRows.version } : of;
        const answer = await call('forms.pick', { ...asked, slot, search, values: values as Record<string, string> });
        return answer.ok ? answer.value.items : [];
      },
      async upload(slot, file, table) {
        const place = await call('forms.upload', { ...of, slot, ...(table === undefined ? {} : { table }) });
        if (!place.ok) return { problem: wordRefusal(place.refusal) };
        const sent = await sendFile(place.value.url, file, file.name);
        return sent.ok ? { file: sent.value } : { problem: wordRefusal(sent.refusal) };
      },
      async files(ids) {
        const answer = await call('forms.files', { ids: [...ids] });
        return answer.ok ? answer.value.files : [];
      },
    };
  }, [formId, version, recordId]);
  const hand = async ({ values, rows }: HandedIn): Promise<void> => {
    const answer = await submit.run({
      id: formId,
      version,
      submissionId,
      values: values as Record<string, string>,
      rows: rows as Record<string, { id?: string; values: Record<string, string> }[]>,
      ...(recordId ? { recordId } : {}),
      ...(about ? { about: { ...about } } : {}),
      ...(open.recordVersion === null ? {} : { recordVersion: open.recordVersion }),
    });
    if (!answer.ok) return;
    say(opened.form.submit.thanks || '已保存');
    onDone(answer.value.recordId);
  };
  const { refusal } = submit;
  return (
    <FormView
      opened={opened}
      begun={first}
      lookups={lookups}
      busy={submit.busy}
      refused={refusal?.code === 'form.problems' ? refusal.facts.problems : []}
      onSubmit={(handed) => void hand(handed)}
    >
      <RefusalNote refusal={refusal} />
    </FormView>
  );
}

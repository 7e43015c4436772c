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

/** A form in force, filled in by a member: for a new record, or for one that is there. */
export function FormSheet({ formId, recordId, onDone }: { formId: string; recordId?: string; onDone: (recordId: string) => void }) {
  const query = useQuery('forms.read', { id: formId, ...(recordId ? { recordId } : {}) });
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={6} />}>
      {({ open }) => <Filling open={open} formId={formId} recordId={recordId} onDone={onDone} />}
    </Loaded>
  );
}

function Filling({ open, formId, recordId, onDone }: { open: OpenForm; formId: string; recordId: string | undefined; onDone: (recordId: string) => void }) {
  // The page keeps the version that it was opened with: a newer one must not pull what was typed from under her hands.
  const opened = useRef(openedOf(open)).current;
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
      lookups={lookups}
      busy={submit.busy}
      refused={refusal?.code === 'form.problems' ? refusal.facts.problems : []}
      onSubmit={(handed) => void hand(handed)}
    >
      <RefusalNote refusal={refusal} />
    </FormView>
  );
}

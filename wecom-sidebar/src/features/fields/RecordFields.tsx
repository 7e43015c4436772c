import type { Field } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { valueWords } from '@zhike/domain/engines/conditions/words';
import type { FormFacts } from '@zhike/domain/engines/forms/input';
import { type Opened, openedOf } from '@zhike/domain/engines/forms/page';
import type { FieldEntity } from '@zhike/domain/fields/contract';
import type { OpenForm } from '@zhike/domain/forms/contract';
import { Button } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { call } from '../../api/call';
import { useCommand, useQuery } from '../../api/hooks';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { FormView, type HandedIn } from '../forms/FormView';
import type { Lookups } from '../forms/use-form';
import { ValueHistory } from './ValueHistory';

interface Of {
  readonly entity: FieldEntity;
  readonly recordId: string;
}

/** What the shop's own fields say of a record, and its editor. Where the shop has none there, or the reader sees none, nothing stands here. */
export function RecordFields({ entity, recordId }: Of) {
  const query = useQuery('fields.sheet', { entity, recordId }, { follow: (news) => news.id === recordId || news.customerId === recordId });
  const [editing, setEditing] = useState(false);
  const [past, setPast] = useState(false);
  const open = query.data?.open;
  // What is not there is no gap in the page; a reader without the right has the rest of it.
  if (!open) return null;
  const of = { entity, recordId };
  return (
    <section className="zk-card" data-testid="record-fields">
      <div className="zk-card-head">
        <h3>更多资料</h3>
        <span className="zk-row">
          <button type="button" className="zk-link" onClick={() => setPast(true)} data-testid="fields-history">
            修改记录
          </button>
          {query.data?.can.includes('write') && !editing && (
            <button type="button" className="zk-link" onClick={() => setEditing(true)} data-testid="fields-edit">
              编辑
            </button>
          )}
        </span>
      </div>
      {editing ? (
        <Editing
          of={of}
          open={open}
          onDone={(saved) => {
            if (saved) query.put(saved);
            setEditing(false);
          }}
        />
      ) : (
        <Shown opened={openedOf(open)} />
      )}
      {past && <ValueHistory {...of} onClose={() => setPast(false)} />}
    </section>
  );
}

function Shown({ opened: { form, world, facts, context } }: { opened: Opened }) {
  const fields = Object.values(world.catalogue.entities[form.entity]?.fields ?? {});
  const words = (field: Field): string => {
    const value: Value = facts.record?.values[field.id] ?? null;
    const linked = facts.linked?.[field.id];
    const names = (_: string, id: string): string | null => linked?.[id]?.name ?? '（无权查看）';
    if (value === null) return '—';
    // A text as it was typed: the quotes of a sentence are not its own.
    return typeof value === 'string' && !field.options && !field.to && field.type !== 'datetime'
      ? value
      : valueWords(value, field, { names, wallClock: context.wallClock })
          .replace(/[「」]/g, '')
          .trim();
  };
  return (
    <dl className="zk-facts">
      {fields.map((field) => (
        <div key={field.id} style={{ display: 'contents' }} data-testid={`said-${field.id}`}>
          <dt>{field.label}</dt>
          <dd style={{ whiteSpace: 'pre-wrap' }}>{words(field)}</dd>
        </div>
      ))}
    </dl>
  );
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
type Sheet = { open: OpenForm | null; can: 'write'[] };

function Editing({ of, open, onDone }: { of: Of; open: OpenForm; onDone: (saved?: Sheet) => void }) {
  // What somebody else saves meanwhile must not pull what was typed from under her hands.
  const opened = useRef(openedOf(open)).current;
  const write = useCommand('fields.write');
  const picked = useRef(new Map<string, string>());
  const { entity, recordId } = of;
  const lookups = useMemo(
    (): Lookups => ({
      // Whoever was just picked is known; the server looks again when it is saved.
      facts: (asks) => {
        const linked: Record<string, Record<string, { name: string; values: object; active: boolean } | null>> = {};
        for (const ask of asks) {
          if (ask.ask !== 'record') continue;
          const name = picked.current.get(ask.id);
          linked[ask.slot] = { ...linked[ask.slot], [ask.id]: name === undefined ? null : { name, values: {}, active: true } };
        }
        return Promise.resolve({ linked } as FormFacts);
      },
      async pick(slot, search) {
        const answer = await call('fields.pick', { entity, recordId, field: slot, search });
        const items = answer.ok ? answer.value.items : [];
        for (const one of items) picked.current.set(one.id, one.name);
        return items.map((one) => ({ ...one, values: {} }));
      },
    }),
    [entity, recordId],
  );
  const hand = async ({ values }: HandedIn): Promise<void> => {
    const before = opened.facts.record?.values ?? {};
    // Only what she changed: a colleague may have changed the rest.
    const changed = Object.keys(opened.form.fields).filter((id) => !same(values[id], before[id]));
    const answer = await write.run({ ...of, values: Object.fromEntries(changed.map((id) => [id, (values[id] ?? null) as string | null])) });
    if (!answer.ok) return;
    say('资料已保存');
    onDone(answer.value);
  };
  const { refusal } = write;
  return (
    <FormView
      opened={opened}
      lookups={lookups}
      busy={write.busy}
      refused={refusal?.code === 'fields.values_refused' ? refusal.facts.problems : []}
      onSubmit={(handed) => void hand(handed)}
    >
      <RefusalNote refusal={refusal} />
      <Button block onClick={() => onDone()} style={{ marginBottom: 8 }} data-testid="fields-cancel">
        不改了
      </Button>
    </FormView>
  );
}

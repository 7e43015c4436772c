import type { DefinitionView } from '@zhike/domain/definitions/contract';
import type { FormBody } from '@zhike/domain/engines/forms/definition';
import { Select } from 'antd';
import { useMemo, useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Loaded, RowsSkeleton } from '../../components/states';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { DesignerFrame } from '../frame/DesignerFrame';
import { useDraft } from '../frame/use-draft';
import { Canvas } from './Canvas';
import { addConsent, addNote, addSection, addSlot, type At, beginSlot, formOf } from './draft-form';
import { labelOfSlot, type Labels } from './labels';
import { Palette } from './Palette';
import { Settings } from './Settings';
import './forms.css';

/** 表单: what is asked, in which order, when it is there and when it must be answered. */
export function FormDesigner({ definition }: { definition: DefinitionView }) {
  const catalogue = useQuery('forms.catalogue', {});
  return (
    <Loaded query={catalogue} skeleton={<RowsSkeleton rows={6} />}>
      {(answer) => <Designer definition={definition} answer={answer} />}
    </Loaded>
  );
}

const mustWords = (required: unknown): string => (required === true ? '（必填）' : required ? '（有条件必填）' : '');

/** A form in words, for comparing versions: its questions in order. */
function wordsOf(body: unknown, labels: Labels): string {
  const form = formOf(body);
  const parts = form.layout.map((section) => {
    const questions = section.slots.flatMap((place) => (typeof place === 'string' ? [place] : 'row' in place ? place.row : []));
    const told = questions.map((id) => `${labelOfSlot(form, id, labels)}${mustWords(form.fields[id]?.requiredIf)}`).join('、');
    return `${section.title ? `${section.title}：` : ''}${told || '还没有内容'}`;
  });
  return parts.join('；');
}

function Designer({ definition, answer }: { definition: DefinitionView; answer: CatalogueAnswer }) {
  const draft = useDraft(definition);
  const form = useMemo(() => formOf(draft.body), [draft.body]);
  const [chosen, setChosen] = useState<At | null>(null);
  const entity = answer.entities.find((one) => one.id === form.entity);
  const labels: Labels = useMemo(
    () => Object.fromEntries((entity?.fields ?? []).map((field) => [field.id, { label: field.label, type: field.type }])),
    [entity],
  );
  const put = (next: FormBody): void => draft.change({ body: next as unknown as Record<string, unknown> });
  // Added below what is chosen, or at the end: where a person looks.
  const last = form.layout.length - 1;
  const place: At = chosen ? { section: chosen.section, index: chosen.index + 1 } : { section: last, index: form.layout[last]?.slots.length ?? 0 };
  // 以上信息: it speaks of all that stands above it.
  const atEnd: At = { section: last, index: form.layout[last]?.slots.length ?? 0 };
  const add = (field: string, label?: string): void => {
    const added = addSlot(form, field, { ...beginSlot(form, field, labels[field]?.type), ...(label ? { label } : {}) }, place);
    put(added.form);
    setChosen(place);
  };
  return (
    <DesignerFrame draft={draft} back={{ href: '#/design/forms', title: '表单' }} words={(body) => wordsOf(body, labels)}>
      <div className="zk-form-designer">
        <section className="zk-card zk-form-palette" aria-label="可以加的内容">
          <div className="zk-row wrap">
            <span>填的是</span>
            <Select
              aria-label="填的是"
              value={form.entity}
              options={answer.entities.map((one) => ({ value: one.id, label: one.label }))}
              disabled={Object.keys(form.fields).length > 0}
              popupMatchSelectWidth={false}
              onChange={(next) => put({ ...form, entity: next })}
            />
          </div>
          <Palette
            form={form}
            fields={entity?.fields ?? []}
            onAdd={add}
            onConsent={() => put(addConsent(form, atEnd))}
            onNote={() => put(addNote(form, place))}
            onSection={() => put(addSection(form))}
          />
        </section>
        <Canvas form={form} labels={labels} chosen={chosen} onChoose={setChosen} onChange={put} />
        <section className="zk-card zk-form-settings" aria-label="设置" aria-live="polite">
          <Settings form={form} labels={labels} answer={answer} at={chosen} onChange={put} onGone={() => setChosen(null)} />
        </section>
      </div>
    </DesignerFrame>
  );
}

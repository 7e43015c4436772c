import type { FormBody, RowsSettings, Slot, SlotId } from '@zhike/domain/engines/forms/definition';
import { Button, InputNumber, Select } from 'antd';
import { useQuery } from '../../api/hooks';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { Definitions } from '../rules/EffectEditor';
import { formOf } from './draft-form';
import { labelOfSlot, type Labels, typeOfSlot } from './labels';
import { Labelled } from './parts';
import { beginTotal, sameKind, withTotal } from './rows';

const MOST_ROWS = 200;
const known = ({ entities }: CatalogueAnswer, entity: string): Labels =>
  Object.fromEntries((entities.find((one) => one.id === entity)?.fields ?? []).map((field) => [field.id, { label: field.label, type: field.type }]));
const named = (form: FormBody, labels: Labels) =>
  Object.keys(form.fields).map((slot) => ({ slot, label: labelOfSlot(form, slot, labels), type: typeOfSlot(form, slot, labels) }));

/** 明细表: which form each of its lines is, how many there may be, and what is added up into which question. */
export function RowsSetting({
  form,
  id,
  slot,
  labels,
  answer,
  set,
}: {
  form: FormBody;
  id: SlotId;
  slot: Slot;
  labels: Labels;
  answer: CatalogueAnswer;
  set: (change: { readonly [Key in keyof Slot]?: Slot[Key] | undefined }) => void;
}) {
  const rows = slot.rows ?? { form: '' };
  const put = (next: RowsSettings): void => set({ rows: next });
  return (
    <>
      <Labelled label="每一行填哪张表单">
        <Definitions kind="form" label="每一行填哪张表单" value={rows.form} onChange={(of) => put({ ...rows, form: of, total: [] })} />
        <span className="zk-hint">先建一张只有一行内容的表单（如「项目、数量、金额」）并发布，再在这里选它。</span>
      </Labelled>
      <Labelled label="要填几行">
        <span className="zk-row">
          <Count label="至少几行" value={rows.min} onChange={(min) => put(cleaned({ ...rows, min }))} />
          <span>到</span>
          <Count label="最多几行" value={rows.max} onChange={(max) => put(cleaned({ ...rows, max }))} />
        </span>
      </Labelled>
      {rows.form && <Totals outer={named(form, labels).filter((one) => one.slot !== id)} rows={rows} answer={answer} onChange={put} />}
    </>
  );
}

/** Without what was emptied: a key that holds nothing is another thing than no key. */
const cleaned = (rows: { readonly [Key in keyof RowsSettings]: RowsSettings[Key] | undefined }): RowsSettings =>
  Object.fromEntries(Object.entries(rows).filter(([, value]) => value !== undefined)) as unknown as RowsSettings;

function Count({ label, value, onChange }: { label: string; value: number | undefined; onChange: (n: number | undefined) => void }) {
  return (
    <InputNumber aria-label={label} placeholder="不限" min={1} max={MOST_ROWS} precision={0} value={value ?? null} onChange={(n) => onChange(n ?? undefined)} />
  );
}

type Named = ReturnType<typeof named>[number];

function Totals({
  outer,
  rows,
  answer,
  onChange,
}: {
  outer: readonly Named[];
  rows: RowsSettings;
  answer: CatalogueAnswer;
  onChange: (rows: RowsSettings) => void;
}) {
  const line = useQuery('definitions.read', { id: rows.form });
  const inner = line.data ? formOf(line.data.definition.published?.body) : null;
  const lines = inner ? named(inner, known(answer, inner.entity)) : [];
  const list = rows.total ?? [];
  const targets = outer.filter((one) => one.type === 'number' || one.type === 'money');
  const free = targets.filter((one) => !list.some((total) => total.slot === one.slot));
  const begin = free.flatMap((one) => beginTotal(one, lines) ?? [])[0];
  const put = (at: number, next: (typeof list)[number] | null): void => onChange({ ...rows, total: withTotal(list, at, next) });
  return (
    <Labelled label="合计">
      {list.map((total, i) => {
        const target = targets.find((one) => one.slot === total.slot);
        const alike = lines.filter((one) => target !== undefined && sameKind(one.type, target.type));
        return (
          <span key={total.slot} className="zk-row wrap" data-testid="row-total">
            <Select
              aria-label="写到哪一项"
              value={target ? total.slot : '（已不在）'}
              options={[...(target ? [target] : []), ...free].map((one) => ({ value: one.slot, label: one.label }))}
              popupMatchSelectWidth={false}
              onChange={(slot: string) => {
                const chosen = targets.find((one) => one.slot === slot);
                const next = chosen && beginTotal(chosen, lines);
                if (next) put(i, next);
              }}
            />
            <span>=</span>
            <Select
              aria-label="怎么合计"
              value={total.agg === 'count' ? 'count' : (total.of ?? '')}
              options={[
                ...alike.map((one) => ({ value: one.slot, label: `每行「${one.label}」加起来` })),
                ...(target?.type === 'number' ? [{ value: 'count', label: '有几行' }] : []),
              ]}
              popupMatchSelectWidth={false}
              onChange={(of: string) => put(i, of === 'count' ? { slot: total.slot, agg: 'count' } : { slot: total.slot, agg: 'sum', of })}
            />
            <Button size="small" type="text" onClick={() => put(i, null)}>
              去掉
            </Button>
          </span>
        );
      })}
      {begin && (
        <Button size="small" onClick={() => put(list.length, begin)} data-testid="add-total">
          ＋ 加一项合计
        </Button>
      )}
      {!begin && list.length === 0 && <span className="zk-hint">要合计的话，先在这张表单里加一项数字或金额。</span>}
    </Labelled>
  );
}

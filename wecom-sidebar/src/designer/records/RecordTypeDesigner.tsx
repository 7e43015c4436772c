import type { DefinitionView } from '@zhike/domain/definitions/contract';
import type { FieldType } from '@zhike/domain/engines/catalogue/definition';
import type { FieldSpec, RecordTypeBody } from '@zhike/domain/forms/record-type';
import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { RefusalNote } from '../../components/states';
import { CHINA_OFFSET, todayAt } from '../../components/time';
import { TYPE_WORDS } from '../fields/words';
import { OptionsEditor } from '../fields/OptionsEditor';
import { Labelled, Text, Toggle } from '../forms/parts';
import { DesignerFrame } from '../frame/DesignerFrame';
import { type Draft, useDraft } from '../frame/use-draft';
import { addField, asType, dropField, formFor, moveField, sampleOf, setField, typeOf, typeWords, withNumber, withStates } from './draft-type';
import { FieldSpecSheet } from './FieldSpecSheet';

/** What a field of a record may be, beyond what a field of a customer may. */
const WORDS: Readonly<Partial<Record<FieldType, string>>> = {
  ...TYPE_WORDS,
  ref: '关联记录',
  refs: '关联多条记录',
  rows: '明细表',
  image: '图片',
  file: '附件',
  signature: '签名',
  annotation: '图片标注',
  address: '地址',
};
const word = (type: FieldType): string => WORDS[type] ?? type;
const NAMES: readonly FieldType[] = ['text', 'option', 'ref', 'date'];
const RESTART = [
  { value: 'never', label: '一直往下排' },
  { value: 'year', label: '每年重新排' },
  { value: 'month', label: '每月重新排' },
  { value: 'day', label: '每天重新排' },
] as const;

/** 单据: what a kind of record keeps, how it is numbered, where it can stand, and what its list shows. */
export function RecordTypeDesigner({ definition }: { definition: DefinitionView }) {
  const draft = useDraft(definition);
  const type = typeOf(draft.body);
  const published = draft.definition.published ? typeOf(draft.definition.published.body) : null;
  const put = (next: RecordTypeBody): void => draft.change({ body: next as unknown as Record<string, unknown> });
  const inUse = type.fields.filter((field) => !field.retired);
  const columns = [
    ...(type.number ? [{ value: 'code', label: '编号' }] : []),
    ...(type.states ? [{ value: 'state', label: '状态' }] : []),
    ...inUse.map((field) => ({ value: field.id, label: field.label || '（没有名称）' })),
  ];
  const names = [
    ...(type.number ? [{ value: 'code', label: '编号' }] : []),
    ...inUse.filter((field) => NAMES.includes(field.type)).map((field) => ({ value: field.id, label: field.label })),
  ];
  return (
    <DesignerFrame
      draft={draft}
      back={{ href: '#/design/records', title: '单据' }}
      words={(body) => typeWords(body, word)}
      aside={<Next draft={draft} type={type} />}
    >
      <section className="zk-card">
        <h2>叫什么</h2>
        <div className="zk-two">
          <Text label="单据名称" value={type.label} placeholder="咨询问诊单" onChange={(label) => put({ ...type, label: label.slice(0, 40) })} />
          <Text label="量词" value={type.unit} placeholder="份" onChange={(unit) => put({ ...type, unit: unit.slice(0, 4) })} />
        </div>
        <Labelled label="列表里用哪一项称呼它">
          <Select
            aria-label="列表里用哪一项称呼它"
            value={type.name}
            options={names}
            style={{ minWidth: 180 }}
            onChange={(name) => put({ ...type, name })}
            data-testid="type-name"
          />
        </Labelled>
      </section>
      <Fields type={type} published={published} put={put} />
      <NumberPart type={type} put={put} />
      <section className="zk-card">
        <h2>状态</h2>
        <Toggle
          label="要跟踪走到哪一步"
          on={type.states !== undefined}
          onChange={(on) =>
            put(
              withStates(
                type,
                on
                  ? [
                      { id: 'open', label: '待处理' },
                      { id: 'done', label: '已完成' },
                    ]
                  : null,
              ),
            )
          }
        />
        {type.states && (
          <>
            <OptionsEditor
              value={type.states}
              kept={new Set(published?.states?.map((state) => state.id))}
              onChange={(states) =>
                put(
                  withStates(
                    type,
                    states.map(({ id, label, retired }) => ({ id: id.replace(/-/g, '_'), label, ...(retired ? { retired } : {}) })),
                  ),
                )
              }
            />
            <span className="zk-hint">新单据从第一个开始；规则和流程可以在状态改变时做事。</span>
          </>
        )}
      </section>
      <section className="zk-card">
        <h2>列表</h2>
        <Labelled label="列表里并排显示哪几项（不选就显示最前面几项，其余点开看）">
          <Select
            aria-label="列表里显示哪几项"
            mode="multiple"
            value={[...(type.columns ?? [])]}
            options={columns}
            style={{ width: '100%' }}
            maxCount={12}
            onChange={(chosen: string[]) => {
              const { columns: _, ...rest } = type;
              put(chosen.length > 0 ? { ...rest, columns: chosen } : rest);
            }}
            data-testid="type-columns"
          />
        </Labelled>
        <span className="zk-hint">搜索、筛选、导出表格不用设置：每一项都能筛，没有加密的文字都能搜。</span>
      </section>
    </DesignerFrame>
  );
}

interface Part {
  readonly type: RecordTypeBody;
  readonly put: (next: RecordTypeBody) => void;
}

function Fields({ type, published, put }: Part & { published: RecordTypeBody | null }) {
  const [open, setOpen] = useState<string | null>(null);
  const catalogue = useQuery('forms.catalogue', {});
  const targets = (catalogue.data?.entities ?? []).map((one) => ({ value: one.id, label: one.label }));
  const keptOf = (id: string): FieldSpec | null => published?.fields.find((field) => field.id === id) ?? null;
  const opened = type.fields.find((field) => field.id === open);
  return (
    <section className="zk-card" data-testid="type-fields">
      <h2>记哪些（{type.fields.filter((field) => !field.retired).length} 项）</h2>
      {type.fields.map((field, n) => {
        const kept = keptOf(field.id);
        return (
          <div key={field.id} className={field.retired ? 'zk-row wrap zk-faded' : 'zk-row wrap'} style={{ marginBottom: 8 }} data-testid="type-field">
            <Input
              aria-label={`第 ${n + 1} 项的名称`}
              style={{ flex: '1 1 140px' }}
              value={field.label}
              maxLength={40}
              placeholder="名称"
              disabled={field.retired === true}
              onChange={(e) => put(setField(type, field.id, { ...field, label: e.target.value }))}
              data-testid="type-field-label"
            />
            <Select
              aria-label={`第 ${n + 1} 项的类型`}
              style={{ flex: '0 1 150px' }}
              value={field.type as FieldType}
              disabled={kept !== null}
              showSearch={{ optionFilterProp: 'label' }}
              options={Object.entries(WORDS).map(([value, label]) => ({ value: value as FieldType, label }))}
              onChange={(next: FieldType) => put(setField(type, field.id, asType(field, next)))}
              data-testid="type-field-type"
            />
            <Button size="small" aria-label={`把${field.label}往上移`} disabled={n === 0} onClick={() => put(moveField(type, field.id, -1))}>
              ↑
            </Button>
            <Button
              size="small"
              aria-label={`把${field.label}往下移`}
              disabled={n === type.fields.length - 1}
              onClick={() => put(moveField(type, field.id, 1))}
            >
              ↓
            </Button>
            <Button size="small" onClick={() => setOpen(field.id)} data-testid="type-field-more">
              设置
            </Button>
            <Button size="small" disabled={field.id === type.name} onClick={() => put(dropField(type, field.id, kept !== null))}>
              {kept === null ? '删除' : field.retired ? '重新启用' : '停用'}
            </Button>
          </div>
        );
      })}
      <Button onClick={() => put(addField(type, 'text'))} data-testid="add-type-field">
        加一项
      </Button>
      {opened && (
        <FieldSpecSheet
          field={opened}
          kept={keptOf(opened.id)}
          targets={targets}
          onChange={(next) => put(setField(type, opened.id, next))}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

function NumberPart({ type, put }: Part) {
  const { number } = type;
  const today = todayAt(useNow(), CHINA_OFFSET);
  return (
    <section className="zk-card">
      <h2>编号</h2>
      <Toggle label="自动编号" on={number !== undefined} onChange={(on) => put(withNumber(type, on ? { prefix: '', restart: 'month', digits: 4 } : null))} />
      {number && (
        <>
          <div className="zk-row wrap">
            <Input
              aria-label="编号开头"
              style={{ width: 120 }}
              value={number.prefix}
              maxLength={8}
              placeholder="开头，如 ZX"
              onChange={(e) => put(withNumber(type, { ...number, prefix: e.target.value.replace(/[^A-Za-z0-9\u4e00-\u9fff-]/g, '') }))}
            />
            <Select
              aria-label="什么时候重新排"
              value={number.restart}
              options={[...RESTART]}
              popupMatchSelectWidth={false}
              onChange={(restart) => put(withNumber(type, { ...number, restart }))}
            />
            <InputNumber
              aria-label="至少几位"
              min={2}
              max={8}
              precision={0}
              value={number.digits}
              suffix="位"
              onChange={(digits) => put(withNumber(type, { ...number, digits: digits ?? 4 }))}
            />
          </div>
          <span className="zk-hint">这样编：{sampleOf(number, today)}。已有的单据不补编号。</span>
        </>
      )}
    </section>
  );
}

/** What comes after publishing: the form by which people fill it in, and the list. */
function Next({ draft, type }: { draft: Draft; type: RecordTypeBody }) {
  const create = useCommand('definitions.create');
  const types = useQuery('records.types', {});
  const known = types.data?.types.find((one) => one.entity === type.entity);
  const make = async () => {
    const answer = await create.run({ kind: 'form', title: type.label, body: formFor(type) as unknown as Record<string, unknown> });
    if (answer.ok) window.location.hash = `#/design/forms/${encodeURIComponent(answer.value.definition.id)}`;
  };
  if (draft.definition.current === 0)
    return <p className="zk-card zk-hint">发布后，可以一键生成填写它的表单；填好的在「记录」里列出来，能搜、能筛、能导出。</p>;
  return (
    <section className="zk-card zk-stack" data-testid="type-next">
      <p>
        已经有 {known?.records ?? 0} {type.unit}。
      </p>
      <a className="zk-link" href={`#/records/${type.entity}`}>
        看列表
      </a>
      {!known?.formId && (
        <Button type="primary" loading={create.busy} onClick={() => void make()} data-testid="make-form">
          生成填写表单
        </Button>
      )}
      <RefusalNote refusal={create.refusal} />
    </section>
  );
}

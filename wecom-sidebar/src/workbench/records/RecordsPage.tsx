import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { say as sentenceOf } from '@zhike/domain/engines/conditions/say';
import type { RecordRow } from '@zhike/domain/forms/contract';
import { Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import type { ApiOutput } from '@zhike/domain/api';
import { type AppRefusal, call } from '../../api/call';
import { useQuery } from '../../api/hooks';
import { usePages } from '../../components/more';
import { useKept, useNow } from '../../components/parts';
import { useRoute } from '../../components/route';
import { fetchFile } from '../../components/save-file';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { ConditionEditor } from '../../designer/conditions/ConditionEditor';
import { toCatalogue } from '../../designer/conditions/catalogue';
import { OtherBulkBar } from '../../features/bulk/OtherBulkBar';
import { FormSheet } from '../../features/forms/FormSheet';
import { RecordSheet } from './RecordSheet';
import { answerOf, columnsOf, shownValue } from './show';

type Kind = ApiOutput<'records.types'>['types'][number];
const ALL: Cond = { all: [] };
const isAll = (cond: Cond): boolean => 'all' in cond && cond.all.length === 0;

/** 记录: what was filled in of each kind that the shop made up. */
export function RecordsPage() {
  const { parts } = useRoute();
  const types = useQuery('records.types', {});
  return (
    <div className="zk-page" data-testid="records-page">
      <Loaded query={types} skeleton={<RowsSkeleton rows={6} />}>
        {({ types: kinds }) => {
          const kind = kinds.find((one) => one.entity === parts[1]) ?? kinds[0];
          return kind ? (
            <KindList key={kind.entity} kind={kind} kinds={kinds} onMade={types.reload} />
          ) : (
            <Nothing title="还没有自己的记录类型" hint="问诊单、耗材申领单……由店长在「搭建 › 单据」里做好，填过的就列在这里。" />
          );
        }}
      </Loaded>
    </div>
  );
}

function KindList({ kind, kinds, onMade }: { kind: Kind; kinds: readonly Kind[]; onMade: () => void }) {
  const mayWrite = useMay('record.write');
  const [search, setSearch] = useState('');
  const [where, setWhere] = useKept<Cond>(`records.${kind.entity}`, ALL);
  const [open, setOpen] = useState<{ readonly kind: 'filter' | 'new' } | { readonly kind: 'record'; readonly id: string } | null>(null);
  const [refusal, setRefusal] = useState<AppRefusal | undefined>(undefined);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const mayBulk = useMay('customer.bulk') && mayWrite;
  const asked = { entity: kind.entity, ...(search ? { search } : {}), ...(isAll(where) ? {} : { where: where as unknown as Record<string, unknown> }) };
  const { first, pages } = usePages('records.list', asked, () => false);
  const exported = async () => {
    const answer = await call('records.export', asked);
    setRefusal(answer.ok ? undefined : answer.refusal);
    if (!answer.ok) return;
    fetchFile(answer.value.url, answer.value.fileName);
    say('正在下载，行数多时要等几秒');
  };
  return (
    <>
      <header className="zk-page-head">
        <h1>记录</h1>
        <div className="zk-row wrap">
          <Select
            aria-label="记录类型"
            value={kind.entity}
            popupMatchSelectWidth={false}
            options={kinds.map((one) => ({ value: one.entity, label: `${one.label}（${one.records} ${one.unit}）` }))}
            onChange={(entity) => {
              window.location.hash = `#/records/${entity}`;
            }}
            data-testid="record-kind"
          />
          <Input.Search
            placeholder="按内容找"
            allowClear
            aria-label="按内容找"
            style={{ width: 220 }}
            onSearch={(text) => setSearch(text.trim())}
            data-testid="record-search"
          />
          <Button onClick={() => setOpen({ kind: 'filter' })} type={isAll(where) ? 'default' : 'primary'} data-testid="record-filter">
            筛选
          </Button>
          <Button onClick={() => void exported()} data-testid="record-export">
            导出表格
          </Button>
          {mayWrite && kind.formId && (
            <Button type="primary" onClick={() => setOpen({ kind: 'new' })} data-testid="record-new">
              填一{kind.unit}
            </Button>
          )}
        </div>
      </header>
      <RefusalNote refusal={refusal} />
      {mayBulk && <OtherBulkBar of={kind.entity} unit={kind.unit} ids={chosen} onClear={() => setChosen([])} onDone={first.reload} />}
      <Loaded query={first} skeleton={<RowsSkeleton rows={8} />}>
        {({ entity: raw, names, columns }) => {
          const entity = raw as unknown as Entity;
          return (
            <>
              {!isAll(where) && (
                <p className="zk-notice plain" data-testid="record-sentence">
                  {sentenceOf(where, entity.id, toCatalogue(answerOf(entity)))}{' '}
                  <button type="button" className="zk-link" onClick={() => setWhere(ALL)}>
                    不筛选
                  </button>
                </p>
              )}
              {pages.items.length === 0 ? (
                <Nothing
                  title={search || !isAll(where) ? '没有符合的记录' : `还没有${kind.label}`}
                  hint={search || !isAll(where) ? '换个说法，或放宽筛选。' : '填好的会列在这里。'}
                />
              ) : (
                <RecordTable
                  entity={entity}
                  items={pages.items}
                  names={names}
                  columns={columns}
                  chosen={mayBulk ? chosen : null}
                  onChoose={setChosen}
                  onOpen={(id) => setOpen({ kind: 'record', id })}
                />
              )}
              <RefusalNote refusal={pages.refusal} />
              {pages.more && (
                <Button block loading={pages.busy} onClick={pages.load} data-testid="more-records">
                  再看一些
                </Button>
              )}
              {open?.kind === 'filter' && <FilterSheet entity={entity} value={where} onClose={() => setOpen(null)} onChange={setWhere} />}
            </>
          );
        }}
      </Loaded>
      {open?.kind === 'new' && kind.formId && (
        <Sheet open wide onClose={() => setOpen(null)} title={`填一${kind.unit}${kind.label}`} testid="record-new-sheet">
          <FormSheet
            formId={kind.formId}
            onDone={(id) => {
              first.reload();
              onMade();
              setOpen({ kind: 'record', id });
            }}
          />
        </Sheet>
      )}
      {open?.kind === 'record' && <RecordSheet recordId={open.id} onClose={() => setOpen(null)} onChanged={first.reload} />}
    </>
  );
}

function RecordTable({
  entity,
  items,
  names,
  columns,
  chosen,
  onChoose,
  onOpen,
}: {
  entity: Entity;
  items: readonly RecordRow[];
  names: Readonly<Record<string, string>>;
  columns: readonly string[];
  /** Null: the reader changes none of them at once. */
  chosen: readonly string[] | null;
  onChoose: (ids: readonly string[]) => void;
  onOpen: (id: string) => void;
}) {
  const now = useNow();
  const fields: readonly Field[] = columnsOf(entity, columns);
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className="zk-table" data-testid="record-table">
        <thead>
          <tr>
            {chosen && (
              <th scope="col" style={{ width: 32 }}>
                <Checkbox
                  aria-label="全选这一页"
                  checked={items.length > 0 && chosen.length === items.length}
                  indeterminate={chosen.length > 0 && chosen.length < items.length}
                  onChange={(e) => onChoose(e.target.checked ? items.map((row) => row.id).slice(0, 2_000) : [])}
                />
              </th>
            )}
            <th scope="col">{entity.fields[entity.name]?.label ?? '名称'}</th>
            {fields.map((field) => (
              <th key={field.id} scope="col">
                {field.label}
              </th>
            ))}
            <th scope="col">登记</th>
          </tr>
        </thead>
        <tbody>
          {items.map((row) => (
            <tr key={row.id} data-testid="record-row">
              {chosen && (
                <td>
                  <Checkbox
                    aria-label={`选中${row.name || '这一条'}`}
                    checked={chosen.includes(row.id)}
                    onChange={(e) => onChoose(e.target.checked ? [...chosen, row.id] : chosen.filter((id) => id !== row.id))}
                    data-testid="record-choose"
                  />
                </td>
              )}
              <td>
                <button type="button" className="zk-link" onClick={() => onOpen(row.id)}>
                  {row.name || '（没有名称）'}
                </button>
              </td>
              {fields.map((field) => (
                <td key={field.id}>{shownValue(field, row.values[field.id] ?? null, names)}</td>
              ))}
              <td className="zk-hint">
                {row.ownerName || '客户'} {momentOf(row.createdAt, CHINA_OFFSET, now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FilterSheet({ entity, value, onClose, onChange }: { entity: Entity; value: Cond; onClose: () => void; onChange: (cond: Cond) => void }) {
  const [draft, setDraft] = useState(value);
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title="筛选"
      testid="record-filter-sheet"
      foot={
        <Button
          block
          type="primary"
          size="large"
          onClick={() => {
            onChange(draft);
            onClose();
          }}
          data-testid="apply-filter"
        >
          看结果
        </Button>
      }
    >
      <ConditionEditor answer={answerOf(entity)} entity={entity.id} value={draft} label="条件" onChange={setDraft} />
    </Sheet>
  );
}

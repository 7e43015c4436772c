import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import type { RecordView } from '@zhike/domain/forms/contract';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { RecordHistory } from '../../features/fields/ValueHistory';
import { AboutList } from '../../features/forms/AboutList';
import { FormSheet } from '../../features/forms/FormSheet';
import { MediaShown } from '../../features/forms/MediaShown';
import { MEDIA } from './print-lines';
import { houseFields, ownFields, shownValue } from './show';

/** One record: what it says, the lines of its tables, and its form to change it. */
export function RecordSheet({ recordId, onClose, onChanged }: { recordId: string; onClose: () => void; onChanged: () => void }) {
  const query = useQuery('forms.record', { id: recordId });
  const [editing, setEditing] = useState(false);
  const [past, setPast] = useState(false);
  const record = query.data?.record;
  const formId = record?.formId;
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={record?.name || '记录'}
      testid="record-sheet"
      foot={
        record?.can.includes('edit') && formId && !editing ? (
          <Button block size="large" onClick={() => setEditing(true)} data-testid="record-edit">
            修改
          </Button>
        ) : undefined
      }
    >
      <Loaded query={query} skeleton={<RowsSkeleton rows={6} />}>
        {({ record: shown, entity }) =>
          editing && formId ? (
            <FormSheet
              formId={formId}
              recordId={recordId}
              onDone={() => {
                setEditing(false);
                query.reload();
                onChanged();
              }}
            />
          ) : (
            <>
              <Stage
                record={shown}
                entity={entity as unknown as Entity}
                onMoved={() => {
                  query.reload();
                  onChanged();
                }}
              />
              <Said record={shown} entity={entity as unknown as Entity} />
              <button type="button" className="zk-link" onClick={() => setPast(true)} data-testid="record-history">
                修改记录
              </button>
              <AboutList entity={shown.entity} id={shown.id} customerId={customerOf(shown, entity as unknown as Entity)} Sheet={RecordSheet} />
              {shown.printable && (
                <a className="zk-link" href={`#/records/print/${shown.id}`} data-testid="record-print">
                  打印成一页
                </a>
              )}
            </>
          )
        }
      </Loaded>
      {past && <RecordHistory recordId={recordId} onClose={() => setPast(false)} />}
    </Sheet>
  );
}

/** Where it stands, and the way to another state; the way back is the same way. */
function Stage({ record, entity, onMoved }: { record: RecordView; entity: Entity; onMoved: () => void }) {
  const move = useCommand('records.setState');
  const state = entity.fields.state;
  if (!state) return null;
  const now = typeof record.values.state === 'string' ? record.values.state : undefined;
  const go = async (to: string, version: number, back: string | undefined) => {
    const answer = await move.run({ id: record.id, version, state: to });
    if (!answer.ok) return;
    const label = state.options?.find((option) => option.id === to)?.label ?? '';
    say(`已改为「${label}」`, back === undefined ? {} : { undo: () => void go(back, answer.value.version, undefined) });
    onMoved();
  };
  return (
    <div className="zk-row wrap" style={{ marginBottom: 12 }}>
      <span>状态</span>
      <Select
        aria-label="状态"
        value={now ?? null}
        placeholder="未定"
        disabled={!record.can.includes('edit') || move.busy}
        popupMatchSelectWidth={false}
        options={(state.options ?? []).filter((option) => !option.retired || option.id === now).map((option) => ({ value: option.id, label: option.label }))}
        onChange={(to: string) => void go(to, record.version, now)}
        data-testid="record-state"
      />
      <RefusalNote refusal={move.refusal} />
    </div>
  );
}

/** Whose record it is; undefined: nobody's. */
function customerOf(record: RecordView, entity: Entity): string | undefined {
  const field = Object.values(entity.fields).find((one) => one.type === 'ref' && one.to === 'customer');
  const value = field ? record.values[field.id] : null;
  return typeof value === 'string' ? value : undefined;
}

/** A value by its words; photos, papers and marks as they are. */
function shownOf(field: Field, record: RecordView) {
  const value = record.values[field.id] ?? null;
  if (value === null || !MEDIA.includes(field.type)) return shownValue(field, value, record.names);
  return <MediaShown type={field.type} values={Array.isArray(value) ? value : [String(value)]} label={field.label} />;
}

function Said({ record, entity }: { record: RecordView; entity: Entity }) {
  const now = useNow();
  const fields = [...houseFields(entity).filter((field) => field.id === 'code'), ...ownFields(entity).filter((field) => field.type !== 'rows')];
  const tables = ownFields(entity).filter((field) => field.type === 'rows' && (record.rows[field.id]?.length ?? 0) > 0);
  return (
    <div className="zk-stack">
      <dl className="zk-facts">
        {fields.map((field) => (
          <div key={field.id} style={{ display: 'contents' }}>
            <dt>{field.label}</dt>
            <dd style={{ whiteSpace: 'pre-wrap' }}>{shownOf(field, record)}</dd>
          </div>
        ))}
      </dl>
      {tables.map((table) => (
        <p key={table.id} className="zk-second">
          {table.label}：{record.rows[table.id]?.length ?? 0} 行，点「修改」看明细
        </p>
      ))}
      <p className="zk-hint">
        {record.ownerName || '客户'} {momentOf(record.createdAt, CHINA_OFFSET, now)} 登记 · 改过 {Math.max(0, record.version - 1)} 次
      </p>
    </div>
  );
}

import type { ResourceTypeView, ResourceUnitView } from '@zhike/domain/booking/contract';
import { Button, Table } from 'antd';
import { useState } from 'react';
import { followPlan } from '../api/follow';
import { useQuery } from '../api/hooks';
import { useNarrow } from '../components/parts';
import { useMay, useMe } from '../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../components/states';
import { AbsenceSheet } from './AbsenceSheet';
import { TypeForm } from '../features/resources/TypeForm';
import { UnitForm } from './UnitForm';
import { KIND_WORDS, STATE_WORDS, isEmpty, valueWords } from '../features/resources/words';
import { useStore } from './useStore';

type Open =
  | { readonly kind: 'type'; readonly type: ResourceTypeView | null }
  | { readonly kind: 'unit'; readonly unit: ResourceUnitView | null }
  | { readonly kind: 'absence'; readonly unit: ResourceUnitView }
  | null;

/** People, places and things: types with their own fields, and the numbered units of each. */
export function ResourcesPage() {
  const may = useMay('resource.manage');
  const { storeId, offset } = useStore();
  const types = useQuery('booking.resourceTypes', {});
  const [typeId, setTypeId] = useState<string | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const type = types.data?.types.find((t) => t.id === typeId) ?? types.data?.types[0];
  const units = useQuery('booking.units', type ? { typeId: type.id } : null, { keepPrevious: true, follow: followPlan(null) });
  const close = () => setOpen(null);
  return (
    <div className="zk-page" data-testid="resources-page">
      <header className="zk-page-head">
        <h1>资源</h1>
      </header>
      <Loaded query={types}>
        {({ types: list }) => (
          <div className="zk-split">
            <section className="zk-card" aria-label="资源类型">
              <div className="zk-card-head">
                <h2>类型</h2>
                {may && (
                  <Button size="small" onClick={() => setOpen({ kind: 'type', type: null })} data-testid="new-type">
                    新类型
                  </Button>
                )}
              </div>
              {list.length === 0 && <Nothing title="还没有资源类型" hint="先添加摄影师、摄影棚、服装等类型。" />}
              {list.map((t) => (
                <button
                  key={t.id}
                  type="button"
                  className="zk-type"
                  aria-pressed={t.id === type?.id}
                  onClick={() => setTypeId(t.id)}
                  data-testid="resource-type"
                  data-name={t.name}
                >
                  <span>
                    {t.name} <span className="zk-hint">{KIND_WORDS[t.kind]}</span>
                  </span>
                  <span className="zk-hint">{t.unitCount}</span>
                </button>
              ))}
            </section>
            {type && (
              <section className="zk-card" aria-label={type.name}>
                <div className="zk-card-head">
                  <h2>{type.name}</h2>
                  {may && (
                    <div className="zk-row">
                      <Button onClick={() => setOpen({ kind: 'type', type })} data-testid="edit-type">
                        改类型和字段
                      </Button>
                      <Button type="primary" onClick={() => setOpen({ kind: 'unit', unit: null })} data-testid="new-unit">
                        添加
                      </Button>
                    </div>
                  )}
                </div>
                <Loaded query={units} skeleton={<RowsSkeleton rows={5} />}>
                  {({ units: rows }) => (
                    <UnitTable
                      type={type}
                      units={rows.filter((u) => u.typeId === type.id)}
                      may={may}
                      onEdit={(unit) => setOpen({ kind: 'unit', unit })}
                      onAbsence={(unit) => setOpen({ kind: 'absence', unit })}
                    />
                  )}
                </Loaded>
              </section>
            )}
          </div>
        )}
      </Loaded>
      {open?.kind === 'type' && (
        <TypeForm
          type={open.type}
          types={types.data?.types ?? []}
          onClose={close}
          onSaved={(saved) => {
            close();
            setTypeId(saved.id);
            types.reload();
          }}
        />
      )}
      {open?.kind === 'unit' && type && (
        <UnitForm
          unit={open.unit}
          type={type}
          storeId={storeId}
          offsetMinutes={offset}
          onClose={close}
          onSaved={() => {
            close();
            units.reload();
            types.reload();
          }}
        />
      )}
      {open?.kind === 'absence' && (
        <AbsenceSheet
          unit={open.unit}
          storeId={open.unit.storeIds.includes(storeId) ? storeId : (open.unit.storeIds[0] ?? storeId)}
          offsetMinutes={offset}
          onClose={close}
        />
      )}
    </div>
  );
}

function UnitTable({
  type,
  units,
  may,
  onEdit,
  onAbsence,
}: {
  type: ResourceTypeView;
  units: ResourceUnitView[];
  may: boolean;
  onEdit: (unit: ResourceUnitView) => void;
  onAbsence: (unit: ResourceUnitView) => void;
}) {
  const narrow = useNarrow();
  const me = useMe();
  const stores = (u: ResourceUnitView) =>
    u.storeIds
      .map((id) => me.stores.find((s) => s.id === id)?.name)
      .filter(Boolean)
      .join('、') || '其他门店';
  const verbs = (u: ResourceUnitView) => (
    <span className="zk-row" style={{ gap: 4 }}>
      <Button size="small" onClick={() => onAbsence(u)} data-testid="unit-absence">
        {type.kind === 'person' ? '请假' : '维修'}
      </Button>
      {may && (
        <Button size="small" onClick={() => onEdit(u)} data-testid="unit-edit">
          修改
        </Button>
      )}
    </span>
  );
  const state = (u: ResourceUnitView) =>
    u.state === 'active' ? (
      <span className="zk-booking-state green">可用</span>
    ) : (
      <span className={`zk-booking-state ${u.state === 'repair' ? 'amber' : 'grey'}`}>{STATE_WORDS[u.state]}</span>
    );
  if (units.length === 0) return <Nothing title={`还没有${type.name}`} hint="添加后就能被预约，每一个都有自己的编号。" />;
  if (narrow)
    return (
      <>
        {units.map((u) => (
          <div key={u.id} className="zk-booking-line" data-testid="unit-row" data-name={u.name}>
            <div className="zk-grow">
              <div className="zk-row">
                <b className="zk-grow">
                  {u.number} 号 {u.name}
                </b>
                {state(u)}
              </div>
              <div className="zk-hint">
                {[stores(u), ...type.fields.filter((f) => !isEmpty(u.fields[f.key])).map((f) => `${f.label} ${valueWords(u.fields[f.key])}`), ...u.skills].join(
                  ' · ',
                )}
              </div>
              <div className="zk-verbs">{verbs(u)}</div>
            </div>
          </div>
        ))}
      </>
    );
  return (
    <Table<ResourceUnitView>
      size="middle"
      rowKey="id"
      dataSource={units}
      pagination={false}
      scroll={{ x: 760 }}
      onRow={(u) => ({ 'data-testid': 'unit-row', 'data-name': u.name }) as Record<string, string>}
      columns={[
        { title: '编号', dataIndex: 'number', width: 64 },
        { title: '名称', dataIndex: 'name', width: 120 },
        ...type.fields.map((f) => ({ title: f.label, key: f.key, width: 110, render: (_: unknown, u: ResourceUnitView) => valueWords(u.fields[f.key]) })),
        { title: '技能', key: 'skills', render: (_, u) => u.skills.join('、') || <span className="zk-hint">—</span> },
        {
          title: '前后间隔',
          key: 'buffer',
          width: 100,
          render: (_, u) =>
            u.bufferBeforeMinutes + u.bufferAfterMinutes > 0 ? `${u.bufferBeforeMinutes} / ${u.bufferAfterMinutes} 分` : <span className="zk-hint">—</span>,
        },
        { title: '门店', key: 'stores', width: 150, render: (_, u) => stores(u) },
        { title: '状态', key: 'state', width: 90, render: (_, u) => state(u) },
        { title: '', key: 'verbs', width: 130, render: (_, u) => verbs(u) },
      ]}
    />
  );
}

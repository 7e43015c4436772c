import type { RegionView, SeasonView, StoreSheet } from '@zhike/domain/stores/contract';
import { formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { Button } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { weekOfOpening, weekWords } from '../../components/week';
import { SeasonForm } from './SeasonForm';

/** A store's sheet: where, when in an ordinary week, and its seasons. */
export function StorePanel({ store, regions, onEdit }: { store: StoreSheet; regions: readonly RegionView[]; onEdit: () => void }) {
  const mayHours = useMay('store.hours');
  const seasons = useQuery('stores.seasons', { storeId: store.id });
  const [open, setOpen] = useState<SeasonView | 'new' | null>(null);
  return (
    <div>
      <section className="zk-card" data-testid="store-panel" data-name={store.name}>
        <div className="zk-card-head">
          <h2>
            {store.name} {store.closed && <span className="zk-booking-state grey">已关店</span>}
          </h2>
          {store.can.includes('manage') && (
            <Button onClick={onEdit} data-testid="store-edit">
              修改
            </Button>
          )}
        </div>
        <dl className="zk-facts">
          <dt>区域</dt>
          <dd>{regions.find((r) => r.id === store.regionId)?.name ?? '总部直属'}</dd>
          <dt>地址</dt>
          <dd>{store.address}</dd>
          <dt>电话</dt>
          <dd>{store.phone}</dd>
          {store.directions && (
            <>
              <dt>怎么来</dt>
              <dd>{store.directions}</dd>
            </>
          )}
          <dt>营业时间</dt>
          <dd data-testid="store-week">{weekWords(weekOfOpening(store.opening))}</dd>
          {store.areaSqm !== null && (
            <>
              <dt>面积</dt>
              <dd>{store.areaSqm} ㎡</dd>
            </>
          )}
          {store.zone !== 'Asia/Shanghai' && (
            <>
              <dt>时区</dt>
              <dd>{store.zone}</dd>
            </>
          )}
        </dl>
      </section>
      <section className="zk-card" data-testid="seasons">
        <div className="zk-card-head">
          <div>
            <h2>季节时间</h2>
            <span className="zk-hint">一年里某段时间用别的营业时间，例如暑期延长。</span>
          </div>
          {mayHours && (
            <Button onClick={() => setOpen('new')} data-testid="season-new">
              加一段
            </Button>
          )}
        </div>
        <Loaded query={seasons} skeleton={<RowsSkeleton rows={2} />}>
          {({ seasons: list }) =>
            list.length === 0 ? (
              <Nothing title="没有季节时间" hint="全年都按平常一周营业。" />
            ) : (
              list.map((s) => (
                <div key={s.id} className="zk-line" data-testid="season">
                  <div className="zk-grow">
                    <b>{s.name}</b>
                    <div className="zk-second">
                      {formatDateZh(s.fromDate)} – {formatDateZh(s.untilDate)} {s.untilDate.slice(0, 4)}
                    </div>
                    <div className="zk-hint">{weekWords(weekOfOpening(s.opening))}</div>
                  </div>
                  {mayHours && (
                    <Button size="small" onClick={() => setOpen(s)} data-testid="season-edit">
                      修改
                    </Button>
                  )}
                </div>
              ))
            )
          }
        </Loaded>
      </section>
      {open && (
        <SeasonForm
          store={store}
          season={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            seasons.reload();
          }}
        />
      )}
    </div>
  );
}

import type { ServiceView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { followSettings } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { Chips } from '../../components/parts';
import { useMay, useMe } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { useStay } from '../../components/stay';
import { lengthOf } from '../../components/time';
import { PhaseBars } from './PhaseBars';
import './services.css';

const ACCEPTANCE_WORDS = { none: null, person: '指定的人接单', group: '先到先得接单' } as const;

/** What is sold, and what each service takes at once for which part of its time. */
export function ServicesPage() {
  const may = useMay('service.manage');
  const services = useQuery('booking.allServices', {}, { follow: followSettings('service') });
  const [show, setShow] = useStay<'active' | 'all'>('services.show', 'active');
  const [search, setSearch] = useState('');
  return (
    <div className="zk-page" data-testid="services-page">
      <header className="zk-page-head">
        <h1>服务项目</h1>
        {may && (
          <Button type="primary" href="#/settings/services/new" data-testid="new-service">
            新项目
          </Button>
        )}
      </header>
      <div className="zk-row wrap" style={{ marginBottom: 12 }}>
        <Input
          allowClear
          style={{ width: 240 }}
          placeholder="名称或业务线"
          aria-label="找项目"
          value={search}
          onChange={(e) => setSearch(e.target.value)}
          data-testid="service-search"
        />
        <Chips
          name="service-show"
          label="显示"
          value={show}
          choices={[
            { key: 'active', title: '在卖的' },
            { key: 'all', title: '全部' },
          ]}
          onChange={setShow}
        />
      </div>
      <Loaded query={services} skeleton={<RowsSkeleton rows={4} tall />}>
        {({ services: all }) => {
          const word = search.trim().toLowerCase();
          const list = all.filter((s) => (show === 'all' || s.active) && (word === '' || `${s.name} ${s.line}`.toLowerCase().includes(word)));
          if (list.length === 0)
            return (
              <Nothing
                title={all.length === 0 ? '还没有项目' : '没有找到项目'}
                hint={all.length === 0 ? '先建一个：名称、时长、价格，再说它需要哪些人和场地。' : '换个写法，或看全部。'}
              >
                {may && all.length === 0 && <Button href="#/settings/services/new">新项目</Button>}
              </Nothing>
            );
          return (
            <>
              {list.map((s) => (
                <ServiceCard key={s.id} service={s} />
              ))}
              <p className="zk-list-end">共 {list.length} 个项目</p>
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

function ServiceCard({ service: s }: { service: ServiceView }) {
  const me = useMe();
  const may = useMay('service.manage');
  const marks = [
    s.mode === 'class' ? '按课表' : null,
    ACCEPTANCE_WORDS[s.acceptance],
    s.maxParty > 1 ? `最多 ${s.maxParty} 人` : null,
    s.addons.filter((a) => a.active).length > 0 ? `${s.addons.filter((a) => a.active).length} 个加项` : null,
    s.cautions.length > 0 ? `注意 ${s.cautions.map((c) => c.name).join('、')}` : null,
  ].filter(Boolean);
  const stores = s.storeIds.map((id) => me.stores.find((one) => one.id === id)?.name).filter(Boolean);
  return (
    <section className={`zk-card${s.active ? '' : ' zk-faded'}`} data-testid="service-card" data-name={s.name}>
      <div className="zk-card-head">
        <div>
          <h2>
            {s.name} {!s.active && <span className="zk-booking-state grey">未上架</span>}
          </h2>
          <span className="zk-hint">
            {s.line} · {lengthOf(s.durationMinutes)} · {formatFen(s.priceFen, 'short')}
            {s.depositFen > 0 ? ` · 定金 ${formatFen(s.depositFen, 'short')}` : ' · 免定金'}
            {marks.map((m) => ` · ${m ?? ''}`)}
          </span>
          {stores.length > 0 && <span className="zk-hint zk-service-stores">{stores.join('、')}</span>}
        </div>
        <Button href={`#/settings/services/${s.id}`} data-testid="edit-service">
          {may ? '修改' : '查看'}
        </Button>
      </div>
      <PhaseBars
        roles={s.roles.map((r) => ({ ...r, hint: [r.typeName, r.skill, r.customerPicks ? '客户可选' : null].filter(Boolean).join(' · ') }))}
        durationMinutes={s.durationMinutes}
      />
    </section>
  );
}

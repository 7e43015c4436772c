import type { ServiceView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { Button } from 'antd';
import { useState } from 'react';
import { useQuery } from '../api/hooks';
import { useMay } from '../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../components/states';
import { lengthOf } from '../components/time';
import { RolesForm } from '../features/resources/RolesForm';
import { SettingsNav } from './SettingsNav';

/** What each service takes at once, and for which part of its time. */
export function ServicesPage() {
  const may = useMay('service.manage');
  const services = useQuery('booking.services', {});
  const [editing, setEditing] = useState<ServiceView | null>(null);
  return (
    <div className="zk-page" data-testid="services-page">
      <header className="zk-page-head">
        <h1>设置</h1>
      </header>
      <SettingsNav at="services" />
      <Loaded query={services} skeleton={<RowsSkeleton rows={4} tall />}>
        {({ services: list }) =>
          list.length === 0 ? (
            <Nothing title="还没有项目" hint="总部上架项目后，在这里设置它需要的人、场地和服装。" />
          ) : (
            list.map((s) => (
              <section key={s.id} className="zk-card" data-testid="service-card" data-name={s.name}>
                <div className="zk-card-head">
                  <div>
                    <h2>{s.name}</h2>
                    <span className="zk-hint">
                      {s.line} · {lengthOf(s.durationMinutes)} · {formatFen(s.priceFen, 'short')}
                      {s.depositFen > 0 ? ` · 定金 ${formatFen(s.depositFen, 'short')}` : ' · 免定金'}
                    </span>
                  </div>
                  {may && (
                    <Button onClick={() => setEditing(s)} data-testid="edit-roles">
                      修改
                    </Button>
                  )}
                </div>
                <div className="zk-roles">
                  {s.roles.map((r) => (
                    <div key={r.key} className="zk-role">
                      <span className="zk-role-name">
                        {r.name}
                        <span className="zk-hint">
                          {' '}
                          {r.typeName}
                          {r.skill ? ` · ${r.skill}` : ''}
                          {r.customerPicks ? ' · 客户可选' : ''}
                        </span>
                      </span>
                      <span className="zk-role-track" role="img" aria-label={`第 ${r.offsetMinutes} 到 ${r.offsetMinutes + r.durationMinutes} 分钟`}>
                        <i
                          style={{
                            left: `${(r.offsetMinutes / s.durationMinutes) * 100}%`,
                            width: `${Math.min(100, (r.durationMinutes / s.durationMinutes) * 100)}%`,
                          }}
                        />
                      </span>
                      <span className="zk-hint zk-nowrap">
                        {r.offsetMinutes}–{r.offsetMinutes + r.durationMinutes} 分
                      </span>
                    </div>
                  ))}
                </div>
              </section>
            ))
          )
        }
      </Loaded>
      {editing && (
        <RolesForm
          service={editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            services.reload();
          }}
        />
      )}
    </div>
  );
}

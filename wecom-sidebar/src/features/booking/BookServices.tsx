import type { ServiceView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { Button } from 'antd';
import { lengthOf } from '../../components/time';
import { Nothing } from '../../components/states';

/** What can be booked at the store; those that fill the drawn range come first and say so. */
export function ServiceList({
  services,
  minutes,
  onPick,
}: {
  services: readonly ServiceView[];
  minutes: number | undefined;
  onPick: (service: ServiceView) => void;
}) {
  const active = services.filter((s) => s.active);
  if (active.length === 0) return <Nothing title="这家门店还没有可约的项目" hint="换一家门店，或请总部上架项目。" />;
  const fits = (s: ServiceView): boolean => minutes !== undefined && s.durationMinutes === minutes;
  return (
    <div className="zk-services" role="group" aria-label="选择项目">
      {[...active.filter(fits), ...active.filter((s) => !fits(s))].map((s) => (
        <button key={s.id} type="button" className="zk-service" onClick={() => onPick(s)} data-testid="service" data-service={s.name}>
          <span className="zk-service-name">
            {s.name}
            {fits(s) && <small className="zk-hint"> 正好 {lengthOf(s.durationMinutes)}</small>}
          </span>
          <span className="zk-hint">
            {s.line} · {lengthOf(s.durationMinutes)}
            {s.mode === 'class' ? ' · 按课表' : ''}
            {s.acceptance === 'none' ? '' : ' · 要技师接单'}
          </span>
          <span className="zk-service-price">
            <b>{formatFen(s.priceFen, 'short')}</b>
            <small className="zk-hint">{s.depositFen > 0 ? `定金 ${formatFen(s.depositFen, 'short')}` : '免定金'}</small>
          </span>
        </button>
      ))}
    </div>
  );
}

export function ChosenService({ service, asked, onChange }: { service: ServiceView; asked: string | null; onChange: () => void }) {
  return (
    <div className="zk-chosen">
      <div className="zk-grow">
        <b>{service.name}</b>
        <div className="zk-hint">
          {lengthOf(service.durationMinutes)} · {service.roles.map((r) => r.name).join('、')}
          {asked && <b> · 指定 {asked}</b>}
        </div>
      </div>
      <Button size="small" onClick={onChange} data-testid="change-service">
        换项目
      </Button>
    </div>
  );
}

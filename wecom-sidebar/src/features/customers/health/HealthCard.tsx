import type { CustomerProfile } from '@zhike/domain/customers/contract';
import { Button } from 'antd';
import { bannerLines } from './words';

/** 健康 in the overview: what the band says, and the way to the whole record. Absent for posts that may not know. */
export function HealthCard({ profile, onOpen }: { profile: Pick<CustomerProfile, 'healthBanner' | 'can'>; onOpen: () => void }) {
  const { healthBanner, can } = profile;
  if (!healthBanner || !can.includes('health_read')) return null;
  return (
    <section className="zk-card zk-health-card" aria-label="健康" data-testid="health-card">
      <div className="zk-card-head">
        <h3>健康与禁忌</h3>
        <Button size="small" onClick={onOpen} title="查看会被记录" data-testid="health-open">
          {can.includes('health_write') ? '查看与修改' : '查看'}
        </Button>
      </div>
      {healthBanner.length > 0 ? (
        <dl className="zk-facts">
          {bannerLines(healthBanner).map((line) => (
            <div key={line.kind} style={{ display: 'contents' }}>
              <dt>{line.title}</dt>
              <dd className="zk-health-names">{line.names.join('、')}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="zk-hint">没有记录过敏，也没有禁止的项。慢性病、近期状态和调理目标在档案里。</p>
      )}
    </section>
  );
}

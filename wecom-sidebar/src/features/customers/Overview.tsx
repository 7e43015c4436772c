import type { CustomerProfile } from '@zhike/domain/customers/contract';
import { Button } from 'antd';
import { formatFen } from '@zhike/domain/kernel/money';
import { useNow } from '../../components/parts';
import { remainingOf, spanOf } from '../../components/time';
import { StateTag } from '../booking/StateTag';
import { VERB_WORDS } from '../../words';
import { depositWords } from '../booking/words';
import { StandingCard } from './StandingCard';
import { GENDER_WORDS } from './words';
import '../booking/booking.css';

/** The next booking, the last visit, the numbers, and what is known about her. */
export function Overview({
  profile,
  onOpenBooking,
  onBook,
}: {
  profile: CustomerProfile;
  /** `at`: straight to that form. */
  onOpenBooking: (id: string, at?: 'reschedule' | 'cancel') => void;
  onBook: () => void;
}) {
  const now = useNow();
  const { nextBooking: next, lastBooking: last, totals } = profile;
  return (
    <div data-testid="overview">
      <section className="zk-card">
        <div className="zk-card-head">
          <h3>下次预约</h3>
          {next && <StateTag state={next.state} deposit={next.deposit} />}
        </div>
        {next ? (
          <button type="button" className="zk-booking-open" onClick={() => onOpenBooking(next.id)} data-testid="next-booking">
            <b>{spanOf(next, now)}</b>
            <div className="zk-second">
              {next.serviceName} · {next.storeName}
            </div>
            <div className="zk-hint">{next.units.map((u) => `${u.roleName} ${u.name}`).join(' · ')}</div>
            <div className="zk-hint">{depositWords(next.deposit)}</div>
            {next.state === 'requested' && <div className="zk-hint">等技师接单{next.acceptBy ? `，${remainingOf(next.acceptBy, now)}` : ''}</div>}
          </button>
        ) : null}
        {next ? (
          <div className="zk-verbs">
            {(['reschedule', 'cancel'] as const)
              .filter((verb) => next.can.includes(verb))
              .map((verb) => (
                <Button key={verb} onClick={() => onOpenBooking(next.id, verb)} data-testid={`next-${verb}`}>
                  {VERB_WORDS[verb]}
                </Button>
              ))}
          </div>
        ) : (
          <div className="zk-row">
            <span className="zk-grow zk-hint">还没有约</span>
            {profile.can.includes('book') && (
              <Button size="small" onClick={onBook}>
                约时间
              </Button>
            )}
          </div>
        )}
      </section>
      <section className="zk-card">
        <div className="zk-numbers">
          <div className="zk-number">
            <b>{totals.visits}</b>
            <span>到店</span>
          </div>
          <div className="zk-number">
            <b>{totals.noShows}</b>
            <span>未到店</span>
          </div>
          <div className="zk-number">
            <b>{formatFen(totals.depositsPaidFen, 'short')}</b>
            <span>已付定金</span>
          </div>
          <div className="zk-number">
            <b>{formatFen(totals.depositsRefundedFen, 'short')}</b>
            <span>已退</span>
          </div>
        </div>
      </section>
      <StandingCard customerId={profile.id} />
      {last && (
        <section className="zk-card">
          <div className="zk-card-head">
            <h3>上次到店</h3>
            <StateTag state={last.state} />
          </div>
          <button type="button" className="zk-booking-open" onClick={() => onOpenBooking(last.id)} data-testid="last-booking">
            <b>{spanOf(last, now)}</b>
            <div className="zk-second">{last.serviceName}</div>
            <div className="zk-hint">
              {last.units
                .filter((u) => u.kind === 'person')
                .map((u) => `${u.roleName} ${u.name}`)
                .join(' · ')}
            </div>
          </button>
        </section>
      )}
      <section className="zk-card">
        <h3 style={{ marginBottom: 8 }}>偏好与资料</h3>
        <dl className="zk-facts">
          <dt>性别</dt>
          <dd>{GENDER_WORDS[profile.gender]}</dd>
          <dt>生日</dt>
          <dd>{profile.birthday ?? <span className="zk-hint">未填</span>}</dd>
          <dt>婚期</dt>
          <dd>{profile.weddingDate ?? <span className="zk-hint">未填</span>}</dd>
          <dt>来源</dt>
          <dd>{profile.source || <span className="zk-hint">未填</span>}</dd>
          <dt>门店</dt>
          <dd>{profile.storeName ?? <span className="zk-hint">未定</span>}</dd>
          <dt>微信</dt>
          <dd>
            {[profile.linkedWechat ? '小程序已登录' : null, profile.linkedWecom ? '企业微信好友' : null, profile.phoneVerified ? '手机已验证' : null]
              .filter(Boolean)
              .join(' · ') || <span className="zk-hint">还没有关联</span>}
          </dd>
          {profile.note && (
            <>
              <dt>备注</dt>
              <dd>{profile.note}</dd>
            </>
          )}
        </dl>
      </section>
    </div>
  );
}

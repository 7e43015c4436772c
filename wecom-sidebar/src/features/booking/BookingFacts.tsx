import type { BookingView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { useNow } from '../../components/parts';
import { clockOf, momentOf, spanOf } from '../../components/time';
import { addonWords, depositWords, movesWords, policyWords, sourceWords } from './words';

/** Everything the booking knows, the time and the people first. */
export function BookingFacts({ booking, onOpenCustomer }: { booking: BookingView; onOpenCustomer?: (customerId: string) => void }) {
  const now = useNow();
  const offset = booking.utcOffsetMinutes;
  return (
    <div data-testid="booking-facts">
      <h2>{spanOf(booking, now)}</h2>
      <p className="zk-second">
        {booking.serviceName} · {booking.storeName}
      </p>
      <div className="zk-units">
        {booking.units.map((unit) => (
          <div key={`${unit.roleKey}-${unit.unitId}`} className="zk-row">
            <span className="zk-hint zk-unit-role">{unit.roleName}</span>
            <span className="zk-grow">{unit.name}</span>
            {(unit.startsAt !== booking.startsAt || unit.endsAt !== booking.endsAt) && (
              <span className="zk-hint">
                {clockOf(unit.startsAt, offset)}–{clockOf(unit.endsAt, offset)}
              </span>
            )}
          </div>
        ))}
      </div>
      <dl className="zk-facts">
        <dt>客户</dt>
        <dd>
          {onOpenCustomer && booking.customerId ? (
            <button type="button" className="zk-link" data-testid="open-customer" onClick={() => booking.customerId && onOpenCustomer(booking.customerId)}>
              {booking.contactName}
            </button>
          ) : (
            booking.contactName
          )}{' '}
          · {booking.contactPhone}
        </dd>
        <dt>价格</dt>
        <dd>
          {formatFen(booking.priceFen, 'short')} · <span data-testid="deposit">{depositWords(booking.deposit)}</span>
        </dd>
        {booking.addons.length > 0 && (
          <>
            <dt>加项</dt>
            <dd data-testid="addons">{booking.addons.map((a) => addonWords(a)).join('、')}</dd>
          </>
        )}
        {booking.partySize > 1 && (
          <>
            <dt>同行人数</dt>
            <dd>{booking.partySize} 人</dd>
          </>
        )}
        <dt>取消规则</dt>
        <dd>{policyWords(booking.policy)}</dd>
        <dt>改期</dt>
        <dd>{movesWords(booking)}</dd>
        {booking.weddingDate && (
          <>
            <dt>婚期</dt>
            <dd>{booking.weddingDate}</dd>
          </>
        )}
        {booking.note && (
          <>
            <dt>备注</dt>
            <dd>{booking.note}</dd>
          </>
        )}
        {booking.cancelledReason && (
          <>
            <dt>取消原因</dt>
            <dd>{booking.cancelledReason}</dd>
          </>
        )}
        <dt>来自</dt>
        <dd>
          {sourceWords(booking.source)} · {momentOf(booking.createdAt, offset, now)}
        </dd>
      </dl>
    </div>
  );
}

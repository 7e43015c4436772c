import type { OrderView } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useCommand } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { STATE_WORDS, wordRefusal } from '../../words';
import { useHerBookings } from './bookings';
import type { Mode } from './OrderSheet';

/** The visits that belong to the order, and those of hers that could. */
export function BookingsPart({
  order,
  onMode,
  onDone,
  onStale,
  onOpenBooking,
}: {
  order: OrderView;
  onMode: (mode: Mode) => void;
  onDone: (order: OrderView) => void;
  onStale: () => void;
  onOpenBooking?: (bookingId: string) => void;
}) {
  const now = useNow();
  const mayLink = order.can.includes('link');
  const mayRead = useMay('customer.read');
  const hers = useHerBookings(order, mayLink && mayRead).filter((one) => !order.bookings.some((linked) => linked.bookingId === one.id));
  const link = useCommand('orders.linkBooking');
  const unlink = useCommand('orders.unlinkBooking');
  const tell = (answer: Awaited<ReturnType<typeof link.run>>, done: string) => {
    say(answer.ok ? done : wordRefusal(answer.refusal), answer.ok ? {} : { tone: 'bad' });
    if (answer.ok) onDone(answer.value.order);
    else onStale();
  };
  const busy = link.busy || unlink.busy;
  return (
    <section className="zk-card" data-testid="order-bookings">
      <div className="zk-card-head">
        <h3>预约</h3>
        {order.can.includes('use_deposit') && order.owedFen > 0 && (
          <button type="button" className="zk-link" onClick={() => onMode('use_deposit')} data-testid="verb-use_deposit">
            用预约定金抵扣
          </button>
        )}
      </div>
      {order.bookings.length === 0 && <p className="zk-hint">还没有关联预约</p>}
      {order.bookings.map((booking) => (
        <div key={booking.bookingId} className="zk-bill-line" data-testid="order-booking">
          <span className="zk-grow">
            {onOpenBooking ? (
              <button type="button" className="zk-link" onClick={() => onOpenBooking(booking.bookingId)}>
                {booking.serviceName}
              </button>
            ) : (
              booking.serviceName
            )}
            <span className="zk-hint zk-block">
              {momentOf(booking.startsAt, CHINA_OFFSET, now)} · {STATE_WORDS[booking.state as keyof typeof STATE_WORDS] ?? booking.state}
            </span>
          </span>
          {mayLink && (
            <Button
              size="small"
              type="text"
              disabled={busy}
              onClick={() => void unlink.run({ orderId: order.id, bookingId: booking.bookingId }).then((answer) => tell(answer, '已不再关联'))}
              data-testid="unlink-booking"
            >
              取消关联
            </Button>
          )}
        </div>
      ))}
      {hers.map((booking) => (
        <div key={booking.id} className="zk-bill-line" data-testid="her-booking">
          <span className="zk-grow zk-second">
            {booking.serviceName}
            <span className="zk-hint zk-block">
              {momentOf(booking.startsAt, booking.utcOffsetMinutes, now)} · {STATE_WORDS[booking.state]}
            </span>
          </span>
          <Button
            size="small"
            disabled={busy}
            onClick={() => void link.run({ orderId: order.id, bookingId: booking.id }).then((answer) => tell(answer, '已关联到订单'))}
            data-testid="link-booking"
          >
            关联
          </Button>
        </div>
      ))}
    </section>
  );
}

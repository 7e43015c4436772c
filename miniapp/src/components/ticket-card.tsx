import { View } from '@tarojs/components';
import type { TicketView } from '@zhike/domain/booking/contract';
import { useEffect, useRef } from 'react';
import { useQuery } from '@/api/use-query';
import { usePolling } from '@/api/use-polling';
import { buzz } from '@/bridge/device';
import { open, pages } from '@/routes';
import { expectedWords } from '@/words-of-time';

const LOOK_EVERY_MS = 8_000;

/** My open tickets, kept fresh while the page is in front; the phone buzzes once when one is called. */
export function useMyTickets(signedIn: boolean) {
  const query = useQuery('booking.myTickets', signedIn ? {} : null);
  const tickets = query.value?.tickets ?? [];
  usePolling(() => void query.reload(), LOOK_EVERY_MS, tickets.length > 0);
  const heard = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const called = (query.value?.tickets ?? []).filter((t) => t.state === 'called').map((t) => t.id);
    if (called.some((id) => !heard.current.has(id))) buzz();
    heard.current = new Set(called);
  }, [query.value]);
  return { ...query, tickets };
}

/** A place in the line as one card: the number, who is before, when; called is loud. */
export function TicketCard({ ticket, utcOffsetMinutes }: { ticket: TicketView; utcOffsetMinutes: number }) {
  const called = ticket.state === 'called';
  return (
    <View
      className={called ? 'card pad ticket ticket--called' : 'card pad ticket'}
      id={`ticket-${ticket.id}`}
      onClick={() => open(pages.queue({ storeId: ticket.storeId, serviceId: ticket.serviceId }))}
    >
      <View className="ticket__number">{`${ticket.number} 号`}</View>
      <View className="grow">
        <View className="ticket__state">{called ? '轮到你了，请到前台' : ticket.before === 0 ? '下一个就是你' : `前面还有 ${ticket.before} 位`}</View>
        <View className="ticket__hint">
          {called ? `${ticket.storeName} · ${ticket.serviceName}` : `${expectedWords(ticket.expectedAt, utcOffsetMinutes)} · ${ticket.storeName}`}
        </View>
      </View>
    </View>
  );
}

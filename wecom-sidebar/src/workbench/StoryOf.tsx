import { useState } from 'react';
import type { BookingView } from '@zhike/domain/booking/contract';
import { go } from '../components/route';
import { useMay } from '../components/SessionGate';
import { BookingSheet } from '../features/booking/BookingSheet';
import { SendSheet } from '../features/booking/SendSheet';
import { Timeline } from '../features/customers/Timeline';

/** The booking drawer of the desk: the booking, and beneath it what happened to it. */
export function StoryOf({
  bookingId,
  opens = 'story',
  onClose,
  onChanged,
}: {
  bookingId: string;
  opens?: 'story' | 'reschedule' | 'cancel';
  onClose: () => void;
  onChanged?: (booking: BookingView) => void;
}) {
  const mayReadCustomers = useMay('customer.read');
  const [sending, setSending] = useState<BookingView | null>(null);
  return (
    <>
      <BookingSheet
        bookingId={bookingId}
        opens={opens}
        onClose={onClose}
        {...(onChanged ? { onChanged } : {})}
        onSend={setSending}
        {...(mayReadCustomers ? { onOpenCustomer: (id: string) => go(`/customers/${id}`) } : {})}
        story={(b) =>
          b.customerId && mayReadCustomers ? (
            <section>
              <h3 style={{ margin: '16px 0 0' }}>经过</h3>
              <Timeline customerId={b.customerId} only={{ bookingId: b.id, since: b.createdAt }} version={b.version} />
            </section>
          ) : null
        }
      />
      {sending && <SendSheet held={sending} storeId={sending.storeId} onClose={() => setSending(null)} />}
    </>
  );
}

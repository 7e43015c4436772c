import type { BookingView } from '@zhike/domain/booking/contract';
import type { OrderView } from '@zhike/domain/orders/contract';
import { useQuery } from '../../api/hooks';

/** Her own bookings that an order can have to do with: those linked to it, her next and her last one. */
export function useHerBookings(order: OrderView, wanted: boolean): readonly BookingView[] {
  const customer = useQuery('customers.get', wanted ? { customerId: order.customerId } : null);
  const { nextBooking = null, lastBooking = null } = customer.data?.profile ?? {};
  return [nextBooking, lastBooking].filter((booking) => booking !== null).filter((booking, i, all) => all.findIndex((one) => one.id === booking.id) === i);
}

import type { LiveMessage } from '@zhike/domain/api';
import { followLine, followPlan, followSettings } from './follow';

const told = (type: string, storeId: string | null = 'here', topic: LiveMessage['topic'] = 'store'): LiveMessage => ({
  topic,
  id: storeId ?? '',
  storeId,
  customerId: null,
  type,
});

test("PF-02 a calendar looks again for its store's bookings, hours, rosters, classes and leave, and not for a ticket", () => {
  const follow = followPlan('here');
  const plan = [told('booking.confirmed', 'here', 'booking'), told('store.hours_changed'), told('store.hours_changed', null), told('roster.changed')];
  expect([...plan, told('class.scheduled'), told('resource.absence_added'), told('service.saved', null)].every(follow)).toBe(true);
  expect([told('queue.called'), told('waitlist.joined'), told('roster.changed', 'there'), told('customer.tagged', 'here', 'customer')].some(follow)).toBe(
    false,
  );
  expect(followPlan(null)(told('roster.changed', 'there'))).toBe(true);
});

test('PF-02 a board of the line looks again for tickets, wishes and all that serves them in its store', () => {
  const follow = followLine('here');
  expect([told('queue.called'), told('waitlist.joined'), told('roster.changed'), told('booking.started', 'here', 'booking')].every(follow)).toBe(true);
  expect([told('queue.called', 'there'), told('customer.tagged', 'here', 'customer')].some(follow)).toBe(false);
});

test('PF-02 a page of settings looks again only for what it sets', () => {
  expect(followSettings('service')(told('service.saved', null))).toBe(true);
  expect([told('store.saved'), told('service.saved', 'here', 'booking')].some(followSettings('service'))).toBe(false);
});

import { act, renderHook } from '@testing-library/react';
import type { LiveNews } from '../../api/live';
import { countsIn, LATEST_MS, useChangedOften, WAIT_MS } from './live';

const listeners = new Set<(news: LiveNews) => void>();
jest.mock('../../api/live', () => ({
  onLive: (listener: (news: LiveNews) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
}));
const news = (topic: 'customer' | 'store' | 'booking', type: string) => ({ topic, id: 'x', storeId: null, customerId: null, type });
const tell = (one: LiveNews) =>
  act(() => {
    for (const listener of listeners) listener(one);
  });

test('RP-12 numbers are asked for again within ten seconds of a new order, once for a burst, and at the latest while others go on', () => {
  jest.useFakeTimers();
  const reload = jest.fn();
  const { unmount } = renderHook(() => useChangedOften(reload));
  tell(news('customer', 'order.created'));
  tell(news('customer', 'order.paid'));
  jest.advanceTimersByTime(WAIT_MS - 1);
  expect(reload).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(reload).toHaveBeenCalledTimes(1);
  for (let ms = 0; ms < LATEST_MS + WAIT_MS; ms += 1_000) {
    tell(news('customer', 'order.paid'));
    jest.advanceTimersByTime(1_000);
  }
  expect(reload.mock.calls.length).toBeGreaterThanOrEqual(2);
  expect(LATEST_MS + WAIT_MS).toBeLessThan(10_000);
  unmount();
  expect(listeners.size).toBe(0);
  jest.useRealTimers();
});

test('RP-12 a line and a waiting list change no number', () => {
  expect([countsIn(news('store', 'queue.called')), countsIn(news('customer', 'order.created')), countsIn(news('store', 'service.updated'))]).toEqual([
    false,
    true,
    true,
  ]);
});

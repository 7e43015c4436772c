import type { TicketView } from '@zhike/domain/booking/contract';
import { lineOf } from './useQueue';

const ticket = (number: number, state: TicketView['state'], calledAt: string | null = null): TicketView => ({
  id: String(number),
  storeId: 's',
  storeName: '静安店',
  serviceId: 'x',
  serviceName: '证件照',
  number,
  name: `客人${number}`,
  partySize: 1,
  state,
  before: 0,
  expectedAt: null,
  createdAt: '2026-11-28T02:00:00.000Z',
  calledAt,
  customerId: null,
});

test('BK-18 the line: longest waiting first, longest called first, the latest past on top', () => {
  const line = lineOf([
    ticket(7, 'waiting'),
    ticket(3, 'called', '2026-11-28T03:05:00.000Z'),
    ticket(4, 'called', '2026-11-28T03:00:00.000Z'),
    ticket(5, 'waiting'),
    ticket(1, 'served'),
    ticket(2, 'skipped'),
  ]);
  expect(line.waiting.map((t) => t.number)).toEqual([5, 7]);
  expect(line.called.map((t) => t.number)).toEqual([4, 3]);
  expect(line.over.map((t) => t.number)).toEqual([2, 1]);
});

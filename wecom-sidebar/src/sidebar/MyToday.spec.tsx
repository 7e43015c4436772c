import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { QueueStrip } from './QueueStrip';
import { booking, no, ok, openTestServer, Stage } from './test-stage';
import { ToAccept } from './ToAccept';

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-28T01:30:00.000Z'), doNotFake: ['queueMicrotask', 'setTimeout', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

const ticket = {
  id: 't1',
  storeId: 'st',
  storeName: '静安店',
  serviceId: 'v',
  serviceName: '肩颈理疗',
  number: 7,
  name: '李女士',
  partySize: 2,
  state: 'waiting',
  before: 0,
  expectedAt: '2026-11-28T02:10:00.000Z',
  createdAt: '2026-11-28T01:00:00.000Z',
  calledAt: null,
  customerId: null,
};

describe('what waits for my yes', () => {
  const open = () => {
    const acts = { onOpen: jest.fn(), onChanged: jest.fn() };
    render(
      <Stage>
        <ToAccept {...acts} />
      </Stage>,
    );
    return acts;
  };

  test('BK-11 one tap accepts, and the question is gone', async () => {
    const server = openTestServer({ 'booking.toAccept': ok({ bookings: [booking] }), 'booking.accept': ok({ booking: { ...booking, state: 'confirmed' } }) });
    const acts = open();
    await waitFor(() => screen.getByTestId('asked'));
    expect(screen.getByTestId('asked').textContent).toContain('还剩 30 分钟');
    server.answer('booking.toAccept', ok({ bookings: [] }));
    fireEvent.click(screen.getByTestId('asked-accept'));
    await waitFor(() => expect(screen.queryByTestId('asked')).toBeNull());
    expect(server.sentTo('booking.accept')).toEqual([{ bookingId: 'b1' }]);
    expect(screen.getByTestId('toast').textContent).toContain('已接单，预约确认了');
    expect(acts.onChanged).toHaveBeenCalled();
  });

  test('BK-11 whoever was too late is told who has it', async () => {
    const server = openTestServer({ 'booking.toAccept': ok({ bookings: [booking] }), 'booking.accept': no('booking.accepted_by_other', { name: '林夏' }) });
    open();
    await waitFor(() => screen.getByTestId('asked'));
    server.answer('booking.toAccept', ok({ bookings: [] }));
    fireEvent.click(screen.getByTestId('asked-accept'));
    await waitFor(() => expect(screen.getAllByTestId('toast').some((t) => t.textContent?.includes('林夏'))).toBe(true));
    expect(screen.queryByTestId('asked')).toBeNull();
  });

  test('BK-11 declining asks once more', async () => {
    const server = openTestServer({ 'booking.toAccept': ok({ bookings: [booking] }), 'booking.decline': ok({ booking: { ...booking, state: 'declined' } }) });
    open();
    await waitFor(() => screen.getByTestId('asked'));
    fireEvent.click(screen.getByTestId('asked-decline'));
    expect(server.sentTo('booking.decline')).toEqual([]);
    fireEvent.click(screen.getByTestId('asked-decline'));
    await waitFor(() => expect(server.sentTo('booking.decline')).toHaveLength(1));
  });

  test('BK-11 nothing is drawn when nothing waits', async () => {
    const server = openTestServer({ 'booking.toAccept': ok({ bookings: [] }) });
    open();
    await waitFor(() => expect(server.sentTo('booking.toAccept')).toHaveLength(1));
    expect(screen.queryByTestId('to-accept')).toBeNull();
  });
});

describe('the line at the door', () => {
  const open = () => {
    const onServed = jest.fn();
    render(
      <Stage>
        <QueueStrip storeId="st" offsetMinutes={480} whenEmpty="shown" onServed={onServed} />
      </Stage>,
    );
    return onServed;
  };

  test('BK-18 shows number, party and expected time; called, then served with a booking to open', async () => {
    const server = openTestServer({
      'booking.queue': ok({ tickets: [ticket] }),
      'booking.callTicket': ok({ ticket: { ...ticket, state: 'called' } }),
      'booking.serveTicket': ok({ ticket: { ...ticket, state: 'served' }, bookingId: 'b9' }),
    });
    const onServed = open();
    await waitFor(() => screen.getByTestId('ticket'));
    expect(screen.getByTestId('ticket').textContent).toContain('李女士 等 2 位');
    expect(screen.getByTestId('ticket').textContent).toContain('约 10:10');
    server.answer('booking.queue', ok({ tickets: [{ ...ticket, state: 'called' }] }));
    fireEvent.click(screen.getByTestId('ticket-call'));
    await waitFor(() => expect(screen.getByTestId('ticket').getAttribute('data-state')).toBe('called'));
    server.answer('booking.queue', ok({ tickets: [] }));
    fireEvent.click(screen.getByTestId('ticket-serve'));
    await waitFor(() => expect(onServed).toHaveBeenCalledWith('b9'));
    await waitFor(() => expect(screen.queryByTestId('ticket')).toBeNull());
  });

  test('BK-18 a walk-in without a number gives it when her turn comes, and is served', async () => {
    const server = openTestServer({
      'booking.queue': ok({ tickets: [ticket] }),
      'booking.serveTicket': no('booking.contact_needed', { ticketId: 't1' }),
      'customers.find': ok({ customerId: null }),
      'customers.create': ok({ profile: { id: 'c7' } }),
    });
    const onServed = open();
    await waitFor(() => screen.getByTestId('ticket'));
    fireEvent.click(screen.getByTestId('ticket-serve'));
    await waitFor(() => screen.getByTestId('guest-phone'));
    server.answer('booking.serveTicket', ok({ ticket: { ...ticket, state: 'served' }, bookingId: 'b9' }));
    fireEvent.change(screen.getByTestId('guest-phone'), { target: { value: '138 0013 8001' } });
    fireEvent.click(screen.getByTestId('guest-begin'));
    await waitFor(() => expect(onServed).toHaveBeenCalledWith('b9'));
    expect(server.sentTo('customers.create')[0]).toMatchObject({ name: '李女士', phone: '13800138001', storeId: 'st' });
    expect(server.sentTo('booking.serveTicket').at(-1)).toEqual({ ticketId: 't1', customerId: 'c7' });
  });

  test('BK-18 a warning of her health record is confirmed with her before she is served', async () => {
    const server = openTestServer({
      'booking.queue': ok({ tickets: [ticket] }),
      'booking.serveTicket': no('booking.caution', { cautions: [{ kind: 'recent_state', name: '孕期', effect: 'warn' }] }),
    });
    const onServed = open();
    await waitFor(() => screen.getByTestId('ticket'));
    fireEvent.click(screen.getByTestId('ticket-serve'));
    await waitFor(() => screen.getByTestId('ticket-cautions-read'));
    expect(screen.getByTestId('cautions').textContent).toContain('孕期');
    server.answer('booking.serveTicket', ok({ ticket: { ...ticket, state: 'served' }, bookingId: 'b9' }));
    fireEvent.click(screen.getByTestId('ticket-cautions-read'));
    await waitFor(() => expect(onServed).toHaveBeenCalledWith('b9'));
    expect(server.sentTo('booking.serveTicket').at(-1)).toEqual({ ticketId: 't1', acceptedCautions: ['孕期'] });
  });

  test('BK-18 what stands in the way is said, and she stays in the line', async () => {
    openTestServer({
      'booking.queue': ok({ tickets: [ticket] }),
      'booking.serveTicket': no('booking.slot_unavailable', { startsAt: ticket.createdAt, roleName: '技师', alternatives: [] }),
    });
    const onServed = open();
    await waitFor(() => screen.getByTestId('ticket'));
    fireEvent.click(screen.getByTestId('ticket-serve'));
    await waitFor(() => expect(screen.getAllByTestId('toast').some((t) => t.textContent?.includes('没有空闲的技师'))).toBe(true));
    expect(onServed).not.toHaveBeenCalled();
    expect(screen.getByTestId('ticket')).toBeTruthy();
  });
});

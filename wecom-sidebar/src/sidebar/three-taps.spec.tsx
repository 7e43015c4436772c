import type { CustomerProfile } from '@zhike/domain/customers/contract';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { CustomerView } from './CustomerView';
import { booking, no, ok, openTestServer, Stage, type Reply } from './test-stage';

const service = {
  id: 'v',
  name: '肩颈理疗',
  line: '理疗',
  durationMinutes: 60,
  stepMinutes: 30,
  horizonDays: 30,
  priceFen: 39900,
  depositFen: 0,
  policy: booking.policy,
  acceptance: 'none',
  mode: 'appointment',
  maxParty: 1,
  addons: [],
  roles: [],
  active: true,
};
const slot = { startsAt: booking.startsAt, endsAt: booking.endsAt, part: 'morning', pickable: {}, reasons: ['usual_person'] };
const profile = {
  id: 'c',
  version: 1,
  memberCode: 'A1',
  name: '王芳',
  avatarUrl: null,
  gender: 'female',
  birthday: null,
  weddingDate: null,
  maskedPhone: '138****8000',
  phoneVerified: true,
  source: '',
  note: '',
  ownerStaffId: null,
  ownerName: null,
  storeId: 'st',
  storeName: '静安店',
  tags: [],
  linkedWechat: true,
  linkedWecom: true,
  createdAt: booking.createdAt,
  nextBooking: null,
  lastBooking: { ...booking, state: 'done' },
  totals: { visits: 1, noShows: 0, depositsPaidFen: 0, depositsRefundedFen: 0 },
  nextStep: null,
  healthBanner: null,
  can: ['write', 'book'],
} as unknown as CustomerProfile;

const answers = (create: Reply): Record<string, Reply> => ({
  'stores.list': ok({ stores: [{ id: 'st', name: '静安店', utcOffsetMinutes: 480 }] }),
  'booking.services': ok({ services: [service] }),
  'booking.service': ok({ service, pickable: {} }),
  'booking.days': ok({ days: [{ date: '2026-11-29', freeStarts: 1, reason: null }] }),
  'booking.slots': ok({ slots: [slot], reason: null }),
  'booking.nextSlots': ok({ slots: [slot] }),
  'booking.waitlist': ok({ items: [], next: null }),
  'booking.create': create,
  'booking.get': ok({ booking: { ...booking, state: 'confirmed', can: [] } }),
});
const open = () =>
  render(
    <Stage>
      <CustomerView profile={profile} stale={undefined} onReload={() => undefined} onProfile={() => undefined} />
    </Stage>,
  );

test('BK-01 she is booked in three taps: 约, a recommended time with its reason, confirm', async () => {
  const server = openTestServer(answers(ok({ booking: { ...booking, state: 'confirmed' } })));
  open();
  fireEvent.click(screen.getByTestId('bar-book'));
  await waitFor(() => screen.getByTestId('next-slot'), { timeout: 25_000 });
  expect(screen.getByTestId('next-slot').textContent).toContain('常约的人');
  expect(server.sentTo('booking.nextSlots')[0]).toMatchObject({ serviceId: 'v', forCustomerId: 'c' });
  fireEvent.click(screen.getByTestId('next-slot'));
  fireEvent.click(screen.getByTestId('book-confirm'));
  await waitFor(() => expect(server.sentTo('booking.create')).toHaveLength(1));
  expect(server.sentTo('booking.create')[0]).toMatchObject({ customerId: 'c', serviceId: 'v', startsAt: slot.startsAt, contactPhone: null, source: 'sidebar' });
});

test('BK-01 a warning of her health record is confirmed with her before she is booked; what is confirmed is sent by name', async () => {
  const server = openTestServer(answers(no('booking.caution', { cautions: [{ kind: 'recent_state', name: '孕期', effect: 'warn' }] })));
  open();
  fireEvent.click(screen.getByTestId('bar-book'));
  await waitFor(() => screen.getByTestId('next-slot'), { timeout: 25_000 });
  fireEvent.click(screen.getByTestId('next-slot'));
  fireEvent.click(screen.getByTestId('book-confirm'));
  await waitFor(() => screen.getByTestId('refusal'));
  expect(screen.getByTestId('refusal').textContent).toContain('孕期');
  expect((screen.getByTestId('book-confirm') as HTMLButtonElement).disabled).toBe(true);
  server.answer('booking.create', ok({ booking: { ...booking, state: 'confirmed' } }));
  fireEvent.click(screen.getByTestId('cautions-read'));
  fireEvent.click(screen.getByTestId('book-confirm'));
  await waitFor(() => expect(server.sentTo('booking.create')).toHaveLength(2));
  expect(server.sentTo('booking.create')[1]).toMatchObject({ acceptedCautions: ['孕期'] });
});

import type { BookingView } from '@zhike/domain/booking/contract';
import type { CustomerProfile } from '@zhike/domain/customers/contract';
import { fireEvent, render, screen } from '@testing-library/react';
import { NextStepCard, type NextStepActs } from './NextStepCard';
import { nextCardOf } from './nextStep';

const NOW = Date.parse('2026-11-28T01:00:00.000Z');
const booking: BookingView = {
  id: 'b1',
  code: '1128-0042',
  state: 'held',
  version: 1,
  storeId: 's',
  storeName: '静安店',
  storeAddress: '',
  storePhone: '',
  storeDirections: '',
  utcOffsetMinutes: 480,
  serviceId: 'v',
  serviceName: '经典婚纱',
  whatToBring: '',
  imageUrl: null,
  startsAt: '2026-11-29T02:00:00.000Z',
  endsAt: '2026-11-29T05:00:00.000Z',
  holdExpiresAt: '2026-11-28T01:12:00.000Z',
  units: [
    {
      unitId: 'u1',
      roleKey: 'photographer',
      roleName: '摄影师',
      name: '周牧',
      kind: 'person',
      startsAt: '2026-11-29T02:00:00.000Z',
      endsAt: '2026-11-29T05:00:00.000Z',
    },
  ],
  customerId: 'c',
  contactName: '王芳',
  contactPhone: '138****8000',
  weddingDate: null,
  note: '',
  source: 'miniapp',
  priceFen: 399900,
  deposit: { amountFen: 50000, state: 'unpaid', paidAt: null, refundedFen: 0 },
  policy: { freeUntilHours: 48, latePercent: 50, noShowPercent: 100, moveUntilHours: 24, maxMoves: 2 },
  partySize: 1,
  addons: [],
  acceptBy: null,
  offers: [],
  moves: 0,
  seriesId: null,
  fromWaitlist: false,
  overbooked: null,
  cautions: null,
  cancelledReason: null,
  createdAt: '2026-11-28T00:57:00.000Z',
  confirmedAt: null,
  can: ['confirm', 'cancel'],
};
const base: Pick<CustomerProfile, 'nextStep' | 'nextBooking' | 'can'> = { nextStep: null, nextBooking: booking, can: ['write', 'tag', 'book'] };
const step = (kind: NonNullable<CustomerProfile['nextStep']>['kind'], bookingId: string | null = null, dueAt: string | null = null) => ({
  kind,
  bookingId,
  dueAt,
});
const acts = (): jest.Mocked<NextStepActs> => ({
  onBook: jest.fn(),
  onSendPayCard: jest.fn(),
  onOpenBooking: jest.fn(),
  onWriteNote: jest.fn(),
  onChanged: jest.fn(),
});

describe('the next step', () => {
  test('nothing due means no card', () => {
    expect(nextCardOf(base, NOW, 480)).toBeNull();
  });

  test('an unpaid deposit says how much, for when, and how long it is held', () => {
    expect(nextCardOf({ ...base, nextStep: step('unpaid_deposit', 'b1', '2026-11-28T01:12:00.000Z') }, NOW, 480)).toEqual({
      tone: 'urgent',
      title: '定金 ¥500 还没付',
      detail: '明天 10:00 经典婚纱，时间保留还剩 12 分钟',
      bookingId: 'b1',
      act: { kind: 'send_pay_card', label: '发付款卡片' },
    });
  });

  test('a booking today offers the one verb that the server allows, else only a look', () => {
    const today = { ...booking, state: 'confirmed' as const, startsAt: '2026-11-28T02:00:00.000Z', can: ['reschedule' as const, 'checkIn' as const] };
    expect(nextCardOf({ ...base, nextBooking: today, nextStep: step('booking_today', 'b1') }, NOW, 480)?.act).toEqual({
      kind: 'step',
      verb: 'checkIn',
      version: 1,
    });
    expect(nextCardOf({ ...base, nextBooking: { ...today, can: [] }, nextStep: step('booking_today', 'b1') }, NOW, 480)?.act).toEqual({
      kind: 'open_booking',
      label: '查看预约',
    });
  });

  test('who may not write gets no button to write', () => {
    expect(nextCardOf({ ...base, can: [], nextStep: step('follow_up_due', null, '2026-11-28T00:00:00.000Z') }, NOW, 480)).toMatchObject({
      title: '该联系了',
      detail: '约好 今天 跟进',
      act: null,
    });
    expect(nextCardOf({ ...base, can: [], nextStep: step('propose_booking') }, NOW, 480)?.act).toBeNull();
  });

  test('the button does what it says', () => {
    const did = acts();
    const profile = { ...base, nextStep: step('unpaid_deposit', 'b1') } as CustomerProfile;
    const { rerender } = render(<NextStepCard profile={profile} acts={did} />);
    fireEvent.click(screen.getByRole('button', { name: '发付款卡片' }));
    expect(did.onSendPayCard).toHaveBeenCalledWith(booking);
    rerender(<NextStepCard profile={{ ...profile, nextStep: step('propose_booking'), nextBooking: null }} acts={did} />);
    fireEvent.click(screen.getByRole('button', { name: '约时间' }));
    expect(did.onBook).toHaveBeenCalledTimes(1);
  });
});

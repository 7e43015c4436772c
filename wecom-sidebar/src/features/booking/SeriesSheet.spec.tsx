import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { SeriesSheet } from './SeriesSheet';
import type { ServiceView } from '@zhike/domain/booking/contract';

const service = { id: 'v', name: '产后修复', stepMinutes: 30, durationMinutes: 60, roles: [] } as unknown as ServiceView;
const at = (day: string, clock: string) => `2026-12-${day}T${clock}:00.000Z`;
const sessions = [
  { startsAt: at('01', '07:00'), fits: true, reason: null, nearest: null },
  {
    startsAt: at('08', '07:00'),
    fits: false,
    reason: 'taken',
    nearest: { startsAt: at('08', '08:00'), endsAt: at('08', '09:00'), part: 'afternoon', pickable: {} },
  },
  { startsAt: at('15', '07:00'), fits: false, reason: 'off_shift', nearest: null },
];

test('BK-06 a series shows what fits and why not, takes another time for a miss, and books them at once', async () => {
  const server = openTestServer({
    'booking.previewSeries': ok({ sessions }),
    'booking.service': ok({ service, pickable: {} }),
    'booking.slots': ok({ slots: [{ startsAt: at('15', '09:30'), endsAt: at('15', '10:30'), part: 'evening', pickable: {} }], reason: null }),
    'booking.bookSeries': ok({ seriesId: 's1', booked: [{}, {}], missed: [{ startsAt: at('15', '09:30'), code: 'booking.slot_taken' }] }),
  });
  const onBooked = jest.fn();
  render(
    <Stage>
      <SeriesSheet
        customer={{ customerId: 'c', name: '王芳', maskedPhone: null, weddingDate: null }}
        storeId="st"
        service={service}
        extras={{ addonIds: [], partySize: 1 }}
        wish={{ date: '2026-12-01', startsAt: at('01', '07:00'), choices: {} }}
        offsetMinutes={480}
        onBack={() => undefined}
        onBooked={onBooked}
      />
    </Stage>,
  );
  await waitFor(() => expect(screen.getAllByTestId('series-session')).toHaveLength(3));
  expect(server.sentTo('booking.previewSeries')[0]).toMatchObject({ firstDate: '2026-12-01', time: '15:00', everyWeeks: 1, count: 10 });
  expect(screen.getByTestId('series-book').textContent).toBe('预约 1 次');
  expect(screen.getByTestId('series-preview').textContent).toContain('要的人不上班');

  fireEvent.click(screen.getByTestId('series-nearest'));
  fireEvent.click(screen.getAllByTestId('series-choose')[1]!);
  await waitFor(() => screen.getByTestId('series-slots'));
  fireEvent.click(screen.getByTestId('series-slots').querySelector('button')!);
  expect(screen.getByTestId('series-book').textContent).toBe('预约 3 次');

  fireEvent.click(screen.getByTestId('series-book'));
  await waitFor(() => screen.getByTestId('series-outcome'));
  expect(server.sentTo('booking.bookSeries')[0]).toMatchObject({
    customerId: 'c',
    instead: [
      { startsAt: at('08', '07:00'), takes: at('08', '08:00') },
      { startsAt: at('15', '07:00'), takes: at('15', '09:30') },
    ],
  });
  expect(screen.getByTestId('series-outcome').textContent).toContain('刚被约走');
  expect(onBooked).not.toHaveBeenCalled();
  fireEvent.click(screen.getByTestId('series-done'));
  expect(onBooked).toHaveBeenCalled();
});

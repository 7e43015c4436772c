import { render, screen, waitFor } from '@testing-library/react';
import { no, ok, openTestServer, Stage } from '../../../sidebar/test-stage';
import { DayList } from '../../booking/DayList';
import { useHealthBands } from './useHealthBands';

const entry = (bookingId: string, customerId: string | null) => ({
  bookingId,
  version: 1,
  state: 'confirmed' as const,
  startsAt: '2026-11-28T02:00:00.000Z',
  customerId,
  customerName: '王芳',
  serviceName: '肩颈理疗',
  unitNames: [],
  can: [],
});
const list = (rights: readonly string[]) => (
  <Stage rights={rights}>
    <DayList
      entries={[entry('b1', 'c1'), entry('b2', 'c2'), entry('b3', 'c1'), entry('b4', null)]}
      offsetMinutes={480}
      onOpen={() => undefined}
      onChanged={() => undefined}
      emptyTitle=""
      emptyHint=""
    />
  </Stage>
);
const bands = { bands: [{ customerId: 'c1', items: [{ kind: 'allergy', name: '水杨酸', severity: 'warn' }] }] };

test('CU-08 the day’s list shows the red band at each of her visits, asked for everybody at once', async () => {
  const server = openTestServer({ 'customers.healthBands': ok(bands) });
  render(list(['customer.health_read']));
  await waitFor(() => expect(screen.getAllByTestId('health-band')).toHaveLength(2));
  expect(screen.getAllByTestId('day-entry').map((line) => line.textContent?.includes('过敏 水杨酸'))).toEqual([true, false, true, false]);
  expect(server.sentTo('customers.healthBands')).toEqual([{ customerIds: ['c1', 'c2'] }]);
});

test('CU-08 whose post may not know asks nothing and sees nothing', () => {
  const server = openTestServer({ 'customers.healthBands': ok(bands) });
  render(list([]));
  expect(screen.queryByTestId('health-band')).toBeNull();
  expect(server.sentTo('customers.healthBands')).toEqual([]);
});

function State() {
  const { state } = useHealthBands(['c1']);
  return <p data-testid="state">{state}</p>;
}
test('CU-08 a question that fails is told as such: nobody takes the blank for a no', async () => {
  openTestServer({ 'customers.healthBands': no('server.fault', { requestId: 'r' }) });
  render(
    <Stage rights={['customer.health_read']}>
      <State />
    </Stage>,
  );
  expect(screen.getByTestId('state').textContent).toBe('loading');
  await waitFor(() => expect(screen.getByTestId('state').textContent).toBe('failed'));
});

import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { no, ok, openTestServer, Stage, type Reply } from '../../sidebar/test-stage';
import { PointsSheet } from './PointsSheet';

const balance = { points: 300, owedPoints: 0, nextExpiry: null };
const gift = {
  id: 'r1',
  code: 'ABCDEFGHJK',
  itemId: 'i1',
  itemName: '护手霜',
  pricePoints: 200,
  customerId: 'c',
  customerName: '王芳',
  state: 'open',
  createdAt: '2026-11-28T01:00:00.000Z',
  handedOutAt: null,
  storeName: '',
  byName: '',
  reason: '',
};
const item = { id: 'i1', version: 4, name: '护手霜', text: '', pricePoints: 200, stock: 3, perPerson: null, active: true };
const DESK = ['points.read', 'points.use'];

function openSheet(rights: readonly string[], over: Record<string, Reply> = {}) {
  const server = openTestServer({
    'membership.pointsOf': ok({ balance, rules: {}, items: [], next: null }),
    'membership.redemptions': ok({ items: [gift], next: null }),
    'membership.mallItems': ok({ items: [item, { ...item, id: 'i2', name: '吹风机', pricePoints: 5000 }, { ...item, id: 'i3', name: '香薰', stock: 0 }] }),
    ...over,
  });
  const onChanged = jest.fn();
  render(
    <Stage rights={rights}>
      <PointsSheet customer={{ id: 'c', name: '王芳' }} onClose={() => undefined} onChanged={onChanged} />
    </Stage>,
  );
  return { server, onChanged };
}
const press = async (testid: string) => void fireEvent.click(await screen.findByTestId(testid));
const isOff = (testid: string) => (screen.getByTestId(testid) as HTMLButtonElement).disabled;
const type = (testid: string, value: string) => fireEvent.change(screen.getByTestId(testid), { target: { value } });

test('CD-08 points are put right by hand with a reason; never below zero, never without the reason', async () => {
  const { server, onChanged } = openSheet([...DESK, 'points.adjust'], { 'membership.correctPoints': ok({ balance: { ...balance, points: 250 } }) });
  await press('points-correct');
  fireEvent.click(screen.getByText('减积分'));
  type('correct-points-n', '301');
  type('correct-points-reason', '录错了');
  expect(isOff('correct-points-submit')).toBe(true);
  expect(screen.getByTestId('points-sheet').textContent).toContain('现在只有 300 积分');
  type('correct-points-n', '50');
  type('correct-points-reason', ' ');
  expect(isOff('correct-points-submit')).toBe(true);
  type('correct-points-reason', '录错了');
  expect(screen.getByTestId('effects').textContent).toContain('300 → 250');
  await press('correct-points-submit');
  await waitFor(() => expect(onChanged).toHaveBeenCalled());
  expect(server.sentTo('membership.correctPoints')).toEqual([{ customerId: 'c', points: -50, reason: '录错了' }]);
});

test('CD-08 a gift that waits is called off with a reason, by whoever may put points right', async () => {
  const { server } = openSheet([...DESK, 'points.adjust'], { 'membership.cancelRedemption': ok({ redemption: { ...gift, state: 'cancelled' } }) });
  await press('cancel-redemption');
  expect(screen.getByTestId('effects').textContent).toContain('200 积分退给 王芳');
  type('cancel-gift-reason', '礼品缺货');
  await press('cancel-gift-submit');
  await waitFor(() => expect(server.sentTo('membership.cancelRedemption')).toEqual([{ redemptionId: 'r1', reason: '礼品缺货' }]));
});

test('CD-08 at the counter a gift is taken for her, asked before it costs; what she cannot have says why', async () => {
  const { server } = openSheet(DESK, { 'membership.redeemFor': ok({ redemption: gift }) });
  await press('points-redeem');
  const [hers, dear, gone] = await screen.findAllByTestId('mall-item');
  expect(dear?.textContent).toContain('还差 4700 积分');
  expect(gone?.textContent).toContain('已经换完了');
  for (const one of [dear, gone]) expect((within(one as HTMLElement).getByTestId('redeem-item') as HTMLButtonElement).disabled).toBe(true);
  const button = within(hers as HTMLElement).getByTestId('redeem-item');
  fireEvent.click(button);
  expect(server.sentTo('membership.redeemFor')).toEqual([]);
  expect(button.textContent).toContain('确认扣 200');
  fireEvent.click(button);
  await waitFor(() => expect(server.sentTo('membership.redeemFor')).toEqual([{ customerId: 'c', itemId: 'i1', version: 4 }]));
});

test('CD-08 a refusal at the counter is worded, and the mall is read again', async () => {
  const { server } = openSheet(DESK, { 'membership.redeemFor': no('membership.sold_out', { name: '护手霜' }) });
  await press('points-redeem');
  const button = (await screen.findAllByTestId('redeem-item'))[0] as HTMLElement;
  fireEvent.click(button);
  fireEvent.click(button);
  await waitFor(() => expect(screen.getByTestId('points-sheet').textContent).toContain('「护手霜」已经换完了'));
  await waitFor(() => expect(server.sentTo('membership.mallItems').length).toBeGreaterThan(1));
});

test('CD-08 whoever may only hand gifts over sees neither 更正 nor 取消', async () => {
  openSheet(DESK);
  await screen.findByTestId('redemption');
  expect(screen.queryByTestId('points-correct')).toBeNull();
  expect(screen.queryByTestId('cancel-redemption')).toBeNull();
  expect(screen.getByTestId('points-redeem')).toBeTruthy();
});

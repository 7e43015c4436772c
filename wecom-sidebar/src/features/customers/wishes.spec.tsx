import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { no, ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { WishesCard } from './WishesCard';
import { wordTimeline } from './words';

const wishes = (over: object = {}) => ok({ refused: [], changes: [], can: ['record'], ...over });
const open = (reply = wishes()) => {
  const server = openTestServer({ 'messaging.wishesOf': reply });
  render(
    <Stage>
      <WishesCard customerId="c1" />
    </Stage>,
  );
  return server;
};
const isOff = (testid: string) => (screen.getByTestId(testid) as HTMLButtonElement).disabled;

test('MK-10 the profile says what she does not want, and who wrote it down', async () => {
  open(wishes({ refused: ['care', 'sms'], changes: [{ kind: 'sms', wanted: false, at: '2026-11-27T02:00:00.000Z', how: 'phone', byName: '钱芊' }] }));
  expect((await screen.findByTestId('wishes-now')).textContent).toBe('不收：生日问候、回访关怀、短信');
  expect(screen.getByTestId('wish-changes').textContent).toContain('不收：短信（电话里说的，钱芊 记）');
});

test('MK-10 a wish told by telephone is written down with how it was told; without that no switch moves', async () => {
  const server = open();
  server.answer('messaging.recordWish', wishes({ refused: ['all'] }));
  fireEvent.click(await screen.findByTestId('wishes-edit'));
  expect(isOff('wish-all')).toBe(true);
  fireEvent.click(screen.getByText('电话里说的'));
  fireEvent.click(screen.getByTestId('wish-all'));
  await waitFor(() => expect(screen.getByTestId('wishes-now').textContent).toContain('一条也不收'));
  expect(server.sentTo('messaging.recordWish')).toEqual([{ customerId: 'c1', kind: 'all', wanted: false, how: 'phone' }]);
  // Who wants nothing at all is not asked about the rest.
  expect(screen.queryByTestId('wish-sms')).toBeNull();
});

test('MK-10 whoever may only read sees the wishes and no way to change them', async () => {
  open(wishes({ can: [] }));
  expect((await screen.findByTestId('wishes-now')).textContent).toBe('都愿意收');
  expect(screen.queryByTestId('wishes-edit')).toBeNull();
});

test('MK-10 a refusal of the write is told beside the switches', async () => {
  const server = open();
  server.answer('messaging.recordWish', no('access.forbidden', { right: 'customer.write' }));
  fireEvent.click(await screen.findByTestId('wishes-edit'));
  fireEvent.click(screen.getByText('当面说的'));
  fireEvent.click(screen.getByTestId('wish-sms'));
  await waitFor(() => expect(screen.getByTestId('wishes-form').textContent).toContain('没有'));
});

test('MK-10 in her timeline a wish says which way it went, what about, and how it was told', () => {
  const item = {
    id: 'x',
    at: '2026-11-27T02:00:00.000Z',
    actorName: '钱芊',
    actorKind: 'staff' as const,
    text: null,
    bookingId: null,
    kind: 'message' as const,
  };
  const said = (type: string, facts: Record<string, unknown>) => wordTimeline({ ...item, type, facts }, 480, Date.parse('2026-11-27T03:00:00.000Z'));
  expect(said('message.wish_changed', { kind: 'sms', wanted: false, how: 'phone' })).toEqual({
    title: '改了想收哪些消息',
    detail: '不收：短信 · 电话里说的',
  });
  expect(said('advertising.refused', { how: 'chat' }).detail).toBe('聊天里说的');
});

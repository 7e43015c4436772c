import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import * as bridge from '../../bridge/wecom';
import { booking, no, ok, openTestServer, Stage, type Reply } from '../../sidebar/test-stage';
import { card, RIGHTS } from './cards.fixture';
import { MemberCode } from './MemberCode';

jest.mock('../../bridge/wecom', () => ({ __esModule: true, insideWecom: jest.fn(() => false), scanCode: jest.fn() }));
const inside = jest.mocked(bridge.insideWecom);
const scan = jest.mocked(bridge.scanCode);

const CODE = 'ZK1.0a1b2c3d.abcdefghijklmnopqrstuvwxyz012345';
const shown = ok({ customerId: 'c', name: '王芳', cards: [card()] });
const answers = (over: Record<string, Reply> = {}): Record<string, Reply> => ({
  'membership.readCode': shown,
  'customers.get': ok({ profile: { nextBooking: { ...booking, state: 'in_service' }, lastBooking: null } }),
  ...over,
});
const open = (rights: readonly string[] = RIGHTS) => {
  const onOpenBooking = jest.fn();
  render(
    <Stage rights={rights}>
      <MemberCode onOpenBooking={onOpenBooking} />
    </Stage>,
  );
  return onOpenBooking;
};
const field = (): HTMLInputElement => {
  const found = screen.getByTestId('code-input');
  return found instanceof HTMLInputElement ? found : within(found).getByRole('textbox');
};

test('CD-09 a code that is typed or comes from a scanner shows who she is, her cards and her visit, and leaves the field empty', async () => {
  const server = openTestServer(answers());
  const onOpenBooking = open();
  fireEvent.change(field(), { target: { value: ` ${CODE} ` } });
  fireEvent.submit(field());
  fireEvent.submit(field());
  await waitFor(() => screen.getByTestId('code-booking'));
  expect(server.sentTo('membership.readCode')).toEqual([{ code: CODE }]);
  expect(screen.getByTestId('code-sheet').textContent).toContain('王芳 的会员码');
  expect(screen.getByTestId('card').textContent).toContain('8 次');
  expect(field().value).toBe('');
  fireEvent.click(screen.getByTestId('code-booking'));
  expect(onOpenBooking).toHaveBeenCalledWith('b1');
});

test.each([
  ['used_or_over', '已经用过或超过一分钟'],
  ['other_shop', '别家店的码'],
  ['not_a_code', '不是会员卡的码'],
])('CD-09 a code that is refused (%s) says why and what to do', async (reason, words) => {
  openTestServer(answers({ 'membership.readCode': no('membership.code_rejected', { reason }) }));
  open();
  fireEvent.change(field(), { target: { value: CODE } });
  fireEvent.submit(field());
  await waitFor(() => expect(screen.getByTestId('refusal').textContent).toContain(words));
  expect(screen.queryByTestId('code-sheet')).toBeNull();
});

test('CD-09 inside WeCom the camera reads it; putting the camera away asks the server nothing', async () => {
  inside.mockReturnValue(true);
  scan.mockResolvedValueOnce({ kind: 'cancelled' }).mockResolvedValueOnce({ kind: 'no_permission' }).mockResolvedValueOnce({ kind: 'read', text: CODE });
  const server = openTestServer(answers());
  open();
  const press = async () => {
    fireEvent.click(screen.getByTestId('code-scan'));
    await waitFor(() => expect(screen.getByTestId('code-scan').className).not.toContain('loading'));
  };
  await press();
  await press();
  await waitFor(() => expect(screen.getByTestId('toast').textContent).toContain('没有允许扫一扫'));
  expect(server.sentTo('membership.readCode')).toEqual([]);
  await press();
  await waitFor(() => screen.getByTestId('code-booking'));
  expect(server.sentTo('membership.readCode')).toEqual([{ code: CODE }]);
});

test('CD-09 whoever may not use cards is not offered to read codes', () => {
  openTestServer(answers());
  open([]);
  expect(screen.queryByTestId('member-code')).toBeNull();
});

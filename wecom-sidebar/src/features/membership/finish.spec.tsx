import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { booking, no, ok, openTestServer, Stage, type Reply } from '../../sidebar/test-stage';
import { DayList } from '../booking/DayList';
import { StepButton } from '../booking/StepButton';
import { option, RIGHTS, rules, storedOption, use } from './cards.fixture';
import { SettlePart } from './SettlePart';
import { ToSettle } from './ToSettle';

const served = { ...booking, state: 'in_service' as const, can: ['finish' as const] };
const done = { ...booking, state: 'done' as const, version: 2, can: [] };
const answers = (over: Record<string, Reply> = {}): Record<string, Reply> => ({
  'membership.useOptions': ok({ openFen: 39_900, options: [option()], uses: [] }),
  'membership.rules': ok({ rules: rules(), defaults: rules() }),
  'membership.finish': ok({ booking: done, uses: [use()], openFen: 0 }),
  'membership.undo': ok({ use: use({ undone: true, undoableUntil: null }) }),
  'booking.finish': ok({ booking: done }),
  ...over,
});
const open = (rights: readonly string[] = RIGHTS) => {
  const onDone = jest.fn();
  render(
    <Stage rights={rights}>
      <StepButton verb="finish" bookingId="b1" version={1} primary onDone={onDone} onRefused={() => undefined} />
    </Stage>,
  );
  return onDone;
};
const press = (testid: string) => fireEvent.click(screen.getByTestId(testid));
const toasts = (): string =>
  screen
    .queryAllByTestId('toast')
    .map((one) => one.textContent)
    .join('|');

describe('finishing a visit', () => {
  test('BK-15, CD-07 the one card that fits is written off in the same act; what was taken is said, and can be taken back', async () => {
    const server = openTestServer(answers());
    const onDone = open();
    press('verb-finish');
    press('verb-finish');
    await waitFor(() => expect(onDone).toHaveBeenCalledWith(done));
    expect(server.sentTo('membership.finish')).toEqual([{ bookingId: 'b1', version: 1, cardIds: ['k1'] }]);
    expect(server.sentTo('booking.finish')).toEqual([]);
    expect(toasts()).toContain('服务已完成，从「肩颈十次卡」划了 1 次');
    press('undo');
    await waitFor(() => expect(toasts()).toContain('已撤销核销'));
    expect(server.sentTo('membership.undo')).toEqual([{ useId: 'u1', reason: '完成后当场撤销' }]);
  });

  test('CD-07 where several fit, the choice comes first: the rule’s first with its reason, and another can be taken', async () => {
    const server = openTestServer(answers({ 'membership.useOptions': ok({ openFen: 39_900, options: [option(), storedOption({ openFen: 0 })], uses: [] }) }));
    open();
    press('verb-finish');
    await waitFor(() => screen.getByTestId('finish-sheet'), { timeout: 5_000 });
    const [first, second] = screen.getAllByTestId('use-option');
    expect(first?.getAttribute('aria-checked')).toBe('true');
    expect(screen.getByTestId('why-first').textContent).toContain('最先到期（2028年3月1日）');
    expect(first?.textContent).toContain('划 1 次（值 ¥100），剩 7 次');
    expect(server.sentTo('membership.finish')).toEqual([]);
    fireEvent.click(second as HTMLElement);
    expect(first?.getAttribute('aria-checked')).toBe('false');
    press('finish-take');
    await waitFor(() => expect(server.sentTo('membership.finish')).toEqual([{ bookingId: 'b1', version: 1, cardIds: ['k2'] }]));
  });

  test('CD-07 a card that pays a part says what is still open, and a second one may be added', async () => {
    const more = storedOption({ cardId: 'k3', name: '另一张储值卡', takes: { sessions: 0, principalFen: 39_900, bonusFen: 0, valueFen: 39_900 }, openFen: 0 });
    const server = openTestServer(answers({ 'membership.useOptions': ok({ openFen: 39_900, options: [storedOption(), more], uses: [] }) }));
    open();
    press('verb-finish');
    await waitFor(() => screen.getByTestId('still-open'), { timeout: 5_000 });
    expect(screen.getByTestId('still-open').textContent).toContain('还差 ¥99');
    fireEvent.click(screen.getAllByTestId('use-option')[1] as HTMLElement);
    expect(screen.queryByTestId('still-open')).toBeNull();
    press('finish-take');
    await waitFor(() => expect(server.sentTo('membership.finish')).toEqual([{ bookingId: 'b1', version: 1, cardIds: ['k2', 'k3'] }]));
  });

  test('CD-07 of two devices that want the last session the later one is told, and sees what fits now', async () => {
    const server = openTestServer(
      answers({ 'membership.finish': no('membership.not_enough', { cardId: 'k1', sessionsLeft: 0, balanceFen: 0, neededFen: 39_900 }) }),
    );
    const onDone = open();
    await waitFor(() => screen.getByTestId('verb-finish'));
    press('verb-finish');
    server.answer('membership.useOptions', ok({ openFen: 39_900, options: [], uses: [] }));
    await waitFor(() => screen.getByTestId('refusal'), { timeout: 5_000 });
    expect(screen.getByTestId('refusal').textContent).toContain('卡里已经没有余额');
    expect(onDone).not.toHaveBeenCalled();
    press('finish-later');
    await waitFor(() => expect(onDone).toHaveBeenCalledWith(done));
    expect(server.sentTo('booking.finish')).toEqual([{ bookingId: 'b1', version: 1 }]);
  });

  test('CD-07 where the shop wants to be asked, even one card is asked about, and the choice can wait', async () => {
    const server = openTestServer(answers({ 'membership.rules': ok({ rules: rules({ useWhenFinished: false }), defaults: rules() }) }));
    const onDone = open();
    press('verb-finish');
    await waitFor(() => screen.getByTestId('finish-later'), { timeout: 5_000 });
    press('finish-later');
    await waitFor(() => expect(onDone).toHaveBeenCalled());
    expect(server.sentTo('membership.finish')).toEqual([]);
    expect(server.sentTo('booking.finish')).toHaveLength(1);
  });

  test('BK-15 who may not use cards, and whose customer has none, finishes as ever', async () => {
    const server = openTestServer(answers({ 'membership.useOptions': ok({ openFen: 39_900, options: [], uses: [] }) }));
    const onDone = open();
    press('verb-finish');
    await waitFor(() => expect(onDone).toHaveBeenCalledWith(done));
    expect(server.sentTo('membership.finish')).toEqual([]);
    expect(toasts()).toContain('服务已完成');
  });

  test('BK-15 without the right to cards nothing is asked about them', async () => {
    const server = openTestServer(answers());
    const onDone = open([]);
    press('verb-finish');
    await waitFor(() => expect(onDone).toHaveBeenCalledWith(done));
    expect(server.sentTo('membership.useOptions')).toEqual([]);
  });
});

describe('my day', () => {
  test('BK-15 once a visit is finished its line shows what was written off; others that are done stay quiet', async () => {
    const server = openTestServer(answers());
    const entry = {
      bookingId: 'b1',
      version: 1,
      state: 'in_service' as const,
      startsAt: booking.startsAt,
      customerId: null,
      customerName: '王芳',
      serviceName: '肩颈理疗',
      unitNames: [],
      can: ['finish'],
    };
    const other = { ...entry, bookingId: 'b2', state: 'done' as const, can: [] };
    const list = (state: typeof entry | typeof other) => (
      <Stage rights={RIGHTS}>
        <DayList entries={[state, other]} offsetMinutes={480} onOpen={() => undefined} onChanged={() => undefined} emptyTitle="" emptyHint="" />
      </Stage>
    );
    const { rerender } = render(list(entry));
    press('verb-finish');
    await waitFor(() => expect(server.sentTo('membership.finish')).toHaveLength(1));
    server.answer('membership.useOptions', ok({ openFen: 0, options: [], uses: [use()] }));
    rerender(list({ ...entry, state: 'done' as const, can: [] }));
    await waitFor(() => expect(screen.getAllByTestId('written-off')).toHaveLength(1));
    expect(server.sentTo('membership.useOptions').every((sent) => sent.bookingId === 'b1')).toBe(true);
  });
});

describe('beside a booking', () => {
  const drawer = (state: typeof served | typeof done, rights: readonly string[] = RIGHTS) =>
    render(
      <Stage rights={rights}>
        <SettlePart booking={state} />
      </Stage>,
    );

  test('BK-15 before it is done it says what will be written off', async () => {
    openTestServer(answers());
    drawer(served);
    await waitFor(() => expect(screen.getByTestId('foretold').textContent).toBe('完成时自动从「肩颈十次卡」划 1 次（值 ¥100）'));
  });

  test('BK-15 after it is done it shows what was written off; taking it back asks why and offers the choice again', async () => {
    const server = openTestServer(
      answers({ 'membership.useOptions': ok({ openFen: 0, options: [], uses: [use()] }), 'membership.toSettle': ok({ bookings: [] }) }),
    );
    drawer(done);
    await waitFor(() => screen.getByTestId('written-off'));
    expect(screen.getByTestId('written-off').textContent).toContain('从「肩颈十次卡」划了 1 次（值 ¥100）');
    press('use-undo');
    server.answer('membership.useOptions', ok({ openFen: 39_900, options: [option()], uses: [use({ undone: true, undoableUntil: null })] }));
    press('undo-why-点错了');
    await waitFor(() => screen.getByTestId('settle-take'));
    expect(server.sentTo('membership.undo')).toEqual([{ useId: 'u1', reason: '点错了' }]);
    expect(screen.getByTestId('written-off').textContent).toContain('已撤销');
  });

  test('CD-07 who may not take it back sees until when and who may', async () => {
    openTestServer(answers({ 'membership.useOptions': ok({ openFen: 0, options: [], uses: [use()] }) }));
    drawer(done, ['card.read', 'card.use']);
    await waitFor(() => screen.getByTestId('written-off'));
    expect(screen.getByTestId('written-off').textContent).toContain('前可由店长撤销');
    expect(screen.queryByTestId('use-undo')).toBeNull();
  });

  test('CD-07, CD-12 a visit that waits is settled from a family card, or said to be paid otherwise with a reason', async () => {
    const hers = option({ cardId: 'k9', name: '妈妈的卡', own: false, ownerName: '李梅' });
    const server = openTestServer(
      answers({
        'membership.useOptions': ok({ openFen: 39_900, options: [hers], uses: [] }),
        'membership.toSettle': ok({ bookings: [{ bookingId: 'b1', code: '1', customerName: '王芳', serviceName: '肩颈理疗', options: 1 }] }),
        'membership.settle': ok({ uses: [use({ cardId: 'k9', cardName: '妈妈的卡' })], openFen: 0 }),
        'membership.settleOtherwise': ok({ done: true }),
      }),
    );
    drawer(done);
    await waitFor(() => screen.getByTestId('settle-otherwise'));
    expect(screen.getByTestId('why-first').textContent).toContain('只有家人 李梅 的这张卡能用');
    press('settle-otherwise');
    press('otherwise-reason-客户现场付了款');
    press('otherwise-submit');
    await waitFor(() => screen.getByTestId('settle-take'));
    expect(server.sentTo('membership.settleOtherwise')).toEqual([{ bookingId: 'b1', reason: '客户现场付了款' }]);
    press('settle-take');
    await waitFor(() => expect(server.sentTo('membership.settle')).toEqual([{ bookingId: 'b1', cardIds: ['k9'] }]));
  });

  test('CD-07 the visits that wait for a person stand in a list, each one tap from its choice', async () => {
    openTestServer({ 'membership.toSettle': ok({ bookings: [{ bookingId: 'b1', code: '1', customerName: '王芳', serviceName: '肩颈理疗', options: 2 }] }) });
    const onOpen = jest.fn();
    render(
      <Stage rights={RIGHTS}>
        <ToSettle storeId="st" onOpen={onOpen} />
      </Stage>,
    );
    await waitFor(() => screen.getByTestId('to-settle-line'));
    expect(screen.getByTestId('to-settle-line').textContent).toContain('2 张卡能用');
    press('settle-choose');
    expect(onOpen).toHaveBeenCalledWith('b1');
  });
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { no, ok, openTestServer } from '../../sidebar/test-stage';
import { card, entry, stored } from './cards.fixture';
import { answers, isOff, openCard, openCards, press } from './cards.stage';

describe('a customer’s cards', () => {
  test('CD-04, CD-05, CD-06 show what is left large, principal and bonus apart, a course as 2/5 with its next day', async () => {
    const course = card({ id: 'k3', kind: 'course', name: '祛痘疗程', sessionsTotal: 5, sessionsLeft: 3, intervalDays: 30, nextDueOn: '2099-12-05' });
    openTestServer(answers({ 'membership.cardsOf': ok({ cards: [card(), stored(), course] }) }));
    openCards();
    await waitFor(() => expect(screen.getAllByTestId('card')).toHaveLength(3));
    const [sessions, money, rhythm] = screen.getAllByTestId('card');
    expect(sessions?.textContent).toContain('8 次');
    expect(money?.textContent).toContain('¥1,200');
    expect(money?.textContent).toContain('本金 ¥1,000 · 赠送 ¥200');
    expect(rhythm?.textContent).toContain('已做 2/5');
    expect(rhythm?.textContent).toContain('下一次 2099年12月5日');
  });

  test('CD-10, CD-12 those that are over stand behind a fold, and a family member’s card says whose it is', async () => {
    const over = card({ id: 'k4', name: '旧卡', state: 'expired', validUntil: '2020-01-01' });
    const hers = card({ id: 'k5', name: '妈妈的卡', customerId: 'm', customerName: '李梅' });
    openTestServer(answers({ 'membership.cardsOf': ok({ cards: [hers, over] }) }));
    openCards();
    await waitFor(() => screen.getByTestId('card'));
    expect(screen.getByTestId('card').textContent).toContain('家人 李梅 的卡');
    press('cards-over');
    expect(screen.getAllByTestId('card')[1]?.textContent).toContain('2020年1月1日过期');
  });

  test('CD-04 whoever may not read cards is told so and asks for nothing', async () => {
    const server = openTestServer(answers());
    openCards([]);
    expect(screen.getByTestId('empty').textContent).toContain('看不到会员卡');
    expect(server.sentTo('membership.cardsOf')).toEqual([]);
    expect(screen.queryByTestId('sell-card')).toBeNull();
  });
});

describe('one card', () => {
  const used = entry({ transactionId: 't2', actName: '核销', sessions: -1, unearnedFen: -10_000, bookingId: 'b1', useId: 'u1', byName: '林夏' });

  test('OR-06, CD-06 what was paid for the card has a receipt, read and signed like an order’s; a use has none', async () => {
    const receipt = {
      id: 'r1',
      number: 'S2611-00007',
      orderId: null,
      paymentId: null,
      cardId: 'k1',
      transactionId: 't1',
      title: '收款收据',
      text: '编号：S2611-00007\n卡号：K8',
      state: 'draft',
      sha256: 'b'.repeat(64),
      signature: null,
      createdAt: '2026-11-28T01:00:00.000Z',
    };
    const server = openTestServer(
      answers({
        'membership.cardsOf': ok({ cards: [card()] }),
        'membership.card': ok({ card: card(), entries: [{ ...used, moneyFen: 0 }, entry()], next: null }),
        'membership.issueReceipt': ok({ receipt }),
      }),
    );
    openCards();
    await openCard();
    const [use, sale] = screen.getAllByTestId('card-entry') as HTMLElement[];
    for (const line of [use, sale]) {
      fireEvent.click(within(line as HTMLElement).getAllByRole('button')[0] as HTMLElement);
      expect(screen.queryAllByTestId('entry-receipt')).toHaveLength(line === sale ? 1 : 0);
    }
    press('entry-receipt');
    await waitFor(() => expect(screen.getByTestId('receipt-text').textContent).toContain('卡号：K8'));
    expect(screen.getByTestId('receipt-sign')).toBeTruthy();
    expect(server.sentTo('membership.issueReceipt')).toEqual([{ cardId: 'k1', transactionId: 't1' }]);
  });

  test('CD-09 its history says who, where and why, leads to the visit, and adds up to the balance', async () => {
    openTestServer(
      answers({
        'membership.cardsOf': ok({ cards: [card({ sessionsLeft: 9 })] }),
        'membership.card': ok({ card: card({ sessionsLeft: 9 }), entries: [used, entry()], next: null }),
      }),
    );
    const onOpenBooking = openCards();
    await openCard();
    press('why-balance');
    expect(screen.getByTestId('balance-lines').textContent).toContain('合计就是余额9 次');
    const line = screen.getAllByTestId('card-entry')[0] as HTMLElement;
    fireEvent.click(within(line).getAllByRole('button')[0] as HTMLElement);
    expect(line.textContent).toContain('林夏');
    fireEvent.click(within(line).getByText('看预约'));
    expect(onOpenBooking).toHaveBeenCalledWith('b1');
  });

  test('CD-07 a long history is fetched page by page; what was not read yet is one line of the sum, which is the balance', async () => {
    const page = (from: number, count: number) => Array.from({ length: count }, (_, i) => entry({ transactionId: `t${from + i}`, sessions: 1 }));
    const whole = card({ sessionsLeft: 75 });
    const server = openTestServer(
      answers({ 'membership.cardsOf': ok({ cards: [whole] }), 'membership.card': ok({ card: whole, entries: page(0, 50), next: '17' }) }),
    );
    openCards();
    await openCard();
    expect(screen.getAllByTestId('card-entry')).toHaveLength(50);
    press('why-balance');
    expect(screen.getByTestId('balance-lines').textContent).toContain('更早的记录025 次');
    expect(screen.getByTestId('balance-lines').textContent).toContain('合计就是余额75 次');
    server.answer('membership.card', ok({ card: whole, entries: page(50, 25), next: null }));
    press('load-more');
    await waitFor(() => expect(screen.getAllByTestId('card-entry')).toHaveLength(75));
    expect(screen.getByTestId('list-end').textContent).toContain('共 75 笔');
    expect(screen.getByTestId('balance-lines').textContent).not.toContain('更早的记录');
    expect(server.sentTo('membership.card').at(-1)).toMatchObject({ cursor: '17' });
  });

  test('CD-07 a write-off is taken back with its reason', async () => {
    const server = openTestServer(
      answers({
        'membership.cardsOf': ok({ cards: [card()] }),
        'membership.card': ok({ card: card(), entries: [used, entry()], next: null }),
        'membership.undo': ok({ use: {} }),
      }),
    );
    openCards();
    await openCard();
    fireEvent.click(within(screen.getAllByTestId('card-entry')[0] as HTMLElement).getAllByRole('button')[0] as HTMLElement);
    press('entry-undo');
    expect(screen.getByTestId('effects').textContent).toContain('退回卡里：+1 次');
    expect(isOff('undo-submit')).toBe(true);
    press('undo-reason-点错了');
    press('undo-submit');
    await waitFor(() => screen.getByTestId('card-head'));
    expect(server.sentTo('membership.undo')).toEqual([{ useId: 'u1', reason: '点错了' }]);
  });

  test('CD-07 too late to take back: says until when it was possible and what can be done instead', async () => {
    openTestServer(
      answers({
        'membership.cardsOf': ok({ cards: [card()] }),
        'membership.card': ok({ card: card(), entries: [used], next: null }),
        'membership.undo': no('membership.undo_too_late', { undoableUntil: '2026-11-29T02:00:00.000Z' }),
      }),
    );
    openCards();
    await openCard();
    fireEvent.click(within(screen.getByTestId('card-entry')).getAllByRole('button')[0] as HTMLElement);
    press('entry-undo');
    press('undo-reason-点错了');
    press('undo-submit');
    await waitFor(() => screen.getByTestId('refusal'));
    expect(screen.getByTestId('refusal').textContent).toContain('余额更正');
  });

  test('CD-10 freezing asks why, and can be taken back at once', async () => {
    const frozen = card({ version: 4, state: 'frozen', frozenOn: '2026-11-28', can: ['unfreeze'] });
    const server = openTestServer(
      answers({
        'membership.cardsOf': ok({ cards: [card()] }),
        'membership.freeze': ok({ card: frozen }),
        'membership.unfreeze': ok({ card: card({ version: 5 }) }),
      }),
    );
    openCards();
    await openCard();
    press('card-freeze');
    expect(screen.getByTestId('effects').textContent).toContain('解冻时，冻结了几天有效期就往后顺延几天');
    expect(isOff('freeze-submit')).toBe(true);
    press('freeze-reason-客户出差或出国');
    press('freeze-submit');
    await waitFor(() => screen.getByTestId('undo'));
    expect(server.sentTo('membership.freeze')).toEqual([{ cardId: 'k1', version: 3, reason: '客户出差或出国' }]);
    press('undo');
    await waitFor(() => expect(server.sentTo('membership.unfreeze')).toEqual([{ cardId: 'k1', version: 4 }]));
  });

  test('CD-06, CD-10 giving back shows the calculation first: principal returns, bonus is void; a result that changed is shown anew', async () => {
    const steps = [
      { kind: 'principal', count: 1, amountFen: 100_000 },
      { kind: 'bonus_void', count: 1, amountFen: -20_000 },
      { kind: 'back', count: 1, amountFen: 100_000 },
    ];
    const server = openTestServer(
      answers({
        'membership.cardsOf': ok({ cards: [stored()] }),
        'membership.card': ok({ card: stored(), entries: [], next: null }),
        'membership.refundPreview': ok({ steps, backFen: 100_000, reasonless: false }),
        'membership.refund': no('membership.refund_changed', { backFen: 90_000 }),
      }),
    );
    openCards();
    await openCard();
    press('card-refund');
    await waitFor(() => screen.getByTestId('refund-steps'));
    expect(screen.getByTestId('refund-steps').textContent).toContain('赠送作废，不退-¥200.00');
    expect(screen.getByTestId('refund-back').textContent).toBe('¥1,000.00');
    press('refund-till-cash');
    press('refund-reason-客户搬走了');
    server.answer('membership.refundPreview', ok({ steps: [{ kind: 'back', count: 1, amountFen: 90_000 }], backFen: 90_000, reasonless: false }));
    press('refund-submit');
    await waitFor(() => expect(screen.getByTestId('refund-back').textContent).toBe('¥900.00'));
    expect(screen.getByTestId('refusal').textContent).toContain('现在是 ¥900');
    server.answer('membership.refund', ok({ card: stored({ state: 'refunded', can: [] }) }));
    press('refund-submit');
    await waitFor(() => screen.getByTestId('card-head'));
    expect(server.sentTo('membership.refund').map((sent) => sent.expectedBackFen)).toEqual([100_000, 90_000]);
  });

  test('CD-10 a correction says what will stand there and does not go below zero', async () => {
    const server = openTestServer(answers({ 'membership.cardsOf': ok({ cards: [card()] }), 'membership.correct': ok({ card: card({ sessionsLeft: 9 }) }) }));
    openCards();
    await openCard();
    press('card-correct');
    const amount = screen.getByTestId('correct-sessions');
    const input = amount instanceof HTMLInputElement ? amount : within(amount).getByRole('spinbutton');
    press('correct-reason-多划了');
    fireEvent.change(input, { target: { value: '-9' } });
    expect(screen.getByText('不能减到 0 以下')).toBeTruthy();
    expect(isOff('correct-submit')).toBe(true);
    fireEvent.change(input, { target: { value: '1' } });
    expect(screen.getByTestId('effects').textContent).toContain('次数：8 次 → 9 次');
    press('correct-submit');
    await waitFor(() =>
      expect(server.sentTo('membership.correct')).toEqual([{ cardId: 'k1', version: 3, sessions: 1, principalFen: 0, bonusFen: 0, reason: '多划了' }]),
    );
  });

  test('CD-10 no verb is drawn that the server does not give its reader', async () => {
    openTestServer(
      answers({
        'membership.cardsOf': ok({ cards: [card({ can: ['freeze'] })] }),
        'membership.card': ok({ card: card({ can: ['freeze'] }), entries: [], next: null }),
      }),
    );
    openCards();
    await openCard();
    expect(screen.getByTestId('card-freeze')).toBeTruthy();
    for (const verb of ['charge', 'extend', 'transfer', 'refund', 'correct']) expect(screen.queryByTestId(`card-${verb}`)).toBeNull();
  });

  test('CD-12, ST-03 says who of the family may use it and in which stores', async () => {
    const shared = card({ family: [{ customerId: 'd', name: '小雨' }], storeIds: ['st', 's2'] });
    openTestServer(
      answers({
        'membership.cardsOf': ok({ cards: [shared] }),
        'membership.card': ok({ card: shared, entries: [], next: null }),
        'stores.list': ok({
          stores: [
            { id: 'st', name: '静安店' },
            { id: 's2', name: '徐汇店' },
            { id: 's3', name: '浦东店' },
          ],
        }),
      }),
    );
    openCards();
    await openCard();
    expect(screen.getByTestId('card-family').textContent).toContain('小雨');
    await waitFor(() => expect(screen.getByTestId('card-head').textContent).toContain('静安店、徐汇店'));
    expect(screen.getByTestId('card-head').textContent).not.toContain('浦东店');
  });
});

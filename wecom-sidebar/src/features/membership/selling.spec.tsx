import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { no, ok, openTestServer } from '../../sidebar/test-stage';
import { card, product, stored } from './cards.fixture';
import { answers, isOff, openCard, openCards, press, toasts } from './cards.stage';

describe('selling', () => {
  const choose = async () => {
    await waitFor(() => screen.getByTestId('sell-card'));
    press('sell-card');
    await waitFor(() => screen.getByTestId('sell-product'));
    press('sell-product');
  };

  test('CD-04 says what will happen, asks how it was paid, and pressing twice sells once', async () => {
    const server = openTestServer(answers({ 'membership.sell': ok({ card: card({ sessionsLeft: 10 }) }) }));
    openCards();
    await choose();
    expect(screen.getByTestId('effects').textContent).toContain('王芳 得到一张「肩颈十次卡」：10 次');
    expect(screen.getByTestId('effects').textContent).toContain('办理人 周牧');
    expect(isOff('sell-submit')).toBe(true);
    press('till-cash');
    server.answer('membership.cardsOf', ok({ cards: [card({ sessionsLeft: 10 })] }));
    press('sell-submit');
    press('sell-submit');
    await waitFor(() => expect(screen.getByTestId('card').textContent).toContain('10 次'));
    expect(server.sentTo('membership.sell')).toEqual([
      { customerId: 'c', storeId: 'st', productId: 'p1', version: 2, payments: [{ till: 'cash', amountFen: 100_000 }] },
    ]);
    expect(toasts()).toContain('已给 王芳 办「肩颈十次卡」，卡号 A1B2C3D4');
  });

  test('MK-04 coupons that come with a card are on the shelf, and said again before she pays', async () => {
    openTestServer(answers({ 'membership.products': ok({ products: [product({ gifts: [{ name: '老客满减券', count: 2 }] })] }) }));
    openCards();
    await waitFor(() => screen.getByTestId('sell-card'));
    press('sell-card');
    await waitFor(() => expect(screen.getByTestId('sell-product').textContent).toContain('送 2 张「老客满减券」'));
    press('sell-product');
    expect(screen.getByTestId('effects').textContent).toContain('送 2 张「老客满减券」，收款后进客户的券包');
  });

  test('CD-06 money in parts must add up to the fen before it can be sent', async () => {
    const server = openTestServer(answers({ 'membership.sell': ok({ card: card() }) }));
    openCards();
    await choose();
    press('till-wechat');
    press('split-payment');
    const amounts = () => screen.getAllByTestId('payment-amount').map((one) => (one instanceof HTMLInputElement ? one : within(one).getByRole('spinbutton')));
    expect(screen.getByText('每种收款方式都要有金额，不用的请去掉')).toBeTruthy();
    fireEvent.change(amounts()[0] as HTMLElement, { target: { value: '600' } });
    expect((amounts()[1] as HTMLInputElement).value).toBe('400.00');
    press('add-payment');
    fireEvent.change(amounts()[2] as HTMLElement, { target: { value: '0.01' } });
    expect(screen.getByText('多了 ¥0.01，加起来要正好 ¥1,000')).toBeTruthy();
    expect(isOff('sell-submit')).toBe(true);
    fireEvent.change(amounts()[1] as HTMLElement, { target: { value: '399.99' } });
    press('sell-submit');
    await waitFor(() => expect(server.sentTo('membership.sell')).toHaveLength(1));
    expect(server.sentTo('membership.sell')[0]?.payments).toEqual([
      { till: 'wechat', amountFen: 60_000 },
      { till: 'cash', amountFen: 39_999 },
      { till: 'pos', amountFen: 1 },
    ]);
  });

  test('CD-04 by a code the card is made when WeChat says that it is paid, and not before', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'setTimeout', 'setImmediate', 'Date'] });
    try {
      const server = openTestServer(
        answers({
          'membership.sellCode': ok({ paymentId: 'pay1', codeUrl: 'weixin://wxpay/bizpayurl?pr=x', amountFen: 100_000, expiresAt: '2099-01-01T00:00:00.000Z' }),
          'orders.checkPayment': ok({ state: 'waiting', amountFen: 100_000, backFen: 0 }),
        }),
      );
      openCards();
      await choose();
      press('till-code');
      expect(screen.getByTestId('effects').textContent).toContain('到账后自动办成');
      press('sell-submit');
      await waitFor(() => screen.getByTestId('sell-code'));
      expect(server.sentTo('membership.sellCode')).toEqual([{ customerId: 'c', storeId: 'st', productId: 'p1', version: 2, cardId: null }]);
      jest.advanceTimersByTime(3_000);
      await waitFor(() => expect(server.sentTo('orders.checkPayment')).toEqual([{ paymentId: 'pay1' }]));
      expect(screen.getByTestId('sell-code')).toBeTruthy();
      server.answer('orders.checkPayment', ok({ state: 'paid', amountFen: 100_000, backFen: 0 }));
      server.answer('membership.cardsOf', ok({ cards: [card({ sessionsLeft: 10 })] }));
      jest.advanceTimersByTime(3_000);
      await waitFor(() => expect(screen.getByTestId('card').textContent).toContain('10 次'));
      expect(toasts()).toContain('微信已收款，「肩颈十次卡」办好了');
      expect(server.sentTo('membership.sell')).toEqual([]);
    } finally {
      jest.useRealTimers();
    }
  });

  test('CD-04 a refusal is said beside the form, which keeps what was chosen', async () => {
    openTestServer(answers({ 'membership.sell': no('membership.not_on_sale', { name: '肩颈十次卡' }) }));
    openCards();
    await choose();
    press('till-cash');
    press('sell-submit');
    await waitFor(() => screen.getByTestId('refusal'));
    expect(screen.getByTestId('refusal').textContent).toContain('「肩颈十次卡」已经停售');
    expect(screen.getByTestId('till-cash').getAttribute('aria-pressed')).toBe('true');
  });

  test('CD-06 a charge that would lift the card above the law’s limit cannot be pressed, and says by how much', async () => {
    const full = stored({ principalFen: 450_000, bonusFen: 0 });
    const add = product({
      id: 'p2',
      name: '充 1000 送 200',
      kind: 'stored_value',
      priceFen: 100_000,
      bonusFen: 20_000,
      sessions: 0,
      serviceIds: [],
      serviceNames: [],
      validDays: null,
    });
    openTestServer(
      answers({
        'membership.cardsOf': ok({ cards: [full] }),
        'membership.card': ok({ card: full, entries: [], next: null }),
        'membership.products': ok({ products: [product(), add] }),
      }),
    );
    openCards();
    await openCard();
    press('card-charge');
    await waitFor(() => screen.getByTestId('sell-product'));
    await waitFor(() => expect(isOff('sell-product')).toBe(true));
    expect(screen.getByTestId('sell-product').textContent).toContain('最多 ¥5,000，充后会到 ¥5,700');
  });
});

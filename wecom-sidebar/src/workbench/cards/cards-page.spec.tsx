import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { card, product, RIGHTS, rules, stored } from '../../features/membership/cards.fixture';
import { no, ok, openTestServer, Stage, type Reply } from '../../sidebar/test-stage';
import { BetweenStoresPage } from './BetweenStoresPage';
import { CardsPage } from './CardsPage';
import { ProductPage } from './ProductPage';
import { RulesSheet } from './RulesSheet';

const answers = (over: Record<string, Reply> = {}): Record<string, Reply> => ({
  'membership.list': ok({ items: [card(), stored()], next: null }),
  'membership.rules': ok({ rules: rules(), defaults: rules() }),
  'membership.product': ok({ product: product(), versions: [] }),
  'booking.allServices': ok({ services: [], levels: [] }),
  ...over,
});
const couponTerms = {
  name: '老客满减券',
  text: '',
  kind: 'cash',
  amountFen: 5_000,
  percent: 0,
  maxOffFen: null,
  minSpendFen: 0,
  itemIds: [],
  storeIds: [],
  withCoupons: false,
  withLevel: true,
  validDays: 30,
  validUntil: null,
  totalLimit: null,
  personLimit: 1,
};
const at = (page: React.ReactNode, rights: readonly string[] = [...RIGHTS, 'card.manage', 'ledger.read']) => render(<Stage rights={rights}>{page}</Stage>);
const press = (testid: string) => fireEvent.click(screen.getByTestId(testid));
const isOff = (testid: string): boolean => (screen.getByTestId(testid) as HTMLButtonElement).disabled;

beforeEach(() => sessionStorage.clear());

test('CD-10 all cards are found by kind and by how soon they run out, page by page', async () => {
  const server = openTestServer(answers({ 'membership.list': ok({ items: [card()], next: 'cursor' }) }));
  at(<CardsPage />);
  await waitFor(() => screen.getByTestId('card'));
  expect(server.sentTo('membership.list')[0]).toEqual({ storeId: null, productId: null, kind: null, state: 'active', expiringWithinDays: null });
  server.answer('membership.list', ok({ items: [stored({ customerName: '李梅' })], next: null }));
  press('load-more');
  await waitFor(() => expect(screen.getAllByTestId('card')).toHaveLength(2));
  expect(server.sentTo('membership.list').at(-1)).toMatchObject({ cursor: 'cursor' });
  expect(screen.getByTestId('list-end').textContent).toContain('共 2 张');
  press('cards-kind-course');
  press('cards-soon-soon');
  await waitFor(() => expect(server.sentTo('membership.list').at(-1)).toMatchObject({ kind: 'course', expiringWithinDays: 30 }));
});

test('CD-09 one customer’s cards are found by her name', async () => {
  const server = openTestServer(
    answers({
      'customers.list': ok({ items: [{ id: 'c', name: '王芳', maskedPhone: '138****8000', ownerName: null, tags: [] }], next: null }),
      'customers.get': ok({ profile: { id: 'c', name: '王芳', maskedPhone: '138****8000', weddingDate: null } }),
      'membership.cardsOf': ok({ cards: [card({ sessionsLeft: 3 })] }),
    }),
  );
  at(<CardsPage />);
  await waitFor(() => screen.getByTestId('cards-find'));
  press('cards-find');
  fireEvent.change(screen.getByLabelText('找客户'), { target: { value: '王芳' } });
  await waitFor(() => screen.getByTestId('picker-result'));
  press('picker-result');
  await waitFor(() => expect(screen.getByTestId('customer-cards').textContent).toContain('3 次'));
  expect(server.sentTo('membership.cardsOf')).toContainEqual({ customerId: 'c' });
});

test('CD-04 nothing that fits: says so and leads back to all', async () => {
  const server = openTestServer(answers({ 'membership.list': ok({ items: [], next: null }) }));
  at(<CardsPage />);
  await waitFor(() => screen.getByTestId('empty'));
  fireEvent.click(screen.getByRole('button', { name: '看全部' }));
  await waitFor(() => expect(server.sentTo('membership.list').at(-1)).toMatchObject({ state: null }));
});

test('CD-06 a limit of the law is said while it is typed, and nothing is sent', async () => {
  const money = product({ kind: 'stored_value', priceFen: 400_000, bonusFen: 100_000, sessions: 0, serviceIds: [], validDays: null });
  const server = openTestServer(answers({ 'membership.product': ok({ product: money, versions: [] }) }));
  at(<ProductPage productId="p1" />);
  const price = await waitFor(() => screen.getByLabelText('充多少（本金）'));
  fireEvent.change(price, { target: { value: '4000.01' } });
  expect(screen.getByText(/本金加赠送是 ¥5,000.01/)).toBeTruthy();
  press('card-product-save');
  expect(server.sentTo('membership.saveProduct')).toEqual([]);
});

test('MK-04 a coupon is added to a card by its terms, and saved with it', async () => {
  const template = { id: 'q1', version: 1, terms: couponTerms, active: true, issued: 0, used: 0 };
  const server = openTestServer(
    answers({ 'marketing.templates': ok({ templates: [template] }), 'membership.saveProduct': ok({ product: product({ version: 3 }) }) }),
  );
  at(<ProductPage productId="p1" />, [...RIGHTS, 'card.manage', 'coupon.issue']);
  await waitFor(() => screen.getByTestId('card-gift-add'));
  press('card-gift-add');
  expect(screen.getByTestId('card-gifts').textContent).toContain('老客满减券（减 ¥50）');
  press('card-product-save');
  await waitFor(() => expect(server.sentTo('membership.saveProduct')).toHaveLength(1));
  expect(server.sentTo('membership.saveProduct')[0]).toMatchObject({ terms: { coupons: [{ templateId: 'q1', count: 1 }] } });
});

test('CD-04 a card is taken off sale without touching its terms; a change of somebody else is refused in words', async () => {
  const server = openTestServer(answers({ 'membership.saveProduct': no('record.changed', { noun: 'card_product', id: 'p1', version: 3 }) }));
  at(<ProductPage productId="p1" />);
  await waitFor(() => screen.getByTestId('card-product-retire'));
  press('card-product-retire');
  await waitFor(() => expect(screen.getByTestId('refusal').textContent).toContain('卡种'));
  const { id: _id, version: _version, serviceNames: _names, gifts: _gifts, ...terms } = product();
  expect(server.sentTo('membership.saveProduct')).toEqual([{ productId: 'p1', version: 2, terms: { ...terms, active: false } }]);
});

test('CD-04 who may only look sees the terms and no way to change them', async () => {
  openTestServer(answers());
  at(<ProductPage productId="p1" />, ['card.read']);
  await waitFor(() => screen.getByTestId('card-remarks'));
  expect(screen.queryByTestId('card-product-save')).toBeNull();
  expect(screen.getByText('只能查看。要修改请找总部。')).toBeTruthy();
});

test('CD-06, CD-07 the rules of cards say what the law has, warn above it, and are saved whole', async () => {
  const server = openTestServer(answers({ 'membership.saveRules': ok({ rules: rules({ spendFirst: 'bonus' }) }) }));
  const onClose = jest.fn();
  at(<RulesSheet onClose={onClose} />);
  const most = await waitFor(() => screen.getByLabelText('一张卡最多存多少（本金加赠送）'));
  expect(isOff('rules-save')).toBe(true);
  fireEvent.change(most, { target: { value: '6000' } });
  expect(screen.getByText(/高于法规的 ¥5,000/)).toBeTruthy();
  fireEvent.change(most, { target: { value: '5000' } });
  press('rule-spend-bonus');
  press('rules-save');
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(server.sentTo('membership.saveRules')).toEqual([{ rules: rules({ spendFirst: 'bonus' }) }]);
});

test('ST-03 between the stores: who is owed and who owes, and all together nothing', async () => {
  openTestServer({
    'membership.betweenStores': ok({
      rows: [
        { storeId: 'a', storeName: '静安店', owedFen: 30_000, acts: 3 },
        { storeId: 'b', storeName: '徐汇店', owedFen: -30_000, acts: 3 },
      ],
      sumFen: 0,
    }),
  });
  at(<BetweenStoresPage />);
  await waitFor(() => expect(screen.getAllByTestId('between-row')).toHaveLength(2));
  expect(screen.getAllByTestId('between-row').map((row) => row.textContent)).toEqual(['静安店3¥300–', '徐汇店3–¥300']);
  expect(screen.getByTestId('between-stores-page').textContent).toContain('加起来是 ¥0');
});

import { render, screen } from '@testing-library/react';
import { ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { CustomerOrders } from './CustomerOrders';
import { order, RIGHTS } from './orders.fixture';

const open = (items: readonly object[], elsewhere: number) => {
  openTestServer({ 'orders.list': ok({ items, next: null, elsewhere }), 'orders.quotes': ok({ quotes: [] }) });
  render(
    <Stage rights={RIGHTS}>
      <CustomerOrders customer={{ id: 'c', name: '王芳', storeId: 'st' }} onChanged={() => undefined} onOpenBooking={() => undefined} />
    </Stage>,
  );
};

test('OR-09 a member who may not see what colleagues sold reads that there is something, not 还没有订单', async () => {
  open([], 2);
  expect((await screen.findByTestId('orders-elsewhere')).textContent).toContain('有 2 笔订单由同事经手');
  expect(screen.queryByTestId('empty')).toBeNull();
});

test('OR-09 beside her own the others are told as 另有', async () => {
  open([order()], 1);
  expect((await screen.findByTestId('orders-elsewhere')).textContent).toContain('另有 1 笔');
  expect(screen.getByTestId('order-card')).toBeTruthy();
});

test('OR-09 a customer who never bought anything is 还没有订单', async () => {
  open([], 0);
  expect((await screen.findByTestId('empty')).textContent).toContain('还没有订单');
  expect(screen.queryByTestId('orders-elsewhere')).toBeNull();
});

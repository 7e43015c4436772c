import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { no, ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { order, RIGHTS } from './orders.fixture';
import { OrderSheet } from './OrderSheet';

const open = async (rights: readonly string[]) => {
  const server = openTestServer({
    'orders.get': ok({ order: order() }),
    'orders.contracts': ok({ contracts: [] }),
    'customers.get': ok({ profile: { nextBooking: null, lastBooking: null } }),
    'orders.saveAsPackage': no('catalogue.name_taken', { name: '海边套系' }),
  });
  render(
    <Stage rights={[...rights]}>
      <OrderSheet orderId="o1" onClose={() => undefined} />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('order-story'));
  return server;
};
const type = (testid: string, value: string) => fireEvent.change(screen.getByTestId(testid), { target: { value } });

test('PK-06 an order is saved as a package: its name, which lines become options, and what it then costs; a refusal keeps what was typed', async () => {
  const server = await open([...RIGHTS, 'catalogue.manage']);
  fireEvent.click(screen.getByTestId('save-as-package'));
  const save = () => screen.getByTestId('package-submit');
  expect(save().hasAttribute('disabled')).toBe(true);
  type('package-name', '海边套系');
  const [, frame] = screen.getAllByTestId('package-line');
  fireEvent.click(frame as HTMLElement);
  expect(screen.getByTestId('package-sheet').textContent).toContain('套系价 ¥3,999');
  fireEvent.click(save());
  await waitFor(() => expect(screen.getByTestId('package-sheet').textContent).toContain('已经有一个叫「海边套系」的商品'));
  expect(server.sentTo('orders.saveAsPackage')).toEqual([
    expect.objectContaining({ orderId: 'o1', itemId: null, name: '海边套系', priceFen: null, optional: ['l2'] }),
  ]);
  expect((screen.getByTestId('package-name') as HTMLInputElement).value).toBe('海边套系');
});

test('PK-06 who may not manage the catalogue is not offered to', async () => {
  await open(RIGHTS.filter((right) => right !== 'catalogue.manage'));
  expect(screen.queryByTestId('save-as-package')).toBeNull();
});

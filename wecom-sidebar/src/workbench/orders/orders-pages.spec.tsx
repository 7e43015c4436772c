import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { no, ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { order, RIGHTS } from '../../features/orders/orders.fixture';
import { ApiKeysPage } from './ApiKeysPage';
import { OrdersPage } from './OrdersPage';
import { ReceivablesPage } from './ReceivablesPage';
import { TemplatesPage } from './TemplatesPage';

beforeEach(() => {
  sessionStorage.clear();
  location.hash = '';
});

const press = (testid: string) => fireEvent.click(screen.getByTestId(testid));

test('OR-09 the list asks for what is filtered, turns pages, and begins again when the filter changes', async () => {
  const server = openTestServer({ 'orders.list': ok({ items: [order()], next: 'c2' }) });
  render(
    <Stage rights={RIGHTS}>
      <OrdersPage />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('order-card'));
  expect(screen.getByTestId('order-card').textContent).toContain('未收 ¥4,167');
  press('page-forward');
  await waitFor(() => expect(server.sentTo('orders.list').at(-1)).toMatchObject({ cursor: 'c2', owing: false }));
  press('orders-show-owing');
  await waitFor(() => expect(server.sentTo('orders.list').at(-1)).toEqual({ storeId: null, customerId: null, phases: [], owing: true }));
  fireEvent.change(screen.getByLabelText('找订单'), { target: { value: ' 欧阳 ' } });
  fireEvent.keyDown(screen.getByLabelText('找订单'), { key: 'Enter', code: 'Enter', keyCode: 13 });
  await waitFor(() => expect(server.sentTo('orders.list').at(-1)).toEqual({ storeId: null, customerId: null, phases: [], owing: true, search: '欧阳' }));
  press('orders-show-waiting');
  await waitFor(() => expect(server.sentTo('orders.list').at(-1)).toMatchObject({ phases: ['waiting'], owing: false }));
});

test('PK-04 the export is the server’s file, fetched from the address that it gave', async () => {
  const url = '/api/download?ticket=x';
  const server = openTestServer({ 'orders.list': ok({ items: [], next: null }), 'orders.export': ok({ url, fileName: 'orders.xlsx' }) });
  const fetched: string[] = [];
  HTMLAnchorElement.prototype.click = function click() {
    fetched.push(`${this.getAttribute('href') ?? ''} ${this.download}`);
  };
  render(
    <Stage rights={RIGHTS}>
      <OrdersPage />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('empty'));
  press('orders-export');
  press('export-submit');
  await waitFor(() => expect(fetched).toEqual([`${url} orders.xlsx`]));
  expect(server.sentTo('orders.export')[0]).toMatchObject({ storeId: null });
});

test('FI-02 the buckets stand with their sum, and whoever is overdue with the days', async () => {
  const due = { orderId: 'o1', code: 'D1', customerId: 'c', customerName: '王芳', storeId: 'st', name: '尾款', dueOn: '2026-09-01', openFen: 50_000, days: 88 };
  openTestServer({
    'orders.receivables': ok({ buckets: { '0-30': 30_000, '31-60': 0, '61-90': 50_000, '90+': 1 }, totalFen: 80_001, notDueFen: 30_000, overdue: [due] }),
    'orders.dueSoon': ok({ items: [{ ...due, days: -3, openFen: 30_000 }] }),
  });
  render(
    <Stage rights={RIGHTS}>
      <ReceivablesPage />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('aging-sum'));
  expect(screen.getByTestId('aging-sum').textContent).toContain('¥300 ＋ ¥0 ＋ ¥500 ＋ ¥0.01 ＝ ¥800.01');
  expect(screen.getByTestId('overdue').textContent).toContain('逾期 88 天');
  await waitFor(() => expect(screen.getByTestId('due-soon').textContent).toContain('还有 3 天'));
});

test('OR-08 a key’s secret is shown once; revoking asks once more', async () => {
  const key = {
    id: 'k',
    name: '静安店收银机',
    hint: 'x9Z2',
    scopes: ['payments'],
    storeId: 'st',
    storeName: '静安店',
    createdAt: '2026-11-28T01:00:00.000Z',
    usedAt: null,
    revokedAt: null,
  };
  const server = openTestServer({
    'orders.apiKeys': ok({ keys: [key] }),
    'orders.createApiKey': ok({ key, secret: 'zk_live_secret' }),
    'orders.revokeApiKey': ok({ done: true }),
  });
  render(
    <Stage rights={RIGHTS}>
      <ApiKeysPage />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('api-key'));
  press('new-key');
  fireEvent.change(screen.getByTestId('key-name'), { target: { value: ' 静安店收银机 ' } });
  press('key-submit');
  await waitFor(() => expect((screen.getByTestId('key-secret') as HTMLTextAreaElement).value).toBe('zk_live_secret'));
  expect(server.sentTo('orders.createApiKey')).toEqual([{ name: '静安店收银机', storeId: 'st', scopes: ['payments'] }]);
  press('key-kept');
  await waitFor(() => expect(screen.queryByTestId('key-secret')).toBeNull());
  press('revoke-key');
  expect(server.sentTo('orders.revokeApiKey')).toEqual([]);
  press('revoke-key');
  await waitFor(() => expect(server.sentTo('orders.revokeApiKey')).toEqual([{ keyId: 'k' }]));
});

test('OR-03 a variable is put where the cursor stands, and one that does not exist is refused by name', async () => {
  const server = openTestServer({
    'orders.contractTemplates': ok({ templates: [{ id: 't', version: 2, name: '服务合同', body: '甲方与乙方', active: true }], variables: ['商家', '顾客'] }),
    'orders.saveContractTemplate': no('orders.template_invalid', { variable: '身份证' }),
  });
  render(
    <Stage rights={RIGHTS}>
      <TemplatesPage />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('template'));
  press('edit-template');
  const body = screen.getByTestId('template-body') as HTMLTextAreaElement;
  body.setSelectionRange(2, 2);
  press('variable-商家');
  expect(body.value).toBe('甲方【商家】与乙方');
  press('template-save');
  await waitFor(() => expect(screen.getByTestId('refusal').textContent).toContain('【身份证】不是可用的变量'));
  expect(server.sentTo('orders.saveContractTemplate')[0]).toMatchObject({ templateId: 't', version: 2, body: '甲方【商家】与乙方' });
});

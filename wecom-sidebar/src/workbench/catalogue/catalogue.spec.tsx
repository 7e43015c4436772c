import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { no, ok, openTestServer, type Reply, Stage } from '../../sidebar/test-stage';
import { businessLine, item, RIGHTS } from '../../features/orders/orders.fixture';
import { ItemPage } from './ItemPage';
import { ItemsPage } from './ItemsPage';
import { LinesPage } from './LinesPage';

const known = item({ costFen: 78_000, options: item().options.map((option) => ({ ...option, costFen: 1_200 })) });
const versions = [
  { version: 2, at: '2026-11-20T01:00:00.000Z', byName: '沈言', name: '经典婚纱套系', priceFen: 399_900, costFen: 78_000 },
  { version: 1, at: '2026-10-20T01:00:00.000Z', byName: '沈言', name: '经典婚纱套系', priceFen: 369_900, costFen: 78_000 },
];
const answers = (over: Record<string, Reply> = {}): Record<string, Reply> => ({
  'stores.list': ok({ stores: [{ id: 'st', name: '静安店', utcOffsetMinutes: 480 }] }),
  'catalogue.lines': ok({ lines: [businessLine()] }),
  'catalogue.item': ok({ item: known, versions }),
  'catalogue.items': ok({ items: [known, item({ id: 'i9', name: '旧套系', active: false, nowFen: null })] }),
  'booking.allServices': ok({ services: [], levels: [{ key: 'gold', name: '金卡' }] }),
  ...over,
});
const press = (testid: string) => fireEvent.click(screen.getByTestId(testid));
const KEEPER = [...RIGHTS, 'catalogue.cost_read'];

test('PK-02 an item is saved whole as the next version of the one that was read; a refusal keeps what was typed', async () => {
  const server = openTestServer(answers({ 'catalogue.saveItem': no('record.changed', { noun: 'catalogue_item', id: 'i1', version: 3 }) }));
  render(
    <Stage rights={KEEPER}>
      <ItemPage itemId="i1" />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('item-margin'));
  expect(screen.getByTestId('versions').textContent).toContain('第 1 版');
  expect(screen.getByTestId('item-margin').textContent).toContain('成本 ¥1,260 · 毛利 ¥2,739');
  fireEvent.change(screen.getByTestId('option-price'), { target: { value: '60' } });
  press('option-add');
  press('item-save');
  await waitFor(() => expect(screen.getByTestId('item-page').textContent).toContain('有选项没有名字'));
  expect(server.sentTo('catalogue.saveItem')).toEqual([]);
  fireEvent.change(screen.getAllByTestId('option-name')[1] as HTMLElement, { target: { value: '相册' } });
  press('item-save');
  await waitFor(() => expect(screen.getByTestId('refusal').textContent).toContain('刚有同事改过这条商品'));
  expect(server.sentTo('catalogue.saveItem')[0]).toMatchObject({
    itemId: 'i1',
    version: 2,
    terms: { priceFen: 399_900, costFen: 78_000, options: [{ key: 'retouched', priceFen: 6_000, costFen: 1_200 }, { name: '相册' }] },
  });
  expect((screen.getAllByTestId('option-name')[1] as HTMLInputElement).value).toBe('相册');
});

test('PK-04 without the right to know it no cost is drawn, and an item whose cost is not told cannot be saved without it', async () => {
  openTestServer(answers({ 'catalogue.item': ok({ item: item(), versions: versions.map((one) => ({ ...one, costFen: null })) }) }));
  render(
    <Stage rights={RIGHTS}>
      <ItemPage itemId="i1" />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('versions'));
  expect(screen.queryByTestId('item-cost')).toBeNull();
  expect(screen.queryByTestId('option-cost')).toBeNull();
  expect(screen.queryByTestId('item-save')).toBeNull();
  expect(screen.getByTestId('item-page').textContent).not.toContain('成本');
});

test('PK-02 the list shows what is on sale, and on demand what was taken off', async () => {
  openTestServer(answers());
  localStorage.clear();
  render(
    <Stage rights={KEEPER}>
      <ItemsPage />
    </Stage>,
  );
  await waitFor(() => expect(screen.getAllByTestId('item-card')).toHaveLength(1));
  expect(screen.getByTestId('item-card').textContent).toContain('含 40 张精修');
  press('item-show-all');
  expect(screen.getAllByTestId('item-card')).toHaveLength(2);
});

test('PK-05 a new line of business with a field of its own is saved with steps that can be walked', async () => {
  const server = openTestServer(answers({ 'catalogue.saveLine': ok({ line: businessLine({ name: '旅拍' }) }) }));
  render(
    <Stage rights={KEEPER}>
      <LinesPage />
    </Stage>,
  );
  await waitFor(() => screen.getByTestId('line-card'));
  press('new-line');
  press('line-save');
  expect(screen.getByTestId('line-sheet').textContent).toContain('请填业务线名称');
  fireEvent.change(screen.getByTestId('line-name'), { target: { value: '旅拍' } });
  press('field-add');
  fireEvent.change(screen.getByTestId('field-label'), { target: { value: '目的地' } });
  press('line-save');
  await waitFor(() => expect(server.sentTo('catalogue.saveLine')).toHaveLength(1));
  expect(server.sentTo('catalogue.saveLine')[0]).toMatchObject({
    lineId: null,
    key: 'line_2',
    name: '旅拍',
    position: 1,
    fields: [{ key: 'field_1', label: '目的地', type: 'text', required: false }],
  });
});

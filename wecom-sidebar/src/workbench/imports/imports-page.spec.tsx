import type { ImportView } from '@zhike/domain/imports/contract';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { BulkBar } from '../../features/bulk/BulkBar';
import { ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { ImportSheet } from './ImportSheet';

const base: ImportView = {
  id: 'i1',
  kind: 'customer',
  formId: null,
  title: '客户',
  fileName: '老客户.xlsx',
  state: 'checked',
  problem: null,
  storeId: null,
  storeName: null,
  byName: '沈言',
  mode: null,
  heard: false,
  existing: 'update',
  parts: 1,
  haveParts: 1,
  checked: 1_000,
  bad: 7,
  good: 993,
  written: 0,
  created: 0,
  changed: 0,
  same: 0,
  kept: 0,
  createdAt: '2026-11-26T02:00:00.000Z',
  finishedAt: null,
  can: ['map', 'check', 'write', 'cancel'],
};
const bad = [{ row: 12, column: 'B', title: '手机号', reason: '不是电话号码：手机要 11 位，座机请带区号' }];

test('FM-18 with bad rows the member may take the good ones or none; row, column and reason stand there, and that nobody is written to', async () => {
  const server = openTestServer({ 'imports.get': ok({ import: base, bad }), 'imports.write': ok({ import: { ...base, state: 'writing', can: ['cancel'] } }) });
  render(
    <Stage rights={['data.import']}>
      <ImportSheet importId="i1" onClose={() => undefined} />
    </Stage>,
  );
  const good = await waitFor(() => screen.getByTestId('import-write-good'));
  expect(good.textContent).toContain('993');
  expect(screen.queryByTestId('import-write-all')).toBeNull();
  expect(screen.getByTestId('import-bad').textContent).toBe('第 12 行 B 列手机号不是电话号码：手机要 11 位，座机请带区号');
  expect(screen.getByText('不会触发自动化规则，也不会给客户发任何消息。')).toBeTruthy();
  fireEvent.click(good);
  await waitFor(() => expect(server.sentTo('imports.write')).toEqual([{ importId: 'i1', mode: 'good' }]));
});

test('FM-18 columns are named by hand where nobody could guess them; what is missing is told before anything is checked', async () => {
  const mapping = { ...base, state: 'mapping' as const, can: ['map' as const, 'check' as const, 'cancel' as const] };
  const columns = [
    { key: 'name', title: '姓名', required: true, help: '' },
    { key: 'phone', title: '手机号', required: false, help: '' },
  ];
  const server = openTestServer({
    'imports.get': ok({ import: mapping, bad: [] }),
    'imports.read': ok({ import: mapping, headings: ['谁', '电话'], mapping: [null, 'phone'], sample: [['王芳', '13800138000']], columns }),
    'imports.check': ok({ import: { ...mapping, state: 'checking' } }),
  });
  render(
    <Stage rights={['data.import']}>
      <ImportSheet importId="i1" onClose={() => undefined} />
    </Stage>,
  );
  const check = (await waitFor(() => screen.getByTestId('import-check'))) as HTMLButtonElement;
  expect(check.disabled).toBe(true);
  expect(screen.getByText('还要对应必填的：姓名')).toBeTruthy();
  expect(screen.getByText('王芳')).toBeTruthy();
  expect(server.sentTo('imports.check')).toEqual([]);
});

test('FM-20 the bar tells how many are meant and takes everybody whom the filter finds', async () => {
  const server = openTestServer({ 'bulk.preview': ok({ selected: 200, changeable: 198 }), 'bulk.list': ok({ items: [] }) });
  render(
    <Stage rights={['customer.bulk']}>
      <BulkBar ids={['c1', 'c2']} filter={{ search: '批量', tagIds: [] }} onClear={() => undefined} onDone={() => undefined} />
    </Stage>,
  );
  fireEvent.click(await waitFor(() => screen.getByTestId('bulk-all')));
  await waitFor(() => expect(screen.getByTestId('bulk-count').textContent).toBe('已选 200 位'));
  expect(screen.getByText('其中 198 位可以修改')).toBeTruthy();
  expect(server.sentTo('bulk.preview').at(-1)).toEqual({ selection: { filter: { search: '批量', tagIds: [] } } });
});

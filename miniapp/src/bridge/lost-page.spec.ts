import { watchLostPages } from './lost-page';

const again = jest.fn();
watchLostPages(again);
const answers = (status: number | null): void => {
  globalThis.fetch = jest.fn(() =>
    status === null ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve({ status } as Response),
  ) as typeof fetch;
};
const rejected = (reason: unknown): void => void window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason }));
const missing = (): Error => Object.assign(new Error('Loading chunk 7 failed.'), { name: 'ChunkLoadError' });
const shown = (): HTMLElement | null => document.getElementById('lost-page');
const press = async (id: string): Promise<void> => {
  document.getElementById(id)?.click();
  await new Promise((done) => setTimeout(done));
};

beforeEach(() => {
  document.body.innerHTML = '';
  again.mockClear();
});

test('a page that is opened without a network says so once; trying again without one says that it is still away', async () => {
  answers(null);
  rejected(missing());
  rejected(missing());
  expect(document.querySelectorAll('#lost-page')).toHaveLength(1);
  expect(shown()?.textContent).toContain('这一页没有打开');
  await press('lost-page-retry');
  expect(shown()?.textContent).toContain('还是没有连上');
  expect(again).not.toHaveBeenCalled();
});

test('with the network back the page is opened again, by the button or by itself', async () => {
  answers(200);
  rejected(missing());
  await press('lost-page-retry');
  expect(again).toHaveBeenCalledTimes(1);
  window.dispatchEvent(new Event('online'));
  await new Promise((done) => setTimeout(done));
  expect(again).toHaveBeenCalledTimes(2);
});

test('another fault is no lost page', () => {
  rejected(new Error('something else'));
  rejected('words');
  expect(shown()).toBeNull();
});

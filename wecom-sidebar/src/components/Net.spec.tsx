import { render, screen } from '@testing-library/react';
import { Net } from './Net';

function Broken({ message }: { message: string }): never {
  throw new Error(message);
}
const UNFETCHED = 'Failed to fetch dynamically imported module: /assets/a.js';
// React tells the console of each fault that it catches.
beforeEach(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

test('SC-11 a page that could not be fetched says so in its place, and what stands around it stays', () => {
  render(
    <>
      <nav>导航</nav>
      <Net>
        <Broken message={UNFETCHED} />
      </Net>
    </>,
  );
  expect(screen.getByText('导航')).toBeTruthy();
  expect(screen.getByTestId('fault').textContent).toContain('这一页没有下载下来');
});

test('SC-11 another page begins anew', () => {
  const page = (at: string, shown: React.ReactNode) => <Net at={at}>{shown}</Net>;
  const { rerender } = render(page('orders', <Broken message={UNFETCHED} />));
  expect(screen.getByTestId('fault')).toBeTruthy();
  rerender(page('today', <p>今天</p>));
  expect(screen.getByText('今天')).toBeTruthy();
});

test('SC-11 a fault of the page itself says whom to tell; a sheet that did not come tells it once and leaves nothing behind', () => {
  const onFault = jest.fn();
  const shown = render(
    <Net>
      <Broken message="x is undefined" />
    </Net>,
  );
  expect(screen.getByTestId('fault').textContent).toContain('请联系管理员');
  shown.unmount();
  const { container } = render(
    <Net onFault={onFault}>
      <Broken message={UNFETCHED} />
    </Net>,
  );
  expect(container.textContent).toBe('');
  expect(onFault).toHaveBeenCalledTimes(1);
  expect(onFault.mock.calls[0]?.[0]).toContain('这一页没有下载下来');
});

import { render, screen, waitFor } from '@testing-library/react';
import { type Me, SignedIn } from '../components/SessionGate';
import { ok, openTestServer } from '../sidebar/test-stage';
import { SECTIONS } from './places';
import { Workbench } from './Workbench';

// The icons are modules that this runner does not read; the rail is about links.
jest.mock('@ant-design/icons', () => new Proxy({ __esModule: true }, { get: (_, name) => (name === '__esModule' ? true : () => null) }));

test('a page that is opened by its address stands in sight on the rail, not only its section', async () => {
  const section = SECTIONS.find((one) => one.pages.length > 3);
  const page = section?.pages.at(-1);
  if (!section || !page) throw new Error('no section with pages');
  const seen: string[] = [];
  Element.prototype.scrollIntoView = function scrollIntoView(this: Element) {
    seen.push(this.getAttribute('href') ?? '');
  };
  openTestServer({ 'stores.shop': ok({ name: '知客' }) });
  location.hash = `#/${page.path}`;
  const rights = SECTIONS.flatMap((one) => [one, ...one.pages]).flatMap((one) => one.right ?? []);
  render(
    <SignedIn me={{ staffId: 's', name: '周牧', title: '店长', roles: [{ key: 'manager', name: '店长' }], stores: [], rights } as unknown as Me}>
      <Workbench />
    </SignedIn>,
  );
  await waitFor(() => expect(screen.getAllByText(page.title).length).toBeGreaterThan(0));
  // The last that is brought into sight on the rail is the page.
  const onRail = seen.filter((href) => href === `#/${section.path}` || href === `#/${page.path}`);
  expect(onRail).toContain(`#/${page.path}`);
  expect(screen.getAllByRole('link', { current: 'page' }).map((link) => link.getAttribute('href'))).toContain(`#/${page.path}`);
});

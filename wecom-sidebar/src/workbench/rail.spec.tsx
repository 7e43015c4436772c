import { render, screen, waitFor } from '@testing-library/react';
import { ok, openTestServer, Stage } from '../sidebar/test-stage';
import { SECTIONS } from './places';
import { Workbench } from './Workbench';

test('NX-01 a page that is opened by its address stands in sight on the rail, not only its section', async () => {
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
    <Stage rights={rights}>
      <Workbench />
    </Stage>,
  );
  await waitFor(() => expect(screen.getAllByText(page.title).length).toBeGreaterThan(0));
  // The last that is brought into sight on the rail is the page.
  const onRail = seen.filter((href) => href === `#/${section.path}` || href === `#/${page.path}`);
  expect(onRail).toContain(`#/${page.path}`);
  expect(screen.getAllByRole('link', { current: 'page' }).map((link) => link.getAttribute('href'))).toContain(`#/${page.path}`);
});

import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { AskToFill } from './AskToFill';

const form = { id: 'form.wedding', title: '婚期登记', entity: 'customer', version: 1, kinds: ['bound'], about: [] as string[], frames: [] };
const url = 'https://zhike.example/f/token';

const open = (forms: readonly object[], rights: string[] = ['form.share']) => {
  const server = openTestServer({ 'forms.list': ok({ forms }), 'forms.share': ok({ link: {}, token: 'token', url }) });
  render(
    <Stage rights={rights}>
      <AskToFill customerId="c1" />
    </Stage>,
  );
  return server;
};

test('FM-15 a colleague makes a link for this customer alone, and can copy it or have it scanned', async () => {
  const server = open([form, { ...form, id: 'form.open', title: '官网留言', kinds: ['open'] }]);
  fireEvent.click(await screen.findByTestId('ask-to-fill'));
  // Only what may be sent to one customer is offered.
  const offered = await screen.findAllByTestId('ask-form');
  expect(offered.map((one) => one.textContent)).toEqual(['婚期登记']);
  fireEvent.click(offered[0] as HTMLElement);
  await waitFor(() => expect((screen.getByTestId('ask-url') as HTMLTextAreaElement).value).toBe(url));
  expect(server.sentTo('forms.share')).toEqual([{ id: 'form.wedding', kind: 'bound', customerId: 'c1', channel: '' }]);
});

test('FM-15 a shop without such a form, and a member who may not share, see no button', async () => {
  const server = open([{ ...form, kinds: ['open'] }]);
  await waitFor(() => expect(server.sentTo('forms.list')).toHaveLength(1));
  expect(screen.queryByTestId('ask-to-fill')).toBeNull();
});

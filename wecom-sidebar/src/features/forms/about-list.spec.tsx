import { formOf, vectorContext } from '@zhike/domain/engines/forms/vectors.run';
import { FORM_WORLD } from '@zhike/domain/engines/forms/vectors.catalogue';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { AboutList } from './AboutList';

const form = {
  id: 'f.brief',
  title: '需求沟通表',
  entity: 'rt_brief',
  entityLabel: '需求',
  shared: true,
  kinds: ['bound'],
  about: ['rt_project', 'customer'],
  frames: [],
};
const context = vectorContext({});
const page = {
  form: formOf({ fields: { customer: { field: 'customer' }, name: { field: 'name' } } }),
  forms: FORM_WORLD.forms,
  catalogue: FORM_WORLD.catalogue,
  facts: { linked: { customer: { c1: { name: '王芳', values: {}, active: true } } } },
  context: { today: context.today, now: new Date(context.now).toISOString(), offsetMinutes: 480, leap: 'feb28' },
  recordVersion: null,
};

function open(entity: string, id: string, customerId?: string) {
  const server = openTestServer({
    'forms.about': ok({ items: [] }),
    'forms.list': ok({ forms: [form, { ...form, id: 'f.else', title: '别的表', about: [] }] }),
    'forms.read': ok({ open: page, opened: { customer: 'c1' } }),
    'forms.facts': ok({ facts: {} }),
    'forms.submit': ok({ recordId: 'r9', warnings: [] }),
    'forms.share': ok({ link: {}, token: 't', url: 'https://zhike.example/f/t' }),
  });
  render(
    <Stage rights={['record.read', 'record.write', 'form.share']}>
      <AboutList entity={entity} id={id} customerId={customerId} Sheet={() => null} />
    </Stage>,
  );
  return server;
}

test('FM-15 a member fills a sheet in from a record’s page: it begins linked, and is handed in as about that record', async () => {
  const server = open('rt_project', 'p1', 'c1');
  fireEvent.click(await screen.findByTestId('fill-about'));
  await waitFor(() => screen.getByTestId('form-submit'));
  expect(server.sentTo('forms.read')).toEqual([{ id: 'f.brief', about: { entity: 'rt_project', id: 'p1' } }]);
  expect(screen.getByTestId('fill-about-sheet').textContent).toContain('王芳');
  fireEvent.click(screen.getByTestId('form-submit'));
  await waitFor(() => expect(server.sentTo('forms.submit')).toHaveLength(1));
  expect(server.sentTo('forms.submit')[0]).toMatchObject({ about: { entity: 'rt_project', id: 'p1' }, values: { customer: 'c1' } });
  await waitFor(() => expect(server.sentTo('forms.about').length).toBeGreaterThan(1));
});

test('FM-15 from a project’s page its customer is asked about that project; only forms that lead to projects are offered', async () => {
  const server = open('rt_project', 'p1', 'c1');
  fireEvent.click(await screen.findByTestId('ask-to-fill'));
  expect((await screen.findAllByTestId('ask-form')).map((one) => one.textContent)).toEqual(['需求沟通表']);
  fireEvent.click(screen.getByTestId('ask-form'));
  await waitFor(() =>
    expect(server.sentTo('forms.share')).toEqual([{ id: 'f.brief', kind: 'bound', customerId: 'c1', about: { entity: 'rt_project', id: 'p1' }, channel: '' }]),
  );
});

test('FM-15 a record that belongs to no customer offers no 请客户填表', async () => {
  open('rt_project', 'p1');
  await screen.findByTestId('fill-about');
  expect(screen.queryByTestId('ask-to-fill')).toBeNull();
});

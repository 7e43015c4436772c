import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { ok, openTestServer, Stage, type Reply } from '../../sidebar/test-stage';
import { AboutList } from '../../features/forms/AboutList';
import { RecordSheet } from './RecordSheet';

const field = (id: string, label: string, type: string, more: object = {}) => ({
  id,
  key: id,
  label,
  type,
  storage: 'plain',
  sensitivity: 'internal',
  sortable: false,
  groupable: false,
  measurable: false,
  writableBy: 'user',
  ...more,
});
const entity = {
  id: 'rt_feedback',
  label: '修改意见',
  unit: '份',
  name: 'cf_title',
  custom: true,
  times: {},
  relations: {},
  verbs: [],
  fields: Object.fromEntries(
    [field('cf_title', '标题', 'text'), field('cf_customer', '客户', 'ref', { to: 'customer' }), field('cf_marks', '修改点', 'annotation')].map((one) => [
      one.id,
      one,
    ]),
  ),
};
const row = {
  id: 'r1',
  entity: 'rt_feedback',
  entityLabel: '修改意见',
  name: '第一版的意见',
  storeId: null,
  ownerName: '',
  createdAt: '2026-11-27T02:00:00.000Z',
};
const record = {
  ...row,
  values: { cf_title: '第一版的意见', cf_customer: 'c1', cf_marks: ['shot 250 750 这里的字再大一点', 'shot 500 500 '] },
  rows: {},
  names: { c1: '王芳' },
  version: 1,
  formId: 'f1',
  formVersion: 1,
  printable: false,
  can: [],
};
const file = { id: 'shot', kind: 'image', name: '', width: 800, height: 600, url: '/api/file/shot', thumbUrl: null };
const answers = (files: readonly object[] = [file]): Record<string, Reply> => ({
  'forms.record': ok({ record, entity }),
  'forms.files': ok({ files }),
  'forms.about': ok({ items: [{ ...row, values: {} }] }),
  'forms.list': ok({ forms: [] }),
});

/** Where the numbers stand on the picture, and what is said at each. */
async function marksShown() {
  await waitFor(() => expect(screen.getByAltText('修改点 1').getAttribute('src')).toBe('/api/file/shot'));
  const box = screen.getByTestId('marks-shown');
  return {
    places: [...box.querySelectorAll<HTMLElement>('.zk-mark')].map((mark) => [mark.textContent, mark.style.left, mark.style.top]),
    words: [...box.querySelectorAll('li')].map((line) => line.textContent),
  };
}
const SHOWN = {
  places: [
    ['1', '25%', '75%'],
    ['2', '50%', '50%'],
  ],
  words: ['这里的字再大一点', '（没有写）'],
};

test('FM-17 at the desk the sheet that a client handed in shows her picture, each mark at its place, and its words', async () => {
  openTestServer(answers());
  render(
    <Stage rights={['record.read']}>
      <RecordSheet recordId="r1" onClose={() => undefined} onChanged={() => undefined} />
    </Stage>,
  );
  expect(await marksShown()).toEqual(SHOWN);
});

test('FM-17 beside the chat the same sheet opens from the customer’s file, with the same picture and marks', async () => {
  const server = openTestServer(answers());
  render(
    <Stage rights={['record.read']}>
      <AboutList entity="customer" id="c1" Sheet={RecordSheet} />
    </Stage>,
  );
  fireEvent.click(await screen.findByTestId('about-record'));
  expect(await marksShown()).toEqual(SHOWN);
  expect(server.sentTo('forms.record')).toEqual([{ id: 'r1' }]);
});

test('FM-17 a picture that its reader may not see, or that is gone, says so instead of a broken image', async () => {
  openTestServer(answers([]));
  render(
    <Stage rights={['record.read']}>
      <RecordSheet recordId="r1" onClose={() => undefined} onChanged={() => undefined} />
    </Stage>,
  );
  expect(await screen.findByText('（无权查看，或已经删除）')).toBeTruthy();
  expect(document.querySelector('img')).toBeNull();
});

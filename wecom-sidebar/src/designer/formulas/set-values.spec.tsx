import type { Operand } from '@zhike/domain/engines/conditions/definition';
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { openTestServer } from '../../sidebar/test-stage';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { beginValues, SetValues } from './SetValues';
import { settableOf } from './settable';

beforeEach(() => void openTestServer({}));

const field = (id: string, label: string, type: 'text' | 'number', more: object = {}) => ({
  ...{ id, key: id, label, type, storage: 'plain' as const, sensitivity: 'internal' as const, masked: false },
  ...more,
});
const ANSWER = {
  version: 1,
  entities: [
    {
      ...{ id: 'customer', label: '客户', unit: '位', name: 'name', hosts: ['rule'], verbs: [], relations: [] },
      fields: [
        field('name', '姓名', 'text'),
        field('cf_grade', '档次', 'text'),
        field('cf_visits', '次数', 'number'),
        field('cf_old', '旧字段', 'text', { retired: true }),
        field('cf_secret', '证件', 'text', { storage: 'encrypted' }),
      ],
    },
  ],
} as unknown as CatalogueAnswer;

let now: Readonly<Record<string, Operand>>;
function Host() {
  const [values, setValues] = useState(beginValues(ANSWER, 'customer') ?? {});
  now = values;
  return <SetValues answer={ANSWER} entity="customer" values={values} onChange={setValues} />;
}

test('RU-10 a rule sets fields of the shop’s own: what may be set, a value in the field’s own way, and one more of them', () => {
  expect(settableOf(ANSWER, 'customer').map((one) => one.id)).toEqual(['cf_grade', 'cf_visits']);
  expect(beginValues(ANSWER, 'order')).toBeNull();
  render(<Host />);
  expect(now).toEqual({ cf_grade: '' });
  fireEvent.change(screen.getByLabelText('档次'), { target: { value: '高' } });
  fireEvent.click(screen.getByTestId('add-value'));
  expect(now).toEqual({ cf_grade: '高', cf_visits: 0 });
  fireEvent.change(screen.getByLabelText('次数'), { target: { value: '3' } });
  expect(now).toEqual({ cf_grade: '高', cf_visits: 3 });
  fireEvent.click(screen.getAllByText('去掉')[0]!);
  expect(now).toEqual({ cf_visits: 3 });
});

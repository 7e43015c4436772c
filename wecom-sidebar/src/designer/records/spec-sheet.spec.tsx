import { type FieldSpec, MEANINGS } from '@zhike/domain/forms/record-type';
import { render, screen } from '@testing-library/react';
import { openTestServer, Stage } from '../../sidebar/test-stage';
import { FieldSpecSheet, MEANING_WORDS } from './FieldSpecSheet';

beforeEach(() => void openTestServer({}));

const open = (field: FieldSpec) =>
  render(
    <Stage rights={[]}>
      <FieldSpecSheet field={field} kept={null} targets={[]} onChange={() => undefined} onClose={() => undefined} />
    </Stage>,
  );

test('KP-23 a field says for which of the shop’s numbers it counts: each meaning has words, and only types that have one are asked', () => {
  expect(Object.keys(MEANING_WORDS)).toEqual(Object.keys(MEANINGS));
  const { unmount } = open({ id: 'cf_cost', label: '花费', type: 'money', sensitivity: 'internal', means: 'spend' });
  expect(screen.getByText('投放花费（投放 ROI）')).toBeTruthy();
  unmount();
  open({ id: 'cf_photo', label: '照片', type: 'image', sensitivity: 'internal' });
  expect(screen.queryByText('统计口径')).toBeNull();
});

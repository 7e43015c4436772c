import type { Slot } from '@zhike/domain/engines/forms/definition';
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { SlotChecks } from './SlotChecks';

let now: Slot;
function Host({ begin, type }: { begin: Slot; type: 'money' | 'text' | 'bool' | 'phone' }) {
  const [slot, setSlot] = useState(begin);
  now = slot;
  return (
    <SlotChecks
      slot={slot}
      type={type}
      set={(change) =>
        setSlot((before) => Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined)) as unknown as Slot)
      }
    />
  );
}
const typeInto = (label: string, value: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
  fireEvent.blur(screen.getByLabelText(label));
};

test('FM-11 a manager sets the bounds of an amount in yuan, and the words that are said outside of them', () => {
  render(<Host begin={{ field: 'cf_sum' }} type="money" />);
  typeInto('最小', '1');
  typeInto('最大', '9,999.50');
  typeInto('不合格时说什么（可不填）', '金额要在 1 到 9999.50 元之间');
  expect(now.checks).toEqual([{ is: 'range', min: 100, max: 999_950, msg: '金额要在 1 到 9999.50 元之间' }]);
  typeInto('最小', '');
  typeInto('最大', '');
  expect(now.checks).toBeUndefined();
});

test('FM-10 FM-11 a value that must not come twice, and a consent without which nothing is sent', () => {
  const { unmount } = render(<Host begin={{ field: 'cf_phone' }} type="phone" />);
  fireEvent.click(screen.getByLabelText('不能和别人重复'));
  expect(now.checks).toEqual([{ is: 'unique', scope: 'org' }]);
  unmount();
  render(<Host begin={{ field: 'scratch:bool' }} type="bool" />);
  fireEvent.click(screen.getByLabelText('同意书：不同意就不能提交'));
  expect(now).toEqual({ field: 'scratch:bool', consent: { text: 'privacy', version: 1 }, requiredIf: true });
});

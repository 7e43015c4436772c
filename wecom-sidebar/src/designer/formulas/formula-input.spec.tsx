import type { Formula } from '@zhike/domain/engines/catalogue/definition';
import { CHIPS, SCOPE } from '@zhike/domain/engines/catalogue/formula/formula.fixture';
import { FORMULA_FUNCTIONS } from '@zhike/domain/engines/catalogue/definition';
import type { FormulaType } from '@zhike/domain/engines/catalogue/formula/scope';
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { FormulaInput } from './FormulaInput';
import { withSetting } from './settable';
import { functionChoices } from './words';

beforeAll(() => {
  // The box grows with its text; nothing is measured here.
  globalThis.ResizeObserver = class {
    observe = () => undefined;
    unobserve = () => undefined;
    disconnect = () => undefined;
  };
});

const LIST = ['单价', '数量', '等级', '生日'].flatMap((label) => CHIPS.byLabel(label) ?? []);
let now: Formula | undefined;
function Host({ begin, wants }: { begin?: Formula; wants: FormulaType }) {
  const [formula, setFormula] = useState(begin);
  now = formula;
  return (
    <>
      <FormulaInput label="怎么算" value={formula} chips={LIST} scope={SCOPE} wants={wants} onChange={setFormula} />
      <button type="button" onClick={() => setFormula(begin)}>
        撤销
      </button>
    </>
  );
}
const type = (text: string) => fireEvent.change(screen.getByLabelText('怎么算'), { target: { value: text } });
const said = () => screen.queryAllByRole('alert').map((one) => one.textContent);

test('FM-11 a formula is typed with the names of the form, on a Chinese keyboard too, and is kept as soon as it can be read', () => {
  render(<Host wants={{ kind: 'money' }} />);
  type('【单价】×（【数量】＋1）');
  expect(now).toEqual({ call: '*', args: [{ slot: 'price' }, { call: '+', args: [{ slot: 'count' }, { value: 1 }] }] });
  expect(said()).toEqual([]);
  type('');
  expect(now).toBeUndefined();
});

test('FM-11 what cannot be read yet says where and why, stays in the box, and the formula before it stays', () => {
  const before: Formula = { call: '*', args: [{ slot: 'price' }, { slot: 'count' }] };
  render(<Host begin={before} wants={{ kind: 'money' }} />);
  expect(screen.getByLabelText<HTMLTextAreaElement>('怎么算').value).toBe('[单价] × [数量]');
  type('[单价] × [数');
  expect([now, said()]).toEqual([before, [expect.stringMatching(/^第 \d+ 个字起：/)]]);
  expect(screen.getByLabelText<HTMLTextAreaElement>('怎么算').value).toBe('[单价] × [数');
  type('[单价] × [折后]');
  expect(said()).toEqual([expect.stringContaining('没有叫「折后」的内容')]);
  type('[单价] + 1');
  expect(now).toEqual({ call: '+', args: [{ slot: 'price' }, { value: 1 }] });
  // Another formula from outside, an undo, takes the place of what was typed.
  fireEvent.click(screen.getByText('撤销'));
  expect(screen.getByLabelText<HTMLTextAreaElement>('怎么算').value).toBe('[单价] × [数量]');
});

test('FM-11 a formula of the wrong kind is handed on and says what it gives and what is wanted', () => {
  render(<Host wants={{ kind: 'money' }} />);
  type('TODAY()');
  expect(now).toEqual({ call: 'TODAY', args: [] });
  expect(said()).toEqual(['算出来的是日期，这一项要的是金额。']);
  type('[单价] × [单价]');
  expect(said()).toEqual([expect.stringContaining('两个金额不能相乘')]);
  type('SUM()');
  expect(said()).toEqual([expect.stringContaining('「SUM」要写')]);
});

test('FM-11 every function can be put in from the list; those over lines where there are lines', () => {
  const named = (hasRows: boolean) => functionChoices(hasRows).map((one) => one.label.split('　')[1]);
  const words = FORMULA_FUNCTIONS.filter((name) => /[A-Z]/.test(name));
  expect(named(true)).toEqual(words);
  expect(named(false)).toEqual(words.filter((name) => !name.startsWith('ROWS.')));
});

test('RU-09 no field is set twice: the later of two goes', () => {
  const [a, b] = [
    { field: 'cf_a', formula: { value: 1 } },
    { field: 'cf_b', formula: { value: 2 } },
  ];
  expect(withSetting([a, b], 1, { ...b, field: 'cf_a' })).toEqual([a]);
  expect(withSetting([a], 1, b)).toEqual([a, b]);
  expect(withSetting([a, b], 0, null)).toEqual([b]);
});

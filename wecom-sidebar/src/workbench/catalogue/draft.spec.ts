import { item } from '../../features/orders/orders.fixture';
import { draftOf, freshKey, itemProblem, lineProblem, moved, NEW_ITEM, NEW_LINE, newOption, withoutOption } from './draft';

test('PK-02 an item is edited as it is written; an option that goes takes its prices along', () => {
  const terms = draftOf(
    item({ costFen: 78_000, prices: [{ storeId: 'st', level: null, priceFen: null, optionPrices: { retouched: 4_000 }, from: null, until: null }] }),
  );
  expect(terms).not.toHaveProperty('nowFen');
  expect(terms).toMatchObject({ costFen: 78_000, options: [{ key: 'retouched', costFen: 0 }] });
  expect(itemProblem(terms)).toBeUndefined();
  const without = withoutOption(terms, 'retouched');
  expect(without).toMatchObject({ options: [], prices: [{ optionPrices: {} }] });
});

test('PK-02 what does not fit together is told before it is sent', () => {
  expect(itemProblem(NEW_ITEM)).toBe('请填名称');
  const named = { ...NEW_ITEM, name: '套系' };
  expect(itemProblem({ ...named, options: [{ ...newOption([]), name: '精修', included: 20, max: 10 }] })).toContain('「已含」要在最少和最多之间');
  expect(itemProblem({ ...named, options: [{ ...newOption([]), name: '' }] })).toContain('没有名字');
  expect(itemProblem({ ...named, prices: [{ storeId: null, level: null, priceFen: 1, optionPrices: {}, from: null, until: null }] })).toContain('对谁都一样');
  expect(itemProblem({ ...named, from: '2026-12-02', until: '2026-12-01' })).toContain('结束要晚于开始');
});

test('PK-05 a line of business begins with steps that can be walked, and says why others cannot', () => {
  const line = { ...NEW_LINE, key: 'line_1', name: '旅拍' };
  expect(lineProblem(line)).toBeUndefined();
  expect(lineProblem({ ...line, stages: moved(line.stages, 0, 1) })).toContain('第一步不能有条件');
  expect(lineProblem({ ...line, stages: line.stages.filter((stage) => stage.needs !== 'paid') })).toContain('款已付清');
  expect(lineProblem({ ...line, fields: [{ key: 'a', label: '目的地', type: 'choice', required: true }] })).toContain('必须填写');
});

test('PK-05 a new word for programs is one that nobody has, also after one in the middle has gone', () => {
  expect(freshKey('step', ['step_1', 'step_3'])).toBe('step_4');
  expect(freshKey('option', [])).toBe('option_1');
  expect(freshKey('step', ['created', 'step_2'])).toBe('step_3');
});

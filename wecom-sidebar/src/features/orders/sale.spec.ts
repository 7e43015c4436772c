import { duesProblem, fillDues, formOf, keptLine, missingIn, sumSale, usualDues, wishesOf, wishOf } from './sale';
import { line as sold } from './orders.fixture';

const due = (name: string, amountFen: number, dueOn: string) => ({ name, amountFen, dueOn });

test('PK-03 an item is put on the sale with what it includes, and a changed line is no longer the one that was sold', () => {
  const wish = wishOf({ id: 'i1', options: [{ key: 'retouched', name: '精修', unit: '张', priceFen: 5_000, min: 10, max: 200, included: 40, costFen: null }] });
  expect(wish).toEqual({ lineId: null, itemId: 'i1', quantity: 1, options: { retouched: 40 } });
  const lines = [sold({ id: 'l1', itemId: 'i1', options: { retouched: 40 } }), sold({ id: 'l2', itemId: 'i2', state: 'refunded' })];
  const wishes = wishesOf(lines);
  expect(wishes.map((one) => one.lineId)).toEqual(['l1']);
  expect(keptLine(wishes[0] ?? wish, lines)?.id).toBe('l1');
  expect(keptLine({ ...(wishes[0] ?? wish), options: { retouched: 50 } }, lines)).toBeUndefined();
  expect(keptLine(wish, lines)).toBeUndefined();
});

test('PK-04 margin is what is left of the price after the discount, and unknown as soon as one cost is', () => {
  const lines = [
    { priceFen: 449_900, costFen: 90_000 },
    { priceFen: 16_800, costFen: 5_200 },
  ];
  expect(sumSale(lines, { kind: 'percent', percent: 10 })).toEqual({
    listFen: 466_700,
    discountFen: 46_670,
    totalFen: 420_030,
    costFen: 95_200,
    marginFen: 324_830,
  });
  expect(sumSale([...lines, { priceFen: 100, costFen: null }], null)).toMatchObject({ listFen: 466_800, costFen: null, marginFen: null });
  expect(sumSale(lines, { kind: 'amount', amountFen: 999_999 })).toMatchObject({ discountFen: 466_700, totalFen: 0 });
});

test('FI-04 due items are the bill to the fen whatever it becomes, and say what does not fit', () => {
  const dues = usualDues(449_901, '2026-11-28');
  expect(dues).toEqual([due('定金', 150_000, '2026-11-28'), due('尾款', 299_901, '2026-12-28')]);
  expect(fillDues(dues, 400_003).map((one) => one.amountFen)).toEqual([150_000, 250_003]);
  expect(usualDues(4_000, '2026-11-28').map((one) => one.amountFen)).toEqual([4_000, 0]);
  expect(duesProblem(dues)).toBeUndefined();
  expect(duesProblem(fillDues(dues, 100_000))).toContain('超过应收');
  expect(duesProblem([due('定金', 1, '2026-12-28'), due('尾款', 1, '2026-11-28')])).toContain('「尾款」早于上一期');
  expect(duesProblem([due(' ', 1, '2026-12-28')])).toContain('名字');
});

test('PK-05 the form sends what its line asks for, without what is empty, and names what is missing', () => {
  const fields = [
    { key: 'baby', label: '宝宝姓名', type: 'text' as const, required: true },
    { key: 'twins', label: '双胞胎', type: 'boolean' as const, required: false },
  ];
  expect(formOf(fields, { baby: ' 安安 ', twins: false, spouse: '别的业务线' })).toEqual({ baby: '安安', twins: false });
  expect(missingIn({ fields }, { baby: '  ' }).map((field) => field.label)).toEqual(['宝宝姓名']);
  expect(missingIn({ fields }, { baby: '安安' })).toEqual([]);
});

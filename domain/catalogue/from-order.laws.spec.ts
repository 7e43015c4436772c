import fc from 'fast-check';
import { packageOf, type PackageLine } from './from-order';
import type { SoldLine } from './policy';
import { priceLine, sumLines } from './pricing';
import { decideTerms } from './rules';
import type { ItemTerms } from './contract';

const AT = { storeId: 's', level: '', date: '2026-11-27' };
const option = (key: string, over: Partial<ItemTerms['options'][number]> = {}): ItemTerms['options'][number] => ({
  ...{ key, name: key, unit: '张', priceFen: 5_000, costFen: 1_200, min: 0, max: 200, included: 40 },
  ...over,
});
const terms = (name: string, priceFen: number, costFen: number, options: ItemTerms['options'] = []): ItemTerms => ({
  kind: 'package',
  lineId: null,
  name,
  text: '',
  prices: [],
  from: null,
  until: null,
  active: true,
  priceFen,
  costFen,
  options,
});
function line(id: string, of: ItemTerms, quantity: number, options: Record<string, number> = {}): PackageLine {
  const priced = priceLine(of, { quantity, options }, AT);
  if (!priced.ok) throw new Error(priced.refusal.code);
  const sold: SoldLine = { itemId: id, itemVersion: 1, kind: of.kind, name: of.name, text: of.text, ...priced.value };
  return { id, sold };
}
const wish = { name: '海边套系', text: '', lineId: 'l', priceFen: null, optional: [] as string[] };

test('PK-06 law: a package made of an order, chosen as the order was, costs the same price and the same cost to the fen', () => {
  const sum = fc.integer({ min: 0, max: 500_000 });
  const each = fc.record({ price: sum, cost: sum, count: fc.integer({ min: 1, max: 5 }), photos: fc.integer({ min: 0, max: 120 }), apart: fc.boolean() });
  fc.assert(
    fc.property(fc.array(each, { minLength: 1, maxLength: 8 }), (made) => {
      const lines = made.map((one, i) => line(String(i), terms(`项 ${i}`, one.price, one.cost, [option('photos')]), one.count, { photos: one.photos }));
      const optional = made.flatMap((one, i) => (i > 0 && one.apart ? [String(i)] : []));
      const done = packageOf(lines, { ...wish, optional });
      if (!done.ok) throw new Error(done.refusal.code);
      expect(decideTerms(done.value).ok).toBe(true);
      const chosen = Object.fromEntries(optional.map((id) => [`o${id}`, lines[Number(id)]?.sold.quantity ?? 0]));
      const again = priceLine(done.value, { quantity: 1, options: chosen }, AT);
      if (!again.ok) throw new Error(again.refusal.code);
      const { priceFen, costFen } = sumLines(lines.map((one) => one.sold));
      expect([again.value.priceFen, again.value.costFen]).toEqual([priceFen, costFen]);
    }),
  );
});

test('PK-06 what was included stays included and can be had more of; what was apart is taken or left; a price of its own counts', () => {
  const lines = [line('a', terms('外景', 300_000, 90_000, [option('retouched')]), 1, { retouched: 50 }), line('b', terms('车马费', 20_000, 15_000), 2)];
  const done = packageOf(lines, { ...wish, optional: ['b'], priceFen: 330_000 });
  if (!done.ok) throw new Error(done.refusal.code);
  expect(done.value).toMatchObject({ kind: 'package', name: '海边套系', priceFen: 330_000, costFen: 90_000, lineId: 'l', active: true });
  expect(done.value.options.map(({ name, included, priceFen, costFen }) => [name, included, priceFen, costFen])).toEqual([
    ['retouched', 50, 5_000, 1_200],
    ['车马费', 0, 20_000, 15_000],
  ]);
});

test('PK-06 a line that is none of the order’s, and a package of nothing but options, are refused by name', () => {
  const lines = [line('a', terms('外景', 300_000, 90_000), 1)];
  expect(packageOf(lines, { ...wish, optional: ['z'] })).toMatchObject({ ok: false, refusal: { facts: { field: 'optional', problem: 'unknown' } } });
  expect(packageOf(lines, { ...wish, optional: ['a'] })).toMatchObject({ ok: false, refusal: { facts: { field: 'optional', problem: 'nothing_left' } } });
});

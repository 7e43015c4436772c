import type { Cond } from '@zhike/domain/engines/conditions/definition';
import fc from 'fast-check';
import { fromQuery, toQuery } from './tree';

const leaf: fc.Arbitrary<Cond> = fc.oneof(
  fc.constantFrom<Cond>(
    { f: 'source', op: 'eq', v: '抖音' },
    { f: 'birthday', op: 'yearDay', v: { this: 'month' } },
    { f: 'owner.name', op: 'empty' },
    { f: 'spent', op: 'between', v: [100, 200] },
    { seg: 'segment.vip' },
    { changed: 'level', to: ['gold'] },
  ),
  fc.constantFrom<Cond>(
    { rel: 'orders', q: 'none' },
    { rel: 'orders', q: 'count', op: 'gte', v: 2, where: { all: [{ f: 'state', op: 'eq', v: 'paid' }] } },
    { rel: 'orders', q: 'sum', of: 'billed', op: 'gte', v: 1_000_000, where: { f: 'paid_at', op: 'inWindow', v: { last: 12, unit: 'month' } } },
  ),
);
const { tree } = fc.letrec<{ tree: Cond }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }).map((all): Cond => ({ all })),
    fc.array(tie('tree'), { maxLength: 4 }).map((any): Cond => ({ any })),
    tie('tree').map((not): Cond => ({ not })),
  ),
}));

/** The editor has no bare negation: 「都不满足」 is said of a group. */
function grouped(cond: Cond): Cond {
  if ('all' in cond) return { all: cond.all.map(grouped) };
  if ('any' in cond) return { any: cond.any.map(grouped) };
  if (!('not' in cond)) return cond;
  const inner = grouped(cond.not);
  return { not: 'all' in inner || 'any' in inner ? inner : { all: [inner] } };
}

test('RU-15 law: a condition that was opened in the editor and closed again is the same', () => {
  fc.assert(
    fc.property(tree, (cond) => {
      const back = grouped(cond);
      const outer: Cond = 'all' in back || 'any' in back || 'not' in back ? back : { all: [back] };
      expect(fromQuery(toQuery(cond))).toEqual(outer);
      // Through the text that the editor keeps in its state.
      expect(fromQuery(JSON.parse(JSON.stringify(toQuery(cond))) as ReturnType<typeof toQuery>)).toEqual(outer);
    }),
  );
});

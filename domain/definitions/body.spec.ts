import fc from 'fast-check';
import { BODY_LIMITS, decideBody, sameBody } from './body';

const problemOf = (body: unknown): unknown => {
  const decided = decideBody(body);
  return decided.ok ? null : decided.refusal.facts;
};
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

test('PF-07 a definition with a key that means something to the language is refused, with its place', () => {
  expect(problemOf(JSON.parse('{"fields":[{"__proto__":{"x":1}}]}'))).toEqual({ path: '/fields/0/__proto__', problem: 'forbidden_key' });
  expect(problemOf({ a: { constructor: 1 } })).toEqual({ path: '/a/constructor', problem: 'forbidden_key' });
});

test('PF-07 a definition that is too deep, too large or no plain value is refused', () => {
  expect(problemOf(nested(BODY_LIMITS.depth))).toBeNull();
  expect(problemOf(nested(BODY_LIMITS.depth + 1))).toMatchObject({ problem: 'too_deep' });
  expect(problemOf({ note: 'x'.repeat(BODY_LIMITS.bytes) })).toMatchObject({ path: '/note', problem: 'too_large' });
  expect(problemOf({ n: Number.NaN })).toEqual({ path: '/n', problem: 'not_a_value' });
  expect(problemOf({ t: 'a\u0000b' })).toEqual({ path: '/t', problem: 'not_a_value' });
  expect(problemOf({ t: '\ud800' })).toEqual({ path: '/t', problem: 'not_a_value' });
});

test('PF-07 law: a body reads the same whatever the order of its keys, and not when anything in it differs', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const turned = JSON.parse(JSON.stringify(value), (_key, held: unknown) =>
        typeof held === 'object' && held !== null && !Array.isArray(held) ? Object.fromEntries(Object.entries(held).reverse()) : held,
      ) as unknown;
      expect(sameBody(JSON.parse(JSON.stringify(value)), turned)).toBe(true);
      expect(sameBody({ a: value }, { a: [value] })).toBe(false);
    }),
  );
});

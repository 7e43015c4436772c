import * as fc from 'fast-check';
import { someRows, tree } from '../../../server/test/conditions.trees';
import { opsOf } from '../catalogue/find';
import { checkCondition } from './check';
import type { Cond } from './definition';
import { evaluate, matches, type Load, type Row } from './evaluate';
import { fixedContext } from './context';
import { needs, type Needs } from './needs';
import { opRow, type Family, OPS } from './ops';
import { say } from './say';
import { loadFrom } from './tables';
import { MINI, MINI_KEYS } from './vectors.catalogue';
import { readRow } from './vectors.run';

const raw = someRows(7);
const rows = Object.fromEntries(Object.entries(raw).map(([entity, list]) => [entity, list.map((row) => readRow(entity, row))]));
const context = { ...fixedContext(Date.parse('2026-11-22T04:00:00.000Z'), 480), actor: { id: 's', storeIds: [], teamIds: [] } };
const load = loadFrom({ rows, keys: MINI_KEYS }, context);
const fits = (cond: Cond): boolean[] => (rows.customer ?? []).map((row) => matches(cond, row, load, context));
const customer = tree('customer', 2);

test('MK-01 law: De Morgan: not (a and b) = not a or not b', () => {
  fc.assert(fc.property(customer, customer, (a, b) => expect(fits({ not: { all: [a, b] } })).toEqual(fits({ any: [{ not: a }, { not: b }] }))));
});

test('MK-01 law: not not a = a, and a or not a is everybody', () => {
  fc.assert(
    fc.property(customer, (a) => {
      expect(fits({ not: { not: a } })).toEqual(fits(a));
      expect(fits({ any: [a, { not: a }] }).every(Boolean)).toBe(true);
    }),
  );
});

test('MK-01 law: a negative operator is exactly the opposite of its positive one, the empty ones included', () => {
  const opposite = { eq: 'ne', in: 'notIn', contains: 'notContains', anyOf: 'noneOf', empty: 'notEmpty' } as const;
  fc.assert(
    fc.property(tree('customer', 0), (cond) => {
      if (!('f' in cond) || !(cond.op in opposite)) return;
      const negative = { ...cond, op: opposite[cond.op as keyof typeof opposite] };
      expect(fits(negative)).toEqual(fits({ not: cond }));
    }),
    { numRuns: 500 },
  );
});

test('MK-01 law: the trace says what the quick answer says, and every part of it is there', () => {
  fc.assert(
    fc.property(customer, (cond) => {
      for (const row of (rows.customer ?? []).slice(0, 12)) expect(evaluate(cond, row, load, context).ok).toBe(matches(cond, row, load, context));
    }),
  );
});

/** A row that refuses to be asked for what `needs` did not tell. */
const behind = new WeakMap<Row, { row: Row; needs: Needs }>();
function told(row: Row, its: Needs): Row {
  const values = Object.fromEntries(Object.entries(row.values).filter(([id]) => its.fields.has(id)));
  const guarded = new Proxy(values, {
    getOwnPropertyDescriptor: (target, key) => {
      if (!its.fields.has(String(key))) throw new Error(`${String(key)} was not told`);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
  });
  const copy: Row = { id: row.id, values: guarded };
  behind.set(copy, { row, needs: its });
  return copy;
}
const follow = (way: 'one' | 'many') => (copy: Row, relation: string) => {
  const { row, needs: its } = behind.get(copy)!;
  const next = its[way].get(relation);
  if (!next) throw new Error(`${relation} was not told`);
  return { row, next };
};
const onlyTold: Load = {
  one(copy, relation) {
    const { row, next } = follow('one')(copy, relation);
    const found = load.one(row, relation);
    return found && told(found, next);
  },
  many(copy, relation) {
    const { row, next } = follow('many')(copy, relation);
    return load.many(row, relation).map((one) => told(one, next));
  },
};

test('MK-01 law: what a builder can make has no error in check, can be said, and asks only for what needs told', () => {
  fc.assert(
    fc.property(customer, (cond) => {
      const errors = checkCondition(cond, 'customer', MINI).filter((problem) => problem.level === 'error' && problem.code !== 'option_retired');
      expect(errors).toEqual([]);
      const sentence = say(cond, 'customer', MINI);
      expect(sentence).not.toMatch(/undefined|null|无法识别|已删除|NaN|\[object/);
      expect(() => matches(cond, told((rows.customer ?? [])[0]!, needs(cond)), onlyTold, context)).not.toThrow();
    }),
    { numRuns: 400 },
  );
});

test('MK-01 law: an evaluation never fails, whatever operand a definition brings', () => {
  const ops = [...new Set(Object.values(OPS).flatMap((family) => Object.keys(family))), 'constructor', '__proto__', 'nonsense'];
  const path = fc.constantFrom(
    'source',
    'cf_score',
    'cf_tags',
    'birthday',
    'cf_visit',
    'owner.store.name',
    'constructor',
    '__proto__',
    'form.x',
    'form.__proto__',
    '',
    '.',
    'orders.amount',
  );
  fc.assert(
    fc.property(
      path,
      fc.constantFrom(...ops),
      fc.oneof(
        fc.jsonValue(),
        fc.record({ last: fc.jsonValue(), unit: fc.jsonValue() }),
        fc.record({ this: fc.jsonValue() }),
        fc.record({ from: fc.jsonValue(), to: fc.jsonValue() }),
        fc.record({ add: fc.jsonValue() }),
      ),
      (f, op, v) => {
        const cond = { f, op, v } as unknown as Cond;
        for (const row of (rows.customer ?? []).slice(0, 3)) expect(typeof matches(cond, row, load, context)).toBe('boolean');
        expect(typeof say(cond, 'customer', MINI)).toBe('string');
      },
    ),
    { numRuns: 1_000 },
  );
});

test('MK-01 law: check takes whatever was sent, in bounded time, and what it lets pass can be evaluated', () => {
  const hostile = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue(),
      fc.record({ f: fc.constantFrom('source', 'cf_score', 'nope', '__proto__'), op: fc.constantFrom('eq', 'gt', 'empty', 'toString'), v: fc.jsonValue() }),
      fc.record({ all: fc.array(tie('node'), { maxLength: 3 }) }),
      fc.record({ not: tie('node') }),
      fc.record({ rel: fc.constantFrom('orders', 'constructor'), q: fc.constantFrom('some', 'count', 'sum', 'x'), where: tie('node') }),
    ),
  })).node;
  fc.assert(
    fc.property(hostile, (sent) => {
      const problems = checkCondition(sent as Cond, 'customer', MINI);
      if (problems.every((problem) => problem.level === 'warning')) expect(typeof fits(sent as Cond)[0]).toBe('boolean');
    }),
    { numRuns: 1_000 },
  );
});

test('MK-01 every operator that a picker offers for a field has its row and an example that check accepts', () => {
  for (const entity of Object.values(MINI.entities))
    for (const field of Object.values(entity.fields).filter((one) => !one.retired && !one.to && !one.options))
      for (const op of opsOf(field)) {
        const family = (field.storage === 'encrypted' ? 'secret' : undefined) as Family | undefined;
        const row = Object.entries(OPS).find(
          ([name, ops]) =>
            (family ? name === family : op in ops && opRow(name as Family, op)) &&
            checkCondition({ f: field.id, op, v: opRow(name as Family, op)?.example }, entity.id, MINI).length === 0,
        );
        expect([field.id, op, row !== undefined]).toEqual([field.id, op, true]);
      }
});

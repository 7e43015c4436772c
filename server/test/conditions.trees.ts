import * as fc from 'fast-check';
import { familyOf, opsOf } from '@zhike/domain/engines/catalogue/find';
import type { Field } from '@zhike/domain/engines/catalogue/definition';
import type { Cond, FieldCond, Op, Operand, RelationCond } from '@zhike/domain/engines/conditions/definition';
import { opRow, type Family } from '@zhike/domain/engines/conditions/ops';
import { MINI } from '@zhike/domain/engines/conditions/vectors.catalogue';

/**
 * Random condition trees over the small catalogue, and random rows for it with what really lies in databases: 29 February, `%`, letters
 * that fold differently everywhere, values of a wrong type. For laws in memory and for the one that compares memory with PostgreSQL.
 */
const uuid = (kind: number, n: number): string => `0000000${kind}-0000-4000-8000-${String(n).padStart(12, '0')}`;
const COUNTS = { customer: 60, order: 90, line: 110, store: 4, staff: 6 } as const;
type EntityId = keyof typeof COUNTS;
const ENTITIES = Object.keys(COUNTS) as EntityId[];
export const idsOf = (entity: EntityId): string[] => Array.from({ length: COUNTS[entity] }, (_, n) => uuid(ENTITIES.indexOf(entity) + 1, n));

const TEXTS = ['抖音', '小红书', '100%', '100', 'wa_ng', 'wang', 'WANG', 'g\\x', 'İ', 'i', 'ẞ', '😀a', 'a', ' ', '５'];
const NUMBERS = [0, 1, 2, 3, -1, 0.1, 0.2, 0.3, 2.5, -2.5, 4.75, 100, 99.99];
const MONEY = [0, 1, 99, 100, 50_000, 100_000, -100, 33];
const DAYS = [
  '2000-02-29',
  '2000-02-28',
  '1999-03-01',
  '1990-01-01',
  '1990-12-31',
  '2026-11-22',
  '2026-11-21',
  '2026-11-23',
  '2026-10-31',
  '2027-02-28',
  '2026-11-01',
  '0001-01-01',
  '9999-12-31',
  '1985-11-29',
];
const INSTANTS = [
  '2026-11-21T16:00:00.000Z',
  '2026-11-21T15:59:59.999Z',
  '2026-11-22T04:00:00.000Z',
  '2026-11-22T04:00:00.001Z',
  '2026-11-22T15:59:59.999Z',
  '2026-11-22T16:00:00.000Z',
  '2026-03-08T07:30:00.000Z',
  '2026-11-01T05:30:00.000Z',
  '2026-11-01T06:30:00.000Z',
  '2026-02-28T12:00:00.000Z',
  '2024-02-29T23:30:00.000Z',
  '2026-11-22T02:00:00.000Z',
];
const TIMES = ['00:00', '09:30', '18:00', '23:59'];
const YEARDAYS = ['02-28', '02-29', '03-01', '11-22', '12-31'];
const PHONES = ['13800138000', '13900139000', '13800138001', '008000', '800'];
const OPTIONS = ['dry', 'oily', 'mixed', 'vip'];

/** Values of a field in their stored form, as a builder would give them. */
function literals(field: Field, family: Family): readonly (string | number | boolean)[] {
  if (field.options) return field.options.map((option) => option.id);
  if (field.to) return idsOf(field.to as EntityId).slice(0, 6);
  if (field.type === 'money') return MONEY;
  const pools: Readonly<Record<Family, readonly (string | number | boolean)[]>> = {
    text: TEXTS,
    secret: PHONES,
    number: field.scale === 1 ? NUMBERS.filter((n) => Math.round(n * 10) / 10 === n) : NUMBERS,
    bool: [true, false],
    id: OPTIONS,
    member: OPTIONS,
    ids: OPTIONS,
    date: DAYS,
    datetime: INSTANTS,
    time: TIMES,
    monthday: YEARDAYS,
    thing: [],
  };
  return pools[family];
}

/** What may lie in a JSON column beside what should. */
const DIRTY: readonly unknown[] = [
  '',
  ' ',
  'abc',
  5,
  -0.5,
  1e300,
  0.123456,
  true,
  [],
  {},
  [1, 'vip'],
  ['vip', ''],
  { vip: 1 },
  [['dry']],
  'vip',
  '2026-02-30',
  '2026-13-01',
  '0000-01-01',
  '2026-1-1',
  '2026-11-22T25:00:00.000Z',
  '2026-11-22T04:00:00Z',
  '24:30',
  '02-30',
  '2026-11-22 ',
  null,
];

function stored(field: Field, dirty: boolean): fc.Arbitrary<unknown> {
  const family = familyOf(field);
  const none = fc.constant(undefined);
  if (family === null) return none;
  if (family === 'thing') return fc.constantFrom<unknown>(undefined, [], {}, '', null, [{ id: 'f' }], 'x', 0);
  const one = fc.constantFrom<unknown>(...literals(field, family));
  const clean =
    family === 'ids' ? fc.uniqueArray(fc.constantFrom(...(literals(field, family) as string[])), { maxLength: 3 }).map((ids) => [...ids].sort()) : one;
  const weights: fc.WeightedArbitrary<unknown>[] = [
    { weight: 6, arbitrary: clean },
    { weight: 2, arbitrary: none },
  ];
  if (dirty) weights.push({ weight: 2, arbitrary: fc.constantFrom(...DIRTY) });
  return fc.oneof(...weights);
}

export type RawRow = Readonly<Record<string, unknown>> & { readonly id: string };
export type RawRows = Readonly<Record<string, readonly RawRow[]>>;

/** Fields that lie in the JSON column are the shop's own: only they can be dirty. */
export const isCustom = (field: Pick<Field, 'id'>): boolean => field.id.startsWith('cf_');

const NOT_NULL: readonly string[] = ['name', 'createdAt'];

function rowOf(entity: EntityId, id: string): fc.Arbitrary<RawRow> {
  const fields = Object.values(MINI.entities[entity]?.fields ?? {});
  return fc
    .record(
      Object.fromEntries(
        fields.map((field) => [
          field.id,
          NOT_NULL.includes(field.id) ? fc.constantFrom<unknown>(...literals(field, familyOf(field) ?? 'text')) : stored(field, isCustom(field)),
        ]),
      ),
    )
    .map((values) => ({ ...values, id, merged: entity === 'customer' && Number(id.slice(-2)) % 13 === 0 ? idsOf('customer')[1] : undefined }));
}

export const rows: fc.Arbitrary<RawRows> = fc.record(
  Object.fromEntries(ENTITIES.map((entity) => [entity, fc.tuple(...idsOf(entity).map((id) => rowOf(entity, id))).map((all) => all as readonly RawRow[])])),
);
/** One set of rows that never changes, for laws that look at many trees. */
export const someRows = (seed: number): RawRows => fc.sample(rows, { numRuns: 1, seed })[0] ?? {};

/** A window whose ends are days of the same record. */
function fieldEnds(entity: EntityId): fc.Arbitrary<Operand> {
  const days = Object.values(MINI.entities[entity]?.fields ?? {}).filter((field) => field.type === 'date');
  const end = fc.constantFrom<Operand>({ var: 'today' }, ...days.map((field) => ({ field: field.id })));
  return fc.oneof(fc.record({ from: end, to: end }), fc.record({ from: end }), fc.record({ to: end })) as fc.Arbitrary<Operand>;
}

const small = fc.constantFrom(0, 1, 2, 3, 30, 31, 365, 400);
const windows = (timed: boolean, entity: EntityId): fc.Arbitrary<Operand> =>
  fc.oneof(
    fc.record({ last: fc.constantFrom(1, 2, 30, 400), unit: fc.constantFrom('day' as const, 'month' as const) }),
    fc.record({ next: fc.constantFrom(1, 2, 30, 400), unit: fc.constantFrom('day' as const, 'month' as const) }),
    fc.record({ this: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'quarter' as const, 'year' as const) }),
    fc.record({ prev: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'quarter' as const, 'year' as const) }),
    fc.record({ before: small, unit: fc.constant('day' as const) }),
    fc.tuple(fc.constantFrom(...DAYS), fc.constantFrom(...DAYS)).map(([a, b]) => ({ from: a < b ? a : b, to: a < b ? b : a })),
    fc.constantFrom(...DAYS).map((from) => ({ from })),
    fc.constantFrom(...DAYS).map((to) => ({ to })),
    fc.constant<Operand>({ from: { var: 'today' } }),
    timed ? fc.record({ within: fc.record({ hours: fc.constantFrom(1, 24, 400) }) }) : fieldEnds(entity),
  );
const yearDays: fc.Arbitrary<Operand> = fc.oneof(
  fc.tuple(fc.integer({ min: -40, max: 40 }), fc.constantFrom(0, 1, 3, 30, 366)).map(([from, more]) => ({ from, to: Math.min(366, from + more) })),
  fc.record({ this: fc.constantFrom('month' as const, 'week' as const) }),
);

/** Fields of the same entity that may stand on the right, and sums with them. */
function fieldsLike(field: Field, family: Family, entity: EntityId): fc.Arbitrary<Operand>[] {
  const like = Object.values(MINI.entities[entity]?.fields ?? {}).filter((one) => familyOf(one) === family && one.storage === 'plain' && !one.retired);
  if (family === 'secret' || family === 'datetime' || like.length === 0) return [];
  const other = fc.constantFrom(...like.map((one) => ({ field: one.id })));
  const more: fc.Arbitrary<Operand>[] = [other];
  if (family === 'number') more.push(fc.tuple(other, fc.constantFrom<number>(...(literals(field, family) as number[]))).map(([one, n]) => ({ add: [one, n] })));
  if (family === 'date') more.push(fc.tuple(other, fc.constantFrom(-400, -1, 0, 31, 400)).map(([one, n]) => ({ add: [one, n] })));
  return more;
}

function operand(op: Op, field: Field, family: Family, entity: EntityId): fc.Arbitrary<Operand | undefined> {
  if (op === 'last4') return fc.constantFrom('8000', '8001', '1234');
  const wants = opRow(family, op)?.wants ?? 'none';
  if (wants === 'none') return fc.constant(undefined);
  if (wants === 'window') return windows(family === 'datetime', entity);
  if (wants === 'yearDay') return yearDays;
  if (wants === 'weekdays') return fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
  if (wants === 'timeOfDay') return fc.record({ from: fc.constantFrom(...TIMES), to: fc.constantFrom(...TIMES, '24:00') });
  const literal: fc.Arbitrary<Operand> = fc.constantFrom<Operand>(...literals(field, family).filter((value) => value !== ''));
  const variables: Operand[] =
    field.to === 'store' && wants === 'many' ? [{ var: 'actor.store' }] : family === 'date' && wants === 'one' ? [{ var: 'today' }] : [];
  if (wants === 'many')
    return fc.oneof(
      { weight: 5, arbitrary: fc.array(literal, { minLength: 1, maxLength: 4 }) as fc.Arbitrary<Operand> },
      ...variables.map((v) => ({ weight: 1, arbitrary: fc.constant(v) })),
    );
  const right = fieldsLike(field, family, entity);
  const one = fc.oneof(
    { weight: 4, arbitrary: literal },
    ...[...variables.map((v) => fc.constant(v)), ...right].map((arbitrary) => ({ weight: 1, arbitrary })),
  );
  return wants === 'two' ? (fc.tuple(one, one) as unknown as fc.Arbitrary<Operand>) : one;
}

const testable = (entity: EntityId): Field[] => Object.values(MINI.entities[entity]?.fields ?? {}).filter((field) => !field.retired && opsOf(field).length > 0);

/** Every operator of every field, each as likely as the other operators of its field. */
function leaf(entity: EntityId, prefix = '', home: EntityId = entity): fc.Arbitrary<FieldCond> {
  return fc.constantFrom(...testable(entity)).chain((field) =>
    fc.constantFrom(...opsOf(field)).chain((op) =>
      operand(op, field, familyOf(field) ?? 'text', home).map((v) => ({
        f: `${prefix}${field.id}`,
        op,
        ...(v === undefined ? {} : { v }),
      })),
    ),
  );
}

const HOPS: Readonly<Record<EntityId, readonly (readonly [string, EntityId])[]>> = {
  customer: [
    ['owner.', 'staff'],
    ['owner.store.', 'store'],
    ['store.', 'store'],
  ],
  order: [
    ['customer.', 'customer'],
    ['customer.owner.', 'staff'],
    ['store.', 'store'],
  ],
  line: [
    ['order.', 'order'],
    ['order.customer.', 'customer'],
  ],
  staff: [['store.', 'store']],
  store: [],
};
const MANY: Readonly<Partial<Record<EntityId, readonly (readonly [string, EntityId])[]>>> = {
  customer: [
    ['orders', 'order'],
    ['orders', 'order'],
    ['groups', 'store'],
  ],
  order: [['lines', 'line']],
};

function related(entity: EntityId, depth: number): fc.Arbitrary<RelationCond> | null {
  const many = MANY[entity];
  return many ? fc.constantFrom(...many).chain(([rel, to]) => over(rel, to, depth)) : null;
}

function over(rel: string, to: EntityId, depth: number): fc.Arbitrary<RelationCond> {
  const where = depth > 0 ? fc.option(tree(to, depth - 1), { nil: undefined, freq: 4 }) : fc.constant(undefined);
  const clean = <T extends { where?: Cond | undefined }>(cond: T): T =>
    cond.where === undefined ? (Object.fromEntries(Object.entries(cond).filter(([key]) => key !== 'where')) as T) : cond;
  const ops = fc.constantFrom('eq' as const, 'ne' as const, 'gt' as const, 'gte' as const, 'lt' as const, 'lte' as const);
  const numbers = testable(to)
    .filter((field) => familyOf(field) === 'number')
    .map((field) => field.id);
  const totals =
    numbers.length === 0
      ? []
      : [
          fc
            .record({
              rel: fc.constant(rel),
              q: fc.constantFrom('sum' as const, 'avg' as const, 'min' as const, 'max' as const),
              of: fc.constantFrom(...numbers),
              where,
              op: ops,
              v: fc.constantFrom(0, 1, 33, 100, -100, 50_000),
            })
            .map(clean),
        ];
  return fc.oneof(
    fc.record({ rel: fc.constant(rel), q: fc.constantFrom('some' as const, 'none' as const, 'every' as const), where }).map(clean),
    fc.record({ rel: fc.constant(rel), q: fc.constant('count' as const), where, op: ops, v: fc.constantFrom(-1, 0, 1, 2, 3) }).map(clean),
    fc
      .record({
        rel: fc.constant(rel),
        q: fc.constant('count' as const),
        where,
        op: fc.constant('between' as const),
        v: fc.constantFrom([1, 2], [2, 1], [0, 3]),
      })
      .map(clean),
    ...totals,
  ) as fc.Arbitrary<RelationCond>;
}

/** A tree of at most so many levels; every kind of node and every way over a relation occurs. */
export function tree(entity: EntityId, depth = 3): fc.Arbitrary<Cond> {
  const leaves: fc.WeightedArbitrary<Cond>[] = [
    { weight: 6, arbitrary: leaf(entity) },
    ...HOPS[entity].map(([prefix, to]) => ({ weight: 1, arbitrary: leaf(to, prefix, entity) })),
  ];
  if (depth <= 0) return fc.oneof(...leaves);
  const kids = fc.array(fc.constant(0), { minLength: 0, maxLength: 3 }).chain((list) => fc.tuple(...list.map(() => tree(entity, depth - 1))));
  const more: fc.WeightedArbitrary<Cond>[] = [
    { weight: 3, arbitrary: kids.map((all) => ({ all })) },
    { weight: 3, arbitrary: kids.map((any) => ({ any })) },
    {
      weight: 2,
      arbitrary: fc
        .constant(0)
        .chain(() => tree(entity, depth - 1))
        .map((not) => ({ not })),
    },
  ];
  const rel = related(entity, depth);
  if (rel) more.push({ weight: 5, arbitrary: rel });
  return fc.oneof(...leaves, ...more);
}

import fc from 'fast-check';
import type { Formula } from '../catalogue/definition';
import type { Cond, Value } from '../conditions/definition';
import { checkForm } from './check';
import type { FormDef, Slot } from './definition';
import { evaluateForm } from './evaluate';
import type { FormFacts, FormInput } from './input';
import { orderOf } from './order';
import { formOf, vectorContext } from './vectors.run';
import { FORM_WORLD } from './vectors.catalogue';

const CONTEXT = vectorContext({});
const IDS = ['agreed', 'price', 'total', 'count', 'from', 'note', 'skin', 'lines'] as const;
const SAMPLE: Readonly<Record<(typeof IDS)[number], readonly Value[]>> = {
  agreed: [true, false, null],
  price: [0, 100, 12_850, null],
  total: [1, 999, null],
  count: [0.5, 2, null],
  from: ['2026-11-28', '2025-02-01', null],
  note: ['x', null],
  skin: ['dry', 'oily', null],
  lines: [null],
};

const cond = (from: readonly (typeof IDS)[number][]): fc.Arbitrary<Cond> =>
  from.length === 0
    ? fc.constant({ all: [] })
    : fc.constantFrom(...from).chain((id) => {
        const tests: Cond[] = [
          { f: `form.${id}`, op: 'empty' },
          { f: `form.${id}`, op: 'notEmpty' },
          ...(id === 'agreed' ? [{ f: 'form.agreed', op: 'eq' as const, v: true }] : []),
          ...(id === 'price' || id === 'total' ? [{ f: `form.${id}`, op: 'gt' as const, v: 50 }] : []),
          ...(id === 'skin' ? [{ f: 'form.skin', op: 'ne' as const, v: 'dry' }] : []),
        ];
        return fc.constantFrom(...tests, ...tests.map((one): Cond => ({ not: one })));
      });
const formula = (from: readonly string[]): fc.Arbitrary<Formula> => {
  const money = from.filter((id) => id === 'price' || id === 'total');
  const leaf: fc.Arbitrary<Formula> = money.length > 0 ? fc.constantFrom<Formula>(...money.map((slot) => ({ slot })), { value: 2 }) : fc.constant({ value: 2 });
  return fc.tuple(fc.constantFrom('+' as const, 'SUM' as const), leaf, leaf).map(([call, a, b]) => ({ call, args: [a, b] }));
};

/** Forms without circles: a slot looks only at slots before it in a random order; some are wrong in no way that matters here. */
const form: fc.Arbitrary<FormDef> = fc.shuffledSubarray([...IDS], { minLength: 2 }).chain((ids) =>
  fc
    .tuple(
      ...ids.map((id, index) => {
        const before = ids.slice(0, index).filter((one) => one !== 'lines');
        const money = id === 'price' || id === 'total';
        return fc.record<Slot>(
          {
            field: fc.constant(id),
            visibleIf: cond(before),
            requiredIf: fc.oneof(fc.constant(true as const), cond(ids.filter((one) => one !== 'lines'))),
            readonlyIf: cond(before),
            keepHidden: fc.constant(true as const),
            clearStored: fc.constant(true as const),
            default: money ? formula(before).map((one) => ({ formula: one })) : fc.constantFrom(...SAMPLE[id].map((value) => ({ value }))),
            defaultWhen: fc.constantFrom('open' as const, 'untouched' as const),
            ...(money ? { compute: formula(before) } : {}),
            ...(id === 'lines' ? { rows: fc.constant({ form: 'form.line' }) } : {}),
          },
          { requiredKeys: id === 'lines' ? ['field', 'rows'] : ['field'] },
        );
      }),
    )
    .map((slots) => {
      const fields = Object.fromEntries(ids.map((id, index) => [id, slots[index] as Slot]));
      return formOf({ fields, mode: 'edit' });
    }),
);
const row = fc.record({ name: fc.constantFrom('洗', null), fee: fc.constantFrom(100, -1, null), quantity: fc.constantFrom(1, 2) }, { requiredKeys: [] });
const inputFor = (def: FormDef): fc.Arbitrary<FormInput> => {
  const ids = Object.keys(def.fields) as (typeof IDS)[number][];
  const values = fc.record(Object.fromEntries(ids.filter((id) => id !== 'lines').map((id) => [id, fc.constantFrom(...SAMPLE[id], 'garbage' as Value)])), {
    requiredKeys: [],
  });
  const rows = fc
    .array(
      row.map((one) => ({ values: one })),
      { maxLength: 3 },
    )
    .map((lines) => (ids.includes('lines') ? { lines } : {}));
  return fc.record({ values, rows }) as fc.Arbitrary<FormInput>;
};
const stored = fc.option(fc.record({ price: fc.constantFrom(7, null), note: fc.constant('旧'), skin: fc.constant('old') }, { requiredKeys: [] }), {
  nil: undefined,
});
const scene = form.chain((def) => fc.record({ def: fc.constant(def), input: inputFor(def), stored }));
const factsOf = (values: object | undefined): FormFacts => (values ? { record: { id: 'v1', values: values as Record<string, Value> } } : {});
const run = (def: FormDef, input: FormInput, facts: FormFacts = {}) => evaluateForm(def, FORM_WORLD, input, facts, CONTEXT);

test('FM-10 what is hidden is never required and never told a problem, and it hands nothing in', () => {
  let hidden = 0;
  fc.assert(
    fc.property(scene, ({ def, input, stored: record }) => {
      const outcome = run(def, input, factsOf(record));
      for (const [id, state] of Object.entries(outcome.slots)) {
        if (state.visible) continue;
        hidden += 1;
        expect(state.required).toBe(false);
        expect(state.problems).toEqual([]);
        const slot = def.fields[id] as Slot;
        if (!slot.keepHidden) expect(outcome.output.values[id] ?? null).toBeNull();
        if (!slot.keepHidden) expect(outcome.output.rows[id]).toBeUndefined();
      }
    }),
    { numRuns: 500 },
  );
  expect(hidden).toBeGreaterThan(100);
});

test('FM-10 hidden and shown again it is required again, with what was typed still there', () => {
  fc.assert(
    fc.property(scene, ({ def, input }) => {
      const [id = ''] = Object.keys(def.fields).filter((one) => one !== 'lines');
      const slot = def.fields[id] as Slot;
      const gate = (visibleIf: Cond): FormDef => ({ ...def, fields: { ...def.fields, [id]: { field: slot.field, requiredIf: true, visibleIf } } });
      const emptied = { ...input, values: { ...input.values, [id]: null } };
      const before = run(gate({ all: [] }), emptied);
      expect(before.slots[id]?.problems.map((problem) => problem.code)).toEqual(['required']);
      const away = run(gate({ any: [] }), emptied);
      expect(away.slots[id]).toMatchObject({ visible: false, required: false, problems: [] });
      expect(run(gate({ all: [] }), emptied)).toEqual(before);
      // What she typed is the page's input, which hiding does not touch.
      expect(away.slots[id]?.touched).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('FM-10 hidden values count nowhere: the outcome is that of a form in which they were never typed', () => {
  fc.assert(
    fc.property(scene, ({ def, input, stored: record }) => {
      const facts = factsOf(record);
      const outcome = run(def, input, facts);
      const dropped = Object.entries(outcome.slots).filter(([id, state]) => !state.visible && !def.fields[id]?.keepHidden);
      const values = Object.fromEntries(Object.entries(input.values).filter(([id]) => !dropped.some(([gone]) => gone === id)));
      const again = run(def, { ...input, values }, facts);
      expect(again.output).toEqual(outcome.output);
      expect(again.problems).toEqual(outcome.problems);
    }),
    { numRuns: 500 },
  );
});

test('FM-10 what is handed in, handed in again, is the same; values depend on no order of the slots', () => {
  fc.assert(
    fc.property(scene, ({ def, input, stored: record }) => {
      const facts = factsOf(record);
      const outcome = run(def, input, facts);
      const again = run(def, { values: outcome.output.values, rows: outcome.output.rows }, facts);
      expect(again.output).toEqual(outcome.output);
      const reversed: FormDef = { ...def, fields: Object.fromEntries(Object.entries(def.fields).reverse()) };
      const other = run(reversed, input, facts);
      expect(other.output).toEqual(outcome.output);
      expect(Object.keys(def.fields).map((id) => other.slots[id])).toEqual(Object.keys(def.fields).map((id) => outcome.slots[id]));
    }),
    { numRuns: 500 },
  );
});

test('FM-01 every slot stands after all it waits for, or a ring is named that really is one', () => {
  const link = fc.record({ a: fc.constantFrom(...IDS), b: fc.constantFrom(...IDS) });
  let rings = 0;
  fc.assert(
    fc.property(fc.array(link, { maxLength: 8 }), (links) => {
      const fields = Object.fromEntries(
        IDS.map((id) => [id, { field: id, visibleIf: { all: links.filter((one) => one.a === id).map((one): Cond => ({ f: `form.${one.b}`, op: 'empty' })) } }]),
      );
      const ordered = orderOf({ fields, layout: [] });
      if (ordered.ok) for (const { a, b } of links) expect(ordered.order.indexOf(b)).toBeLessThan(ordered.order.indexOf(a));
      else {
        rings += 1;
        const { ring } = ordered;
        expect(ring[0]).toBe(ring[ring.length - 1]);
        for (let at = 0; at + 1 < ring.length; at++) expect(links).toContainEqual({ a: ring[at], b: ring[at + 1] });
      }
    }),
    { numRuns: 500 },
  );
  expect(rings).toBeGreaterThan(50);
});

test('FM-01 any JSON at all is checked without being thrown at, and what passes can be evaluated', () => {
  const wild = fc.record({
    title: fc.constant('t'),
    entity: fc.constantFrom('visit', '__proto__'),
    mode: fc.constant('create'),
    layout: fc.jsonValue(),
    fields: fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.jsonValue()),
    rules: fc.jsonValue(),
    submit: fc.jsonValue(),
  });
  const bent = form.chain(({ id: _id, version: _version, ...body }) =>
    fc
      .record({ key: fc.constantFrom('layout', 'rules', 'fields', 'submit', 'public'), value: fc.jsonValue() })
      .map(({ key, value }) => ({ ...body, [key]: value })),
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), wild, bent), (body) => {
      const problems = checkForm(body, FORM_WORLD.catalogue, FORM_WORLD.forms);
      if (problems.every((problem) => problem.level === 'warning'))
        expect(run({ ...(body as unknown as FormDef), id: 'x', version: 1 }, { values: {} }).slots).toBeDefined();
    }),
    { numRuns: 400 },
  );
});

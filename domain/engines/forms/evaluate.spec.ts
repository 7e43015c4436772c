import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateForm } from './evaluate';
import { type FormVector, formWith, runFormVector, vectorContext } from './vectors.run';
import { FORM_WORLD } from './vectors.catalogue';

const VECTORS = JSON.parse(readFileSync(join(__dirname, 'vectors/forms.json'), 'utf8')) as FormVector[];

test.each(VECTORS.map((vector) => [vector.id, vector] as const))('FM-10 %s: visible, required, values, output and problems are as promised', (_, vector) => {
  expect(runFormVector(vector)).toEqual([]);
});

test('FM-10 a vector that promises something else is told, so the runner can fail', () => {
  const vector = VECTORS[0] as FormVector;
  const [first] = vector.steps;
  const lied = { ...vector, steps: [{ input: first?.input ?? { values: {} }, expect: { visible: ['count'], problems: ['required /count'] } }] };
  expect(runFormVector(lied)).toHaveLength(2);
});

test('FM-22 more rows than there may be are told and not worked through', () => {
  const form = formWith({ lines: { field: 'lines', rows: { form: 'form.line', max: 3 } } });
  const rows = Array.from({ length: 5_000 }, () => ({ values: { name: '洗', fee: 1 } }));
  const outcome = evaluateForm(form, FORM_WORLD, { values: {}, rows: { lines: rows } }, {}, vectorContext({}));
  expect(outcome.problems.map((problem) => problem.code)).toEqual(['too_many']);
  expect(outcome.rows.lines).toHaveLength(4);
});

test('FM-01 slots that wait for each other are a fault here, because the check refused the form', () => {
  const form = formWith({ price: { field: 'price', compute: { slot: 'total' } }, total: { field: 'total', compute: { slot: 'price' } } });
  expect(() => evaluateForm(form, FORM_WORLD, { values: {} }, {}, vectorContext({}))).toThrow('price → total → price');
});

/** @jest-environment jsdom */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FormVector, runFormVector } from './vectors.run';

const VECTORS = JSON.parse(readFileSync(join(__dirname, 'vectors/forms.json'), 'utf8')) as FormVector[];

test('FM-10 in a browser’s page every vector of forms comes out as it does on the server', () => {
  expect(globalThis).toHaveProperty('document');
  expect(VECTORS.length).toBeGreaterThan(10);
  expect(VECTORS.flatMap(runFormVector)).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runVector, type ConditionVector } from './vectors.run';

const folder = join(__dirname, 'vectors');
const vectors = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as ConditionVector[]);

test.each(vectors.map((vector) => [vector.id, vector] as const))('MK-01 a condition means the same everywhere: %s', (_, vector) => {
  expect(runVector(vector)).toEqual([]);
});

test('MK-01 a vector’s name is used once, and a wrong promise is noticed', () => {
  expect(new Set(vectors.map((vector) => vector.id)).size).toBe(vectors.length);
  const [first] = vectors;
  expect(runVector({ ...first!, expect: { match: ['nobody'], say: 'x', problems: ['depth'] } })).toHaveLength(4);
});

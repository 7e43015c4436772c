import { sumUp } from './closing.mjs';

type Run = Parameters<typeof sumUp>[0]['results'][number];
type State = 'passed' | 'failed' | 'pending' | 'todo';

const file = (name: string, status: string, ...states: State[]): Run['testResults'][number] => ({
  name,
  status,
  assertionResults: states.map((state, i) => ({ title: `${i}`, fullName: `test ${i}`, status: state })),
});
const run = (...testResults: Run['testResults'][number][]): Run => {
  const success = testResults.every((one) => one.status === 'passed');
  return { name: 'tests', success, code: success ? 0 : 1, testResults };
};
const good = run(file('a.spec.ts', 'passed', 'passed', 'passed'));
const sum = (results: readonly Run[], more: { missing?: string[]; failedSteps?: string[]; ci?: boolean } = {}) =>
  sumUp({ results, missing: more.missing ?? [], failedSteps: more.failedSteps ?? [], ci: more.ci ?? true });

describe('PF-01 the closing line of `npm test`, `npm run check` and .ci/run', () => {
  test('all is well: so many passed, none failed', () => {
    expect(sum([good]).line).toBe('2 passed, 0 failed');
    expect(sum([good]).failures).toEqual([]);
  });

  const wrongs: [string, () => ReturnType<typeof sum>, string[]][] = [
    ['a failed test', () => sum([run(file('a.spec.ts', 'failed', 'passed', 'failed'))]), ['a.spec.ts: test 1']],
    ['a file that does not compile', () => sum([good, run(file('b.spec.ts', 'failed'))]), ['b.spec.ts (outside of its tests)']],
    ['an afterAll that throws behind tests that passed', () => sum([run(file('b.spec.ts', 'failed', 'passed'))]), ['b.spec.ts (outside of its tests)']],
    ['a jest that ends without a result', () => sum([good, { name: 'journeys', crashed: true, testResults: [] }]), ['journeys (jest itself ended)']],
    ['a jest that finds no test', () => sum([good, { ...run(), name: 'journeys' }]), ['journeys (not one test was found)']],
    ['a jest that says no for a reason of its own', () => sum([{ ...good, code: 1 }]), ['tests (jest says that it failed, and not why)']],
    ['a jest that was interrupted', () => sum([{ ...good, success: false }]), ['tests (jest says that it failed, and not why)']],
    ['a check before the tests', () => sum([good], { failedSteps: ['rules: ESLint'] }), ['rules: ESLint']],
    ['nothing at all', () => sum([]), ['not one test passed']],
    ['a skipped test, where CI is set', () => sum([run(file('a.spec.ts', 'passed', 'passed', 'pending', 'todo'))]), ['a.spec.ts: test 1', 'a.spec.ts: test 2']],
    ['a machine that lacks something, where CI is set', () => sum([good], { missing: ['no Chromium'] }), ['no Chromium']],
  ];
  test.each(wrongs)('%s is counted and named', (_, summed, failures) => {
    expect(summed().failures).toEqual(failures);
    expect(summed().line).toMatch(new RegExp(`^\\d+ passed, ${failures.length} failed$`));
  });

  test('at a desk what did not run is told and does not fail', () => {
    const summed = sum([run(file('a.spec.ts', 'passed', 'passed', 'pending'))], { missing: ['no Chromium'], ci: false });
    expect(summed).toMatchObject({ line: '1 passed, 0 failed', failures: [], undone: ['no Chromium', 'a.spec.ts: test 1'] });
  });
});

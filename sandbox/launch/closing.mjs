// What a run of the tests comes to. Pure, so that closing.spec.ts can hold it to its word: nothing that went wrong is lost.

/** `results`: jest's own, one a run. `missing`: what the machine lacks. `ci`: what did not run counts as failed. File names are as jest gives them. */
export function sumUp({ results, missing, failedSteps, ci }) {
  const tests = results.flatMap((result) => result.testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name }))));
  const of = (...states) => tests.filter((test) => states.includes(test.status));
  const named = (test) => `${test.file}: ${test.fullName}`;
  const passed = of('passed').length;
  const skipped = of('pending', 'skipped', 'todo', 'disabled').map(named);
  const failures = [...failedSteps, ...results.flatMap(wrongsOf), ...of('failed').map(named)];
  if (passed === 0) failures.push('not one test passed');
  const undone = [...missing, ...skipped];
  const counted = ci ? [...failures, ...undone] : failures;
  return { passed, tests, skipped, failures: counted, undone, line: `${passed} passed, ${counted.length} failed` };
}

/** What is wrong with a run besides its failed tests: jest ended, a file broke outside of its tests (afterAll too), or jest says no and names nothing. */
function wrongsOf(result) {
  if (result.crashed) return [`${result.name} (jest itself ended)`];
  const failedTest = (file) => file.assertionResults.some((test) => test.status === 'failed');
  const broken = result.testResults.filter((file) => file.status === 'failed' && !failedTest(file)).map((file) => `${file.name} (outside of its tests)`);
  if (broken.length > 0 || result.testResults.some(failedTest)) return broken;
  if (!result.testResults.some((file) => file.assertionResults.length > 0)) return [`${result.name} (not one test was found)`];
  return result.success && result.code === 0 ? [] : [`${result.name} (jest says that it failed, and not why)`];
}

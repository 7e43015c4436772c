// npm test: every kind of test, and at the end one line that says how it went.
import { endWithLine, runTests } from './testing.mjs';

await endWithLine(() => runTests({ failedSteps: [] }));

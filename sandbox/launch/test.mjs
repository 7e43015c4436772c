// npm test: every kind of test, and at the end one line that says how it went.
import { runTests } from './testing.mjs';
import { main } from './steps.mjs';

await main(() => runTests({ failedSteps: [] }));

import { createTestDatabase, type TestDatabase } from '@zhike/sandbox/launch/test-database';
import { startProgram } from '../../bench/lib/program';
import { freePort, testEnv, testKeys } from './harness';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('PF-01 the server as a program tells of its process in /metrics, and ends when it is asked to', async () => {
  const port = await freePort();
  const env = testEnv(testKeys('public-key'), 'http://127.0.0.1:9', port, database.url);
  const program = await startProgram({ entry: 'main', env, from: 'source' });
  try {
    const read = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    // The lag has no number ("Nan") until the first time the loop was measured: a machine under load may need a moment.
    let text = await read();
    for (let tries = 0; tries < 100 && !/^nodejs_eventloop_lag_p99_seconds [\d.e-]+/m.test(text); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      text = await read();
    }
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds [\d.e-]+/m);
    expect(text).toContain('# TYPE zhike_request_seconds histogram');
    const begun = performance.now();
    await program.stop();
    // Killed after ten seconds if it had not listened.
    expect(performance.now() - begun).toBeLessThan(9_500);
  } finally {
    await program.kill();
  }
}, 60_000);

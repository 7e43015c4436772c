// npm start: from a fresh clone to a running house. Installs, generates and builds only what is missing or stale.
import { spawn } from 'node:child_process';
import { ensureClients } from './clients.mjs';
import { ensureGenerated, ensureInstalled, main, root, say } from './steps.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureGenerated();
  await ensureClients(['h5', 'sidebar', 'workbench']);
  say('starting');
  const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/launch/demo.ts'], { cwd: root, stdio: 'inherit' });
  // Ctrl-C reaches the child by itself; these are for whoever signals only us.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined);
  await new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
      resolve();
    });
  });
});

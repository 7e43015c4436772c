// npm start: from a fresh clone to a running house. Installs, generates and builds only what is missing or stale.
import { spawn } from 'node:child_process';
import { ensureClients } from './clients.mjs';
import { ensureGenerated, ensureInstalled, main, root, say } from './steps.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureGenerated();
  say('starting');
  const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/launch/demo.ts'], { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  // On a first start the database tells its half year while the clients are being built; the house opens when both stand.
  ensureClients(['h5', 'sidebar', 'workbench']).then(
    () => child.connected && child.send('clients-built'),
    (error) => {
      process.stderr.write(`${error.message}\n`);
      child.kill('SIGTERM');
    },
  );
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

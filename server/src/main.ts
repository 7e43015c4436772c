import { startServer } from './composition';
import { watchProcess } from './platform/metrics';
import { prepare, reloadOnSignal, stopOnSignal } from './run';

void (async () => {
  const env = await prepare();
  const server = await startServer(env);
  watchProcess(server.ports.metrics);
  reloadOnSignal(server.ports);
  stopOnSignal(() => server.close());
  process.stdout.write(`zhike listens on ${env.HOST}:${env.PORT}\n`);
})();

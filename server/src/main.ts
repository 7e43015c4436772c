import { startServer } from './composition';
import { watchProcess } from './platform/metrics';
import { prepare, stopOnSignal } from './run';

void (async () => {
  const env = await prepare();
  const server = await startServer(env);
  watchProcess(server.ports.metrics);
  stopOnSignal(() => server.close());
  process.stdout.write(`zhike listens on ${env.HOST}:${env.PORT}\n`);
})();

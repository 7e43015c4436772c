import { startServer } from './composition';
import { prepare, stopOnSignal } from './run';

void (async () => {
  const env = await prepare();
  const server = await startServer(env);
  stopOnSignal(() => server.close());
  process.stdout.write(`zhike listens on ${env.HOST}:${env.PORT}\n`);
})();

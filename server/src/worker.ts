import { closePorts, createPorts, startWorker } from './composition';
import { prepare, stopOnSignal } from './run';

void (async () => {
  const env = await prepare();
  const ports = createPorts(env);
  await startWorker(ports);
  stopOnSignal(() => closePorts(ports));
  process.stdout.write('zhike worker is working\n');
})();

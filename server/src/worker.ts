import { closePorts, createPorts, startWorker } from './composition';
import { prepare, reloadOnSignal, stopOnSignal } from './run';

void (async () => {
  const env = await prepare();
  const ports = createPorts(env);
  await startWorker(ports);
  reloadOnSignal(ports);
  stopOnSignal(() => closePorts(ports));
  process.stdout.write('zhike worker is working\n');
})();

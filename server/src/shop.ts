import { closePorts, createPorts, prepareJobs } from './composition';
import { runDesk } from './desk';
import { prepare } from './run';

/* npm run shop -- …: what is done once, from a terminal beside the server. */
void (async () => {
  const ports = createPorts(await prepare());
  try {
    await prepareJobs(ports);
    process.exitCode = await runDesk(ports, process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
  } finally {
    await closePorts(ports);
  }
})();

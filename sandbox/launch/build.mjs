// npm run build: what a server needs, in dist/: server/*.cjs, prisma/migrations, clients/.
import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureClients } from './clients.mjs';
import { ensureGenerated, ensureInstalled, main, root, say, StepFailed } from './steps.mjs';

/** Our own packages are TypeScript and go into the bundle; npm's stay outside and are installed beside it. */
const ours = {
  name: 'ours',
  setup(build) {
    build.onResolve({ filter: /^@zhike\// }, ({ path: name }) => {
      const [, workspace, ...rest] = name.split('/');
      return { path: `${path.join(root, workspace, workspace === 'server' ? 'src' : '', ...rest)}.ts` };
    });
    build.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
      kind === 'entry-point' || path.isAbsolute(name) ? undefined : { path: name, external: true },
    );
  },
};

await main(async () => {
  await ensureInstalled();
  await ensureGenerated();
  const entries = ['main', 'worker', 'shop'].map((name) => path.join(root, `server/src/${name}.ts`));
  for (const entry of entries) if (!existsSync(entry)) throw new StepFailed(`${path.relative(root, entry)} is not there`);
  say('bundling the server');
  const { build } = await import('esbuild');
  rmSync(path.join(root, 'dist/server'), { recursive: true, force: true });
  await build({
    entryPoints: entries,
    outdir: path.join(root, 'dist/server'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [ours],
  });
  cpSync(path.join(root, 'prisma/migrations'), path.join(root, 'dist/prisma/migrations'), { recursive: true });
  await ensureClients(['h5', 'sidebar', 'workbench']);
  say('built: dist/server/main.cjs, worker.cjs and shop.cjs, dist/prisma/migrations, dist/clients');
});

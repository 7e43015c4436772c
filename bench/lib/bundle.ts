import path from 'node:path';
import { ROOT } from './place';

/** Where bundled programs lie: under the repository, so that their npm packages are found. */
const OUT = path.join(ROOT, 'dist/bench');

let done: Promise<string> | null = null;

/**
 * Bundles server and worker once a run, as `npm run build` does (our packages in, npm's outside): what is measured is what
 * runs in production. Under tsx every stack trace goes through a source map, and Prisma takes one a query.
 */
export function bundlePrograms(): Promise<string> {
  done ??= bundle().then(() => OUT);
  return done;
}

async function bundle(): Promise<void> {
  // Loaded only when it is needed: inside Jest esbuild does not work.
  const { build } = await import('esbuild');
  await build({
    entryPoints: ['main', 'worker'].map((name) => path.join(ROOT, `server/src/${name}.ts`)),
    outdir: OUT,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [
      {
        name: 'ours',
        setup(bundle) {
          bundle.onResolve({ filter: /^@zhike\// }, ({ path: name }) => {
            const [, workspace = '', ...rest] = name.split('/');
            return { path: `${path.join(ROOT, workspace, workspace === 'server' ? 'src' : '', ...rest)}.ts` };
          });
          bundle.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
            kind === 'entry-point' || path.isAbsolute(name) ? undefined : { path: name, external: true },
          );
        },
      },
    ],
  });
}

import path from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './place';

/** Where bundled programs lie: under the repository, so that their npm packages are found. */
const OUT = path.join(ROOT, 'dist/bench');

let done: Promise<void> | null = null;

/**
 * Bundles server and worker once a run, as `npm run build` does (our packages in, npm's outside): what is measured is what
 * runs in production. Under tsx every stack trace goes through a source map, and Prisma takes one a query.
 */
export function bundlePrograms(): Promise<string> {
  done ??= build({
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
          bundle.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) => (kind === 'entry-point' || path.isAbsolute(name) ? undefined : { path: name, external: true }));
        },
      },
    ],
  }).then(() => undefined);
  return done.then(() => OUT);
}

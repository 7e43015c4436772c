import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { FormVector } from '@zhike/domain/engines/forms/vectors.run';
import { agreeable } from './fixture-helpers';
import { WeappHost } from './host';

const ROOT = path.join(__dirname, '../..');
const VECTORS = path.join(ROOT, 'domain/engines/forms/vectors/forms.json');

/** A mini-program of one page that runs every vector where a mini-program runs: no DOM, no Node, no code from text. */
function programOf(vectors: string): string {
  const root = mkdtempSync(path.join(tmpdir(), 'zhike-vectors-'));
  mkdirSync(path.join(root, 'pages/v'), { recursive: true });
  const code = buildSync({
    stdin: {
      contents: `import { runFormVector } from '@zhike/domain/engines/forms/vectors.run';
        const vectors = ${vectors};
        Page({ data: { told: null, count: 0 }, onLoad() { this.setData({ told: vectors.flatMap((one) => runFormVector(one)), count: vectors.length, dom: typeof document }); } });`,
      resolveDir: ROOT,
    },
    bundle: true,
    write: false,
    format: 'iife',
    // As the clients are built: what old page engines cannot read is written otherwise, and must still mean the same.
    target: 'es2015',
    alias: { '@zhike/domain': path.join(ROOT, 'domain') },
  }).outputFiles[0]?.text;
  const files: Readonly<Record<string, string>> = {
    'app.json': JSON.stringify({ pages: ['pages/v/index'] }),
    'app.js': 'App({});',
    'pages/v/index.json': '{}',
    'pages/v/index.wxml': '<view id="count">{{count}}</view>',
    'pages/v/index.js': code ?? '',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, name), text);
  return root;
}

async function run(vectors: string): Promise<Readonly<Record<string, unknown>>> {
  const root = programOf(vectors);
  const host = new WeappHost({ root, person: agreeable() });
  try {
    const page = await host.launch();
    expect(host.exceptions).toEqual([]);
    return { ...page.instance.data };
  } finally {
    host.close();
    rmSync(root, { recursive: true, force: true });
  }
}

test('PF-11 in the mini-program every vector of forms comes out as it does on the server and in a browser', async () => {
  const text = readFileSync(VECTORS, 'utf8');
  const count = (JSON.parse(text) as FormVector[]).length;
  expect(count).toBeGreaterThan(10);
  expect(await run(text)).toMatchObject({ told: [], count, dom: 'undefined' });
});

test('PF-11 a vector that promises something else is told in the mini-program too', async () => {
  const [first] = JSON.parse(readFileSync(VECTORS, 'utf8')) as FormVector[];
  if (!first) throw new Error('no vectors');
  const wrong = { ...first, steps: first.steps.map((step) => ({ ...step, expect: { ...step.expect, problems: ['required /nowhere'] } })) };
  expect((await run(JSON.stringify([wrong]))).told).not.toEqual([]);
});

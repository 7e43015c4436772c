// Builds the clients into dist/clients/<name>, each only when its sources have changed.
import { cpSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hashOf, onceFor, root, run } from './steps.mjs';

const isSource = (file) => !/\.spec\.tsx?$/.test(file);
const shared = ['domain', 'package-lock.json', 'tsconfig.base.json', 'sandbox/launch/clients.mjs'];

/** npm lays a package at the root or in its workspace, as it sees fit. */
const program = (workspace, name, file) =>
  path.join(path.dirname(createRequire(path.join(root, workspace, 'package.json')).resolve(`${name}/package.json`)), file);

const taro = (type) => ({
  sources: ['miniapp', ...shared],
  from: `miniapp/dist/${type}`,
  build: () =>
    run(`building the mini-program for ${type} (about a minute)`, process.execPath, [program('miniapp', '@tarojs/cli', 'bin/taro'), 'build', '--type', type], {
      cwd: path.join(root, 'miniapp'),
      env: { NODE_ENV: 'production', BROWSERSLIST_IGNORE_OLD_DATA: '1' },
      quiet: true,
    }),
});
const vite = (mode) => ({
  sources: ['wecom-sidebar', ...shared],
  from: `wecom-sidebar/dist/${mode}`,
  build: () =>
    run(`building the ${mode}`, process.execPath, [program('wecom-sidebar', 'vite', 'bin/vite.js'), 'build', '--mode', mode], {
      cwd: path.join(root, 'wecom-sidebar'),
      env: { NODE_ENV: 'production' },
      quiet: true,
    }),
});
const CLIENTS = { h5: taro('h5'), sidebar: vite('sidebar'), workbench: vite('workbench'), weapp: taro('weapp') };

/** `names` of h5, sidebar, workbench (served by the server) and weapp (what is uploaded to WeChat). */
export async function ensureClients(names) {
  for (const name of names) {
    const { sources, from, build } = CLIENTS[name];
    const target = `dist/clients/${name}`;
    await onceFor(`client-${name}`, hashOf(sources, isSource), `${target}/${name === 'weapp' ? 'app.json' : 'index.html'}`, async () => {
      await build();
      // Swapped whole, so that a server that is running never serves half of one.
      const draft = path.join(root, `${target}.new`);
      rmSync(draft, { recursive: true, force: true });
      cpSync(path.join(root, from), draft, { recursive: true });
      rmSync(path.join(root, target), { recursive: true, force: true });
      renameSync(draft, path.join(root, target));
    });
  }
}

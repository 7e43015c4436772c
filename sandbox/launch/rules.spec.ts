import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '../..');
let house: string;

/** A small house of the same shape, with the real rules and one offence a file. */
function build(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(house, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }
}

beforeAll(() => {
  house = mkdtempSync(path.join(os.tmpdir(), 'zhike-rules-'));
  symlinkSync(path.join(root, 'node_modules'), path.join(house, 'node_modules'));
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

/** rule → the file that breaks it, and what that file says. */
const OFFENCES: [rule: string, file: string, text: string][] = [
  ['no-cycles', 'server/src/http/about.ts', `import { a } from './round'; export const b = () => a;`],
  ['domain-is-pure', 'domain/stores/reads-disk.ts', `import { readFileSync } from 'node:fs'; export const x = readFileSync;`],
  ['domain-is-pure', 'domain/stores/other-library.ts', `import dayjs from 'dayjs'; export const x = dayjs;`],
  ['domain-is-pure', 'domain/stores/big-zod.ts', `import * as z from 'zod'; export const x = z;`],
  ['kernel-stands-alone', 'domain/kernel/knows-noun.ts', `import { s } from '../stores/contract'; export const x = s;`],
  ['engines-know-no-noun', 'domain/engines/rules/knows-noun.ts', `import type { S } from '../../stores/contract'; export type X = S;`],
  ['nouns-meet-at-contracts', 'domain/booking/deep.ts', `import { open } from '../stores/rules'; export const x = open;`],
  ['nouns-meet-at-contracts', 'domain/sum.ts', `import { open } from './stores/rules'; export const x = open;`],
  ['config-imports-only-domain', 'config/knows-server.ts', `import { m } from '../server/src/modules/stores/queries'; export const x = m;`],
  ['clients-see-only-domain', 'miniapp/src/knows-config.ts', `import { c } from '../../config/fine'; export const x = c;`],
  ['clients-see-only-domain', 'wecom-sidebar/src/knows-phone.ts', `import { p } from '../../miniapp/src/fine'; export const x = p;`],
  ['clients-take-only-types-of-the-api', 'miniapp/src/all-schemas.ts', `import { endpoints } from '../../domain/api'; export const x = endpoints;`],
  ['wecom-only-in-bridge', 'wecom-sidebar/src/features/speaks-wecom.ts', `import * as ww from '@wecom/jssdk'; export const x = ww;`],
  ['server-stands-on-domain-and-config', 'server/src/http/plays.ts', `import { w } from '../../../sandbox/world'; export const x = w;`],
  ['records-are-private', 'server/src/modules/booking/looks-in.ts', `import { r } from '../stores/records'; export const x = r;`],
  ['records-are-private-to-modules', 'server/src/http/looks-in.ts', `import { r } from '../modules/stores/records'; export const x = r;`],
  ['only-records-know-prisma', 'server/src/modules/stores/commands.ts', `import type { P } from '../../generated/prisma/client'; export type X = P;`],
  ['only-records-know-prisma', 'server/src/http/adapter.ts', `import { PrismaPg } from '@prisma/adapter-pg'; export const x = PrismaPg;`],
  ['commands-go-downward-from-stores', 'server/src/modules/stores/upward.ts', `import { c } from '../booking/commands'; export const x = c;`],
  ['commands-go-downward-from-definitions', 'server/src/modules/definitions/upward.ts', `import { c } from '../booking/commands'; export const x = c;`],
  ['commands-go-downward-from-catalogue', 'server/src/modules/catalogue/upward.ts', `import { c } from '../orders/commands/pay'; export const x = c;`],
  ['commands-go-downward-from-booking', 'server/src/modules/booking/upward.ts', `import { c } from '../orders/commands/pay'; export const x = c;`],
  ['commands-go-downward-from-ledger', 'server/src/modules/ledger/upward.ts', `import { c } from '../orders/commands/pay'; export const x = c;`],
  ['commands-go-downward-from-customers', 'server/src/modules/customers/upward.ts', `import { c } from '../orders/commands/pay'; export const x = c;`],
  ['commands-go-downward-from-orders', 'server/src/modules/orders/upward.ts', `import { c } from '../membership/commands/sell'; export const x = c;`],
  ['commands-go-downward-from-membership', 'server/src/modules/membership/upward.ts', `import { c } from '../finance/commands/bills'; export const x = c;`],
  ['commands-go-downward-from-flows', 'server/src/modules/flows/upward.ts', `import { c } from '../finance/commands/bills'; export const x = c;`],
  ['commands-go-downward-from-marketing', 'server/src/modules/marketing/upward.ts', `import { c } from '../finance/commands/bills'; export const x = c;`],
  ['commands-go-downward-from-finance', 'server/src/modules/finance/upward.ts', `import { c } from '../templates/commands/install'; export const x = c;`],
  ['nobody-imports-sandbox', 'config/plays.ts', `import { w } from '../sandbox/world'; export const x = w;`],
  ['nobody-imports-sandbox', 'miniapp/src/plays.ts', `import type { W } from '../../sandbox/world'; export type X = W;`],
  ['not-resolvable', 'server/src/http/nowhere.ts', `import { n } from './not-there'; export const x = n;`],
];

/** What the rules must let pass. */
const GOOD: Readonly<Record<string, string>> = {
  'domain/api.ts': `import { s } from './stores/contract'; export const endpoints = { s }; export type Api = typeof endpoints;`,
  'domain/kernel/fine.ts': `import * as z from 'zod/mini'; export const k = z;`,
  'domain/engines/rules/fine.ts': `import { k } from '../../kernel/fine'; export const e = k;`,
  'domain/stores/contract.ts': `import { k } from '../kernel/fine'; export const s = k; export type S = typeof s;`,
  'domain/stores/rules.ts': `import { s } from './contract'; import { e } from '../engines/rules/fine'; export const open = { s, e };`,
  'domain/stores/rules.spec.ts': `import fc from 'fast-check'; import { open } from './rules'; export const x = { fc, open };`,
  'domain/booking/fine.ts': `import { s } from '../stores/contract'; import type { T } from './mutual'; export const x = s; export type M = T;`,
  'domain/booking/mutual.ts': `import type { M } from './fine'; export type T = { readonly m?: M };`,
  'config/fine.ts': `import { readFileSync } from 'node:fs'; import { s } from '../domain/stores/contract'; export const c = { s, readFileSync };`,
  'server/src/http/round.ts': `import { b } from './about'; export const a = () => b;`,
  'server/src/generated/prisma/client.ts': `export type P = string;`,
  'server/src/modules/stores/records.ts': `import type { P } from '../../generated/prisma/client'; export const r = (): P => 'r';`,
  'server/src/modules/stores/queries.ts': `import { r } from './records'; import { c } from '../../../../config/fine'; export const m = { r, c };`,
  'server/src/modules/booking/commands.ts': `import { m } from '../stores/queries'; export const c = m;`,
  'server/src/modules/orders/commands/pay.ts': `import { c as lower } from '../../booking/commands'; export const c = lower;`,
  'server/src/modules/membership/commands/sell.ts': `import { c as lower } from '../../orders/commands/pay'; export const c = lower;`,
  'server/src/modules/finance/commands/bills.ts': `import { c as lower } from '../../membership/commands/sell'; export const c = lower;`,
  'server/src/modules/templates/commands/install.ts': `import { c as lower } from '../../finance/commands/bills'; export const c = lower;`,
  'server/test/fine.ts': `import { w } from '../../sandbox/world'; import { r } from '../src/modules/stores/records'; export const x = { w, r };`,
  'miniapp/src/fine.ts': `import type { Api } from '../../domain/api'; import { s } from '../../domain/stores/contract'; export const p = s; export type A = Api;`,
  'wecom-sidebar/src/bridge/fine.ts': `import * as ww from '@wecom/jssdk'; export const x = ww;`,
  'sandbox/world.ts': `import { m } from '../server/src/modules/stores/queries'; export const w = m; export type W = typeof w;`,
};

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

describe('who may import whom', () => {
  let violations: Violation[];

  beforeAll(() => {
    build(GOOD);
    build(Object.fromEntries(OFFENCES.map(([, file, text]) => [file, text])));
    const program = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const folders = ['domain', 'config', 'server', 'miniapp', 'wecom-sidebar', 'sandbox'];
    const done = spawnSync(process.execPath, [program, ...folders, '--config', path.join(root, '.dependency-cruiser.cjs'), '--output-type', 'json'], {
      cwd: house,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    violations = (JSON.parse(done.stdout) as { summary: { violations: Violation[] } }).summary.violations;
  });

  test.each(OFFENCES)('PF-04 rule %s fires on %s', (rule, file) => {
    expect(violations.filter((violation) => violation.from === file).map((violation) => violation.rule.name)).toContain(rule);
  });

  test('PF-04 the rules let pass what the design allows', () => {
    const bad = new Set(OFFENCES.map(([, file]) => file));
    expect(violations.filter((violation) => !bad.has(violation.from))).toEqual([]);
  });

  test('PF-04 every rule of the configuration is shown to fire', () => {
    const config = createRequire(__filename)('../../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };
    const shown = new Set(OFFENCES.map(([rule]) => rule));
    const silent = config.forbidden.map((rule) => rule.name).filter((name) => !shown.has(name));
    expect(silent).toEqual([]);
  });
});

const LINT: [rule: string, file: string, text: string][] = [
  ['@typescript-eslint/no-floating-promises', 'server/src/http/floating.ts', `export const f = async () => 1; export const g = () => { f(); };`],
  [
    '@typescript-eslint/no-misused-promises',
    'server/src/http/misused.ts',
    `export const f = async () => true; export const g = () => { if (f()) return 1; return 2; };`,
  ],
  ['@typescript-eslint/no-explicit-any', 'server/src/http/any.ts', `export const f = (x: any) => String(x);`],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    'domain/orders/switch.ts',
    `export const f = (x: 'a' | 'b') => { switch (x) { case 'a': return 1; } return 2; };`,
  ],
  ['no-restricted-syntax', 'server/src/http/environment.ts', `export const f = () => process.env.HOME;`],
  ['no-restricted-syntax', 'server/src/modules/orders/now.ts', `export const f = () => Date.now();`],
  ['no-restricted-syntax', 'domain/orders/today.ts', `export const f = () => new Date();`],
  ['no-restricted-syntax', 'domain/orders/dice.ts', `export const f = () => Math.random();`],
  [
    'no-restricted-syntax',
    'server/src/modules/orders/raw.ts',
    `export const f = (tx: { $queryRawUnsafe(s: string): string }) => tx.$queryRawUnsafe('select 1');`,
  ],
];

describe('what may be written', () => {
  let found: Map<string, string[]>;

  beforeAll(() => {
    build(Object.fromEntries(LINT.map(([, file, text]) => [file, text])));
    build({ 'server/src/platform/clock.ts': `export const f = () => Date.now();`, 'config/env.ts': `export const f = () => process.env.HOME;` });
    for (const file of ['eslint.config.mjs', 'tsconfig.json', 'tsconfig.base.json', 'domain/tsconfig.json'])
      cpSync(path.join(root, file), path.join(house, file));
    const files = [...LINT.map(([, file]) => file), 'server/src/platform/clock.ts', 'config/env.ts'];
    const done = spawnSync(process.execPath, [path.join(root, 'node_modules/eslint/bin/eslint.js'), '--format', 'json', ...files], {
      cwd: house,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const results = JSON.parse(done.stdout) as { filePath: string; messages: { ruleId: string | null; message: string }[] }[];
    found = new Map(results.map((result) => [path.relative(house, result.filePath), result.messages.map((message) => message.ruleId ?? message.message)]));
  }, 60_000);

  test.each(LINT)('PF-04 lint %s fires on %s', (rule, file) => {
    expect(found.get(file)).toContain(rule);
  });

  test('PF-04 the platform may read the clock, and config/env.ts the environment', () => {
    expect(found.get('server/src/platform/clock.ts')).toEqual([]);
    expect(found.get('config/env.ts')).toEqual([]);
  });
});

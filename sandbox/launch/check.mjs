// npm run check: types, rules and tests; what CI runs.
import { ensureGenerated, ensureInstalled, run, together } from './steps.mjs';
import { buildForTests, endWithLine, failureOf, runTests } from './testing.mjs';

const node = (file, ...args) => [process.execPath, [`node_modules/${file}`, ...args]];
const LINTED = [['server'], ['domain', 'config', 'prisma'], ['sandbox', 'bench'], ['miniapp', 'wecom-sidebar']];
const STEPS = [
  // In parts: the types of all files at once do not fit into the memory that Node.js takes by itself.
  ...LINTED.map((folders) => [`rules: ESLint, ${folders.join(', ')}`, ...node('eslint/bin/eslint.js', ...folders)]),
  ...['.', 'domain', 'miniapp', 'wecom-sidebar'].map((where) => [
    `types: ${where === '.' ? 'server, sandbox, prisma, bench' : where}`,
    ...node('typescript/bin/tsc', '-p', `${where}/tsconfig.json`),
  ]),
  ['rules: Biome', ...node('@biomejs/biome/bin/biome', 'check', '--diagnostic-level=warn', '.')],
  [
    'rules: who may import whom',
    ...node(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      'domain',
      'config',
      'server',
      'miniapp/src',
      'wecom-sidebar/src',
      'sandbox',
      'prisma',
      'bench',
      '--config',
      '.dependency-cruiser.cjs',
    ),
  ],
];

await endWithLine(async () => {
  await ensureInstalled();
  await ensureGenerated();
  const failedSteps = [];
  const steps = STEPS.map(([title, command, args]) => async () => {
    const failed = await failureOf(() => run(title, command, args, { quiet: true }));
    if (failed) failedSteps.push(title);
  });
  // Each keeps one processor busy; a failed build is told when the tests ask for it.
  await together(2, [...steps.slice(0, 1), () => failureOf(buildForTests), ...steps.slice(1)]);
  await runTests({ failedSteps });
});

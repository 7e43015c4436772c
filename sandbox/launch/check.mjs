// npm run check: types, rules and tests; what CI runs.
import { ensureGenerated, ensureInstalled, root, run, say, StepFailed } from './steps.mjs';
import { endWithLine, runTests } from './testing.mjs';

const node = (file, ...args) => [process.execPath, [`node_modules/${file}`, ...args]];
const LINTED = [['domain', 'config', 'prisma'], ['server'], ['sandbox', 'bench'], ['miniapp', 'wecom-sidebar']];
const STEPS = [
  ...['.', 'domain', 'miniapp', 'wecom-sidebar'].map((where) => [
    `types: ${where === '.' ? 'server, sandbox, prisma, bench' : where}`,
    ...node('typescript/bin/tsc', '-p', `${where}/tsconfig.json`),
  ]),
  ['rules: Biome', ...node('@biomejs/biome/bin/biome', 'check', '--diagnostic-level=warn', '.')],
  // In parts: the types of all files at once do not fit into the memory that Node.js takes by itself.
  ...LINTED.map((folders) => [`rules: ESLint, ${folders.join(', ')}`, ...node('eslint/bin/eslint.js', ...folders)]),
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
  for (const [title, command, args] of STEPS)
    try {
      await run(title, command, args, { cwd: root });
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      say(error.message);
      failedSteps.push(title);
    }
  await runTests({ failedSteps });
});

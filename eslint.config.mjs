// Only what needs types or knows this house; formatting and the quick rules are Biome's.
import tseslint from 'typescript-eslint';

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'config/env.ts is the only reader of the environment; take the value as an argument.',
};
const clock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take the clock as an argument: only the adapters in server/src/platform read it.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take the clock as an argument: only the adapters in server/src/platform read it.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Take randomness as an argument: only the adapters in server/src/platform make it.',
  },
];
const bigPower = {
  selector: "BinaryExpression[operator='**'] > CallExpression[callee.name='BigInt']",
  message: 'Old page engines get Math.pow for a power, and it takes no bigint: multiply.',
};
const unsafeSql = {
  selector: 'MemberExpression[property.name=/^\\$(query|execute)RawUnsafe$/]',
  message: 'Write SQL as a tagged template: its values are bound, never pasted.',
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/generated/**', '**/node_modules/**', '**/fixture/**', '.data/**', '.artifacts/**', '**/*.js', '**/*.cjs', '**/*.mjs'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': ['error', environment, unsafeSql],
    },
  },
  { files: ['domain/**/*.ts', 'server/src/modules/**/*.ts'], rules: { 'no-restricted-syntax': ['error', environment, unsafeSql, bigPower, ...clock] } },
  // SQL that is built is bound by hand, and only where rows are read and written.
  { files: ['server/src/modules/*/records*.ts', 'server/src/modules/*/records/**/*.ts'], rules: { 'no-restricted-syntax': ['error', environment, ...clock] } },
  { files: ['server/src/platform/db.ts'], rules: { 'no-restricted-syntax': ['error', environment] } },
  // The demo's launcher passes the environment on; tests and benchmarks ask it where to run.
  {
    files: [
      'config/env.ts',
      'sandbox/launch/**',
      'sandbox/postgres/**',
      'sandbox/journeys/**',
      'bench/**',
      'prisma.config.ts',
      'miniapp/**',
      '**/*.spec.ts',
      '**/*.spec.tsx',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
);

// One project a kind of test. `npm test` runs all of them; `npx jest --selectProjects domain` runs one.
process.env.TZ = 'UTC';

const swc = (parser) => ['@swc/jest', { jsc: { target: 'es2022', parser, transform: { react: { runtime: 'automatic' } } }, module: { type: 'commonjs' } }];
const laws = { '^fast-check$': '<rootDir>/sandbox/launch/laws.cjs' };
const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  moduleNameMapper: laws,
  transform: {
    '^.+\\.tsx$': swc({ syntax: 'typescript', tsx: true }),
    '^.+\\.(ts|mts|cts)$': swc({ syntax: 'typescript' }),
    '^.+\\.(m?js|cjs|jsx)$': swc({ syntax: 'ecmascript', jsx: true }),
  },
  // npm packages that are published as ES modules only. Our own @zhike/* are links to folders outside node_modules.
  transformIgnorePatterns: [
    '/node_modules/(?!(jose|pg-boss|better-sse|serialize-error|non-error|cron-parser|@wecom/jssdk|@event-calendar|svelte|esm-env|@nutui|@tarojs)/)',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/.artifacts/', '<rootDir>/miniapp/dist/', '<rootDir>/wecom-sidebar/dist/'],
};
const database = {
  globalSetup: '<rootDir>/sandbox/launch/global-setup.ts',
  globalTeardown: '<rootDir>/sandbox/launch/global-teardown.ts',
  setupFiles: ['<rootDir>/sandbox/launch/no-timings.cjs'],
};
const styles = { ...laws, '\\.(css|scss|svg|png|jpg)$': '<rootDir>/sandbox/launch/empty-module.cjs' };

/** @type {import('jest').Config} */
module.exports = {
  maxWorkers: 2,
  testTimeout: 30_000,
  projects: [
    { ...shared, displayName: 'domain', testMatch: ['<rootDir>/domain/**/*.spec.ts'] },
    { ...shared, displayName: 'config', testMatch: ['<rootDir>/config/**/*.spec.ts'] },
    { ...shared, ...database, displayName: 'server', testMatch: ['<rootDir>/server/**/*.spec.ts', '<rootDir>/prisma/**/*.spec.ts'] },
    {
      ...shared,
      ...database,
      displayName: 'sandbox',
      testMatch: ['<rootDir>/sandbox/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.journey\\.spec\\.ts$'],
    },
    { ...shared, displayName: 'sidebar', testEnvironment: 'jsdom', moduleNameMapper: styles, testMatch: ['<rootDir>/wecom-sidebar/src/**/*.spec.{ts,tsx}'] },
    {
      ...shared,
      displayName: 'miniapp',
      testEnvironment: 'jsdom',
      moduleNameMapper: { ...styles, '^@/(.*)$': '<rootDir>/miniapp/src/$1' },
      testMatch: ['<rootDir>/miniapp/src/**/*.spec.{ts,tsx}', '<rootDir>/miniapp/config/**/*.spec.ts'],
    },
    {
      ...shared,
      ...database,
      displayName: 'journeys',
      setupFilesAfterEnv: ['<rootDir>/sandbox/launch/journey-patience.cjs'],
      testMatch: ['<rootDir>/sandbox/journeys/**/*.journey.spec.ts'],
    },
  ],
};

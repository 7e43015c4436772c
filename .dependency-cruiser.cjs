// Who may import whom. docs/ARCHITECTURE.md says it in words; sandbox/launch/rules.spec.ts shows each rule fire.
const SPEC = '\\.(spec|journey\\.spec)\\.tsx?$';
const TESTS = ['^server/test/', SPEC];
/** Lower nouns first: a module's commands may call only those of a module to its left. */
const MODULES = ['ledger', 'stores', 'definitions', 'catalogue', 'customers', 'booking', 'orders', 'membership', 'marketing', 'flows', 'finance', 'templates'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle of values makes the order of loading decide. Types may refer to each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-is-pure',
      comment: 'domain/ runs in three places and does no I/O: it may use zod/mini and itself.',
      severity: 'error',
      from: { path: '^domain/', pathNot: SPEC },
      to: { pathNot: ['^domain/', 'node_modules/zod/mini/'] },
    },
    { name: 'kernel-stands-alone', severity: 'error', from: { path: '^domain/kernel/', pathNot: SPEC }, to: { path: '^domain/', pathNot: '^domain/kernel/' } },
    {
      name: 'engines-know-no-noun',
      severity: 'error',
      from: { path: '^domain/engines/', pathNot: SPEC },
      to: { path: '^domain/', pathNot: '^domain/(engines|kernel)/' },
    },
    {
      name: 'nouns-meet-at-contracts',
      comment: 'A noun sees another only through its contract.ts; api.ts is nothing but the sum of contracts.',
      severity: 'error',
      from: { path: '^domain/(?!kernel/|engines/)([^/]+)', pathNot: SPEC },
      to: { path: '^domain/[^/]+/', pathNot: ['^domain/$1/', '^domain/(kernel|engines)/', '/contract\\.ts$'] },
    },
    {
      name: 'config-imports-only-domain',
      severity: 'error',
      from: { path: '^config/', pathNot: SPEC },
      to: { path: '^(server|miniapp|wecom-sidebar|prisma|sandbox|bench)/' },
    },
    {
      name: 'clients-see-only-domain',
      comment: 'A client is sent to strangers: nothing of the server, its configuration or the other client may end in it.',
      severity: 'error',
      from: { path: '^(miniapp|wecom-sidebar)/' },
      to: { path: '^(server|config|prisma|sandbox|bench|miniapp|wecom-sidebar)/', pathNot: ['^$1/'] },
    },
    {
      name: 'clients-take-only-types-of-the-api',
      comment: 'The sum of all contracts as values would put every schema into every page.',
      severity: 'error',
      from: { path: '^(miniapp|wecom-sidebar)/src/', pathNot: SPEC },
      to: { path: '^domain/api\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'wecom-only-in-bridge',
      comment: "One folder touches WeCom's JavaScript interface.",
      severity: 'error',
      from: { path: '^wecom-sidebar/src/', pathNot: ['^wecom-sidebar/src/bridge/', SPEC] },
      to: { path: 'node_modules/@wecom/jssdk' },
    },
    {
      name: 'server-stands-on-domain-and-config',
      severity: 'error',
      from: { path: '^server/src/' },
      to: { path: '^(sandbox|miniapp|wecom-sidebar|prisma|bench|server/test)/' },
    },
    {
      name: 'records-are-private',
      comment: 'Only the module itself reads and writes its rows through records.ts; others ask its queries.',
      severity: 'error',
      from: { path: '^server/src/modules/([^/]+)/', pathNot: SPEC },
      to: { path: '^server/src/modules/[^/]+/records[./]', pathNot: '^server/src/modules/$1/' },
    },
    {
      name: 'records-are-private-to-modules',
      severity: 'error',
      from: { pathNot: ['^server/src/modules/', ...TESTS] },
      to: { path: '^server/src/modules/[^/]+/records[./]' },
    },
    {
      name: 'only-records-know-prisma',
      comment: 'Everything else speaks in the words of domain/.',
      severity: 'error',
      from: { pathNot: ['^server/src/generated/', '^server/src/modules/[^/]+/records[./]', '^server/src/platform/db\\.ts$', '^(prisma|bench)/', ...TESTS] },
      to: { path: ['^server/src/generated/prisma', 'node_modules/@prisma/'] },
    },
    ...MODULES.slice(0, -1).map((name, index) => ({
      name: `commands-go-downward-from-${name}`,
      comment: `${name} does not command ${MODULES.slice(index + 1).join(', ')}: those react to its events.`,
      severity: 'error',
      from: { path: `^server/src/modules/${name}/` },
      to: { path: `^server/src/modules/(${MODULES.slice(index + 1).join('|')})/commands[./]` },
    })),
    {
      name: 'nobody-imports-sandbox',
      comment: 'The played world must not be able to leak into production.',
      severity: 'error',
      from: { pathNot: ['^sandbox/', '^bench/', ...TESTS] },
      to: { path: '^sandbox/' },
    },
    { name: 'not-resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(virtual:|vite/client)' } },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^server/src/generated'] },
    exclude: { path: ['^(dist|[^/]+/dist)/', '/fixture/', '\\.(scss|css|html|png|svg|json)$'] },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    // For the mini-program's own `@/…`.
    webpackConfig: { fileName: `${__dirname}/sandbox/launch/cruise-aliases.cjs` },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};

import { createServer, type Server } from 'node:http';
import type Koa from 'koa';
import type { Env } from '@zhike/config/env';
import { buildApp } from './app';
import type { HttpLimits } from './gateways/http-json';
import { createSms } from './gateways/sms/http';
import { createWechat } from './gateways/wechat/http';
import { createMerchants } from './gateways/wechat-pay/merchants';
import { createWecom } from './gateways/wecom/http';
import type { Sheets } from './http/downloads';
import type { AllRoutes } from './http/route';
import { roleKind } from './modules/access/roles';
import { accessRoutes } from './modules/access/routes';
import { freeTimeJobs } from './modules/booking/jobs.free-time';
import { rosterJobs, rosterReactions } from './modules/booking/jobs.rosters';
import { bookingJobs } from './modules/booking/jobs.run';
import { bookingReactions } from './modules/booking/reactions';
import { bookingRoutes } from './modules/booking/routes';
import { bulkJobs } from './modules/bulk/jobs';
import { bulkRoutes } from './modules/bulk/routes';
import { catalogueRoutes } from './modules/catalogue/routes';
import { customersRoutes } from './modules/customers/routes';
import { definitionsRoutes } from './modules/definitions/routes';
import { fieldJobs, fieldReactions } from './modules/fields/jobs';
import { fieldsRoutes } from './modules/fields/routes';
import { formKind, recordKind } from './modules/forms/kinds';
import { formsJobs } from './modules/forms/jobs';
import { formsRoutes } from './modules/forms/routes';
import { financeJobs } from './modules/finance/jobs';
import { financeRoutes } from './modules/finance/routes';
import { closingsSheet } from './modules/finance/sheets';
import { effectJobs, staleFlow } from './engines/flows/effects';
import { flowKind } from './engines/flows/kind';
import { migrationJobs } from './engines/flows/migrating';
import { flowReactions } from './engines/flows/reactions';
import { timerJobs } from './engines/flows/timers';
import { flowSetup } from './modules/flows/effects';
import { flowsRoutes } from './modules/flows/routes';
import { importJobs } from './modules/imports/jobs';
import { importsRoutes } from './modules/imports/routes';
import { ledgerJobs } from './modules/ledger/jobs';
import { ledgerRoutes } from './modules/ledger/routes';
import { ledgerSheet } from './modules/ledger/sheets';
import { beforeCommit, changeJobs } from './engines/rules/changes';
import { ruleEffectJobs, staleCause } from './engines/rules/executor';
import { guardKind } from './engines/rules/guards';
import { ruleKind } from './engines/rules/kind';
import { ruleJobs } from './engines/rules/planner';
import { ruleReactions } from './engines/rules/reactions';
import { levelBenefit } from './modules/membership/commands/bill';
import { payingCards } from './modules/membership/paying-cards';
import { makePaidCard } from './modules/membership/commands/buy';
import { marketingJobs } from './modules/marketing/jobs';
import { marketingReactions } from './modules/marketing/reactions';
import { marketingRoutes } from './modules/marketing/routes';
import { membershipJobs } from './modules/membership/jobs';
import { memberJobs } from './modules/membership/jobs.members';
import { membershipReactions } from './modules/membership/reactions';
import { memberReactions } from './modules/membership/reactions.members';
import { membershipRoutes } from './modules/membership/routes';
import { messagingJobs } from './modules/messaging/jobs';
import { messagingReactions } from './modules/messaging/reactions';
import { memberNewsReactions } from './modules/messaging/reactions.members';
import { staleTodo, todoReactions } from './modules/messaging/reactions.todos';
import { messagingRoutes } from './modules/messaging/routes';
import { ordersJobs } from './modules/orders/jobs';
import { nameMerchants } from './modules/orders/merchants';
import { ordersReactions } from './modules/orders/reactions';
import { orderReactions } from './modules/orders/reactions.orders';
import { ordersRoutes } from './modules/orders/routes';
import { ordersSheet, paymentsSheet } from './modules/orders/sheets';
import { rulesRoutes } from './modules/rules/routes';
import { ruleSetup, ruleSurroundings } from './modules/rules/setup';
import { templatesRoutes } from './modules/templates/routes';
import { textKind } from './engines/messages/kind';
import { standingJobs, standingReactions } from './engines/standing/jobs';
import { standingKind, taggingKind } from './engines/standing/kinds';
import { standingRoutes } from './modules/standing/routes';
import { recordsRoutes } from './modules/records/routes';
import { recordsSheet } from './modules/records/sheets';
import { dashboardKind, reportKind } from './modules/reports/kinds';
import { reportsJobs } from './modules/reports/jobs';
import { reportsRoutes } from './modules/reports/routes';
import { segmentKind } from './modules/segments/kind';
import { segmentsRoutes } from './modules/segments/routes';
import { storesRoutes } from './modules/stores/routes';
import { systemClock, type Clock } from './platform/clock';
import { createFieldCrypto, signState, verifyState } from './platform/crypto';
import { openDb } from './platform/db';
import type { DefinitionKinds } from './platform/definition-kinds';
import { createMemoryEphemeral } from './platform/ephemeral-memory';
import { createRedisEphemeral } from './platform/ephemeral-redis';
import { createPgBossJobs, type JobHandler, type Jobs } from './platform/jobs';
import { createLive } from './platform/live';
import { createLog, type Log } from './platform/log';
import { createMetrics } from './platform/metrics';
import { createPdf } from './platform/pdf';
import type { Ports } from './platform/ports';
import { purgeJobs } from './platform/purge';
import { deliverEvents, listenedTo, type Reactions } from './platform/reactions';
import { deliverEvent, createWriter } from './platform/write';

/** Every endpoint of the product; one that is missing does not compile. */
export const routes: AllRoutes = {
  ...accessRoutes,
  ...storesRoutes,
  ...catalogueRoutes,
  ...customersRoutes,
  ...bookingRoutes,
  ...ordersRoutes,
  ...membershipRoutes,
  ...marketingRoutes,
  ...ledgerRoutes,
  ...definitionsRoutes,
  ...templatesRoutes,
  ...flowsRoutes,
  ...formsRoutes,
  ...fieldsRoutes,
  ...recordsRoutes,
  ...importsRoutes,
  ...bulkRoutes,
  ...segmentsRoutes,
  ...standingRoutes,
  ...reportsRoutes,
  ...financeRoutes,
  ...messagingRoutes,
  ...rulesRoutes,
};

/** What can be made without a programmer: each engine checks its own kind. */
const definitionKinds = (clock: Clock): DefinitionKinds => ({
  segment: segmentKind,
  tagging: taggingKind,
  standing: standingKind,
  rule: ruleKind(ruleSurroundings),
  guard: guardKind(ruleSurroundings),
  text: textKind,
  flow: flowKind(flowSetup),
  record: recordKind,
  form: formKind,
  report: reportKind(() => clock.now()),
  dashboard: dashboardKind,
  role: roleKind,
});

/** The lists that can be written down as spreadsheets. */
const sheets: Sheets = { ledger: ledgerSheet, orders: ordersSheet, payments: paymentsSheet, closings: closingsSheet, records: recordsSheet };

const reactions: readonly Reactions[] = [
  rosterReactions,
  bookingReactions,
  ordersReactions,
  orderReactions,
  membershipReactions,
  memberReactions,
  marketingReactions,
  messagingReactions,
  memberNewsReactions,
  todoReactions,
  ruleReactions,
  flowReactions,
  fieldReactions,
  standingReactions,
];

export interface PortOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Another way to keep jobs: seeds run them at once in their own time. */
  readonly jobs?: Jobs;
  /** Less patience with the services outside, for tests. */
  readonly limits?: HttpLimits;
}

/** `key=value,…` of a checked variable. */
function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split('=') as [string, string]),
  );
}

/** Where jobs are worked off in the process that sends them, each wakes its worker: the poll is for what is due later, or was sent by another process. */
const WOKEN_POLL_SECONDS = 1;
const AWAY_POLL_SECONDS = 0.5;

/** Wires every port from the configuration; nothing is connected to yet but the database pool. */
export function createPorts(env: Env, options: PortOptions = {}): Ports {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLog(env.LOG_LEVEL);
  const db = openDb(env.DATABASE_URL, env.DATABASE_POOL);
  const ephemeral = env.REDIS_URL ? createRedisEphemeral(env.REDIS_URL, log) : createMemoryEphemeral(log);
  const jobs = options.jobs ?? createPgBossJobs(env.DATABASE_URL, log, { pollSeconds: env.WORKER === 'inline' ? WOKEN_POLL_SECONDS : AWAY_POLL_SECONDS });
  const live = createLive(ephemeral, log);
  const gateways = { clock, log, ephemeral, ...(options.limits ? { limits: options.limits } : {}) };
  const ports: Ports = {
    db,
    jobs,
    live,
    ephemeral,
    clock,
    log,
    writer: createWriter({ db, jobs, live, clock }, listenedTo(reactions), (write, written) => beforeCommit(write, written, ports)),
    metrics: createMetrics(),
    crypto: createFieldCrypto({ fieldKeys: env.FIELD_KEYS, indexKey: env.INDEX_KEY }),
    seal: { close: (text, expiresAt) => signState(text, env.SESSION_KEY, expiresAt), open: (sealed) => verifyState(sealed, env.SESSION_KEY, clock.now()) },
    wechat: createWechat(env, gateways),
    merchants: createMerchants(env, gateways),
    payees: { card: makePaidCard },
    definitionKinds: definitionKinds(clock),
    flows: flowSetup,
    ownBenefits: levelBenefit,
    messageCauses: {
      stale(tx, cause, now) {
        if (cause.startsWith('todo:')) return staleTodo(tx, cause);
        return cause.startsWith('flow:') ? staleFlow(tx, cause) : staleCause(tx, ports, cause, now);
      },
    },
    rules: ruleSetup,
    payingCards,
    wecom: createWecom(env, gateways),
    sms: createSms(env, gateways),
    pdf: createPdf(env.CONTRACT_FONT),
    shop: {
      name: env.SHOP_NAME,
      colour: env.SHOP_COLOUR,
      holdMinutes: env.HOLD_MINUTES,
      rateLimitFactor: env.RATE_LIMIT_FACTOR,
      publicBaseUrl: env.PUBLIC_BASE_URL.replace(/\/$/, ''),
      templates: pairsOf(env.WECHAT_TEMPLATES),
      smsTemplates: pairsOf(env.SMS_TEMPLATES),
      smsReplyKey: env.SMS_REPLY_KEY ?? null,
      wechatAppid: env.WECHAT_APPID,
      wecomCorpId: env.WECOM_CORP_ID,
      wecomAgentId: env.WECOM_AGENT_ID,
    },
  };
  return ports;
}

/** Every job handler of the product. */
export function jobHandlers(ports: Ports): JobHandler[] {
  return [
    deliverEvents(reactions, ports),
    ...bookingJobs(ports),
    ...ordersJobs(ports),
    ...ledgerJobs(ports),
    ...financeJobs(ports),
    ...reportsJobs(ports),
    ...membershipJobs(ports),
    ...marketingJobs(ports),
    ...memberJobs(ports),
    ...messagingJobs(ports),
    ...ruleJobs(ports),
    ...ruleEffectJobs(ports),
    ...changeJobs(ports),
    ...standingJobs(ports),
    ...rosterJobs(ports),
    ...freeTimeJobs(ports),
    ...effectJobs(ports),
    ...timerJobs(ports),
    ...migrationJobs(ports),
    ...formsJobs(ports),
    ...importJobs(ports),
    ...bulkJobs(ports),
    ...fieldJobs(ports),
    ...purgeJobs(ports),
  ];
}

/** Makes the queues of every job, so that a transaction can put jobs into them. */
export async function prepareJobs(ports: Ports): Promise<void> {
  await ports.jobs.prepare([deliverEvent, ...jobHandlers(ports).map((handler) => handler.kind)]);
}

/** Begins to work on jobs in this process. */
export async function startWorker(ports: Ports): Promise<void> {
  await ports.jobs.work(jobHandlers(ports));
}

export interface RunningServer {
  readonly url: string;
  readonly ports: Ports;
  readonly app: Koa;
  close(): Promise<void>;
}

export interface ServerOptions extends PortOptions {
  /** Called before the server listens: the demo hangs its own pages beside the product's. */
  readonly mount?: (app: Koa) => void;
}

/** A listening server. The database must already have this build's schema. */
export async function startServer(env: Env, options: ServerOptions = {}): Promise<RunningServer> {
  const ports = createPorts(env, options);
  await prepareJobs(ports);
  await nameMerchants(ports);
  const app = buildApp(routes, ports, {
    sheets,
    trustedProxies: env.TRUSTED_PROXIES,
    clientsDir: env.CLIENTS_DIR,
    ...(options.mount ? { mount: options.mount } : {}),
  });
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  server.requestTimeout = 30_000;
  server.headersTimeout = 15_000;
  // Longer than proxies keep theirs (a minute): or a request is written onto a connection that was just closed here.
  server.keepAliveTimeout = 65_000;
  await listen(server, env.PORT, env.HOST);
  if (env.WORKER === 'inline') await startWorker(ports);
  ports.log.info({ port: env.PORT, worker: env.WORKER }, 'server.listening');
  return {
    url: env.PUBLIC_BASE_URL,
    ports,
    app,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // With the jobs' six seconds it is over before the ten after which a container is killed.
        setTimeout(() => server.closeAllConnections(), 2_000).unref();
      });
      await closePorts(ports);
    },
  };
}

/** Lets running jobs finish, then gives every connection back. */
export async function closePorts(ports: Ports): Promise<void> {
  await ports.jobs.stop();
  await ports.ephemeral.close();
  await ports.db.close();
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

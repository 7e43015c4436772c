import path from 'node:path';
import automator from 'miniprogram-automator';
import { serveAutomator } from '../weapp-host/automator-server';
import { WeappHost } from '../weapp-host/host';
import { bundleProblems, packageSizes } from '../weapp-host/report';
import { simulatedPerson } from '../weapp-host/simulated-person';
import type { MiniProgram } from './automator-hand';
import { customerStory } from './customer.automator';
import { lendPhone } from './lend-phone';
import { openHouseForJourney, type JourneyHouse } from './stage';

/**
 * The customer's part of the first visit on the compiled weapp bundle, by miniprogram-automator: on our own host here, on WeChat
 * DevTools where WX_DEVTOOLS_WS=ws://… names one (its bundle must be built with TARO_APP_API pointing at this machine's house).
 */
const root = path.join(__dirname, '../../dist/clients/weapp');
const MAIN_PACKAGE_LIMIT = 800 * 1024;
let stage: JourneyHouse;
let miniProgram: MiniProgram;
let ending: (() => Promise<void>)[];

beforeAll(async () => {
  stage = await openHouseForJourney();
  const openid = stage.house.world.state.people.customers.find((one) => one.name === '林小雨')?.openid ?? '';
  const consoleUrl = `${stage.house.url}/sim/console`;
  const devtools = process.env.WX_DEVTOOLS_WS;
  if (devtools) {
    miniProgram = (await automator.connect({ wsEndpoint: devtools })) as MiniProgram;
    const giveBack = await lendPhone(miniProgram, { consoleUrl, openid });
    ending = [giveBack];
  } else {
    const host = new WeappHost({
      root,
      origins: { '*': stage.house.url },
      person: simulatedPerson({ consoleUrl, openid }),
      privacy: { needAuthorization: true },
    });
    await host.launch();
    const served = await serveAutomator(host);
    miniProgram = (await automator.connect({ wsEndpoint: served.wsEndpoint })) as MiniProgram;
    ending = [() => served.close(), () => Promise.resolve(host.close())];
  }
});
afterAll(async () => {
  miniProgram?.disconnect();
  for (const end of ending ?? []) await end();
  await stage?.close();
});

test('PF-03 the customer books, pays, stands in 我的预约, cancels and is refunded, on the weapp bundle', async () => {
  const said: string[] = [];
  const facts = await customerStory(miniProgram, { say: (line) => void said.push(line), photographer: null });
  const { prisma } = stage.house.server.ports.db;
  const booking = await prisma.booking.findUniqueOrThrow({ where: { id: facts.bookingId }, include: { payments: { include: { refunds: true } } } });
  expect(booking).toMatchObject({
    state: 'cancelled',
    source: 'miniapp',
    depositFen: 50_000,
    payments: [{ state: 'paid', paidFen: 50_000, refunds: [{ state: 'succeeded', amountFen: 50_000 }] }],
  });
  expect(said.length).toBeGreaterThan(5);
});

test("PF-03 the bundle keeps WeChat's rules: main package at most 800 KB, nothing evaluates text", async () => {
  expect(await bundleProblems(root, { mainBytes: MAIN_PACKAGE_LIMIT })).toEqual([]);
  expect(packageSizes(root).main.bytes).toBeLessThanOrEqual(MAIN_PACKAGE_LIMIT);
});

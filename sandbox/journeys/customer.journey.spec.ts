import path from 'node:path';
import automator from 'miniprogram-automator';
import { serveAutomator } from '../weapp-host/automator-server';
import { WeappHost } from '../weapp-host/host';
import { bundleProblems, packageSizes } from '../weapp-host/report';
import { simulatedPerson } from '../weapp-host/simulated-person';
import { Hand, type MiniProgram } from './automator-hand';
import { customerVoice, staffVoice } from './cast';
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

test('CD-09 on the weapp bundle she goes from 我的 to her card, its history and a code that counts down', async () => {
  const hq = await staffVoice(stage.house, 'zongbu');
  const { me } = await (await customerVoice(stage.house, '林小雨')).ask('access.me', {});
  const { products } = await hq.ask('membership.products', { withInactive: false });
  const product = products.find((one) => one.kind === 'stored_value');
  const { stores } = await hq.ask('stores.tree', {});
  const { card } = await hq.ask('membership.sell', {
    customerId: me.customerId ?? '',
    storeId: stores[0]?.id ?? '',
    productId: product?.id ?? '',
    version: product?.version ?? 0,
    payments: [{ till: 'cash', amountFen: product?.priceFen ?? 0 }],
  });
  const hand = new Hand(miniProgram);
  await miniProgram.switchTab('/pages/mine/index');
  await hand.tap('#my-wallet');
  await hand.on('membership/wallet/');
  await hand.see(`#card-${card.id}`, '本金 ¥2,000 · 赠送 ¥200');
  await hand.tap(`#card-${card.id}`);
  await hand.on('membership/card/');
  await hand.see('#history', '明细（1 笔）');
  await hand.tap('#show-code');
  await hand.on('membership/show/');
  await hand.see('#code-left', '秒后自动更新');
  expect(String(await (await hand.see('#code-image')).attribute('src'))).toMatch(/^data:image\/png;base64,iVBOR/);
});

test("PF-03 the bundle keeps WeChat's rules: main package at most 800 KB, nothing evaluates text", async () => {
  expect(await bundleProblems(root, { mainBytes: MAIN_PACKAGE_LIMIT })).toEqual([]);
  expect(packageSizes(root).main.bytes).toBeLessThanOrEqual(MAIN_PACKAGE_LIMIT);
});

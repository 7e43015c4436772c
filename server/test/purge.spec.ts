import { randomUUID } from 'node:crypto';
import { purge } from '../src/platform/purge';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

let shop: Harness;
let fixture: Fixture;
let lin: Login;
beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports);
  lin = await shop.customer('林小雨');
}, 60_000);
afterAll(() => shop?.close());

test('SC-07 what a request was answered is gone after a week, and a retry before that still finds it', async () => {
  const { ports } = shop.server;
  const key = randomUUID();
  const input = wish(fixture, fixture.at('10:00'));
  const first = await shop.send('booking.request', input, lin, { key });
  const age = (days: number) => ports.db.prisma.idempotencyKey.updateMany({ where: { key }, data: { createdAt: new Date(Date.now() - days * 86_400_000) } });
  await age(6);
  expect((await purge(ports)).answers).toBe(0);
  expect((await shop.send('booking.request', input, lin, { key })).value.booking.id).toBe(first.value.booking.id);
  await age(8);
  expect((await purge(ports)).answers).toBe(1);
  expect(await ports.db.prisma.idempotencyKey.count({ where: { key } })).toBe(0);
});

test('SC-11 a session goes ninety days after its end, one that is alive stays', async () => {
  const { ports } = shop.server;
  const alive = await ports.db.prisma.session.count();
  expect((await purge(ports)).sessions).toBe(0);
  const one = await ports.db.prisma.session.findFirstOrThrow();
  await ports.db.prisma.session.create({
    data: { kind: one.kind, identityId: one.identityId, staffId: one.staffId, expiresAt: new Date(Date.now() - 91 * 86_400_000) },
  });
  expect((await purge(ports)).sessions).toBe(1);
  expect(await ports.db.prisma.session.count()).toBe(alive);
});

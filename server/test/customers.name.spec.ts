import { issueCode } from '@zhike/sandbox/world/codes';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness } from './harness';

let shop: Harness;
let fixture: Fixture;
beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports, { copies: 3 });
}, 60_000);
afterAll(() => shop?.close());

test('CU-01 whom WeChat knows by her number only gets her name from her first booking, and keeps it when she books for a friend', async () => {
  const chen = await shop.customer('陈思远');
  await shop.do('access.bindPhone', { code: issueCode(shop.world, 'phone', chen.person.openid) }, chen);
  const nameOf = async () => {
    const { phone } = chen.person;
    const row = await shop.server.ports.db.prisma.customer.findFirstOrThrow({ where: { phoneLast4: phone.slice(-4) } });
    return [row.name, row.namePinyin];
  };
  expect((await nameOf())[0]).toMatch(/^微信用户\d{4}$/);
  await shop.do('booking.request', wish(fixture, fixture.at('09:00'), { contactName: '陈思远' }), chen);
  expect(await nameOf()).toEqual(['陈思远', expect.stringContaining('chensiyuan')]);
  await shop.do('booking.request', wish(fixture, fixture.at('12:00', 1), { contactName: '她的朋友' }), chen);
  expect((await nameOf())[0]).toBe('陈思远');
});

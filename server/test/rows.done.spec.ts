import { issueCode } from '@zhike/sandbox/world/codes';
import { createAgenda } from '../../prisma/seeds/agenda';
import { staffWish } from './fixture';
import { openCardShop, sessionTerms, type CardShop } from './membership.shop';
import { shanghai } from './messaging.stage';

/** A wellness club that sells cards, on a clock that the test moves. */
const agenda = createAgenda(shanghai('2027-03-01T09:00'));
let cards: CardShop;
beforeAll(async () => {
  cards = await openCardShop({ clock: agenda.clock, jobs: agenda.jobs });
}, 120_000);
afterAll(() => cards?.shop.close());

test('BK-15 done writes the session off her card and, a day later, asks her how it was; each once', async () => {
  const { shop, fixture } = cards;
  // A member's session does not last the night.
  const boss = () => shop.staff('zongbu');
  const { prisma } = shop.server.ports.db;
  await shop.do('templates.install', { templateId: 'wellness', choices: {} }, await boss());
  const serviceId = (await prisma.templatePart.findUniqueOrThrow({ where: { partId: 'wl.svc.neck' } })).localId;
  await prisma.service.update({ where: { id: serviceId }, data: { stores: { create: [{ storeId: fixture.storeId }] } } });
  for (const role of await prisma.serviceRole.findMany({ where: { serviceId }, include: { type: true } }))
    if (role.type.kind === 'person')
      await prisma.resourceUnit.update({
        where: { id: fixture.unitIds.梅清 ?? '' },
        data: { typeId: role.typeId, number: 900, skills: role.skill ? [role.skill] : [] },
      });
    else
      await prisma.resourceUnit.create({
        data: { typeId: role.typeId, name: '1 号房', number: 900, skills: role.skill ? [role.skill] : [], stores: { create: [{ storeId: fixture.storeId }] } },
      });
  const lin = await shop.customer('林小雨');
  const { me } = await shop.do('access.bindPhone', { code: issueCode(shop.world, 'phone', lin.person.openid) }, lin);
  const customerId = me.customerId ?? '';
  const card = await cards.sold(sessionTerms(serviceId), { customerId });

  const startsAt = shanghai('2027-03-02T10:00').toISOString();
  const made = await shop.do('booking.create', { ...staffWish(fixture, startsAt), serviceId, customerId, awaitDeposit: false }, await boss());
  const bookingId = made.booking.id;
  let { version, state } = made.booking;
  // The club asks a technician first.
  if (state === 'requested') ({ version, state } = (await shop.do('booking.accept', { bookingId }, await shop.staff('mei'))).booking);
  expect(state).toBe('confirmed');
  await agenda.runUntil(new Date(startsAt));
  for (const step of ['booking.checkIn', 'booking.start'] as const) ({ version } = (await shop.do(step, { bookingId, version }, await boss())).booking);
  await agenda.runUntil(shanghai('2027-03-02T11:00'));
  const left = async (): Promise<number | null> => (await shop.do('membership.card', { cardId: card.id }, await boss())).card.sessionsLeft;
  const asked = async (): Promise<number> => {
    const told = await prisma.message.findMany({ where: { customerId, channel: 'weapp' } });
    return told.filter((message) => JSON.stringify(message.variables).includes('满意')).length;
  };
  expect([await left(), await asked()]).toEqual([10, 0]);
  await shop.do('booking.finish', { bookingId, version }, await boss());
  await agenda.runUntil(shanghai('2027-03-02T11:05'));
  expect([await left(), await asked()]).toEqual([9, 0]);
  await agenda.runUntil(shanghai('2027-03-03T11:05'));
  expect([await left(), await asked()]).toEqual([9, 1]);
  await agenda.runUntil(shanghai('2027-03-05T11:00'));
  expect([await left(), await asked()]).toEqual([9, 1]);
}, 120_000);

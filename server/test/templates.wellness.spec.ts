import { createAgenda } from '../../prisma/seeds/agenda';
import { startHarness, type Harness, type Login } from './harness';
import { seedSpa, spaWish, type Spa } from './life.fixture';
import { shanghai } from './messaging.stage';

/** The wellness club, from an empty shop to the survey, on a clock that the test moves: its hard test. */
const agenda = createAgenda(shanghai('2027-03-01T09:00'));
let shop: Harness;
let spa: Spa;
let lin: Login;
let serviceId: string;

const prisma = () => shop.server.ports.db.prisma;
const settle = () => agenda.runUntil(agenda.clock.now());
/** What the shop said to the customer in its own words, in order. */
const told = async (customerId: string): Promise<string[]> =>
  (await prisma().message.findMany({ where: { customerId, templateKey: 'shop_message', channel: 'weapp' }, orderBy: { createdAt: 'asc' } })).map(
    (message) => (message.variables as Record<string, string>).shopWhole ?? '',
  );

beforeAll(async () => {
  shop = await startHarness({ clock: agenda.clock, jobs: agenda.jobs, limits: { connectMs: 20_000, totalMs: 30_000, backoffMs: [] } });
  spa = await seedSpa(shop.server.ports, { now: agenda.clock.now() });
  const boss = await shop.staff('zongbu');
  await shop.do('templates.install', { templateId: 'wellness', choices: {} }, boss);
  const part = async (partId: string) => (await prisma().templatePart.findUniqueOrThrow({ where: { partId } })).localId;
  serviceId = await part('wl.svc.neck');
  // What the shop adds to the trade: its store, its room, who can do what.
  await prisma().service.update({ where: { id: serviceId }, data: { stores: { create: [{ storeId: spa.storeId }] } } });
  await prisma().resourceUnit.create({
    data: { typeId: await part('wl.res.room'), name: '1 号房', number: 1, skills: [], stores: { create: [{ storeId: spa.storeId }] } },
  });
  await prisma().resourceUnit.updateMany({ where: { id: { in: [spa.mei, spa.ayue] } }, data: { skills: ['理疗'] } });
  lin = await shop.customer('林小雨');
}, 300_000);
afterAll(() => shop?.close());

test('FL-04 FL-10 PF-07 the wellness club: two accept in the same second, one wins, the message has her name, and the survey goes out once a day after the service', async () => {
  const wish = spaWish({ serviceId, startsAt: shanghai('2027-03-02T10:00').toISOString(), storeId: spa.storeId }, { priceFen: 29_800, depositFen: 0 });
  const { booking } = await shop.do('booking.request', wish, lin);
  expect(booking.state).toBe('requested');
  await settle();
  const [mei, ayue] = [await shop.staff('mei'), await shop.staff('ayue')];
  // 「技师确认」 is a to-do as any other, of whoever has the skill: one presses it in her list, the other in the booking.
  const todosOf = async (who: Login) => (await shop.do('flows.todos', { state: 'open' }, who)).items;
  const [todo] = await todosOf(mei);
  expect([(await todosOf(mei)).length, (await todosOf(ayue)).map((one) => one.token)]).toEqual([1, [todo?.token]]);
  expect(todo).toMatchObject({
    title: '技师确认',
    flowTitle: '技师确认',
    can: ['approve', 'reject', 'transfer'],
    subject: { entity: 'booking', id: booking.id },
  });
  const [hers, other] = await Promise.all([
    shop.send('flows.decide', { token: todo?.token ?? '', d: 'approve' }, mei),
    shop.send('booking.accept', { bookingId: booking.id }, ayue),
  ]);
  expect([hers.status, other.status].sort()).toEqual([200, 409]);
  const winner = hers.status === 200 ? '梅清' : '阿月';
  const told409 =
    winner === '梅清'
      ? { code: 'booking.accepted_by_other', facts: { name: winner } }
      : { code: 'flow.todo_closed', facts: { byName: expect.any(String) as string } };
  expect((winner === '梅清' ? other : hers).refusal).toMatchObject(told409);
  expect([await todosOf(mei), await todosOf(ayue)]).toEqual([[], []]);
  await settle();
  const { customerId } = await prisma().booking.findUniqueOrThrow({ where: { id: booking.id } });
  expect(await told(customerId)).toEqual([`尊敬的林小雨，您已成功预约肩颈理疗，服务时间为2027年3月2日 10:00，技师为${winner}，期待您的光临。`]);
  await agenda.runUntil(shanghai('2027-03-02T10:00'));
  const manager = await shop.staff('laoxu');
  let { version } = (await shop.do('booking.get', { bookingId: booking.id }, manager)).booking;
  for (const step of ['booking.checkIn', 'booking.start'] as const) ({ version } = (await shop.do(step, { bookingId: booking.id, version }, manager)).booking);
  await agenda.runUntil(shanghai('2027-03-02T11:00'));
  await shop.do('booking.finish', { bookingId: booking.id, version }, await shop.staff('laoxu'));
  await agenda.runUntil(shanghai('2027-03-03T10:59'));
  expect(await told(customerId)).toHaveLength(1);
  await agenda.runUntil(shanghai('2027-03-03T11:02'));
  const [, link] =
    /^林小雨您好，昨天的肩颈理疗还满意吗？花一分钟告诉我们：\S+\/f\/([\w-]+) (?:梅清|阿月)会看到您的评价。$/.exec((await told(customerId))[1] ?? '') ?? [];
  expect((await told(customerId))[1]).toContain(`${winner}会看到`);
  // FU-03: her answer stands on the booking and on who served her, once; then the link is dead.
  const survey = { token: link ?? '', version: 1, seconds: 40, values: { star: 5, nps: 9, said: '手法很好' } };
  const sent = await Promise.all([1, 2, 3].map(() => shop.send('forms.submitLink', { ...survey, submissionId: crypto.randomUUID() }, null)));
  expect(sent.map((one) => one.status).sort()).toEqual([200, 404, 404]);
  const [record, ...more] = (await shop.do('forms.about', { entity: 'booking', id: booking.id }, await shop.staff('zongbu'))).items;
  const served = await prisma().staffMember.findFirstOrThrow({ where: { name: winner } });
  expect([record?.values, more]).toMatchObject([{ cf_wlqvisit: booking.id, cf_wlqtech: served.id, cf_wlqcust: customerId, cf_wlqstar: 5 }, []]);
  await agenda.runUntil(shanghai('2027-03-06T11:00'));
  expect(await told(customerId)).toHaveLength(2);
}, 300_000);

import { wish } from './fixture';
import { addSeats, CLASS_FEN, newClass, type ClassShop } from './class-shop';
import { seedFixture } from './fixture';
import { startHarness, type Login } from './harness';

/** A class is taught by Ayue in studio 1; then her day changes. */
let stage: ClassShop;
let manager: Login;
let sessionId: string;
let startsAt: string;
let ayue: string;

beforeAll(async () => {
  const shop = await startHarness();
  const fixture = await seedFixture(shop.server.ports, { copies: 1 });
  const boss = await shop.staff('zongbu');
  manager = await shop.staff('laoxu');
  stage = { shop, boss, fixture, seatTypeId: await addSeats(shop, boss, fixture, 4) };
  const serviceId = await newClass(stage, '新娘妆造体验课', 0);
  ayue = fixture.unitIds['阿月'] ?? '';
  startsAt = fixture.at('10:00', 3);
  const { sessions } = await shop.do(
    'booking.saveClassSession',
    { storeId: fixture.storeId, serviceId, startsAt, label: '周末班', unitIds: [ayue, fixture.unitIds['1 号棚'] ?? ''], seats: 4, repeatWeeks: 0 },
    manager,
  );
  sessionId = sessions[0]?.id ?? '';
  const lin = await shop.customer('林小雨');
  await shop.do('booking.request', { ...wish(fixture, startsAt, { quotedPriceFen: CLASS_FEN, quotedDepositFen: 0 }), serviceId }, lin);
}, 60_000);
afterAll(() => stage?.shop.close());

const dayOff = (whenClashing: 'refuse' | 'keep') => ({
  unitId: ayue,
  storeId: stage.fixture.storeId,
  date: startsAt.slice(0, 10),
  spans: [{ from: '13:00', to: '18:00' }],
  reason: '上午请假',
  whenClashing,
});

describe('BK-07 a roster change lists the classes that lose their teacher', () => {
  test('refused with the class and its guests; kept, it stays on the list until the class is called off', async () => {
    const { shop, fixture } = stage;
    const refused = await shop.send('booking.saveRosterException', dayOff('refuse'), manager);
    const lost = { sessionId, storeId: fixture.storeId, serviceName: '新娘妆造体验课', label: '周末班', startsAt, unitId: ayue, unitName: '阿月', guests: 1 };
    // Her guest's seat is not in question: only the class is.
    expect(refused.refusal).toMatchObject({ code: 'booking.roster_clashes', facts: { clashes: [], classes: [lost] } });
    const kept = await shop.do('booking.saveRosterException', dayOff('keep'), manager);
    expect(kept.classes).toMatchObject([lost]);
    expect((await shop.do('booking.clashes', { storeId: fixture.storeId }, manager)).classes).toMatchObject([lost]);
    // A later change is not blamed for it.
    expect((await shop.send('booking.saveRosterException', { ...dayOff('refuse'), reason: '还是上午请假' }, manager)).status).toBe(200);
    await shop.do('booking.cancelClassSession', { sessionId, reason: '老师请假' }, manager);
    expect((await shop.do('booking.clashes', { storeId: fixture.storeId }, manager)).classes).toEqual([]);
  });
});

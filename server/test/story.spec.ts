import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness } from './harness';
import { PAY_MODES } from './payments.shop';

/** The first visit over HTTP: from log-in to refund, with every part real but the outside world. */
let shop: Harness;
let fixture: Fixture;
describe.each(PAY_MODES)('in %s mode', (payMode) => {
  beforeAll(async () => {
    shop = await startHarness({ payMode });
    fixture = await seedFixture(shop.server.ports);
  });
  afterAll(() => shop.close());

  test('BK-01 a customer books, pays the deposit, is confirmed by the notification, cancels and is refunded', async () => {
    const lin = await shop.customer('林小雨');
    const { stores } = await shop.do('stores.list', {});
    expect(stores.map((store) => store.name)).toEqual(['静安店', '徐汇店']);
    const { days } = await shop.do('booking.days', { storeId: fixture.storeId, serviceId: fixture.serviceId, from: fixture.day, days: 3, choices: {} });
    expect(days[0]).toMatchObject({ date: fixture.day, reason: null });
    const { slots } = await shop.do('booking.slots', { storeId: fixture.storeId, serviceId: fixture.serviceId, date: fixture.day, choices: {} });
    expect(slots[0]?.startsAt).toBe(fixture.at('09:00'));
    expect(slots[0]?.pickable.photographer).toHaveLength(2);

    const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00')), lin);
    expect(booking).toMatchObject({
      state: 'held',
      deposit: { state: 'unpaid', amountFen: 50_000 },
      contactPhone: '13800138001',
      can: expect.arrayContaining(['payDeposit', 'cancel']),
    });
    expect(booking.units.map((unit) => unit.roleKey).sort()).toEqual(['dress', 'makeup', 'photographer', 'studio']);
    expect(Date.parse(booking.holdExpiresAt ?? '') - Date.now()).toBeGreaterThan(14 * 60_000);

    const { requestPayment } = await shop.do('orders.payDeposit', { bookingId: booking.id }, lin);
    expect(await shop.pay(requestPayment, lin.person)).toBe(true);
    const confirmed = await shop.eventually(async () => {
      const { booking: now } = await shop.do('booking.get', { bookingId: booking.id }, lin);
      return now.state === 'confirmed' ? now : null;
    });
    expect(confirmed.deposit).toMatchObject({ state: 'paid', amountFen: 50_000 });
    const mine = await shop.do('booking.mine', { when: 'coming' }, lin);
    expect(mine.items.map((item) => item.id)).toEqual([booking.id]);

    const { preview } = await shop.do('booking.cancelPreview', { bookingId: booking.id }, lin);
    expect(preview).toMatchObject({ depositPaidFen: 50_000, feeFen: 0, refundFen: 50_000 });
    await shop.do('booking.cancel', { bookingId: booking.id, version: confirmed.version, reason: '改主意了', expectedRefundFen: 50_000 }, lin);
    const refunded = await shop.eventually(async () => {
      const { booking: now } = await shop.do('booking.get', { bookingId: booking.id }, lin);
      return now.deposit.state === 'refunded' ? now : null;
    });
    expect(refunded).toMatchObject({ state: 'cancelled', deposit: { refundedFen: 50_000 } });
    const again = await shop.do('booking.slots', { storeId: fixture.storeId, serviceId: fixture.serviceId, date: fixture.day, choices: {} });
    expect(again.slots.map((slot) => slot.startsAt)).toContain(fixture.at('10:00'));
  });

  test('IT-02 the consultant sees the same person in WeCom, notes and tags survive, and the phone is masked', async () => {
    const chen = await shop.customer('陈思远');
    await shop.do('booking.request', wish(fixture, fixture.at('13:00'), { contactName: '陈思远', contactPhone: '13800138002' }), chen);
    const tang = await shop.staff('xiaotang');
    const seen = await shop.do('customers.inChat', { externalUserId: chen.person.externalUserId }, tang);
    if (seen.status !== 'linked') throw new Error('the same unionid must be the same customer');
    expect(seen.profile).toMatchObject({ name: '陈思远', nextBooking: { state: 'held', contactPhone: '138****8002' }, nextStep: { kind: 'unpaid_deposit' } });
    await shop.do('customers.addNote', { customerId: seen.profile.id, text: '周末下午方便', nextContactOn: null }, tang);
    await shop.do('customers.setTags', { customerId: seen.profile.id, add: fixture.tagIds.slice(0, 1), remove: [] }, tang);
    const { items } = await shop.do('customers.timeline', { customerId: seen.profile.id, kinds: [] }, tang);
    expect(items.map((item) => item.type)).toEqual(expect.arrayContaining(['booking.held', 'customer.note_added', 'customer.tagged']));
    expect(items.find((item) => item.type === 'customer.note_added')).toMatchObject({ text: '周末下午方便', actorName: '唐小棠' });
    const stranger = await shop.send('customers.inChat', { externalUserId: chen.person.externalUserId }, await shop.staff('qianqian'));
    expect(stranger.refusal?.code).toBe('customers.not_your_contact');
  });

  test('IT-02 a chat opened before she booked shows her once she has', async () => {
    const sun = shop.world.state.people.customers.find((one) => one.name === '王梓涵');
    const tang = await shop.staff('xiaotang');
    const before = await shop.do('customers.inChat', { externalUserId: sun?.externalUserId ?? '' }, tang);
    expect(before.status).toBe('unknown');
    const wang = await shop.customer('王梓涵');
    await shop.do('booking.request', wish(fixture, fixture.at('15:00', 1), { contactName: '王梓涵' }), wang);
    const after = await shop.do('customers.inChat', { externalUserId: sun?.externalUserId ?? '' }, tang);
    expect(after.status).toBe('linked');
  });
});

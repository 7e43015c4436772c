import { draft, hourFromNow, openShop } from './customers.fixtures';
import { startHarness, type Harness } from './harness';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
}, 60_000);
afterAll(() => harness?.close());

test('BK-12 the whole way: booked at the desk, and the photographer and the make-up artist hold their to-dos in WeCom', async () => {
  const shop = await openShop(harness);
  const laoxu = await harness.staff('laoxu');
  const her = (await harness.do('customers.create', draft('林小雨'), laoxu)).profile;
  const { booking } = await harness.do(
    'booking.create',
    {
      customerId: her.id,
      storeId: shop.stores.jing,
      serviceId: shop.serviceId,
      startsAt: hourFromNow(harness, 72),
      choices: {},
      contactName: '林小雨',
      contactPhone: '13866660009',
      weddingDate: null,
      note: '',
      awaitDeposit: false,
      source: 'workbench',
    },
    laoxu,
  );
  const cards = await harness.eventually(async () => {
    const found = harness.world.state.appMessages.filter((m) => m.url?.includes(booking.id));
    return found.length === 2 && found;
  });
  expect(cards.map((card) => [card.userid, card.title]).sort()).toEqual([
    ['ayue', '待办：婚纱照'],
    ['mei', '待办：婚纱照'],
  ]);
  const told = await harness.eventually(async () => {
    const { items } = await harness.do('customers.timeline', { customerId: her.id, kinds: ['message'] }, laoxu);
    return items.length === 4 && items;
  });
  expect(told.map((item) => item.type).sort()).toEqual(['message.sent', 'message.sent', 'message.sent', 'message.skipped']);
  expect(harness.world.state.smsMessages.map((text) => text.phone)).toEqual(['+8613866660009']);
});

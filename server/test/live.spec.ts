import type { LiveMessage } from '@zhike/domain/api';
import type { Reach } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { mayHear } from '../src/http/live';
import { messagesOf } from '../src/platform/live';
import type { NewEvent } from '../src/platform/write';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness } from './harness';

let shop: Harness;
let fixture: Fixture;
beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports);
});
afterAll(() => shop.close());

/** Opens the stream as EventSource does and collects what it says. */
async function listen(userid: string): Promise<{ status: number; heard: LiveMessage[]; stop: () => void }> {
  const { ticket } = await shop.do('access.liveTicket', {}, await shop.staff(userid));
  const stopping = new AbortController();
  const answer = await fetch(`${shop.url}/api/live?ticket=${ticket}`, { signal: stopping.signal, headers: { accept: 'text/event-stream' } });
  const heard: LiveMessage[] = [];
  void (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const data = /^data: ?(.*)$/m.exec(block)?.[1];
        if (block.includes('event: change') || block.includes('event:change')) heard.push(JSON.parse(data ?? '{}') as LiveMessage);
      }
    }
  })().catch(() => undefined);
  return { status: answer.status, heard, stop: () => stopping.abort() };
}

test('PF-02 a booking made elsewhere is told to the open workbench, ids only', async () => {
  const manager = await listen('laoxu');
  expect(manager.status).toBe(200);
  const lin = await shop.customer('林小雨');
  const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00')), lin);
  const message = await shop.eventually(() => Promise.resolve(manager.heard.find((one) => one.id === booking.id)));
  expect(message).toEqual({ topic: 'booking', id: booking.id, storeId: fixture.storeId, customerId: booking.customerId, type: 'booking.held' });
  manager.stop();
});

test("PF-02 another store's manager hears nothing of it, and a ticket works once", async () => {
  await shop.server.ports.db.prisma.staffStore.updateMany({ where: { staff: { wecomUserId: 'qianqian' } }, data: { storeId: fixture.otherStoreId } });
  const elsewhere = await listen('qianqian');
  const here = await listen('laoxu');
  const chen = await shop.customer('陈思远');
  const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('13:00')), chen);
  await shop.eventually(() => Promise.resolve(here.heard.find((one) => one.id === booking.id)));
  expect(elsewhere.heard.filter((one) => one.id === booking.id)).toEqual([]);
  const { ticket } = await shop.do('access.liveTicket', {}, await shop.staff('laoxu'));
  const open = () => fetch(`${shop.url}/api/live?ticket=${ticket}`, { signal: AbortSignal.timeout(1500) }).then((answer) => answer.status);
  expect((await Promise.all([open(), open()])).sort()).toEqual([200, 401]);
  elsewhere.stop();
  here.stop();
});

/** Records events as a command does. */
const happens = (...events: readonly NewEvent[]): Promise<void> =>
  shop.server.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, async (write) => {
    for (const event of events) await write.event(event);
  });

test("PF-02 a store's line, rosters, hours and classes are told to those who work there, once a change and by the store's id only", async () => {
  await shop.server.ports.db.prisma.staffStore.updateMany({ where: { staff: { wecomUserId: 'qianqian' } }, data: { storeId: fixture.otherStoreId } });
  const [manager, adviser, elsewhere] = [await listen('laoxu'), await listen('xiaotang'), await listen('qianqian')];
  const { storeId } = fixture;
  const customerId = (await shop.server.ports.db.prisma.customer.findFirstOrThrow()).id;
  await happens(
    { type: 'queue.called', storeId, customerId, data: { ticketId: 't', number: 7 } },
    { type: 'roster.changed', storeId, data: { unitId: 'u' } },
    { type: 'roster.changed', storeId, data: { unitId: 'v' } },
    { type: 'class.cancelled', storeId },
    { type: 'store.hours_changed', storeId: null, data: { year: 2027 } },
  );
  const everywhere: LiveMessage = { topic: 'store', id: '', storeId: null, customerId: null, type: 'store.hours_changed' };
  const here = (type: string): LiveMessage => ({ topic: 'store', id: storeId, storeId, customerId: null, type });
  for (const { heard } of [manager, adviser]) {
    await shop.eventually(() => Promise.resolve(heard.find((one) => one.storeId === null)));
    expect(heard).toEqual([
      { topic: 'customer', id: customerId, storeId, customerId, type: 'queue.called' },
      here('queue.called'),
      here('roster.changed'),
      here('class.cancelled'),
      everywhere,
    ]);
  }
  await shop.eventually(() => Promise.resolve(elsewhere.heard.length));
  expect(elsewhere.heard).toEqual([everywhere]);
  for (const one of [manager, adviser, elsewhere]) one.stop();
});

test('PF-02 who may not see the calendar hears nothing, and who sees only her own hears of the stores where she works', () => {
  const member = (reach: Reach | null): StaffActor => ({
    kind: 'staff',
    staffId: 'mei',
    wecomUserId: 'mei',
    name: '梅清',
    storeIds: ['here'],
    grants: reach ? [{ right: 'calendar.read', reach }] : [{ right: 'customer.read', reach: 'all' }],
  });
  const told = (topic: LiveMessage['topic'], storeId: string | null): LiveMessage => ({ topic, id: 'x', storeId, customerId: null, type: 'any.thing' });
  const hears = (reach: Reach | null): boolean[] =>
    [told('store', 'here'), told('store', 'there'), told('booking', 'here'), told('store', null)].map((message) => mayHear(member(reach), message));
  expect(hears(null)).toEqual([false, false, false, false]);
  expect(hears('own')).toEqual([true, false, false, true]);
  expect(hears('store')).toEqual([true, false, true, true]);
  expect(hears('all')).toEqual([true, true, true, true]);
});

test('PF-02 ST-01 what several stores share is told to each of them, once', () => {
  const event: NewEvent = { type: 'resource.unit_saved', storeId: 'a', data: { unitId: 'u', storeIds: ['a', 'b'] } };
  expect(messagesOf(event).map((message) => [message.topic, message.storeId])).toEqual([
    ['store', 'a'],
    ['store', 'b'],
  ]);
  expect(messagesOf({ type: 'resource.type_saved' }).map((message) => [message.id, message.storeId])).toEqual([['', null]]);
});

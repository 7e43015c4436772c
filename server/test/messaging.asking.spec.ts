import { randomUUID } from 'node:crypto';
import type { EventType } from '@zhike/domain/events';
import { jobHandlers } from '../src/composition';
import { openMessageStage, shanghai, type Booked, type MessageStage } from './messaging.stage';

let stage: MessageStage;
beforeAll(async () => {
  stage = await openMessageStage();
}, 60_000);
afterAll(() => stage?.harness.close());

const db = () => stage.harness.server.ports.db.prisma;
const work = () => stage.work([jobHandlers(stage.harness.server.ports)]);
const pass = (seconds: number) => stage.agenda.runUntil(new Date(stage.agenda.clock.now().getTime() + seconds * 1000));
const cards = (bookingId: string, title: string) =>
  stage.harness.world.state.appMessages
    .filter((card) => card.url?.includes(bookingId) && card.title.includes(title))
    .map((card) => `${card.userid}: ${card.title}`);

/** An event as the booking's own commands record it, delivered so many times. */
async function happens(type: EventType, { bookingId, customerId }: Booked, data: Record<string, string> = {}, times = 1): Promise<void> {
  for (let i = 0; i < times; i++)
    await stage.harness.server.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, (write) =>
      write.event({ type, bookingId, customerId, storeId: stage.shop.stores.jing, data }),
    );
  await pass(5);
}

let day = 2;
/** A booking that waits for an answer: mei and ayue are asked for the photographer's part, ayue for her own as well. */
async function asked(name: string): Promise<Booked> {
  const booked = await stage.held(name, '13922220001', `2027-03-${String((day += 1)).padStart(2, '0')}T14:00`);
  await db().booking.update({ where: { id: booked.bookingId }, data: { state: 'requested', holdExpiresAt: null, acceptBy: shanghai('2027-03-02T09:00') } });
  await offer(booked, 'mei', 'photographer');
  await offer(booked, 'ayue', 'photographer');
  return booked;
}
const offer = ({ bookingId }: Booked, who: 'mei' | 'ayue', roleKey: string) =>
  db().acceptanceOffer.create({ data: { id: randomUUID(), bookingId, unitId: stage.shop.units[who], roleKey, createdAt: stage.agenda.clock.now() } });
const answer = ({ bookingId }: Booked, who: 'mei' | 'ayue', roleKey: string, state: string) =>
  db().acceptanceOffer.updateMany({ where: { bookingId, unitId: stage.shop.units[who], roleKey }, data: { state } });

test('BK-12 a booking that waits for an answer: she is told that it has come, and everyone who may take it is asked once', async () => {
  const booked = await asked('等接单客');
  await happens('booking.requested', booked, {}, 3);
  expect(await stage.told(booked.bookingId)).toEqual(['booking_requested weapp skipped no_wechat']);
  expect(cards(booked.bookingId, '待接单').sort()).toEqual(['ayue: 待接单：婚纱照', 'mei: 待接单：婚纱照']);
  const [card] = stage.harness.world.state.appMessages.filter((one) => one.url?.includes(booked.bookingId));
  expect(card?.description).toContain('需要 摄影师');
  expect(card?.description).not.toMatch(/1\d{10}/);
});

test('BK-12 somebody who is asked later is asked once, and nobody a second time', async () => {
  const booked = await asked('顺延客');
  await db().acceptanceOffer.deleteMany({ where: { bookingId: booked.bookingId, unitId: stage.shop.units.ayue } });
  await happens('booking.requested', booked);
  await answer(booked, 'mei', 'photographer', 'declined');
  await offer(booked, 'ayue', 'photographer');
  await happens('booking.requested', booked, {}, 2);
  expect(cards(booked.bookingId, '待接单')).toEqual(['mei: 待接单：婚纱照', 'ayue: 待接单：婚纱照']);
});

test('BK-12 the first who accepts has it: the others learn who, she herself and whoever still has a part of it do not', async () => {
  const booked = await asked('抢单客');
  await happens('booking.requested', booked);
  await answer(booked, 'mei', 'photographer', 'accepted');
  await answer(booked, 'ayue', 'photographer', 'lost');
  await offer(booked, 'ayue', 'makeup');
  await happens('booking.accepted', booked);
  expect(cards(booked.bookingId, '接单：')).toEqual(expect.arrayContaining(['mei: 待接单：婚纱照', 'ayue: 待接单：婚纱照']));
  expect(cards(booked.bookingId, '已由')).toEqual([]);
  await answer(booked, 'ayue', 'makeup', 'declined');
  await happens('booking.accepted', booked, {}, 3);
  expect(cards(booked.bookingId, '已由')).toEqual(['ayue: 已由 梅清 接单：婚纱照']);
});

test('BK-12 a question that was answered before it left is not asked any more', async () => {
  const booked = await asked('秒接客');
  await stage.work([]);
  await happens('booking.requested', booked);
  await db().booking.update({ where: { id: booked.bookingId }, data: { state: 'confirmed', confirmedAt: stage.agenda.clock.now() } });
  await work();
  await pass(5);
  expect(cards(booked.bookingId, '待接单')).toEqual([]);
  expect(await stage.told(booked.bookingId)).toEqual([]);
});

test('BK-12 nobody could take it: she is told; the no of one member while another is still asked is no news for her', async () => {
  const booked = await asked('没人接客');
  await happens('booking.declined', booked);
  expect(await stage.told(booked.bookingId)).toEqual([]);
  await db().booking.update({ where: { id: booked.bookingId }, data: { state: 'declined' } });
  await happens('booking.declined', booked, {}, 3);
  expect(await stage.told(booked.bookingId)).toEqual(['booking_declined weapp skipped no_wechat']);
  expect(await db().message.findFirst({ where: { bookingId: booked.bookingId, templateKey: 'booking_declined' } })).toMatchObject({
    variables: expect.objectContaining({ declinedReason: '该时间无法安排，欢迎改约' }) as unknown,
  });
});

test('RU-11 BK-12 a time that came free is offered with its deadline, by text when WeChat cannot; not after the deadline', async () => {
  const offered = async (name: string, phone: string, minutes: number) => {
    const booked = await stage.held(name, phone, `2027-03-${String((day += 1)).padStart(2, '0')}T14:00`);
    const deadline = new Date(stage.agenda.clock.now().getTime() + minutes * 60_000);
    await db().booking.update({ where: { id: booked.bookingId }, data: { holdExpiresAt: deadline } });
    return { ...booked, deadline };
  };
  const first = await offered('候补客', '13922220002', 30);
  await happens('waitlist.offered', first, { bookingId: first.bookingId, deadline: first.deadline.toISOString() }, 3);
  expect(await stage.told(first.bookingId)).toEqual(['waitlist_offer weapp skipped no_wechat', 'waitlist_offer sms sent']);
  expect(stage.texts('13922220002').map(({ text }) => text)).toEqual([
    expect.stringMatching(
      /^【拾光影像】您候补的婚纱照有空位了：2027年03月\d\d日 14:00，静安店 .*。已为您保留到2027年03月01日 09:\d\d，请尽快在小程序里确认。$/,
    ),
  ]);
  const late = await offered('太迟客', '13922220003', 1);
  await stage.work([]);
  await happens('waitlist.offered', late, { bookingId: late.bookingId, deadline: late.deadline.toISOString() });
  await pass(120);
  await work();
  await pass(5);
  expect(stage.texts('13922220003')).toEqual([]);
});

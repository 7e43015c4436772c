import { queueMessage } from '../src/modules/messaging/records';
import { sqlOf } from '../src/platform/db';
import { draft } from './customers.fixtures';
import { openMessageStage, type MessageStage } from './messaging.stage';

const KEY = 'reply-key-of-the-test-0123456789';
let stage: MessageStage;
beforeAll(async () => {
  stage = await openMessageStage({ env: { SMS_REPLY_KEY: KEY } });
}, 400_000);
afterAll(() => stage?.harness.close());

const sql = <Row>(text: string, values: unknown[] = []) => sqlOf(stage.harness.server.ports.db)<Row>(text, values);
/** As Tencent Cloud delivers it (document 382/43548). */
const reply = (mobile: string, text: string, key = KEY) =>
  post(JSON.stringify({ extend: '', mobile, nationcode: '86', sign: '拾光影像', text, time: 1_804_000_000 }), key);
async function post(body: string, key = KEY): Promise<[number, unknown]> {
  const answer = await fetch(`${stage.harness.url}/callbacks/sms/reply/${key}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return [answer.status, answer.status === 200 ? await answer.json() : null];
}
const OK: [number, unknown] = [200, { result: 0, errmsg: 'OK' }];
const refused = (id: string) => sql<{ kind: string }>('SELECT kind FROM message_refusals WHERE customer_id = $1::uuid', [id]);
const told = (id: string) => sql<{ data: object }>(`SELECT data FROM events WHERE type = 'message.wish_changed' AND customer_id = $1::uuid`, [id]);
const somebody = async (name: string, phone: string): Promise<string> =>
  (await stage.harness.do('customers.create', { ...draft(name), phone }, await stage.laoxu())).profile.id;

/** A text of the shop's own words, by its wish or because she needs it. */
async function text(customerId: string, category: 'marketing' | 'service'): Promise<string> {
  const { ports } = stage.harness.server;
  const variables = { couponName: '满 200 减 30', couponUntil: '2027-12-31 前有效', couponWording: '欢迎再来' };
  const templateId = ports.shop.smsTemplates.booking_cancelled ?? '';
  const own = { smsTemplate: templateId, smsValues: JSON.stringify(['妆面', '周三', '总店', category]) };
  await ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, (write) =>
    queueMessage(write, {
      occurrenceKey: `reply:${customerId}:${category}`,
      templateKey: 'coupon_given',
      channel: 'sms',
      recipientId: customerId,
      customerId,
      bookingId: null,
      variables: { ...variables, ...own },
      category,
    }),
  );
  await stage.agenda.runUntil(stage.agenda.clock.now());
  const [row] = await sql<{ state: string; reason: string | null }>('SELECT state, reason FROM messages WHERE occurrence_key = $1', [
    `reply:${customerId}:${category}`,
  ]);
  return [row?.state, row?.reason].filter(Boolean).join(' ');
}

test('MK-10 who answers a text with R gets no more of the shop’s own wish, told once however often it is delivered; service goes on', async () => {
  const id = await somebody('回复的人', '13700000001');
  expect(await reply('13700000001', '谢谢，周三见')).toEqual(OK);
  expect(await refused(id)).toEqual([]);
  expect(await Promise.all(Array.from({ length: 5 }, () => reply('13700000001', 'Ｒ ')))).toEqual(Array.from({ length: 5 }, () => OK));
  expect(await reply('+8613700000001', '退订')).toEqual(OK);
  expect(await refused(id)).toEqual([{ kind: 'sms' }]);
  expect(await told(id)).toEqual([{ data: { kind: 'sms', wanted: false, by: 'reply' } }]);
  expect(await text(id, 'marketing')).toBe('skipped no_advertising');
  expect(await text(id, 'service')).toBe('sent');
});

test('MK-10 before she answered she got both', async () => {
  const id = await somebody('没有回复的人', '13700000002');
  expect(await text(id, 'marketing')).toBe('sent');
  expect(await text(id, 'service')).toBe('sent');
});

test('MK-10 a stranger’s number, a wrong address and what is no answer change nothing', async () => {
  const before = await sql('SELECT customer_id FROM message_refusals');
  expect(await reply('13711112222', 'R')).toEqual(OK);
  expect(await reply('10086', 'R')).toEqual(OK);
  expect(await reply('13700000002', 'R', 'another-key-of-the-same-length-1')).toEqual([404, null]);
  expect((await post('not json'))[1]).toEqual({ result: 1, errmsg: 'not an SMS reply' });
  expect((await post(JSON.stringify({ mobile: 13700000002, text: 'R' })))[1]).toEqual({ result: 1, errmsg: 'not an SMS reply' });
  expect((await post(JSON.stringify({ mobile: '13700000002', nationcode: '86', text: 'x'.repeat(70_000) })))[1]).toEqual({
    result: 1,
    errmsg: 'not an SMS reply',
  });
  expect(await sql('SELECT customer_id FROM message_refusals')).toEqual(before);
});

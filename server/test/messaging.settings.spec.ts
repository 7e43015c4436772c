import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gateDefaults } from '@zhike/config/gate';
import type { ApiInput } from '@zhike/domain/api';
import { customer } from '../../sandbox/world/people';
import { queueMessage } from '../src/modules/messaging/records';
import { sqlOf } from '../src/platform/db';
import { draft } from './customers.fixtures';
import type { Login } from './harness';
import { openMessageStage, PATIENT, type MessageStage } from './messaging.stage';

jest.setTimeout(120_000);
let stage: MessageStage;
beforeAll(async () => {
  stage = await openMessageStage({ limits: PATIENT });
}, 400_000);
afterAll(() => stage?.harness.close());

const ports = () => stage.harness.server.ports;
const sql = <Row>(text: string, values: unknown[] = []) => sqlOf(ports().db)<Row>(text, values);
const boss = (): Promise<Login> => stage.harness.staff('zongbu');
const BY = { actor: { kind: 'system', job: 'test' }, requestId: null } as const;
type Settings = NonNullable<ApiInput<'messaging.saveSettings'>['settings']>;
const base: Settings = {
  quiet: { from: '00:00', until: '00:00' },
  caps: { perDay: { sms: 1, weapp: 50, wecom: 50, email: 50 }, perWeek: 100, gapMinutes: 0 },
  words: { block: ['根治'], approve: ['最佳'] },
  serviceToo: false,
  budget: { monthFen: null, smsFen: 5 },
};
/** Saves over whatever holds there. */
async function save(settings: Settings | null, storeId: string | null = null): Promise<void> {
  const { view } = await stage.harness.do('messaging.settings', { storeId }, await boss());
  await stage.harness.do('messaging.saveSettings', { storeId, version: view.version, settings }, await boss());
}

let made = 0;
interface Her {
  readonly customerId: string;
  readonly login: Login;
  readonly phone: string;
}
/** A customer of 静安 who is in the mini-program, allows messages of the shop there, and has a number. */
async function somebody(): Promise<Her> {
  const phone = `1380000${String(++made).padStart(4, '0')}`;
  const { id: customerId } = (await stage.harness.do('customers.create', { ...draft(`收信${made}`), phone, storeId: stage.shop.stores.jing }, await boss()))
    .profile;
  const person = customer(`wish${made}`, `收信${made}`, phone);
  stage.harness.world.state.people.customers.push(person);
  const login = await stage.harness.customer(person.name);
  await ports().db.prisma.customerIdentity.update({ where: { id: login.identityId }, data: { customerId } });
  await ports().db.prisma.subscriptionGrant.create({ data: { identityId: login.identityId, templateKey: 'shop_message', accepted: 50 } });
  stage.harness.world.state.acceptances[`${person.openid}|${ports().shop.templates.shop_message ?? ''}`] = 50;
  return { customerId, login, phone };
}
/** What the shop wishes to say; by text or in the mini-program. */
async function queue(her: Her, words: string, channel: 'sms' | 'weapp' = 'weapp', storeId: string | null = null): Promise<void> {
  const identity = await ports().db.prisma.customerIdentity.findFirstOrThrow({ where: { customerId: her.customerId } });
  await ports().writer.transaction(BY, (write) =>
    queueMessage(write, {
      occurrenceKey: `settings-test:${randomUUID()}`,
      templateKey: 'shop_message',
      channel,
      recipientId: channel === 'sms' ? her.customerId : identity.id,
      customerId: her.customerId,
      bookingId: null,
      variables: {
        shopTitle: '问候',
        shopText: words,
        ...(channel === 'sms' ? { smsTemplate: ports().shop.smsTemplates.booking_confirmed ?? '', smsValues: JSON.stringify([words, '一', '二', '三']) } : {}),
      },
      category: 'marketing',
      storeId,
    }),
  );
  await stage.agenda.runUntil(stage.agenda.clock.now());
}
const states = async (her: Her): Promise<string[]> =>
  (
    await sql<{ line: string }>(
      `SELECT channel || ' ' || state || coalesce(' ' || reason, '') AS line FROM messages WHERE customer_id = $1::uuid AND template_key = 'shop_message' ORDER BY created_at, id`,
      [her.customerId],
    )
  ).map((row) => row.line);
const list = async (fate: ApiInput<'messaging.list'>['fate'], who: Login) => (await stage.harness.do('messaging.list', { fate, search: '' }, who)).items;

test('MK-08 text with 最佳 and 根治 is flagged with its place in the editor and at sending; blocked, or needs approval, as set', async () => {
  await save(base);
  const { words } = await stage.harness.do('messaging.checkText', { text: '全城最佳，根治敏感肌' }, await boss());
  expect(words).toEqual([
    { word: '最佳', at: 2, level: 'approve' },
    { word: '根治', at: 5, level: 'block' },
  ]);
  const body = { entity: 'customer', title: '问候', text: '全城最佳', variables: {} };
  const { problems } = await stage.harness.do('definitions.check', { kind: 'text', body }, await boss());
  expect(problems).toContainEqual({ code: 'word_to_approve', path: '/text', level: 'warning', facts: { word: '最佳', at: 2 } });
  const her = await somebody();
  await queue(her, '根治敏感肌');
  await queue(her, '全城最佳');
  expect(await states(her)).toEqual(['weapp skipped forbidden_words', 'weapp held forbidden_words']);
  const [held] = await list('held', await boss());
  expect(held).toMatchObject({ customerId: her.customerId, words: [{ word: '最佳', level: 'approve' }], can: ['release', 'drop'] });
  // The place is that in the text that is shown.
  const [word] = held!.words;
  expect(held!.text.slice(word!.at, word!.at + 2)).toBe('最佳');
  const { message } = await stage.harness.do('messaging.release', { messageId: held!.id }, await boss());
  await stage.agenda.runUntil(stage.agenda.clock.now());
  expect([message.fate, await states(her)]).toEqual(['queued', ['weapp skipped forbidden_words', 'weapp sent']]);
  const again = await stage.harness.send('messaging.release', { messageId: held!.id }, await boss());
  expect(again.refusal).toMatchObject({ code: 'messaging.not_held', facts: { state: 'sent' } });
  // Who did it is kept, in the list and in the audit.
  expect((await list('sent', await boss())).find((row) => row.id === held!.id)?.decidedByName).toEqual(expect.any(String));
  expect(await sql(`SELECT actor_kind AS by FROM events WHERE type = 'message.released' AND customer_id = $1::uuid`, [her.customerId])).toEqual([
    { by: 'staff' },
  ]);
});

test('MK-08 what is dropped is never sent; who reaches only another store finds nothing to decide', async () => {
  await save(base);
  const her = await somebody();
  await queue(her, '全城最佳', 'weapp', stage.shop.stores.jing);
  const held = (await list('held', await boss())).find((row) => row.customerId === her.customerId);
  const stranger = await stage.harness.staff('xiaotang');
  expect((await stage.harness.send('messaging.release', { messageId: held!.id }, stranger)).refusal?.code).toBe('access.forbidden');
  await stage.harness.do('messaging.drop', { messageId: held!.id }, await boss());
  await stage.agenda.runUntil(stage.agenda.clock.now());
  expect(await states(her)).toEqual(['weapp skipped dropped_by_member']);
});

test('MK-10 the second SMS in 24 h is suppressed and logged, with its numbers', async () => {
  await save(base);
  const her = await somebody();
  await queue(her, '欢迎再来', 'sms');
  await queue(her, '周末见', 'sms');
  expect(await states(her)).toEqual(['sms sent', 'sms skipped cap_day']);
  expect(stage.texts(her.phone)).toHaveLength(1);
  expect((await list('kept_back', await boss())).find((row) => row.customerId === her.customerId)).toMatchObject({
    reason: 'cap_day',
    facts: { n: 1, limit: 1, channel: 'sms' },
  });
});

test('MK-10 what she told by telephone is written down by a member, holds at once, and says who wrote it; her own hand counts as before', async () => {
  await save({ ...base, caps: { ...base.caps, perDay: { sms: 50, weapp: 50, wecom: 50, email: 50 } } });
  const her = await somebody();
  const { customerId } = her;
  const say = async (kind: ApiInput<'messaging.recordWish'>['kind'], wanted: boolean) =>
    stage.harness.do('messaging.recordWish', { customerId, kind, wanted, how: 'phone' }, await boss());
  await say('sms', false);
  // Said twice, it is one wish.
  const told = await say('sms', false);
  expect(told).toMatchObject({ refused: ['sms'], can: ['record'], changes: [{ kind: 'sms', wanted: false, how: 'phone', byName: '沈言' }] });
  expect((await stage.harness.do('messaging.myWishes', {}, her.login)).refused).toEqual(['sms']);
  await queue(her, '短信', 'sms');
  await stage.harness.do('messaging.setMyWish', { kind: 'sms', wanted: true }, her.login);
  await queue(her, '短信', 'sms');
  expect(await states(her)).toEqual(['sms skipped no_advertising', 'sms sent']);
  await say('all', false);
  const now = await stage.harness.do('messaging.wishesOf', { customerId }, await boss());
  expect(now.changes.map((one) => [one.kind, one.wanted, one.how, one.byName])).toEqual([
    ['all', false, 'phone', '沈言'],
    ['sms', true, null, '客户本人'],
    ['sms', false, 'phone', '沈言'],
  ]);
  // Whose customer she is not does not learn it, nor write it.
  const stranger = await stage.harness.staff('xiaotang');
  for (const sent of [
    await stage.harness.send('messaging.wishesOf', { customerId }, stranger),
    await stage.harness.send('messaging.recordWish', { customerId, kind: 'all', wanted: true, how: 'phone' }, stranger),
  ])
    expect(sent.refusal?.code).toBe('record.not_found');
});

test('MK-10 who has unsubscribed never receives, by channel, by topic or altogether; who subscribes again does; service goes anyway', async () => {
  await save({ ...base, caps: { ...base.caps, perDay: { sms: 50, weapp: 50, wecom: 50, email: 50 } } });
  const her = await somebody();
  const wish = (kind: ApiInput<'messaging.setMyWish'>['kind'], wanted: boolean) => stage.harness.do('messaging.setMyWish', { kind, wanted }, her.login);
  await wish('sms', false);
  await queue(her, '短信', 'sms');
  await queue(her, '微信');
  await wish('sms', true);
  await wish('care', false);
  await queue(her, '短信', 'sms');
  expect((await wish('all', false)).refused).toEqual(['all', 'care']);
  await wish('care', true);
  await queue(her, '微信');
  expect(await states(her)).toEqual(['sms skipped no_advertising', 'weapp sent', 'sms skipped no_advertising', 'weapp skipped no_advertising']);
  expect((await wish('all', true)).refused).toEqual([]);
  await queue(her, '短信', 'sms');
  expect([(await states(her)).slice(-1), stage.texts(her.phone).length]).toEqual([['sms sent'], 1]);
});

test('MK-10 a store has settings of its own over headquarters’, whose words hold there as well; the month’s money for texts is not exceeded', async () => {
  await save({ ...base, caps: { ...base.caps, perDay: { sms: 50, weapp: 50, wecom: 50, email: 50 } } });
  const jing = stage.shop.stores.jing;
  // Room for two more: what went out before counts as well.
  const [before] = await sql<{ n: number }>(`SELECT count(*)::int AS n FROM messages WHERE channel = 'sms' AND category = 'marketing' AND state = 'sent'`);
  const monthFen = (before?.n ?? 0) * 5 + 12;
  await save(
    { ...base, caps: { ...base.caps, perDay: { ...base.caps.perDay, sms: 50 } }, words: { block: ['免单'], approve: [] }, budget: { monthFen, smsFen: 5 } },
    jing,
  );
  const { view } = await stage.harness.do('messaging.settings', { storeId: jing }, await boss());
  expect([view.own, view.settings.words]).toEqual([true, { block: ['根治', '免单'], approve: ['最佳'] }]);
  const her = await somebody();
  await queue(her, '免单', 'weapp', jing);
  await queue(her, '免单', 'weapp', null);
  for (const text of ['一', '二', '三']) await queue(her, text, 'sms', jing);
  expect(await states(her)).toEqual(['weapp skipped forbidden_words', 'weapp sent', 'sms sent', 'sms sent', 'sms skipped budget']);
  await save(null, jing);
  expect((await stage.harness.do('messaging.settings', { storeId: jing }, await boss())).view.own).toBe(false);
  const stale = await stage.harness.send('messaging.saveSettings', { storeId: jing, version: 0, settings: base }, await boss());
  expect(stale.refusal?.code).toBe('record.changed');
  const twice = await stage.harness.send(
    'messaging.saveSettings',
    { storeId: null, version: 0, settings: { ...base, words: { block: ['最佳'], approve: ['最佳'] } } },
    await boss(),
  );
  expect(twice.refusal).toMatchObject({ code: 'messaging.word_twice', facts: { word: '最佳' } });
});

test('MK-10 the settings that come with the product are those of config/gate.ts, and every message of the product is written by one function', () => {
  expect(gateDefaults.words.block).toContain('最佳');
  const root = path.join(__dirname, '../src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.startsWith('generated'));
  const writers = files.filter((file) => /\bmessage\.(create|createMany|upsert)\(|INSERT INTO messages\b/.test(readFileSync(path.join(root, file), 'utf8')));
  expect(writers).toEqual([path.join('modules', 'messaging', 'records.ts')]);
});

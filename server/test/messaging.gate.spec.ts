import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { customer } from '../../sandbox/world/people';
import { jobHandlers } from '../src/composition';
import { queueMessage } from '../src/modules/messaging/records';
import { runSend } from '../src/modules/messaging/send';
import { sqlOf } from '../src/platform/db';
import { draft } from './customers.fixtures';
import { openMessageStage, type MessageStage } from './messaging.stage';

let stage: MessageStage;
beforeAll(async () => {
  stage = await openMessageStage();
}, 400_000);
afterAll(() => stage?.harness.close());

const ports = () => stage.harness.server.ports;
const sql = <Row>(text: string, values: unknown[] = []) => sqlOf(ports().db)<Row>(text, values);
const BY = { actor: { kind: 'system', job: 'test' }, requestId: null } as const;
let made = 0;

interface Her {
  readonly customerId: string;
  readonly identityId: string;
}
/** A customer who has been in the mini-program and allows so many messages about coupons. */
async function somebody(grants = 10): Promise<Her> {
  const { id: customerId } = (await stage.harness.do('customers.create', draft(`客${++made}`), await stage.laoxu())).profile;
  const person = customer(`gate${made}`, `客${made}`, `1390000${String(made).padStart(4, '0')}`);
  stage.harness.world.state.people.customers.push(person);
  const { openid } = person;
  const { id: identityId } = await ports().db.prisma.customerIdentity.create({ data: { id: randomUUID(), provider: 'weapp', subject: openid, customerId } });
  await ports().db.prisma.subscriptionGrant.create({ data: { identityId, templateKey: 'coupon_given', accepted: grants } });
  stage.harness.world.state.acceptances[`${openid}|${ports().shop.templates.coupon_given ?? ''}`] = grants;
  return { customerId, identityId };
}
/** Queues a coupon's news that the shop thought of. */
const queue = (her: Her, more: Partial<Parameters<typeof queueMessage>[1]> = {}) =>
  ports().writer.transaction(BY, (write) =>
    queueMessage(write, {
      occurrenceKey: `gate-test:${++made}`,
      templateKey: 'coupon_given',
      channel: 'weapp',
      recipientId: her.identityId,
      customerId: her.customerId,
      bookingId: null,
      variables: { couponName: '满 200 减 30', couponUntil: '2027-12-31 前有效', couponWording: '欢迎再来' },
      category: 'marketing',
      ...more,
    }),
  );
const states = async (her: Her) =>
  (
    await sql<{ state: string; reason: string | null }>(
      `SELECT state, reason FROM messages WHERE customer_id = $1::uuid AND template_key = 'coupon_given' ORDER BY priority, created_at, id`,
      [her.customerId],
    )
  ).map(({ state, reason }) => (reason === null ? state : `${state} ${reason}`));
const decisions = (her: Her) =>
  sql<{ verdict: string; reason: string | null; facts: object }>(
    `SELECT d.verdict, d.reason, d.facts FROM message_decisions d JOIN messages m ON m.id = d.message_id
     WHERE m.customer_id = $1::uuid AND m.template_key = 'coupon_given' ORDER BY d.at, d.id`,
    [her.customerId],
  );
const now = () => stage.agenda.runUntil(stage.agenda.clock.now());
const settings = (more: object) =>
  sql(`INSERT INTO message_settings (id, settings, at) VALUES (1, $1::jsonb, now()) ON CONFLICT (id) DO UPDATE SET settings = EXCLUDED.settings`, [
    JSON.stringify(more),
  ]);

test('MK-10 a second message of the shop’s own wish within 24 hours is not sent, and the log says why, with numbers; service goes', async () => {
  const her = await somebody();
  await queue(her);
  await now();
  await queue(her);
  await queue(her, { category: 'service' });
  await now();
  expect((await states(her)).sort()).toEqual(['sent', 'sent', 'skipped cap_day']);
  expect((await decisions(her)).filter((one) => one.verdict === 'drop')).toEqual([
    { verdict: 'drop', reason: 'cap_day', facts: { n: 1, limit: 1, channel: 'weapp' } },
  ]);
});

test('MK-10 many at once to one customer: the cap holds, by one lock', async () => {
  const her = await somebody();
  await stage.work([]);
  for (let i = 0; i < 8; i++) await queue(her);
  const ids = (await sql<{ id: string }>(`SELECT id FROM messages WHERE customer_id = $1::uuid AND template_key = 'coupon_given'`, [her.customerId])).map(
    (row) => row.id,
  );
  await Promise.all(ids.map((id) => runSend(id, ports())));
  // Those behind others wait for a moment and are asked again.
  for (let round = 0; round < 9; round++) for (const id of ids) await runSend(id, ports());
  expect((await states(her)).filter((state) => state === 'sent')).toHaveLength(1);
  expect(
    await sql(
      `SELECT 1 FROM message_decisions d JOIN messages m ON m.id = d.message_id WHERE d.verdict = 'send' AND m.customer_id = $1::uuid AND m.template_key = 'coupon_given'`,
      [her.customerId],
    ),
  ).toHaveLength(1);
  await stage.work([jobHandlers(ports())]);
});

test('MK-10 her acceptance is not used up by a message that the gate keeps back', async () => {
  const her = await somebody(2);
  await queue(her);
  await now();
  await queue(her);
  await now();
  const [grant] = await sql<{ left: number }>(
    `SELECT accepted - used AS left FROM subscription_grants WHERE identity_id = $1::uuid AND template_key = 'coupon_given'`,
    [her.identityId],
  );
  expect([await states(her), grant]).toEqual([['sent', 'skipped cap_day'], { left: 1 }]);
});

test('MK-10 who wants no advertising gets none, also when it was written before she said so', async () => {
  const her = await somebody();
  await sql('INSERT INTO advertising_refusals (customer_id, at) VALUES ($1::uuid, now())', [her.customerId]);
  await queue(her);
  await now();
  expect(await states(her)).toEqual(['skipped no_advertising']);
});

test('MK-08 a forbidden word keeps it back; set to be looked at, it waits for somebody; the list is the shop’s', async () => {
  const her = await somebody();
  const bad = { variables: { couponName: '券', couponUntil: '2027-12-31 前有效', couponWording: '全城最佳' } };
  await queue(her, bad);
  await now();
  expect(await decisions(her)).toMatchObject([{ verdict: 'drop', reason: 'forbidden_words', facts: { n: 1 } }]);
  await settings({ words: { block: [], approve: ['欢迎'] } });
  await queue(her, bad);
  await queue(her);
  await now();
  expect((await states(her)).sort()).toEqual(['held forbidden_words', 'sent', 'skipped forbidden_words']);
  await settings({});
});

test('MK-10 at night it waits for the morning and is asked again then: what is no longer wished does not leave', async () => {
  const [first, second] = [await somebody(), await somebody()];
  const today = new Date(ports().clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  await stage.until(`${today}T22:00`);
  await queue(first);
  await queue(second);
  await now();
  expect([await states(first), await states(second)]).toEqual([['queued'], ['queued']]);
  await sql('INSERT INTO advertising_refusals (customer_id, at) VALUES ($1::uuid, now())', [second.customerId]);
  const tomorrow = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  await stage.until(`${tomorrow}T08:59`);
  expect(await states(first)).toEqual(['queued']);
  await stage.until(`${tomorrow}T09:31`);
  expect([await states(first), await states(second)]).toEqual([['sent'], ['skipped no_advertising']]);
  expect((await decisions(first)).map((one) => [one.verdict, one.reason])).toEqual([
    ['defer', 'quiet_hours'],
    ['send', null],
  ]);
});

test('MK-10 what expires while it waits is not sent any more, and the weightier goes first', async () => {
  const her = await somebody();
  await queue(her, { expiresAt: new Date(ports().clock.now().getTime() - 1) });
  await now();
  expect(await states(her)).toEqual(['skipped expired']);
  await stage.work([]);
  await queue(her, { priority: 9 });
  await queue(her, { priority: 1 });
  const ids = (
    await sql<{ id: string }>(`SELECT id FROM messages WHERE customer_id = $1::uuid AND state = 'queued' ORDER BY priority DESC`, [her.customerId])
  ).map((row) => row.id);
  for (const id of [...ids, ...ids]) await runSend(id, ports());
  expect((await decisions(her)).map((one) => one.reason)).toEqual(['expired', 'others_first', null, 'cap_day']);
});

test('MK-10 no other file calls a service that sends: every message of the product goes through the gate', () => {
  const root = path.join(__dirname, '../src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('generated') && !file.startsWith('gateways'),
  );
  const senders = files.filter((file) => /\b(sendSubscribe|sendTextCard)\b|\bsms\.send\b/.test(readFileSync(path.join(root, file), 'utf8')));
  // A code that somebody has just asked for is no message of the shop: it goes at once, to her alone, or not at all.
  expect(senders).toEqual([path.join('modules', 'access', 'phone-codes.ts'), path.join('modules', 'messaging', 'plans.ts')]);
  const plans = readFileSync(path.join(root, 'modules/messaging/plans.ts'), 'utf8');
  expect(plans.match(/planByChannel\(/g)).toHaveLength(2);
  expect(plans).toContain('passGate(await planByChannel(message, tx, ports), message, tx, ports)');
});

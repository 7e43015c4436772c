import { randomUUID } from 'node:crypto';
import { pot, purse } from '@zhike/domain/ledger/accounts';
import { credit, debit, type Posting } from '@zhike/domain/ledger/posting';
import { auditBooks } from '../src/modules/ledger/audit';
import { post } from '../src/modules/ledger/post';
import { newestEntry, writeCheckpoints } from '../src/modules/ledger/records';
import { brokenConstraint, sqlOf } from '../src/platform/db';
import { openPayShop, type PayShop } from './payments.shop';

let pay: PayShop;
beforeAll(async () => {
  pay = await openPayShop('public-key');
}, 60_000);
afterAll(() => pay?.shop.close());

const ports = () => pay.shop.server.ports;
const sql = <Row>(text: string, values: readonly unknown[] = []) => sqlOf(ports().db)<Row>(text, values);
const by = { actor: { kind: 'system', job: 'test' }, requestId: null } as const;
const write = (posting: Posting): Promise<boolean> => ports().writer.transaction(by, (pen) => post(pen, posting));
/** What each purse and pot with such a holder holds, by kind. */
async function held(holderId: string): Promise<Record<string, number>> {
  const { items } = await pay.shop.do('ledger.accounts', { kind: null, customerId: null, holderId, storeId: null }, await pay.boss());
  return Object.fromEntries(items.map((account) => [account.kind, account.balance]));
}
const soundly = async () =>
  expect(await auditBooks(sqlOf(ports().db))).toEqual({ unbalanced: 0, empty: 0, pursesOff: 0, entriesOff: 0, checkpointsOff: 0, sound: true });
const cancel = (booking: { id: string; version: number }, expectedRefundFen: number, as: { token: string }) =>
  pay.shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen }, as);

describe('OR-06 a deposit in the books', () => {
  test('paid: what WeChat Pay holds and what she has with us grow alike, once, however often the news comes', async () => {
    const before = await held(pay.fixture.storeId);
    const { booking, outTradeNo } = await pay.paid();
    pay.shop.simulators.simulators.pay.notifier.paid(pay.orderOf(outTradeNo));
    await pay.delivered(outTradeNo, 2);
    expect(await held(booking.id)).toEqual({ deposit: 50_000 });
    expect((await held(pay.fixture.storeId)).wechat).toBe((before.wechat ?? 0) + 50_000);
    await soundly();
  });

  test('given back in full: promised first, gone from the till when it has arrived', async () => {
    const { booking, who } = await pay.paid();
    const before = await held(pay.fixture.storeId);
    await cancel(booking, 50_000, who);
    await pay.pass({ seconds: 30 });
    await pay.shop.eventually(async () => (await pay.facts(booking.id)).deposit === 'refunded');
    const after = await held(pay.fixture.storeId);
    expect(await held(booking.id)).toEqual({ deposit: 0 });
    expect([after.refund_due, after.wechat]).toEqual([0, (before.wechat ?? 0) - 50_000]);
    const acts = await sql<{ act: string }>('SELECT act FROM ledger_transactions WHERE booking_id = $1::uuid ORDER BY at, id', [booking.id]);
    expect(acts.map((row) => row.act)).toEqual(['deposit.paid', 'refund.promised', 'refund.paid_out']);
    await soundly();
  });

  test('the service was given: the deposit is income, of that store and that day', async () => {
    const { booking } = await pay.paid();
    let { id, version } = booking;
    for (const name of ['booking.checkIn', 'booking.start', 'booking.finish'] as const)
      ({ id, version } = (await pay.shop.do(name, { bookingId: id, version }, await pay.boss())).booking);
    await pay.pass({ seconds: 5 });
    expect(await held(booking.id)).toEqual({ deposit: 0 });
    expect((await held(pay.fixture.storeId)).revenue).toBe(50_000);
    await soundly();
  });
});

describe('CD-07 the books keep themselves', () => {
  const card = (): { holderId: string; storeId: string; customerId: null } => ({ holderId: randomUUID(), storeId: pay.fixture.storeId, customerId: null });
  const charge = (of: ReturnType<typeof card>, amount: number, key: string = randomUUID()): Posting => ({
    key,
    act: 'card.charged',
    storeId: of.storeId,
    customerId: null,
    lines: [debit(pot('cash', of.storeId), amount), credit(purse('principal', of), amount)],
  });
  const use = (of: ReturnType<typeof card>, amount: number, key: string = randomUUID()): Posting => ({
    key,
    act: 'card.used',
    storeId: of.storeId,
    customerId: null,
    lines: [debit(purse('principal', of), amount), credit(pot('revenue', of.storeId), amount)],
  });

  test('the same act five times at once stands there once', async () => {
    const of = card();
    const one = charge(of, 1000, 'the same');
    const written = await Promise.all(Array.from({ length: 5 }, () => write(one)));
    expect(written.filter(Boolean)).toHaveLength(1);
    expect(await held(of.holderId)).toEqual({ principal: 1000 });
  });

  test('fifty spend at once what is enough for one: exactly one does, and nothing is half-written', async () => {
    const of = card();
    await write(charge(of, 100));
    const ends = await Promise.allSettled(Array.from({ length: 50 }, () => write(use(of, 100))));
    const refused = ends.filter((end): end is PromiseRejectedResult => end.status === 'rejected');
    expect(refused).toHaveLength(49);
    expect(new Set(refused.map((end) => brokenConstraint(end.reason)))).toEqual(new Set(['ledger_accounts_never_negative']));
    expect(await held(of.holderId)).toEqual({ principal: 0 });
    await soundly();
  }, 30_000);

  test('two purses from both ends at once: nobody waits for ever, and what one loses the other has', async () => {
    const [a, b] = [card(), card()];
    await write(charge(a, 100));
    await write(charge(b, 100));
    const give = (from: typeof a, to: typeof a): Posting => ({
      key: randomUUID(),
      act: 'card.transferred',
      storeId: from.storeId,
      customerId: null,
      lines: [debit(purse('principal', from), 1), credit(purse('principal', to), 1)],
    });
    await Promise.all(Array.from({ length: 40 }, (_, n) => write(n % 2 ? give(a, b) : give(b, a))));
    expect([(await held(a.holderId)).principal, (await held(b.holderId)).principal]).toEqual([100, 100]);
    await soundly();
  }, 30_000);

  test.each([
    [
      'lines that do not sum up',
      (of: ReturnType<typeof card>) => [debit(pot('cash', of.storeId), 100), credit(purse('principal', of), 99)],
      'ledger_entries_balanced',
    ],
    [
      'money against sessions',
      (of: ReturnType<typeof card>) => [debit(pot('cash', of.storeId), 5), credit(purse('sessions', of), 5)],
      'ledger_entries_balanced',
    ],
    ['no line at all', () => [], 'ledger_entries_balanced'],
    [
      'lines that take each other back',
      (of: ReturnType<typeof card>) => [debit(pot('cash', of.storeId), 5), credit(pot('cash', of.storeId), 5)],
      'ledger_entries_balanced',
    ],
    [
      'more than anybody has',
      (of: ReturnType<typeof card>) => [debit(pot('cash', of.storeId), 2e12), credit(purse('principal', of), 2e12)],
      'ledger_entries_amount',
    ],
    ['more than is there', (of: ReturnType<typeof card>) => use(of, 1).lines, 'ledger_accounts_never_negative'],
  ])('refuses %s, and writes nothing', async (_, linesOf, constraint) => {
    const of = card();
    const key = randomUUID();
    const error: unknown = await write({ ...charge(of, 1, key), lines: linesOf(of) }).catch((reason: unknown) => reason);
    expect(brokenConstraint(error)).toBe(constraint);
    expect(await sql('SELECT 1 FROM ledger_transactions WHERE key = $1', [key])).toEqual([]);
    expect(await held(of.holderId)).toEqual({});
  });

  test('nothing that is written is changed, deleted, emptied or given another line', async () => {
    const of = card();
    await write(charge(of, 100));
    for (const text of [
      'UPDATE ledger_entries SET amount = amount + 1',
      'DELETE FROM ledger_entries',
      'TRUNCATE ledger_entries CASCADE',
      `UPDATE ledger_transactions SET note = 'x'`,
      'DELETE FROM ledger_transactions',
      'TRUNCATE ledger_transactions CASCADE',
      'UPDATE ledger_accounts SET balance = balance + 1 WHERE guarded',
      `UPDATE ledger_accounts SET kind = 'bonus' WHERE kind = 'principal'`,
      'DELETE FROM ledger_accounts',
    ])
      await expect(sql(text)).rejects.toThrow('the books are never changed or deleted');
    const more = `INSERT INTO ledger_entries (transaction_id, account_id, amount) SELECT t.id, a.id, v.amount FROM (VALUES (1), (-1)) v(amount), ledger_transactions t, ledger_accounts a
      WHERE a.key = 'principal:${of.holderId}' AND t.id = (SELECT transaction_id FROM ledger_entries WHERE account_id = a.id LIMIT 1)`;
    await expect(sql(more)).rejects.toThrow('a transaction that is written gets no more lines');
    await sql(
      `INSERT INTO ledger_accounts (id, key, kind, unit, side, guarded, balance) VALUES (gen_random_uuid(), 'principal:forged', 'principal', 'fen', -1, true, 1000000)`,
    );
    expect(await sql(`SELECT balance::int FROM ledger_accounts WHERE key = 'principal:forged'`)).toEqual([{ balance: 0 }]);
    await soundly();
  });

  test('a pot carried forward holds what it held, and goes on from there', async () => {
    const of = card();
    const cash = async () => (await held(of.storeId)).cash ?? 0;
    await write(charge(of, 300));
    const before = await cash();
    for (let round = 0; round < 2; round++) {
      const through = await newestEntry(sqlOf(ports().db));
      await ports().writer.transaction(by, async (pen) => void (await writeCheckpoints(pen.tx, through ?? '0', pen.now)));
      expect(await cash()).toBe(before + round * 50);
      await write(charge(of, 50));
    }
    expect(await cash()).toBe(before + 100);
    await soundly();
  });
});

describe('FI-01 the explorer of the books', () => {
  test('why a balance is what it is: every line with its act, its hand and what was there afterwards', async () => {
    const of = { holderId: randomUUID(), storeId: pay.fixture.storeId, customerId: null };
    const boss = await pay.boss();
    for (let n = 0; n < 60; n++)
      await write({
        key: randomUUID(),
        act: 'card.charged',
        storeId: of.storeId,
        customerId: null,
        lines: [debit(pot('cash', of.storeId), 10), credit(purse('principal', of), 10)],
      });
    const { items: accounts } = await pay.shop.do('ledger.accounts', { kind: null, customerId: null, holderId: of.holderId, storeId: null }, boss);
    const accountId = accounts[0]?.id ?? '';
    const first = await pay.shop.do('ledger.entries', { accountId }, boss);
    const second = await pay.shop.do('ledger.entries', { accountId, cursor: first.next }, boss);
    const all = [...first.items, ...second.items];
    expect([first.items.length, second.items.length, second.next]).toEqual([50, 10, null]);
    expect(first.account).toMatchObject({ balance: 600, kindName: '储值本金', side: 'credit' });
    expect(all.reduce((sum, line) => sum + line.amount, 0)).toBe(600);
    expect(all.map((line) => line.balanceAfter)).toEqual(Array.from({ length: 60 }, (_, i) => 600 - 10 * i));
    expect(all[0]).toMatchObject({ balanceAfter: 600, amount: 10, actName: '充值', actorName: '系统', reversed: false });
    const { transaction } = await pay.shop.do('ledger.transaction', { transactionId: all[0]?.transactionId ?? '' }, boss);
    expect(transaction.lines.map((line) => [line.kindName, line.debit, line.credit])).toEqual([
      ['现金', 10, 0],
      ['储值本金', 0, 10],
    ]);
    expect((await pay.shop.send('ledger.entries', { accountId, cursor: "1' OR 1=1" }, boss)).refusal?.code).toBe('request.invalid');
  });

  test('why a till holds what it holds: each line with what was there after it, over pages and checkpoints', async () => {
    const boss = await pay.boss();
    const { items: tills } = await pay.shop.do('ledger.accounts', { kind: 'cash', customerId: null, holderId: null, storeId: pay.fixture.storeId }, boss);
    const till = tills[0];
    const through = await newestEntry(sqlOf(ports().db));
    await ports().db.transaction((tx) => writeCheckpoints(tx, through ?? '0', new Date()));
    const lines: { amount: number; balanceAfter: number }[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: typeof lines; next: string | null } = await pay.shop.do('ledger.entries', { accountId: till?.id ?? '', cursor }, boss);
      lines.push(...page.items);
      cursor = page.next;
    } while (cursor);
    expect(lines.length).toBeGreaterThan(50);
    expect(lines[0]?.balanceAfter).toBe(till?.balance);
    for (const [i, line] of lines.entries()) expect(line.balanceAfter - line.amount).toBe(lines[i + 1]?.balanceAfter ?? 0);
  });

  test('an account says whose it is by the number that people know', async () => {
    const { booking } = await pay.paid();
    const { items } = await pay.shop.do('ledger.accounts', { kind: 'deposit', customerId: null, holderId: booking.id, storeId: null }, await pay.boss());
    expect(items).toMatchObject([{ holderCode: booking.code, customerId: booking.customerId }]);
  });

  test('the trial balance closes: opening plus what moved, debit equal to credit in every unit', async () => {
    const boss = await pay.boss();
    const { rows, sums } = await pay.shop.do('ledger.trialBalance', { storeId: null, from: '2027-03-01', until: '2199-12-31' }, boss);
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows)
      expect([row.kind, row.closing]).toEqual([row.kind, row.opening + (row.side === 'debit' ? row.debit - row.credit : row.credit - row.debit)]);
    for (const { unit, debit: left, credit: right } of sums) expect([unit, left]).toEqual([unit, right]);
    const none = await pay.shop.do('ledger.trialBalance', { storeId: null, from: '2020-01-01', until: '2020-12-31' }, boss);
    expect(none.rows).toEqual([]);
  });

  test("SC-01 another store's books stay shut: no account, no line, no act, no sum", async () => {
    const { booking } = await pay.paid();
    const boss = await pay.boss();
    const { items } = await pay.shop.do('ledger.accounts', { kind: null, customerId: null, holderId: booking.id, storeId: null }, boss);
    const accountId = items[0]?.id ?? '';
    const { items: lines } = await pay.shop.do('ledger.entries', { accountId }, boss);
    const transactionId = lines[0]?.transactionId ?? '';
    const prisma = ports().db.prisma;
    const other = await prisma.store.create({ data: { name: '别家店', address: 'x', phone: '021-62330001', opening: [], position: 99 } });
    const manager = await pay.shop.staff('laoxu');
    const member = await prisma.staffMember.findUniqueOrThrow({ where: { wecomUserId: 'laoxu' } });
    await prisma.staffStore.deleteMany({ where: { staffId: member.id } });
    await prisma.staffStore.create({ data: { staffId: member.id, storeId: other.id } });
    const hers = await pay.shop.staff('laoxu');
    expect(manager.token).not.toBe(hers.token);
    expect((await pay.shop.do('ledger.accounts', { kind: null, customerId: null, holderId: booking.id, storeId: null }, hers)).items).toEqual([]);
    expect((await pay.shop.send('ledger.entries', { accountId }, hers)).refusal?.code).toBe('record.not_found');
    expect((await pay.shop.send('ledger.transaction', { transactionId }, hers)).refusal?.code).toBe('record.not_found');
    expect((await pay.shop.do('ledger.trialBalance', { storeId: pay.fixture.storeId, from: '2027-01-01', until: '2199-12-31' }, hers)).rows).toEqual([]);
  });
});

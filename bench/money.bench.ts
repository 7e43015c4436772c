import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { photoStages } from '../config/business-lines';
import { carryForward } from '../server/src/modules/ledger/checkpoints';
import { sessionTerms } from '../server/test/membership.shop';
import { packageTerms } from '../server/test/contract.stage.orders';
import { staffWish } from '../server/test/fixture';
import { load, loadedBy, type Call } from './lib/load';
import { contestLine, interleave, median, round3, runFor, type BenchContext, type Rate } from './lib/measure';
import { seedPeople, seedStaffSession } from './lib/people';
import type { Place } from './lib/place';
import { recordCalls, replay, substitute, type Statement } from './lib/recorder';
import { openShop, type Shop } from './lib/shop';

const TARGET = 0.5;
/** A balance may cost so much more with a hundred times the entries behind it. */
const GROWTH = 1.2;
const WIDTH = 16;
const CARDS = 160;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What one call is about: the ids by which it differs from the next. */
interface Subject {
  readonly ids: readonly string[];
}

/**
 * A write-off (`membership.settle`) and a payment (`orders.recordPayment`) over HTTP with sixteen at once, against the statements of those very
 * commands by plain pg; and what a pot's balance costs with ten thousand, a million and (`--long`) ten million entries behind it.
 */
export async function money(place: Place, { quick, long, emit, say }: BenchContext): Promise<void> {
  const shop = await openShop(place, { copies: 2 });
  try {
    const boss = await seedStaffSession(shop.pool, 'zongbu');
    const each = quick ? 60 : 120;
    const visits = await finishedVisits(shop, boss, quick ? 16 : CARDS, each);
    say(`${visits.length} visits to write off`);
    await contest('write-off', shop, boss, 'membership.settle', visits, ([bookingId = '', cardId = '']) => ({ bookingId, cardIds: [cardId] }), { quick, emit });
    const orders = await openOrders(shop, boss, quick ? 16 : CARDS);
    // Many payments of one fen each: an order takes as many as its bill has fen.
    const payments = Array.from({ length: visits.length }, (_, i) => orders[i % orders.length]).flatMap((order) => (order ? [order] : []));
    await contest('pay', shop, boss, 'orders.recordPayment', payments, ([orderId = '']) => ({ orderId, till: 'cash' as const, amountFen: 1, note: '' }), {
      quick,
      emit,
    });
    await balances(shop, boss, { quick, long, emit, say });
  } finally {
    await shop.close();
  }
}

type Contested = 'membership.settle' | 'orders.recordPayment';

async function contest<Name extends Contested>(
  name: string,
  shop: Shop,
  boss: string,
  endpoint: Name,
  subjects: readonly Subject[],
  inputOf: (ids: readonly string[]) => Call<Name>['input'],
  { quick, emit }: Pick<BenchContext, 'quick' | 'emit'>,
): Promise<void> {
  const [sample, ...rest] = subjects;
  if (!sample) throw new Error('there is nothing to do');
  const key = randomUUID();
  const warm = rest.splice(0, 4);
  const { statements } = await recordCalls(
    shop,
    async (api) => {
      for (const subject of warm) await api.call(endpoint, inputOf(subject.ids), boss, randomUUID());
    },
    {
      async statements(api) {
        const answer = await api.call(endpoint, inputOf(sample.ids), boss, key);
        if (answer.refusal) throw new Error(`the sample of ${name} was refused: ${JSON.stringify(answer.refusal)}`);
      },
    },
  );
  const half = rest.length >> 1;
  const mine = rest.slice(0, half);
  let at = 0;
  const ours = async (): Promise<Rate> => {
    if (at >= mine.length) throw new Error(`${name}: all ${mine.length} are done; this machine is fast and needs more of them`);
    const calls = mine.slice(at).map((subject): Call<Name> => ({ input: inputOf(subject.ids), token: boss, key: randomUUID() }));
    const rate = await load({ url: shop.url, name: endpoint, each: 'once', calls }, WIDTH, seconds);
    at += rate.done + WIDTH;
    const [fault] = shop.faults();
    if (fault) throw new Error(`${name} failed: ${fault}`);
    return rate;
  };
  const theirs = await same(shop, statements, sample, key, rest.slice(half));
  const seconds = quick ? 0.5 : 2;
  const result = await interleave(quick ? 1 : 5, ours, () => runFor(seconds, WIDTH, theirs.once));
  emit(contestLine(`${name}.c${WIDTH}`, result, TARGET, `${statements.length} statements each; ${loadedBy()}`));
  await theirs.close();
}

/** The sample's statements again, about another subject and with ids of its own. */
async function same(shop: Shop, statements: readonly Statement[], sample: Subject, key: string, subjects: readonly Subject[]) {
  const pool = new pg.Pool({ connectionString: shop.databaseUrl, max: WIDTH, options: '-c timezone=UTC' });
  pool.on('error', () => undefined);
  const texts = statements
    .filter((one) => /INSERT|ledger_post|SELECT ledger/i.test(one.text))
    .flatMap((one) => one.values.flatMap((value) => value?.match(UUID) ?? []));
  const { rows } = await shop.pool.query<{ id: string }>(
    `SELECT id::text FROM stores UNION SELECT id::text FROM staff_members UNION SELECT id::text FROM customers UNION SELECT id::text FROM services UNION SELECT id::text FROM ledger_accounts`,
  );
  const known = new Set([...rows.map((row) => row.id), ...sample.ids]);
  const made = [...new Set(texts)].filter((id) => !known.has(id));
  let next = 0;
  return {
    close: () => pool.end(),
    async once(): Promise<boolean> {
      const subject = subjects[next++];
      if (!subject) return false;
      const pairs = new Map<string, string>([
        [key, randomUUID()],
        ...made.map((id) => [id, randomUUID()] as const),
        ...sample.ids.map((id, i) => [id, subject.ids[i] ?? id] as const),
      ]);
      const client = await pool.connect();
      try {
        await replay(client, statements, substitute(pairs));
      } finally {
        client.release();
      }
      return true;
    },
  };
}

/** Session cards, and for each of them visits that are over and not written off: [booking, card, customer]. */
async function finishedVisits(shop: Shop, boss: string, cards: number, each: number): Promise<Subject[]> {
  const { api, fixture, pool } = shop;
  const people = await seedPeople(pool, fixture.storeId, cards);
  const terms = sessionTerms(fixture.serviceId, { sessions: Math.max(10, each), priceFen: 400_000 });
  const { product } = (await api.call('membership.saveProduct', { productId: null, version: 0, terms }, boss, randomUUID())).value;
  const first = people[0];
  if (!first) throw new Error('nobody came');
  const booked = await api.call(
    'booking.create',
    { ...staffWish(fixture, fixture.at('09:00', 1)), customerId: first.customerId, awaitDeposit: false },
    boss,
    randomUUID(),
  );
  if (booked.refusal) throw new Error(`the sample visit was refused: ${booked.refusal.code}`);
  const subjects: Subject[][] = [];
  for (const [index, person] of people.entries()) {
    const payments = [{ till: 'cash' as const, amountFen: terms.priceFen }];
    const sale = { customerId: person.customerId, storeId: fixture.storeId, productId: product.id, version: product.version, payments };
    const sold = await api.call('membership.sell', sale, boss, randomUUID());
    if (sold.refusal) throw new Error(`a card was refused: ${JSON.stringify(sold.refusal)}`);
    const { rows } = await pool.query<{ id: string }>(
      `INSERT INTO bookings SELECT (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(), 'code', $2 || n, 'state', 'done', 'customer_id', $3::text))).*
         FROM bookings b, generate_series(1, $4::int) n WHERE b.id = $1::uuid RETURNING id`,
      [booked.value.booking.id, `B${index}-`, person.customerId, each],
    );
    subjects.push(rows.map((row) => ({ ids: [row.id, sold.value.card.id, person.customerId] })));
  }
  // Neighbours take from different cards.
  return Array.from({ length: each }, (_, i) => subjects.flatMap((list) => list[i] ?? [])).flat();
}

async function openOrders(shop: Shop, boss: string, count: number): Promise<Subject[]> {
  const { api, fixture, pool } = shop;
  const line = { lineId: null, key: 'wedding', name: '婚纱摄影', stages: [...photoStages], fields: [], position: 0, active: true };
  const { id: lineId } = (await api.call('catalogue.saveLine', line, boss, randomUUID())).value.line;
  const { id: itemId } = (await api.call('catalogue.saveItem', { itemId: null, version: 0, terms: packageTerms() }, boss, randomUUID())).value.item;
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM customers LIMIT $1', [count]);
  const orders: Subject[] = [];
  for (const { id: customerId } of rows) {
    const lines = [{ itemId, quantity: 1, options: {} }];
    const wish = { storeId: fixture.storeId, lineId, lines, discount: null, instalments: [], form: {}, note: '', customerId };
    const made = await api.call('orders.create', wish, boss, randomUUID());
    if (made.refusal) throw new Error(`an order was refused: ${JSON.stringify(made.refusal)}`);
    orders.push({ ids: [made.value.order.id, customerId] });
  }
  return orders;
}

/** So many in one statement. */
const STEP = 50_000;

/**
 * Acts of a store, so many more, each with an entry of its cash and one of its revenue: by the rules of the books, that is with every trigger
 * and key that watches over them. Ids go up, as the product's do; random ones would only measure how an index grows.
 */
async function moreActs(shop: Shop, count: number, say: (line: string) => void): Promise<void> {
  const salt = randomUUID();
  for (let done = 0; done < count; done += STEP) {
    await shop.pool.query(
      `WITH t AS (INSERT INTO ledger_transactions (id, key, act, at, business_date, store_id, actor_kind)
           SELECT (lpad(to_hex(1700000000000 + n), 12, '0') || '7' || substr(md5($2 || n), 1, 3) || '8' || substr(md5($2 || n), 4, 15))::uuid, 'bench/' || $2 || '/' || lpad(n::text, 9, '0'),
             'order.paid', now(), current_date, $1::uuid, 'system' FROM generate_series($3::bigint + 1, $3::bigint + $4::int) n RETURNING id)
       INSERT INTO ledger_entries (transaction_id, account_id, amount) SELECT t.id, a.id, CASE a.kind WHEN 'cash' THEN 100 ELSE -100 END
         FROM t, ledger_accounts a WHERE a.store_id = $1::uuid AND a.kind IN ('cash', 'revenue')`,
      [shop.fixture.storeId, salt, done, Math.min(STEP, count - done)],
    );
    if (done % 1_000_000 === 0 && done > 0) say(`${done * 2} of ${count * 2} entries written`);
  }
}

async function balances(shop: Shop, boss: string, { quick, long, emit, say }: Pick<BenchContext, 'quick' | 'long' | 'emit' | 'say'>): Promise<void> {
  const { api, fixture, pool } = shop;
  const input = { kind: 'cash' as const, customerId: null, holderId: null, storeId: fixture.storeId };
  const read = async (): Promise<number> => {
    const took: number[] = [];
    for (let i = 0; i < (quick ? 5 : 60); i++) {
      const at = performance.now();
      const answer = await api.call('ledger.accounts', input, boss);
      took.push(performance.now() - at);
      if (answer.refusal || (answer.value.items[0]?.balance ?? 0) <= 0) throw new Error('the balance was not read');
    }
    return median(took);
  };
  let entries = 0;
  let base = 0;
  for (const size of quick ? [1_000, 10_000] : [10_000, 1_000_000, ...(long ? [10_000_000] : [])]) {
    await moreActs(shop, (size - entries) >> 1, say);
    entries = size;
    const { rows } = await pool.query<{ id: string }>('SELECT max(id)::text AS id FROM ledger_entries');
    // As every night: the pots' sums are carried forward; a day's entries come after.
    await checkpoint(pool, rows[0]?.id ?? '0');
    await moreActs(shop, 1_000, say);
    await pool.query('ANALYZE ledger_entries, ledger_transactions, ledger_checkpoints');
    const ms = await read();
    say(`${size} entries: a balance in ${round3(ms)} ms`);
    if (base === 0) base = ms;
    const ratio = ms / base;
    emit({
      name: `balance.${size}`,
      value: round3(ms),
      unit: 'ms',
      baseline: round3(base),
      ratio: round3(ratio),
      target: `ratio <= ${GROWTH} of ${quick ? '1,000' : '10,000'} entries`,
      pass: ratio <= GROWTH,
      note: 'over HTTP, one after the other',
    });
  }
}

async function checkpoint(pool: pg.Pool, throughId: string): Promise<void> {
  const client = await pool.connect();
  try {
    const sql = { $executeRawUnsafe: async (text: string, ...values: unknown[]) => (await client.query(text, values)).rowCount ?? 0 };
    await carryForward({ tx: sql as never, now: new Date() }, throughId);
  } finally {
    client.release();
  }
}

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { issueCode } from '../sandbox/world/codes';
import { wish } from '../server/test/fixture';
import { contestLine, interleave, runFor, type BenchContext } from './lib/measure';
import { seedPeople, seedStaffSession } from './lib/people';
import type { Place } from './lib/place';
import { recordCalls, replay, substitute, type Statement } from './lib/recorder';
import { openShop } from './lib/shop';

const GET_TARGET = 0.5;
const CHAT_TARGET = 0.3;
/** Customers with a booking; a profile without any would be too easy. */
const BOOKED = 120;
const TIMES = ['09:00', '10:30', '12:00', '13:30', '15:00', '16:30'];

/** A customer's whole profile as a manager reads it (`customers.get`) and as it opens beside a chat (`customers.inChat`), against the statements of those calls by plain pg. */
export async function profileRead(place: Place, { quick, emit }: BenchContext): Promise<void> {
  const shop = await openShop(place, { copies: 4 });
  const pool = new pg.Pool({ connectionString: shop.databaseUrl, max: 16, options: '-c timezone=UTC' });
  pool.on('error', () => undefined);
  try {
    const { fixture, api } = shop;
    const people = await seedPeople(shop.pool, fixture.storeId, 3000);
    const booked = people.slice(0, quick ? 20 : BOOKED);
    for (const [index, person] of booked.entries()) {
      const answer = await api.call(
        'booking.request',
        wish(fixture, fixture.at(TIMES[index % TIMES.length] ?? '09:00', Math.floor(index / TIMES.length))),
        person.token,
        randomUUID(),
      );
      if (answer.refusal) throw new Error(`the sample booking was refused: ${answer.refusal.code}`);
    }
    const manager = await seedStaffSession(shop.pool, 'laoxu');
    const consultant = await seedStaffSession(shop.pool, 'xiaotang');
    const lin = shop.world.state.people.customers.find((person) => person.name === '林小雨');
    if (!lin) throw new Error('林小雨 is not in the simulated world');
    const login = await api.call('access.customerLogin', { code: issueCode(shop.world, 'login', lin.openid) }, null, randomUUID());
    await api.call('booking.request', wish(fixture, fixture.at('16:30', 25)), login.value.token, randomUUID());

    const get = (at: typeof api, customerId: string) => at.call('customers.get', { customerId }, manager);
    const chat = (at: typeof api) => at.call('customers.inChat', { externalUserId: lin.externalUserId }, consultant);
    const [first] = booked;
    if (!first) throw new Error('nobody has booked');
    const recorded = await recordCalls(
      shop,
      async (at) => {
        for (let i = 0; i < 3; i++) {
          await get(at, first.customerId);
          await chat(at);
        }
      },
      { get: async (at) => void (await get(at, first.customerId)), chat: async (at) => void (await chat(at)) },
    );
    const same = (statements: readonly Statement[], change?: () => (value: string) => string) => async (): Promise<boolean> => {
      const client = await pool.connect();
      try {
        await replay(client, statements, change?.());
      } finally {
        client.release();
      }
      return true;
    };
    let next = 0;
    const another = (): string => booked[next++ % booked.length]?.customerId ?? first.customerId;
    const ours = {
      get: async (): Promise<boolean> => (await get(api, another())).refusal === null,
      chat: async (): Promise<boolean> => (await chat(api)).refusal === null,
    };
    const theirs = { get: same(recorded.get, () => substitute(new Map([[first.customerId, another()]]))), chat: same(recorded.chat) };
    const seconds = quick ? 0.5 : 2.5;
    for (const [name, width, target] of [
      ['get', 16, GET_TARGET],
      ['chat', 1, CHAT_TARGET],
    ] as const) {
      await runFor(quick ? 0.5 : 3, width, ours[name]);
      await runFor(0.5, width, theirs[name]);
      const contest = await interleave(
        quick ? 1 : 5,
        () => runFor(seconds, width, ours[name]),
        () => runFor(seconds, width, theirs[name]),
      );
      emit(
        contestLine(
          name === 'get' ? 'profile-read.get.c16' : 'profile-read.in-chat.c1',
          contest,
          target,
          `${recorded[name].length} statements${name === 'get' ? '; NocoBase, one record of one table: 209/s' : ''}`,
        ),
      );
    }
  } finally {
    await pool.end();
    await shop.close();
  }
}

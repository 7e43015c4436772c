import { createTestDatabase, type TestDatabase } from '@zhike/sandbox/launch/test-database';
import { changeIn, openDb, sendIn, sqlIn, type Db, type Tx } from '../src/platform/db';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDb(database.url, 3, { maxRunMs: 1500 });
}, 60_000);
afterAll(async () => {
  await db.close();
  await database.drop();
});

const ADD = "INSERT INTO tag_groups (id, name, colour) VALUES (gen_random_uuid(), $1, '#000000')";
const names = async (): Promise<string[]> => (await db.prisma.tagGroup.findMany({ orderBy: { name: 'asc' } })).map((group) => group.name);
const group = (name: string) => ({ name, colour: '#000000' });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
beforeEach(() => db.prisma.tagGroup.deleteMany());

describe('SC-05 a transaction is one, whoever writes in it', () => {
  test("Prisma and hand-written SQL see each other's rows, and commit together", async () => {
    const answer = await db.transaction(async (tx) => {
      await changeIn(tx, ADD, ['甲']);
      const seen = await tx.tagGroup.findMany();
      await tx.tagGroup.create({ data: group('乙') });
      sendIn(tx, ADD, ['丙']);
      expect(await names()).toEqual([]);
      const [row] = await sqlIn(tx)<{ n: number }>('SELECT count(*)::int AS n FROM tag_groups', []);
      return [seen.length, row?.n];
    });
    expect(answer).toEqual([1, 3]);
    expect(await names()).toEqual(['丙', '乙', '甲'].sort());
  });

  test.each([
    ['hand-written only', async (tx: Tx) => void (await changeIn(tx, ADD, ['甲']))],
    ['Prisma only', async (tx: Tx) => void (await tx.tagGroup.create({ data: group('甲') }))],
    [
      'both',
      async (tx: Tx) => {
        await tx.tagGroup.create({ data: group('甲') });
        sendIn(tx, ADD, ['乙']);
      },
    ],
  ])('what throws leaves nothing behind: %s', async (_, write) => {
    await expect(
      db.transaction(async (tx) => {
        await write(tx);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await names()).toEqual([]);
    // And the connection is as good as new.
    await db.transaction(write);
    expect((await names()).length).toBeGreaterThan(0);
  });

  test('a statement that was sent and failed fails the transaction, with its own error, whatever came after', async () => {
    const twice = db.transaction(async (tx) => {
      await changeIn(tx, ADD, ['甲']);
      sendIn(tx, ADD, ['甲']);
      await changeIn(tx, ADD, ['乙']);
    });
    await expect(twice).rejects.toThrow('tag_groups_name_key');
    const last = db.transaction(async (tx) => {
      await changeIn(tx, ADD, ['甲']);
      sendIn(tx, ADD, ['甲']);
    });
    await expect(last).rejects.toThrow('tag_groups_name_key');
    expect(await names()).toEqual([]);
  });

  test('a failure that was swallowed does not pass for a commit', async () => {
    const swallowed = db.transaction(async (tx) => {
      await changeIn(tx, ADD, ['甲']);
      await changeIn(tx, ADD, ['甲']).catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow('tag_groups_name_key');
    const byPrisma = db.transaction(async (tx) => {
      await tx.tagGroup.create({ data: group('甲') });
      await tx.tagGroup.create({ data: group('甲') }).catch(() => undefined);
    });
    await expect(byPrisma).rejects.toThrow('rolled back');
    expect(await names()).toEqual([]);
  });

  test('a late statement throws instead of running outside of the transaction', async () => {
    const kept: Tx[] = [];
    await db.transaction(async (tx) => void kept.push(tx));
    const late = kept[0] as Tx;
    await expect(changeIn(late, ADD, ['甲'])).rejects.toThrow('the transaction is over');
    await expect(late.tagGroup.create({ data: group('甲') })).rejects.toThrow('the transaction is over');
    const withGuest: Tx[] = [];
    await db.transaction(async (tx) => {
      await tx.tagGroup.count();
      withGuest.push(tx);
    });
    await expect((withGuest[0] as Tx).tagGroup.create({ data: group('甲') })).rejects.toThrow();
    expect(await names()).toEqual([]);
  });

  test('one that takes too long is rolled back, lets go of its locks, and its connection is not used again', async () => {
    const slow = db.transaction(async (tx) => {
      await changeIn(tx, ADD, ['甲']);
      await pause(2500);
      await changeIn(tx, ADD, ['乙']);
    });
    await pause(300);
    // Stands behind the first one's name, and gets on when that is given up.
    const second = db.transaction((tx) => changeIn(tx, ADD, ['甲']));
    await expect(slow).rejects.toThrow('took too long');
    expect(await second).toBe(1);
    expect(await names()).toEqual(['甲']);
    await Promise.all(Array.from({ length: 6 }, (_, i) => db.transaction((tx) => changeIn(tx, ADD, [`后 ${i}`]))));
    expect(await names()).toHaveLength(7);
  });

  test('a line that breaks in the middle fails the transaction and nothing else', async () => {
    const broken = db.transaction(async (tx) => {
      await changeIn(tx, ADD, ['甲']);
      const [row] = await sqlIn(tx)<{ pid: number }>('SELECT pg_backend_pid() AS pid', []);
      await db.pool.query('SELECT pg_terminate_backend($1)', [row?.pid]);
      await changeIn(tx, ADD, ['乙']);
    });
    await expect(broken).rejects.toThrow();
    await db.transaction((tx) => changeIn(tx, ADD, ['丙']));
    expect(await names()).toEqual(['丙']);
  });

  test('many at once on few connections: each its own', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        db
          .transaction(async (tx) => {
            await changeIn(tx, ADD, [`${i} 甲`]);
            if (i % 2 === 0) await tx.tagGroup.create({ data: group(`${i} 乙`) });
            if (i % 5 === 0) throw new Error('no');
          })
          .catch(() => undefined),
      ),
    );
    expect(await names()).toHaveLength(32 + 16);
  });
});

import { createGroupRead } from '../src/platform/group-read';
import { createLru } from '../src/platform/lru';

interface Flight {
  readonly asks: readonly string[];
  answer(): void;
  fail(): void;
}

/** `patienceMs`: longer than a busy machine may take for the whole test, unless the test is about it. */
function airport(patienceMs = 60_000) {
  const flights: Flight[] = [];
  const group = createGroupRead<string, string>(
    (asks) =>
      new Promise((resolve, reject) => {
        flights.push({ asks, answer: () => resolve(asks.map((ask) => `${ask}!`)), fail: () => reject(new Error('the line broke')) });
      }),
    patienceMs,
  );
  return { flights, group };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('BK-06 many who ask at once share one read, and nobody gets an answer older than his question', () => {
  test('those of one moment go together; who comes later waits for the next read, however soon the first one ends', async () => {
    const { flights, group } = airport();
    const first = [group.read('a'), group.read('b')];
    await turn();
    expect(flights.map((flight) => flight.asks)).toEqual([['a', 'b']]);
    const later = [group.read('c'), group.read('a')];
    await turn();
    expect(flights).toHaveLength(1);
    flights[0]?.answer();
    expect(await Promise.all(first)).toEqual(['a!', 'b!']);
    await turn();
    expect(flights.map((flight) => flight.asks)).toEqual([
      ['a', 'b'],
      ['c', 'a'],
    ]);
    flights[1]?.answer();
    expect(await Promise.all(later)).toEqual(['c!', 'a!']);
  });

  test('a read that hangs holds up only its own', async () => {
    const { flights, group } = airport(20);
    const stuck = group.read('slow');
    await turn();
    const other = group.read('quick');
    await pause(60);
    expect(flights.map((flight) => flight.asks)).toEqual([['slow'], ['quick']]);
    flights[1]?.answer();
    expect(await other).toBe('quick!');
    flights[0]?.answer();
    expect(await stuck).toBe('slow!');
    const last = group.read('next');
    await turn();
    flights[2]?.answer();
    expect(await last).toBe('next!');
  });

  test('a read that fails fails for those in it, and the next goes on', async () => {
    const { flights, group } = airport();
    const broken = group.read('a');
    await turn();
    const next = group.read('b');
    flights[0]?.fail();
    await expect(broken).rejects.toThrow('the line broke');
    await turn();
    flights[1]?.answer();
    expect(await next).toBe('b!');
  });
});

test('BK-06 what is remembered is bounded: the longest unused goes first', () => {
  const lru = createLru<number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  expect(lru.get('a')).toBe(1);
  lru.set('c', 3);
  expect([lru.get('a'), lru.get('b'), lru.get('c'), lru.size]).toEqual([1, undefined, 3, 2]);
  lru.set('a', 4);
  lru.delete('c');
  expect([lru.get('a'), lru.get('c'), lru.size]).toEqual([4, undefined, 1]);
});

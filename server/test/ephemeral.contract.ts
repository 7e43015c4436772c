import { setTimeout as pause } from 'node:timers/promises';
import type { Ephemeral } from '../src/platform/ephemeral';

/** What every ephemeral store promises. `open` gives another node of the same store each time (memory: the same one) and sees to its end. */
export function describeEphemeral(kind: string, open: () => Promise<Ephemeral>): void {
  describe(`the ephemeral store [${kind}]`, () => {
    let a: Ephemeral;
    let b: Ephemeral;
    let serial = 0;
    const fresh = (name: string) => `${name}:${(serial += 1)}`;

    beforeAll(async () => {
      a = await open();
      b = await open();
    });

    it(`PF-04 a value is seen by every node until it is deleted [${kind}]`, async () => {
      const key = fresh('value');
      expect(await a.get(key)).toBeNull();
      await a.set(key, '值 "1"\n', 60);
      expect(await b.get(key)).toBe('值 "1"\n');
      await b.set(key, '', 60);
      expect(await a.get(key)).toBe('');
      await b.delete(key);
      expect(await a.get(key)).toBeNull();
    });

    it(`PF-04 a value ends with its time to live, and setting it again begins anew [${kind}]`, async () => {
      const key = fresh('ends');
      await a.set(key, 'first', 0.05);
      await a.set(key, 'second', 0.3);
      await pause(120);
      expect(await a.get(key)).toBe('second');
      await pause(300);
      expect(await a.get(key)).toBeNull();
      expect(await a.take(key)).toBeNull();
    });

    it(`PF-04 take gives a one-time value to exactly one of fifty callers [${kind}]`, async () => {
      for (let round = 0; round < 20; round++) {
        const key = fresh('code');
        await a.set(key, '482913', 60);
        const got = await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2 ? a : b).take(key)));
        expect(got.filter((value) => value === '482913')).toHaveLength(1);
        expect(got.filter((value) => value === null)).toHaveLength(49);
      }
    });

    it(`PF-04 single lets one of twenty callers work at a time [${kind}]`, async () => {
      const key = fresh('lock');
      let inside = 0;
      let most = 0;
      const work = async () => {
        inside += 1;
        most = Math.max(most, inside);
        await pause(5);
        inside -= 1;
        return 'done';
      };
      const results = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? a : b).single(key, 20_000, work)));
      expect(results).toEqual(Array.from({ length: 20 }, () => 'done'));
      expect(most).toBe(1);
    });

    it(`PF-04 single under different keys does not wait [${kind}]`, async () => {
      const [one, two] = [fresh('free'), fresh('free')];
      let release: () => void = () => undefined;
      const held = a.single(one, 1_000, () => new Promise<void>((resolve) => (release = resolve)));
      expect(await b.single(two, 10_000, async () => 'at once')).toBe('at once');
      release();
      await held;
    });

    it(`PF-04 single gives up waiting and runs anyway when the holder hangs [${kind}]`, async () => {
      const key = fresh('hang');
      let release: () => void = () => undefined;
      const held = a.single(key, 1_000, () => new Promise<void>((resolve) => (release = resolve)));
      await pause(20);
      const began = performance.now();
      expect(await b.single(key, 150, async () => 'anyway')).toBe('anyway');
      expect(performance.now() - began).toBeGreaterThanOrEqual(140);
      release();
      await held;
      /* Neither the late holder nor the one that went past it leaves the door shut. */
      const again = performance.now();
      await a.single(key, 5_000, async () => undefined);
      expect(performance.now() - again).toBeLessThan(2_000);
    });

    it(`PF-04 single passes on what its work throws and opens the lock again [${kind}]`, async () => {
      const key = fresh('throws');
      await expect(
        a.single(key, 1_000, async () => {
          throw new Error('no token today');
        }),
      ).rejects.toThrow('no token today');
      expect(await b.single(key, 5_000, async () => 'free')).toBe('free');
    });

    it(`SC-11 of thirty hits at once exactly the allowed ones pass, on whatever node [${kind}]`, async () => {
      const key = fresh('hits');
      const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => (i % 2 ? a : b).hit(key, 10, 60)));
      expect(answers.filter((answer) => answer.allowed)).toHaveLength(10);
      for (const answer of answers) {
        if (answer.allowed) expect(answer.retryAfterSeconds).toBe(0);
        else expect(answer.retryAfterSeconds).toBeGreaterThan(50);
        expect(answer.retryAfterSeconds).toBeLessThanOrEqual(60);
      }
    });

    it(`SC-11 refused hits do not lengthen the window; after it everything is allowed again [${kind}]`, async () => {
      const key = fresh('window');
      const began = performance.now();
      expect((await a.hit(key, 1, 1)).allowed).toBe(true);
      for (let i = 0; i < 5; i++) {
        const refused = await b.hit(key, 1, 1);
        expect(refused).toEqual({ allowed: false, retryAfterSeconds: 1 });
        await pause(100);
      }
      await pause(Math.max(0, 1_080 - (performance.now() - began)));
      expect((await a.hit(key, 1, 1)).allowed).toBe(true);
    });

    it(`PF-04 a value and a counter under the same key do not disturb each other [${kind}]`, async () => {
      const key = fresh('both');
      await a.set(key, 'text', 60);
      expect((await a.hit(key, 1, 60)).allowed).toBe(true);
      expect(await a.single(key, 1_000, async () => a.get(key))).toBe('text');
    });

    it(`PF-02 a message reaches every listener of its channel on every node, in order, and no other [${kind}]`, async () => {
      const [channel, other] = [fresh('channel'), fresh('channel')];
      const heard: Record<string, string[]> = { a: [], a2: [], b: [], other: [] };
      const stops = await Promise.all([
        a.subscribe(channel, (m) => heard.a?.push(m)),
        a.subscribe(channel, (m) => heard.a2?.push(m)),
        b.subscribe(channel, (m) => heard.b?.push(m)),
        b.subscribe(other, (m) => heard.other?.push(m)),
      ]);
      await a.publish(channel, '1');
      await a.publish(channel, '2');
      await until(() => heard.b?.length === 2 && heard.a?.length === 2 && heard.a2?.length === 2);
      expect(heard).toEqual({ a: ['1', '2'], a2: ['1', '2'], b: ['1', '2'], other: [] });
      await stops[0]?.();
      await a.publish(channel, '3');
      await until(() => heard.b?.length === 3 && heard.a2?.length === 3);
      expect(heard.a).toEqual(['1', '2']);
      for (const stop of stops) await stop();
      await a.publish(channel, '4');
      await pause(60);
      expect(heard.b).toHaveLength(3);
      expect(heard.a2).toHaveLength(3);
    });

    it(`PF-02 one listener's fault does not keep the message from the others [${kind}]`, async () => {
      const channel = fresh('channel');
      const heard: string[] = [];
      const stopFaulty = await a.subscribe(channel, () => {
        throw new Error('listener fault');
      });
      const stop = await a.subscribe(channel, (message) => heard.push(message));
      await b.publish(channel, 'hello');
      await until(() => heard.length === 1);
      await stopFaulty();
      await stop();
    });

    it(`PF-04 the readiness probe gets its answer [${kind}]`, async () => {
      await expect(a.ping()).resolves.toBeUndefined();
    });
  });
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await pause(10);
  expect(condition()).toBe(true);
}

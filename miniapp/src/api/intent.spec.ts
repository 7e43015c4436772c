import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { wires } from './endpoints';
import { createIntent } from './intent';

const SOURCES = path.join(__dirname, '..');

describe('one wish, one key', () => {
  it('keeps the key while nobody knows whether it was done', () => {
    const intent = createIntent();
    const key = intent.keyFor({ slot: 1 });
    for (const code of ['client.offline', 'request.in_progress', 'service.unavailable', 'server.fault'] as const) {
      intent.settle(code);
      expect(intent.keyFor({ slot: 1 })).toBe(key);
    }
  });

  it('takes a new key after an answer, be it yes or no', () => {
    const intent = createIntent();
    const first = intent.keyFor({ slot: 1 });
    intent.settle('booking.slot_taken');
    const second = intent.keyFor({ slot: 1 });
    intent.settle(null);
    expect(new Set([first, second, intent.keyFor({ slot: 1 })]).size).toBe(3);
  });

  it('takes a new key when the wish changes: the same key with another body is refused', () => {
    const intent = createIntent();
    const first = intent.keyFor({ slot: 1 });
    intent.settle('client.offline');
    expect(intent.keyFor({ slot: 2 })).not.toBe(first);
  });

  it('BK-01 the second half of a double tap is no second wish; another wish, a later one and one that was refused are', () => {
    const intent = createIntent();
    intent.keyFor({ slot: 1 });
    expect(intent.isSamePress({ slot: 1 }, 1_000)).toBe(false);
    intent.settle(null, 1_000);
    expect(intent.isSamePress({ slot: 1 }, 1_300)).toBe(true);
    expect(intent.isSamePress({ slot: 2 }, 1_300)).toBe(false);
    expect(intent.isSamePress({ slot: 1 }, 2_000)).toBe(false);
    const refused = createIntent();
    refused.keyFor({ slot: 1 });
    refused.settle('booking.slot_taken', 1_000);
    expect(refused.isSamePress({ slot: 1 }, 1_100)).toBe(false);
  });

  it('BK-01 every write of every page goes through the one hook; only reads, and asking how a payment went, are called by themselves', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => /^(pages|packages|components)\/.*\.tsx?$/.test(file));
    expect(files.length).toBeGreaterThan(50);
    const called = files.flatMap((file) => [...readFileSync(path.join(SOURCES, file), 'utf8').matchAll(/\bcall\('([\w.]+)'/g)].map((found) => found[1] ?? ''));
    const writing = [...new Set(called)].filter((name) => wires[name as keyof typeof wires].writes).sort();
    // They change nothing of hers: what WeChat Pay knows is fetched, a code for the counter is shown anew.
    expect(writing).toEqual(['membership.myCode', 'orders.checkDeposit', 'orders.checkPayment']);
  });
});

import { createIntent } from './intent';

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
});

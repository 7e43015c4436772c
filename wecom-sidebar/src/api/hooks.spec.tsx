import { act, renderHook, waitFor } from '@testing-library/react';
import { forgetQueries, useCommand, useQuery } from './hooks';

type Reply = { status: number; body: unknown } | 'dead line';
const sent: { url: string; key: string | null; body: string }[] = [];
let replies: Reply[] = [];

beforeEach(() => {
  sent.length = 0;
  replies = [];
  forgetQueries();
  globalThis.fetch = (async (url: string, init: RequestInit) => {
    sent.push({ url, key: new Headers(init.headers).get('Idempotency-Key'), body: String(init.body) });
    const reply = replies.shift() ?? 'dead line';
    if (reply === 'dead line') throw new TypeError('failed to fetch');
    return { ok: reply.status === 200, status: reply.status, json: async () => reply.body } as Response;
  }) as typeof fetch;
});

const refusal = (code: string) => ({ status: 409, body: { refusal: { code, facts: {} }, requestId: 'r' } });
const note = { customerId: 'c', text: '聊过了', nextContactOn: null };

describe('a command', () => {
  test('a press after a dead line repeats the same intent; after an answer a new one begins', async () => {
    const { result } = renderHook(() => useCommand('customers.addNote'));
    await act(async () => void (await result.current.run(note)));
    expect(result.current.refusal?.code).toBe('client.unreachable');
    replies = [refusal('record.not_found'), { status: 200, body: {} }];
    await act(async () => void (await result.current.run(note)));
    await act(async () => void (await result.current.run(note)));
    const [first, second, third] = sent.map((s) => s.key);
    expect(second).toBe(first);
    expect(third).not.toBe(second);
    expect(sent[0]?.url).toBe('/api/customers.addNote');
  });

  test('changed words are another intent', async () => {
    const { result } = renderHook(() => useCommand('customers.addNote'));
    await act(async () => void (await result.current.run(note)));
    await act(async () => void (await result.current.run({ ...note, text: '又聊了' })));
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });

  test('a second press while the first is on its way joins it', async () => {
    replies = [{ status: 200, body: {} }];
    const { result } = renderHook(() => useCommand('customers.addNote'));
    await act(async () => void (await Promise.all([result.current.run(note), result.current.run(note)])));
    expect(sent).toHaveLength(1);
  });
});

describe('a query', () => {
  test('a late answer to an older question is dropped', async () => {
    const waiting: ((body: unknown) => void)[] = [];
    globalThis.fetch = ((_: string, init: RequestInit) =>
      new Promise((resolve) =>
        waiting.push((body) => resolve({ ok: true, json: async () => body, body: init.body } as unknown as Response)),
      )) as unknown as typeof fetch;
    const { result, rerender } = renderHook(({ id }) => useQuery('customers.get', { customerId: id }), { initialProps: { id: 'a' } });
    rerender({ id: 'b' });
    await waitFor(() => expect(waiting).toHaveLength(2));
    await act(async () => waiting[1]?.({ profile: 'B' }));
    await act(async () => waiting[0]?.({ profile: 'A' }));
    expect(result.current.data).toEqual({ profile: 'B' });
  });

  test('what is shown stays when a refresh fails', async () => {
    replies = [{ status: 200, body: { profile: 'A' } }, 'dead line'];
    const { result } = renderHook(() => useQuery('customers.get', { customerId: 'a' }));
    await waitFor(() => expect(result.current.data).toEqual({ profile: 'A' }));
    await act(async () => result.current.reload());
    await waitFor(() => expect(result.current.refusal?.code).toBe('client.unreachable'));
    expect(result.current.data).toEqual({ profile: 'A' });
  });
});

import type { LiveMessage } from '@zhike/domain/api';
import { fakeBrowser, settle } from './browser.fixture';
import type { LiveNews } from './live';

/** The server's end of every stream that pages have open. */
class FakeSource {
  static readonly open = new Set<FakeSource>();
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  private change: ((event: { data: string }) => void) | null = null;
  constructor() {
    FakeSource.open.add(this);
    void Promise.resolve().then(() => (up ? this.onopen?.() : this.fail()));
  }
  addEventListener(_: string, listener: (event: { data: string }) => void): void {
    this.change = listener;
  }
  say(message: LiveMessage): void {
    this.change?.({ data: JSON.stringify(message) });
  }
  fail(): void {
    this.onerror?.();
  }
  close(): void {
    FakeSource.open.delete(this);
  }
}

let up = true;
let refusal: string | null = null;
let browser = fakeBrowser();
const change: LiveMessage = { topic: 'booking', id: 'b', storeId: 's', customerId: 'c', type: 'booking.confirmed' };

beforeEach(() => {
  jest.useFakeTimers();
  [up, refusal, browser] = [true, null, fakeBrowser()];
  FakeSource.open.clear();
  Object.assign(globalThis, {
    EventSource: FakeSource,
    fetch: async () => {
      if (!up) throw new TypeError('failed to fetch');
      return { ok: refusal === null, json: async () => (refusal ? { refusal: { code: refusal, facts: {} } } : { ticket: 't' }) } as Response;
    },
  });
});
afterEach(() => jest.useRealTimers());

/** Loads the module anew, as each page of a browser does. */
async function openPage({ member = 'mei', old = false } = {}) {
  const parts = browser.openPage();
  Object.defineProperty(navigator, 'locks', { configurable: true, value: old ? undefined : { request: parts.request } });
  globalThis.BroadcastChannel = jest.fn(parts.channel) as unknown as typeof BroadcastChannel;
  const heard: LiveNews[] = [];
  let live!: typeof import('./live');
  await jest.isolateModulesAsync(async () => {
    live = await import('./live');
  });
  live.onLive((news) => heard.push(news));
  live.startLive(member);
  await settle();
  return { heard, live, close: parts.close, resyncs: () => heard.filter((news) => news.topic === 'resync').length };
}
const serverSays = async (message: LiveMessage): Promise<void> => {
  for (const source of [...FakeSource.open]) source.say(message);
  await settle();
};
/** The server's address goes away, or the train enters a tunnel. */
const breakLine = async (): Promise<void> => {
  up = false;
  for (const source of [...FakeSource.open]) source.fail();
  await settle();
};
const wait = async (ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += 1_000) {
    jest.advanceTimersByTime(1_000);
    await settle();
  }
};

describe('PF-02 changes reach every page of a browser over one stream', () => {
  test('ten pages of a member, one stream, each hears a change once', async () => {
    const pages = [];
    for (let n = 0; n < 10; n += 1) pages.push(await openPage());
    await serverSays(change);
    expect(FakeSource.open.size).toBe(1);
    expect(pages.map((page) => page.heard)).toEqual(Array(10).fill([change]));
    expect(pages.map((page) => page.live.liveState())).toEqual(Array(10).fill('open'));
  });

  test('when the page that has the stream closes, another opens it, and all are told to look again', async () => {
    const [first, second, third] = [await openPage(), await openPage(), await openPage()];
    FakeSource.open.clear();
    first.close();
    await settle();
    expect(FakeSource.open.size).toBe(1);
    expect([second.resyncs(), third.resyncs()]).toEqual([1, 1]);
    await serverSays(change);
    expect([second.heard.at(-1), third.heard.at(-1)]).toEqual([change, change]);
  });

  test('while the line is down every page looks again each ten seconds, and once more when it is back', async () => {
    const [first, second] = [await openPage(), await openPage()];
    await breakLine();
    expect([first.live.liveState(), second.live.liveState()]).toEqual(['broken', 'broken']);
    await wait(20_000);
    expect([first.resyncs(), second.resyncs()]).toEqual([2, 2]);
    up = true;
    await wait(10_000);
    expect([first.live.liveState(), second.live.liveState()]).toEqual(['open', 'open']);
    const after = [first.resyncs(), second.resyncs()];
    expect(Math.min(...after)).toBeGreaterThanOrEqual(3);
    await wait(30_000);
    expect([first.resyncs(), second.resyncs()]).toEqual(after);
  });

  test('a page whose session has ended leaves the stream to the others', async () => {
    refusal = 'access.login_required';
    const first = await openPage();
    refusal = null;
    const second = await openPage();
    await serverSays(change);
    expect(first.heard).toEqual([]);
    expect(second.heard).toEqual([change]);
  });
});

test('PF-02 two members in one browser have a stream each, and a fourth member looks again by the clock instead of taking a connection', async () => {
  const [mei, xu, qian, tang] = [await openPage(), await openPage({ member: 'xu' }), await openPage({ member: 'qian' }), await openPage({ member: 'tang' })];
  expect(FakeSource.open.size).toBe(3);
  [...FakeSource.open][0]?.say(change);
  await settle();
  expect([mei.heard, xu.heard, qian.heard]).toEqual([[change], [], []]);
  await wait(10_000);
  expect([tang.live.liveState(), tang.resyncs()]).toEqual(['crowded', 1]);
  mei.close();
  await wait(10_000);
  expect(tang.live.liveState()).toBe('open');
});

test('PF-02 an old WebView has a stream of its own', async () => {
  const pages = [await openPage({ old: true }), await openPage({ old: true })];
  await serverSays(change);
  expect(FakeSource.open.size).toBe(2);
  expect(pages.map((page) => page.heard)).toEqual([[change], [change]]);
});

import type { Happening } from './happenings';

/** The parts of one browser that its pages share. */
type Channel = { onmessage: ((event: { data: unknown }) => void) | null; readonly page: number };
let channels: Channel[] = [];
let queue: { readonly page: number; readonly lead: () => unknown }[] = [];
let streams: Stream[] = [];
let page = 0;

class Stream {
  readonly page = page;
  onmessage: ((event: { data: string }) => void) | null = null;
  constructor(readonly address: string) {
    streams.push(this);
  }
}

beforeEach(() => {
  [channels, queue, streams, page] = [[], [], [], 0];
});

/** Loads the module anew, as each page does. */
async function openPage({ old = false } = {}) {
  page += 1;
  const own = page;
  const locks = {
    request(_: string, lead: () => unknown) {
      queue.push({ page: own, lead });
      if (queue.length === 1) lead();
      return new Promise(() => undefined);
    },
  };
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: old ? {} : { locks } });
  Object.assign(globalThis, {
    EventSource: Stream,
    BroadcastChannel: jest.fn(() => {
      const channel = {
        page: own,
        onmessage: null,
        postMessage(data: unknown) {
          for (const other of channels) if (other !== channel) void Promise.resolve().then(() => other.onmessage?.({ data: structuredClone(data) }));
        },
      };
      channels.push(channel);
      return channel;
    }),
  });
  const heard: string[] = [];
  await jest.isolateModulesAsync(async () => {
    const { onHappening } = await import('./happenings');
    onHappening((one) => heard.push(one.text));
    onHappening(() => undefined);
  });
  await settle();
  return {
    heard,
    close() {
      const led = queue[0]?.page === own;
      channels = channels.filter((one) => one.page !== own);
      queue = queue.filter((one) => one.page !== own);
      streams = streams.filter((one) => one.page !== own);
      if (led) queue[0]?.lead();
    },
  };
}
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};
async function happens(id: number, text: string): Promise<void> {
  const one: Happening = { id, at: '2026-11-27T02:00:00.000Z', source: 'people', text };
  for (const stream of streams) stream.onmessage?.({ data: JSON.stringify(one) });
  await settle();
}

describe('「发生了什么」 in all pages of a browser', () => {
  test('one stream for ten pages; each hears each line once, and a page that comes late is told what was before', async () => {
    const pages = [];
    for (let n = 0; n < 9; n += 1) pages.push(await openPage());
    await happens(101, '顾客付了定金');
    pages.push(await openPage());
    await happens(102, '同事确认了预约');
    expect(streams.map((one) => one.address)).toEqual(['/sandbox/happened?after=0']);
    expect(pages.map((one) => one.heard)).toEqual(Array(10).fill(['顾客付了定金', '同事确认了预约']));
  });

  test('when the page with the stream closes, the next goes on where it ended: no line is lost, none comes twice', async () => {
    const [first, second, third] = [await openPage(), await openPage(), await openPage()];
    await happens(101, '一');
    first.close();
    await settle();
    expect(streams.map((one) => one.address)).toEqual(['/sandbox/happened?after=101']);
    await happens(101, '一');
    await happens(102, '二');
    expect([second.heard, third.heard]).toEqual([
      ['一', '二'],
      ['一', '二'],
    ]);
  });

  test('a browser without locks has a stream a page', async () => {
    const pages = [await openPage({ old: true }), await openPage({ old: true })];
    await happens(101, '一');
    expect(streams).toHaveLength(2);
    expect(pages.map((one) => one.heard)).toEqual([['一'], ['一']]);
  });
});

import { fakeBrowser, type FakePage, settle } from './browser.fixture';
import { type Seat, shareLine, type SharingParts } from './shared-line';

/** A page that writes down what becomes of it. */
function page(name: string, parts: SharingParts | null) {
  const story: string[] = [];
  const seat: Seat<string> = shareLine<string>(
    name,
    {
      lead(turn) {
        story.push(`leads ${turn}`);
        return () => void story.push('closes');
      },
      hear: (said) => void story.push(said),
      asked: () => 'open',
    },
    parts,
  );
  return { story, seat, leads: () => story.filter((line) => line.startsWith('leads')).length > story.filter((line) => line === 'closes').length };
}

async function open(parts: FakePage, name = 'line of Mei') {
  const made = page(name, parts);
  await settle();
  return made;
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('PF-02 pages of one browser share one line', () => {
  test('the first page leads, every other hears what it says, and one that joins is told how the line stands', async () => {
    const browser = fakeBrowser();
    const first = await open(browser.openPage());
    const others = [await open(browser.openPage()), await open(browser.openPage())];
    first.seat.say('news');
    others[0]?.seat.say('not the one that leads');
    await settle();
    expect(first.story).toEqual(['leads first']);
    expect(others.map((one) => one.story.at(-1))).toEqual(['news', 'news']);
    expect(others[1]?.story[0]).toBe('open');
  });

  test('when the leading page closes, exactly one takes over, and knows that it is not the first', async () => {
    const browser = fakeBrowser();
    const leading = browser.openPage();
    await open(leading);
    const others = [await open(browser.openPage()), await open(browser.openPage()), await open(browser.openPage())];
    leading.close();
    await settle();
    expect(others.filter((one) => one.leads())).toHaveLength(1);
    expect(others[0]?.story.at(-1)).toBe('leads next');
    others[0]?.seat.say('news');
    await settle();
    expect(others.slice(1).map((one) => one.story.at(-1))).toEqual(['news', 'news']);
  });

  test('a page that leaves gives the line on and hears no more', async () => {
    const browser = fakeBrowser();
    const first = await open(browser.openPage());
    const second = await open(browser.openPage());
    first.seat.leave();
    await settle();
    second.seat.say('news');
    await settle();
    expect(first.story).toEqual(['leads first', 'closes']);
    expect(second.leads()).toBe(true);
  });

  test('a page that hangs is robbed of the line, once, and a page that answers never is', async () => {
    const browser = fakeBrowser();
    const hanging = browser.openPage();
    const first = await open(hanging);
    const others = [await open(browser.openPage()), await open(browser.openPage())];
    for (let minute = 0; minute < 5; minute += 1) {
      jest.advanceTimersByTime(60_000);
      await settle();
    }
    expect(first.leads()).toBe(true);
    hanging.hang();
    for (let turn = 0; turn < 12; turn += 1) {
      jest.advanceTimersByTime(20_000);
      await settle();
    }
    expect(first.story.slice(0, 2)).toEqual(['leads first', 'closes']);
    expect([first, ...others].filter((one) => one.leads())).toHaveLength(1);
    expect(others.flatMap((one) => one.story).filter((line) => line.startsWith('leads')).length).toBeLessThanOrEqual(2);
  });

  test('a hidden page does not ask, so it robs nobody', async () => {
    const hidden = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const browser = fakeBrowser();
    const hanging = browser.openPage();
    const first = await open(hanging);
    await open(browser.openPage());
    hanging.hang();
    jest.advanceTimersByTime(600_000);
    await settle();
    expect(first.leads()).toBe(true);
    hidden.mockRestore();
  });
});

test('PF-02 members who share a browser never hear each other', async () => {
  const browser = fakeBrowser();
  const mei = await open(browser.openPage(), 'line of Mei');
  const xu = await open(browser.openPage(), 'line of Xu');
  mei.seat.say('for Mei');
  await settle();
  expect(mei.leads() && xu.leads()).toBe(true);
  expect(xu.story).toEqual(['leads first']);
});

describe('PF-02 a browser that cannot share', () => {
  test('an old WebView gives each page its own line', () => {
    const pages = [page('line', null), page('line', null)];
    expect(pages.every((one) => one.leads())).toBe(true);
    pages[0]?.seat.leave();
    expect(pages.map((one) => one.leads())).toEqual([false, true]);
  });

  test('locks that refuse this page leave it its own line', async () => {
    const parts = fakeBrowser().openPage();
    const refusing: SharingParts = { channel: parts.channel, request: () => Promise.reject(Object.assign(new Error('not here'), { name: 'SecurityError' })) };
    const one = page('line', refusing);
    await settle();
    expect(one.story).toEqual(['leads first']);
    one.seat.leave();
    expect(one.leads()).toBe(false);
  });
});

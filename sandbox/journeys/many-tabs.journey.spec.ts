import type { ApiInput, ApiOutput, EndpointName } from '@zhike/domain/api';
import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
import type { Frame, Page } from 'playwright-core';
import { openStage, type Stage } from './stage';

/** Ten tabs in one browser: three times the start page with its frames, and seven workbenches. */
let stage: Stage;
const starts: Page[] = [];
const desks: Page[] = [];
const streams: string[] = [];
/** Without a free connection there is no answer at all; ten pages that look again at once on a busy machine are merely slow. */
const PROMPT_MS = 5_000;
const AT_LAST_MS = 20_000;

const open = (url: string): Promise<Page> => stage.open(url, { width: 1440, height: 900 });
const liveStreams = async (): Promise<number> => (await stage.house.server.ports.metrics.liveClients.get()).values[0]?.value ?? 0;
/** The workbench of a tab: the page itself, or the frame in the start page. */
const workbench = (page: Page): Frame => page.frames().find((frame) => frame.url().includes('/workbench/')) ?? page.mainFrame();

/** How long a page waits for an answer, asked as our pages ask and as a browser asks for a page. */
async function waitsFor(frame: Frame): Promise<number> {
  return frame.evaluate(async () => {
    const began = performance.now();
    const init: RequestInit = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    const answers = await Promise.all([fetch('/api/stores.shop', { ...init, credentials: 'omit' }), fetch('/api/stores.shop', init), fetch('/workbench/')]);
    await Promise.all(answers.map((answer) => answer.text()));
    return performance.now() - began;
  });
}

/** What the manager does in this page, sent as the page sends it. */
async function act<Name extends EndpointName>(page: Page, name: Name, body: ApiInput<Name>): Promise<ApiOutput<Name>> {
  // What crosses into the page is text: the sum of all inputs is too large a type for it.
  const sent: { readonly name: string; readonly body: unknown } = { name, body };
  const answer: unknown = await workbench(page).evaluate(async ({ name: endpoint, body: input }) => {
    const token = sessionStorage.getItem('zhike.workbench.token') ?? '';
    const answer = await fetch(`/api/${endpoint}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as unknown;
  }, sent);
  return answer as ApiOutput<Name>;
}

/** Cancels a booking that is still to come. */
async function cancelOne(page: Page): Promise<void> {
  const { prisma } = stage.house.server.ports.db;
  const { id: bookingId, version } = await prisma.booking.findFirstOrThrow({
    where: { state: 'confirmed', startsAt: { gt: new Date(Date.now() + 3_600_000) }, store: { name: { contains: '静安' } } },
    orderBy: { startsAt: 'desc' },
  });
  const { preview } = await act(page, 'booking.cancelPreview', { bookingId });
  await act(page, 'booking.cancel', { bookingId, version, reason: '临时有事', expectedRefundFen: preview.refundFen });
}

/** Each page asks for the calendar anew because it heard of what was done; when all is quiet, nothing else makes it ask. */
async function eachHears(pages: readonly Page[], done: () => Promise<unknown>): Promise<void> {
  await pages[0]?.waitForTimeout(1_500);
  const asked = pages.map((page) => page.waitForRequest((request) => request.url().endsWith('/api/booking.calendar'), { timeout: 20_000 }));
  await Promise.all([...asked, done()]);
}

beforeAll(async () => {
  stage = await openStage();
  stage.browser.contexts()[0]?.on('request', (request) => {
    if (request.headers().accept === 'text/event-stream') streams.push(new URL(request.url()).pathname);
  });
  for (let n = 0; n < 3; n += 1) {
    const page = await open('/');
    await page.frameLocator('iframe[title="工作台"]').getByTestId('resource-calendar').waitFor();
    starts.push(page);
  }
  for (let n = 0; n < 7; n += 1) {
    const page = await open('/workbench/');
    await page.getByText('徐立').first().click();
    await page.getByTestId('nav-bookings').click();
    await page.getByTestId('resource-calendar').waitFor();
    desks.push(page);
  }
});
afterAll(async () => {
  await stage?.close();
});

test('PF-02 ten tabs hold one stream a member and one of the demo, and every tab is answered at once', async () => {
  expect(await liveStreams()).toBe(2);
  expect(streams.sort()).toEqual(['/api/live', '/api/live', '/sandbox/happened']);
  for (const page of [...starts, ...desks]) expect(await waitsFor(workbench(page))).toBeLessThan(PROMPT_MS);
});

test('PF-02 a change made in one tab is heard in all ten, and in every list of what happened', async () => {
  await eachHears([...starts, ...desks], () => cancelOne(desks[3] as Page));
  for (const page of starts) await page.getByRole('log', { name: '发生了什么' }).getByText('booking.cancelled').first().waitFor();
});

test('PF-02 hours that one tab changes are heard in all ten', async () => {
  const store = await stage.house.server.ports.db.prisma.store.findFirstOrThrow({ where: { name: { contains: '静安' } } });
  const day = { dayId: null, storeId: store.id, date: addDays(dateAt(Date.now(), 480), 90), name: '盘点', kind: 'other', asWeekday: null } as const;
  await eachHears([...starts, ...desks], () => act(desks[1] as Page, 'stores.saveSpecialDay', { ...day, hours: [], whenClashing: 'refuse' }));
});

test('PF-02 when the tab that holds the streams closes, the others go on: they look again, and hear the next change', async () => {
  const [first, ...others] = [...starts, ...desks] as [Page, ...Page[]];
  await eachHears(others, () => first.close());
  await eachHears(others, () => cancelOne(others[5] as Page));
  expect(await liveStreams()).toBe(2);
  for (const page of others) expect(await waitsFor(workbench(page))).toBeLessThan(AT_LAST_MS);
  const list = others[0]?.getByRole('log', { name: '发生了什么' }).getByText('booking.cancelled');
  await list?.nth(1).waitFor();
  expect(await list?.count()).toBe(2);
});

test('SC-11 no page of the ten threw, and the server had no fault', () => {
  expect(stage.faults).toEqual([]);
});

import automator from 'miniprogram-automator';
import { type AutomatorServer, serveAutomator } from './automator-server';
import { agreeable, fixtureHost, openShop, type Shop } from './fixture-helpers';
import type { WeappHost } from './host';

type MiniProgram = Awaited<ReturnType<typeof automator.connect>>;
type Page = NonNullable<Awaited<ReturnType<MiniProgram['currentPage']>>>;
type Element = NonNullable<Awaited<ReturnType<Page['$']>>>;
/** The client declares less than it returns: the class depends on the tag. */
type Field = Element & { input(text: string): Promise<void> };
type Component = Element & { data(path?: string): Promise<unknown>; callMethod(name: string): Promise<unknown>; setData(data: object): Promise<void> };

let shop: Shop;
let host: WeappHost;
let server: AutomatorServer;
let app: MiniProgram;

async function element<Kind extends Element = Element>(page: Page, selector: string): Promise<Kind> {
  const found = await page.$(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found as Kind;
}

async function current(): Promise<Page> {
  const page = await app.currentPage();
  if (page === undefined) throw new Error('no page');
  return page;
}

beforeAll(async () => {
  shop = await openShop();
  host = fixtureHost({ person: agreeable() });
  await host.launch();
  server = await serveAutomator(host);
  app = await automator.connect({ wsEndpoint: server.wsEndpoint });
  await app.evaluate((url: string) => {
    (globalThis as unknown as { getApp(): { globalData: { server: string } } }).getApp().globalData.server = url;
  }, shop.url);
});
afterAll(async () => {
  app.disconnect();
  await server.close();
  host.close();
  await shop.close();
});

/** From here every line is what would run against WeChat DevTools. */
describe('PF-03 an automator spec runs unchanged', () => {
  it('PF-03 finds, reads and taps; page.$ does not see inside a component, element.$ does', async () => {
    const page = await current();
    expect(page.path).toBe('pages/home/index');
    await (await element(page, '#inc')).tap();
    expect(await (await element(page, '.title')).text()).toBe('你好，李 2');
    expect(await (await element(page, '#inc')).attribute('data-step')).toBe(2);
    expect(await page.$('#nothing')).toBeNull();
    await page.callMethod('fill');
    await page.waitFor('.row');
    expect(await page.$$('.row')).toHaveLength(2);
    expect(await page.data('rows[1].name')).toBe('梨');
    await page.setData({ big: true });
    expect(await page.$$('.more')).toHaveLength(0);
    const counter = await element<Component>(page, 'counter');
    await (await counter.$('.more'))?.tap();
    expect(await counter.data('n')).toBe(4);
    expect(await counter.property('label')).toBe('件');
    await counter.setData({ n: 9 });
    expect(await (await counter.$('.shown'))?.text()).toBe('9件');
    expect(await counter.outerWxml()).toContain('class="more"');
  });

  it('PF-03 types, triggers, submits', async () => {
    const page = await app.switchTab('/pages/mine/index');
    if (page === undefined) throw new Error('no page');
    const field = await element<Field>(page, 'input');
    await field.input('韩梅梅');
    expect(await field.value()).toBe('韩梅梅');
    expect(await (await element(page, '#echo')).text()).toBe('您好 韩梅梅');
    await (await element(page, 'picker')).trigger('change', { value: '2026-12-05' });
    expect(await (await element(page, '#date-shown')).text()).toBe('2026-12-05');
    await (await element(page, 'switch')).tap();
    expect(await (await element(page, 'switch')).property('checked')).toBe(true);
    await (await element(page, '#send')).tap();
    expect(JSON.parse(await (await element(page, '#sent')).text())).toMatchObject({ name: '韩梅梅', agree: true });
    await expect(field.size()).rejects.toThrow('nothing is laid out');
  });

  it('PF-03 navigates, calls and mocks wx, evaluates, hears logs, bindings and exceptions', async () => {
    const logs: { type: string; args: unknown[] }[] = [];
    const exceptions: { message: string }[] = [];
    app.on('console', (line: { type: string; args: unknown[] }) => logs.push(line));
    app.on('exception', (exception: { message: string }) => exceptions.push(exception));
    const page = await app.navigateTo('/goods/detail/index?k=7');
    if (page === undefined) throw new Error('no page');
    expect(page.query).toEqual({ k: '7' });
    expect((await app.pageStack()).map((one) => one.path)).toEqual(['pages/mine/index', 'goods/detail/index']);
    await (await element(page, '#load')).tap();
    await page.waitFor(async () => (await (await element(page, '#items')).text()).startsWith('200'));
    await app.mockWxMethod('showModal', { confirm: false, cancel: true });
    await (await element(page, '#ask')).tap();
    expect(await (await element(page, '#state')).text()).toBe('no');
    await app.restoreWxMethod('showModal');
    await (await element(page, '#ask')).tap();
    expect(await (await element(page, '#state')).text()).toBe('yes');
    await app.mockWxMethod('getStorageSync', (key: string, extra: string) => `${key} ${extra}`, 'mocked');
    expect(await app.callWxMethod('getStorageSync', 'who')).toBe('who mocked');
    await app.restoreWxMethod('getStorageSync');
    await app.callWxMethod('setStorage', { key: 'who', data: '梅' });
    expect(await app.callWxMethod('getStorageSync', 'who')).toBe('梅');
    await expect(app.callWxMethod('navigateTo', { url: '/pages/mine/index' })).rejects.toThrow('can not navigateTo a tabbar page');
    expect(((await app.systemInfo()) as { platform: string }).platform).toBe('devtools');
    const bound: unknown[] = [];
    await app.exposeFunction('tellTest', (text: string) => bound.push(text));
    expect(
      await app.evaluate(
        (a: number, b: number) => {
          (globalThis as unknown as { tellTest(text: string): void }).tellTest('hi');
          console.log('from inside', a);
          return a + b;
        },
        2,
        3,
      ),
    ).toBe(5);
    await app.evaluate(() => {
      setTimeout(() => {
        throw new Error('late trouble');
      }, 0);
    });
    await page.waitFor(50);
    expect(bound).toEqual(['hi']);
    expect(logs).toContainEqual({ type: 'log', args: ['from inside', 2] });
    expect(exceptions.map((one) => one.message)).toEqual(['late trouble']);
    const back = await app.navigateBack();
    expect(back?.path).toBe('pages/mine/index');
    await expect(page.data()).rejects.toThrow('no longer open');
  });

  it('PF-03 a rejection that nobody caught is reported, not fatal', async () => {
    const before = host.exceptions.length;
    const page = await app.reLaunch('/pages/home/index');
    await page?.callMethod('rejects');
    await page?.waitFor(30);
    expect(host.exceptions.slice(before).map((one) => one.message)).toEqual(['nobody caught me']);
    expect(await app.evaluate(() => (globalThis as unknown as { getApp(): { globalData: { rejections: string[] } } }).getApp().globalData.rejections)).toEqual([
      'nobody caught me',
    ]);
  });

  it('PF-03 answers or refuses every method that the client can send', () => {
    const sent = [
      'App.addBinding',
      'App.callFunction',
      'App.callWxMethod',
      'App.captureScreenshot',
      'App.enableLog',
      'App.exit',
      'App.getCurrentPage',
      'App.getPageStack',
      'App.mockWxMethod',
      'Element.callContextMethod',
      'Element.callFunction',
      'Element.callMethod',
      'Element.dispatchEvent',
      'Element.getAttributes',
      'Element.getDOMProperties',
      'Element.getData',
      'Element.getElement',
      'Element.getElements',
      'Element.getOffset',
      'Element.getProperties',
      'Element.getStyles',
      'Element.getWXML',
      'Element.setData',
      'Element.tap',
      'Element.touchend',
      'Element.touchmove',
      'Element.touchstart',
      'Element.triggerEvent',
      'Page.callMethod',
      'Page.getData',
      'Page.getElement',
      'Page.getElementByXpath',
      'Page.getElements',
      'Page.getElementsByXpath',
      'Page.getWindowProperties',
      'Page.setData',
      'Tool.close',
      'Tool.enableRemoteDebug',
      'Tool.getInfo',
      'Tool.getTestAccounts',
      'Tool.getTicket',
      'Tool.native',
      'Tool.refreshTicket',
      'Tool.setTicket',
      'Tool.stopAudits',
    ];
    expect([...server.methods].sort()).toEqual(sent.sort());
  });
});

import { fixtureHost } from './fixture-helpers';
import type { WeappHost } from './host';
import { isDict } from './types';

let host: WeappHost;
beforeEach(() => {
  host = fixtureHost();
});
afterEach(() => host.close());

const globals = (): Record<string, unknown> => {
  const app = host.logic.compile('function () { return getApp().globalData }')();
  return isDict(app) ? app : {};
};

describe('PF-03 the compiled mini-program runs headless: pages', () => {
  it("PF-03 launches: templates of WeChat's own compiler, wxs included, and the lifecycle in order", async () => {
    const page = await host.launch('/pages/home/index?from=card');
    expect(page.text('#title')).toBe('你好，李 0');
    expect(page.text('.badge')).toBe('新');
    expect(page.instance.data.life).toEqual(['load card', 'show', 'ready']);
    expect(globals()).toMatchObject({ launches: 1, scene: 1001 });
    expect(host.exceptions).toEqual([]);
    expect(page.text()).not.toContain('看不见');
  });

  it('PF-03 a tap sets data and the page shows it; calls and bytes of setData are counted', async () => {
    const page = await host.launch();
    const before = { ...host.setDataStats };
    await host.tap('#inc');
    expect(page.text('#title')).toBe('你好，李 2');
    expect(host.setDataStats.count - before.count).toBe(1);
    expect(host.setDataStats.bytes - before.bytes).toBe('{"count":2}'.length);
  });

  it('PF-03 an event tells its target, its dataset as WeChat spells it, and stops at catch; capture comes first', async () => {
    const page = await host.launch();
    await host.tap('#deep');
    expect(page.instance.data.trail).toEqual(['capture', 'inner of deep']);
    await host.tap('#inc');
    expect(page.instance.self.lastEvent).toMatchObject({ type: 'tap', currentTarget: { id: 'inc', dataset: { step: 2, rowid: 'x' } } });
  });

  it('PF-03 a disabled button swallows the tap', async () => {
    const page = await host.launch();
    await host.tap('#off');
    expect(page.text('#title')).toBe('你好，李 0');
  });

  it('PF-03 lists, branches and data paths follow setData', async () => {
    const page = await host.launch();
    expect(page.text('#empty')).toBe('空');
    page.instance.call('fill');
    await host.rest();
    expect(page.$$('#empty')).toHaveLength(0);
    page.instance.call('rename');
    await host.rest();
    expect(page.$$('.row .name').map((node) => node.children.map((child) => (child.kind === 'text' ? child.text : '')).join(''))).toEqual(['苹果', '梨！']);
    const [, second] = page.$$('.row');
    if (second === undefined) throw new Error('two rows were expected');
    await host.tap(second);
    expect(page.text('.badge')).toBe('选了 b');
  });

  it('PF-03 a custom component: properties, observers, its own data, events with retargeting, slots, lifetimes', async () => {
    const page = await host.launch();
    page.instance.call('grow');
    await host.rest();
    expect(page.text('.shown')).toBe('3件');
    await host.tap('.more');
    expect(page.text('.shown')).toBe('4件');
    expect(page.text('.badge')).toBe('共 4 first');
    await host.tap('#slotted');
    expect(page.instance.data.trail).toContain('slotted slotted');
    page.instance.setData({ start: 10 });
    await host.rest();
    expect(page.text('.shown')).toBe('10件');
    expect(globals().counters).toBe(1);
    page.instance.setData({ big: false });
    await host.rest();
    expect(globals().counters).toBe(0);
  });

  it('PF-03 a component may contain itself; a tap at the bottom comes up to the page, seeming to come from what the page can see', async () => {
    const page = await host.launch();
    page.instance.setData({ deep: 24 });
    await host.rest();
    expect(page.$$('.depth')).toHaveLength(24);
    const bottom = page.$$('.depth').at(-1);
    if (bottom === undefined) throw new Error('no depth');
    await host.tap(bottom);
    expect(page.instance.data.trail).toEqual(['capture', 'deep root-nest deep-box']);
    expect(host.exceptions).toEqual([]);
  });

  it('PF-03 eval and new Function are refused, and what WeChat hides is hidden', async () => {
    const page = await host.launch();
    expect(page.instance.call('evil')).toBe('EvalError EvalError');
    expect(host.logic.refusedCode.map((one) => one.what)).toEqual(['eval', 'new Function']);
    expect(page.instance.call('hidden')).toBe('undefined,undefined,undefined,undefined,function,undefined,undefined,undefined');
  });

  it('PF-03 an exception is reported, told to App.onError, and does not stop the app', async () => {
    const page = await host.launch();
    page.instance.call('fail');
    expect(host.exceptions).toEqual([expect.objectContaining({ message: 'page broke' })]);
    expect(globals().errors).toEqual([expect.stringContaining('page broke')]);
    await host.tap('#inc');
    expect(page.text('#title')).toBe('你好，李 2');
  });

  it('PF-03 the main package may not require a sub-package', async () => {
    const page = await host.launch();
    page.instance.call('wild');
    expect(host.exceptions[0]?.message).toContain("of the sub-package 'goods' is required by 'pages/home/index.js' from outside");
  });

  it('PF-03 a page that does not exist is not opened in silence', async () => {
    await expect(host.launch('/pages/none/index')).rejects.toThrow('page "pages/none/index" is not found');
  });
});

describe('PF-03 the compiled mini-program runs headless: forms', () => {
  it('PF-03 typing reaches the page, maxlength cuts, blur follows', async () => {
    await host.launch('/pages/mine/index');
    await host.type('#name', '欧阳韩梅梅一二三');
    expect(host.page.text('#echo')).toBe('您好 欧阳韩梅梅一');
    expect(host.page.values.get(host.page.$('#name'))).toBe('欧阳韩梅梅一');
    expect(host.page.instance.data.left).toBe(1);
  });

  it('PF-03 a submitted form carries every named control, as the native ones report them', async () => {
    await host.launch('/pages/mine/index');
    await host.type('#name', '韩梅梅');
    await host.type('#note', '靠窗');
    await host.choose('#date', '2026-12-05');
    await host.tap('#agree');
    await host.tap('#big-label');
    await host.tap('#blue');
    await host.choose('#slide', 55);
    expect(host.page.text('#date-shown')).toBe('2026-12-05');
    expect(host.page.instance.data.sized).toBe('big');
    await host.tap('#send');
    expect(JSON.parse(host.page.text('#sent'))).toEqual({
      name: '韩梅梅',
      note: '靠窗',
      date: '2026-12-05',
      agree: true,
      size: 'big',
      tags: ['red', 'blue'],
      slide: 55,
    });
    await host.tap('#reset');
    expect(host.page.text('#sent')).toBe('清空');
    expect(host.page.values.isChecked(host.page.$('#big'))).toBe(false);
  });

  it('PF-03 a scroll view asks for more, a navigator navigates', async () => {
    await host.launch('/pages/mine/index');
    await host.trigger('#list', 'scrolltolower', { direction: 'bottom' });
    expect(host.page.text('#pages')).toBe('2');
    await host.tap('#go');
    expect(host.page.path).toBe('goods/detail/index');
    expect(host.page.text('#k')).toBe('k=7');
  });
});

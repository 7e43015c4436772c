import { agreeable, fixtureHost, openShop, type Shop } from './fixture-helpers';
import type { WeappHost } from './host';
import type { Dict } from './types';

let shop: Shop;
let host: WeappHost;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
afterEach(() => host.close());

/** Calls an API as the app would, and waits for its callback. */
function call(name: string, options: Dict = {}): Promise<Dict> {
  return new Promise((resolve) => {
    host.api.call(name, [{ ...options, success: (result: unknown) => resolve(result as Dict), fail: (result: unknown) => resolve(result as Dict) }]);
  });
}

async function detail(options: Parameters<typeof fixtureHost>[0] = { person: agreeable() }): Promise<void> {
  host = fixtureHost(options);
  await host.launch('/goods/detail/index?k=7');
  host.logic.compile('function (url) { getApp().globalData.server = url }')(shop.url);
}

describe("PF-03 navigation follows WeChat's rules", () => {
  it('PF-03 pages stack, talk through their channel, and come back', async () => {
    host = fixtureHost();
    await host.launch();
    const first = host.page;
    const heard: unknown[] = [];
    const answer = await call('navigateTo', { url: '../../goods/detail/index?k=a%20b', events: { opened: (text: unknown) => heard.push(text) } });
    expect(answer.errMsg).toBe('navigateTo:ok');
    // The listener is attached when the page is already there, as in WeChat: what was said in onLoad waits for nobody.
    expect(host.router.stack.map((page) => page.path)).toEqual(['pages/home/index', 'goods/detail/index']);
    expect(host.page.text('#k')).toBe('k=a%20b');
    const channel = answer.eventChannel as { emit(name: string, text: string): void };
    channel.emit('hello', '你好');
    await host.rest();
    expect(host.page.text('#state')).toBe('你好');
    await call('navigateBack');
    expect(host.page).toBe(first);
    expect(first.instance.data.life).toEqual(['load ', 'show', 'ready', 'hide', 'show']);
  });

  it('PF-03 ten pages are the limit', async () => {
    host = fixtureHost();
    await host.launch();
    for (let n = 2; n <= 10; n += 1) expect((await call('navigateTo', { url: `/goods/detail/index?n=${n}` })).errMsg).toBe('navigateTo:ok');
    expect((await call('navigateTo', { url: '/goods/detail/index' })).errMsg).toContain('navigateTo:fail webview count limit exceed');
    await call('navigateBack', { delta: 99 });
    expect(host.router.stack).toHaveLength(1);
    expect((await call('navigateBack')).errMsg).toContain('cannot navigate back at first page');
  });

  it('PF-03 tabs: switchTab only to tabs, navigateTo never; a tab keeps its state until reLaunch', async () => {
    host = fixtureHost();
    await host.launch();
    await host.tap('#inc');
    const home = host.page;
    expect((await call('navigateTo', { url: '/pages/mine/index' })).errMsg).toBe('navigateTo:fail can not navigateTo a tabbar page');
    expect((await call('redirectTo', { url: '/pages/mine/index' })).errMsg).toBe('redirectTo:fail can not redirectTo a tabbar page');
    expect((await call('switchTab', { url: '/goods/detail/index' })).errMsg).toBe('switchTab:fail can not switch to no-tabBar page');
    expect((await call('navigateTo', { url: '/pages/none' })).errMsg).toBe('navigateTo:fail page "pages/none" is not found');
    await call('navigateTo', { url: '/goods/detail/index' });
    await call('switchTab', { url: '/pages/mine/index' });
    expect(host.router.stack.map((page) => page.path)).toEqual(['pages/mine/index']);
    await call('switchTab', { url: '/pages/home/index' });
    expect(host.page).toBe(home);
    expect(host.page.text('#title')).toBe('你好，李 2');
    await call('reLaunch', { url: '/pages/home/index' });
    expect(host.page).not.toBe(home);
    expect(host.page.text('#title')).toBe('你好，李 0');
  });
});

describe('PF-03 storage, network and what is shown over the page', () => {
  it('PF-03 storage: JSON values, the missing key, limits', async () => {
    host = fixtureHost({ storage: { kept: { a: [1] } } });
    await host.launch();
    expect(host.api.call('getStorageSync', ['kept'])).toEqual({ a: [1] });
    expect(host.api.call('getStorageSync', ['nothing'])).toBe('');
    expect((await call('getStorage', { key: 'nothing' })).errMsg).toBe('getStorage:fail data not found');
    expect((await call('setStorage', { key: 'big', data: 'x'.repeat(1024 * 1024 + 1) })).errMsg).toContain('setStorage:fail entry size limit');
    host.api.call('setStorageSync', ['name', '梅']);
    expect(host.api.call('getStorageInfoSync', [])).toMatchObject({ keys: ['kept', 'name'] });
    expect(host.storage.dump()).toEqual({ kept: { a: [1] }, name: '梅' });
  });

  it('PF-03 a request goes to a real server and its answer reaches the page', async () => {
    await detail();
    await host.tap('#load');
    expect(host.page.text('#items')).toBe('200 [{"id":1,"name":"苹果"}]');
    const last = shop.seen[shop.seen.length - 1];
    expect(last?.url).toBe(`/items?q=${encodeURIComponent('果 子')}`);
    expect(last?.headers['x-token']).toBe('t1');
    expect(last?.headers.referer).toContain('servicewechat.com');
  });

  it('PF-03 a request: status, text, bytes, body, timeout, abort, refused connection, domain list', async () => {
    await detail({ domains: [shop.url, 'http://127.0.0.1:1'] });
    expect(await call('request', { url: `${shop.url}/bad`, method: 'POST', data: { a: '值' } })).toMatchObject({
      statusCode: 409,
      data: [{ id: 1, name: '苹果' }],
    });
    expect(shop.seen[shop.seen.length - 1]).toMatchObject({ method: 'POST', body: '{"a":"值"}' });
    expect((await call('request', { url: `${shop.url}/text` })).data).toBe('plain words');
    const bytes = await call('request', { url: `${shop.url}/text`, responseType: 'arraybuffer' });
    expect(Buffer.from(new Uint8Array(bytes.data as ArrayBuffer)).toString()).toBe('plain words');
    expect(await call('request', { url: `${shop.url}/slow`, timeout: 40 })).toMatchObject({ errMsg: 'request:fail timeout', errno: 5 });
    const aborted = new Promise<unknown>((resolve) => {
      const task = host.api.call('request', [{ url: `${shop.url}/slow`, fail: (result: unknown) => resolve((result as Dict).errMsg) }]) as { abort(): void };
      task.abort();
    });
    expect(await aborted).toBe('request:fail abort');
    expect((await call('request', { url: 'http://127.0.0.1:1/' })).errMsg).toMatch(/^request:fail .*(ECONNREFUSED|bad port)/);
    expect(await call('request', { url: 'http://elsewhere.test/' })).toMatchObject({
      errMsg: 'request:fail url not in domain list: http://elsewhere.test',
      errno: 600_002,
    });
    await host.rest();
    expect(host.network.inflight).toBe(0);
  });

  it('PF-03 toasts and modals are kept; a modal is answered beforehand, or by whoever sees it', async () => {
    await detail();
    await call('showToast', { title: '好了' });
    expect(host.ui.toasts).toEqual([{ title: '好了', icon: 'success' }]);
    host.ui.answerNextModal({ confirm: false });
    await host.tap('#ask');
    expect(host.page.text('#state')).toBe('no');
    host.ui.answerModals('ask');
    await host.tap('#ask');
    expect(host.ui.openModal).toMatchObject({ title: '取消吗', content: '退 ¥500' });
    host.ui.closeModal({ confirm: true });
    await host.rest();
    expect(host.page.text('#state')).toBe('yes');
  });
});

describe('PF-03 APIs that WeChat lacks, or that the host does not play', () => {
  it('PF-03 an unknown name is undefined, as on a phone; a known one that is not played fails and is kept', async () => {
    host = fixtureHost();
    await host.launch();
    const look = host.logic.compile('function (name) { return typeof wx[name] + " " + wx.hasOwnProperty(name) + " " + (Object.keys(wx).indexOf(name) >= 0) }');
    expect(look('showTost')).toBe('undefined false false');
    expect(look('showToast')).toBe('function true true');
    expect(look('startBluetoothDevicesDiscovery')).toBe('function true true');
    expect((await call('startBluetoothDevicesDiscovery')).errMsg).toContain('not played by the headless host');
    expect(() => host.api.call('createInnerAudioContext', [{}])).toThrow('not played');
    expect(host.api.unplayed).toEqual(['startBluetoothDevicesDiscovery', 'createInnerAudioContext']);
  });

  it('PF-03 without callbacks an API gives a promise of the logic realm; one nobody caught is reported', async () => {
    host = fixtureHost();
    await host.launch();
    const kind = host.logic.compile('function () { var p = wx.getStorage({ key: "none" }); p.catch(function () {}); return p instanceof Promise }');
    expect(kind()).toBe(true);
  });
});

describe('PF-03 the person behind the phone', () => {
  it('PF-03 getPhoneNumber: the code, or the refusal, reaches the handler', async () => {
    await detail();
    await host.tap('#phone');
    expect(host.page.text('#state')).toBe('code phone-code');
    host.close();
    await detail({ person: agreeable({ phoneCode: () => Promise.resolve({ errMsg: 'getPhoneNumber:fail user deny' }) }) });
    await host.tap('#phone');
    expect(host.page.text('#state')).toBe('getPhoneNumber:fail user deny');
  });

  it('PF-03 login gives the code; with nobody there it fails', async () => {
    await detail();
    expect(await call('login')).toEqual({ errMsg: 'login:ok', code: 'login-code' });
    host.close();
    host = fixtureHost();
    await host.launch();
    expect((await call('login')).errMsg).toBe('login:fail nobody is holding this phone');
  });

  it("PF-03 requestPayment: paid, and cancelled in WeChat's words", async () => {
    const paid: Dict[] = [];
    await detail({
      person: agreeable({
        requestPayment: (params) => {
          paid.push(params);
          return Promise.resolve();
        },
      }),
    });
    await host.tap('#pay');
    expect(host.page.text('#state')).toBe('paid');
    expect(paid).toEqual([{ timeStamp: '1', nonceStr: 'n', package: 'prepay_id=1', signType: 'RSA', paySign: 's' }]);
    expect((await call('requestPayment', { timeStamp: 1 })).errMsg).toContain('requestPayment:fail parameter error');
    host.close();
    await detail({ person: agreeable({ requestPayment: () => Promise.reject(new Error('cancel')) }) });
    await host.tap('#pay');
    expect(host.page.text('#state')).toBe('requestPayment:fail cancel');
  });

  it('PF-03 subscribing needs a tap or a payment just before', async () => {
    await detail({ person: agreeable({ requestSubscribeMessage: () => Promise.resolve({ T1: 'accept', T2: 'reject' }) }) });
    await host.tap('#subscribe');
    expect(host.page.text('#state')).toBe('accept reject requestSubscribeMessage:ok');
    await host.tap('#late-subscribe');
    expect(host.page.text('#state')).toBe('requestSubscribeMessage:fail can only be invoked by user TAP gesture.');
    await call('requestPayment', { timeStamp: '1', nonceStr: 'n', package: 'p', signType: 'RSA', paySign: 's' });
    expect((await call('requestSubscribeMessage', { tmplIds: ['T1'] })).T1).toBe('accept');
  });

  it('PF-03 calendar, share and buttons that are not played', async () => {
    const entries: Dict[] = [];
    await detail({
      person: agreeable({
        addPhoneCalendar: (entry) => {
          entries.push(entry);
          return Promise.resolve();
        },
      }),
    });
    expect((await call('addPhoneCalendar', { title: '婚纱照', startTime: 1_795_000_000 })).errMsg).toBe('addPhoneCalendar:ok');
    expect(entries[0]).toMatchObject({ title: '婚纱照', startTime: 1_795_000_000 });
    expect((await call('addPhoneCalendar', { title: '婚纱照', startTime: 1_795_000_000_000 })).errMsg).toContain('seconds');
    await host.tap('#share');
    expect(host.shares).toEqual([{ title: '看看', path: '/goods/detail/index?from=button' }]);
    await host.tap('#face');
    expect(host.api.unplayed).toEqual(['button open-type="chooseAvatar"']);
  });
});

describe('PF-03 the rough position', () => {
  const location = () => Promise.resolve({ latitude: 31.2, longitude: 121.4 });

  it('PF-03 is refused unless app.json declares it, by a person who does not allow it, and before the privacy guide is agreed to', async () => {
    await detail({ person: agreeable({ location }) });
    expect((await call('getFuzzyLocation', { type: 'gcj02' })).errMsg).toContain('requiredPrivateInfos');
    host.close();
    const declared = (person: Parameters<typeof agreeable>[0], needAuthorization = false) => {
      host = fixtureHost({ person: agreeable(person), privacy: { needAuthorization } });
      Object.assign(host.files, { privateInfos: ['getFuzzyLocation'] });
      return host.launch('/goods/detail/index');
    };
    await declared({});
    expect((await call('getFuzzyLocation', { type: 'gcj02' })).errMsg).toBe('getFuzzyLocation:fail auth deny');
    host.close();
    await declared({ location }, true);
    expect((await call('getFuzzyLocation', { type: 'gcj02' })).errMsg).toContain('privacy permission');
    host.close();
    await declared({ location });
    expect(await call('getFuzzyLocation', { type: 'gcj02' })).toMatchObject({ latitude: 31.2, longitude: 121.4, errMsg: 'getFuzzyLocation:ok' });
  });
});

describe('PF-03 the privacy gate', () => {
  const open = async (changes: Parameters<typeof agreeable>[0] = {}): Promise<void> => {
    host = fixtureHost({ person: agreeable(changes), privacy: { needAuthorization: true, contractName: '《知客隐私指引》' } });
    await host.launch('/goods/privacy/index');
    await host.tap('#phone');
  };

  it("PF-03 the app's own pop-up: read, agree by the real button, and the phone number comes", async () => {
    await open();
    expect(host.page.text('#why')).toBe('true 《知客隐私指引》 getPhoneNumber');
    await host.tap('#read');
    expect(host.api.calls.map((one) => one.name)).toContain('openPrivacyContract');
    await host.tap('#agree-btn');
    expect(host.page.text('#state')).toBe('phone-code');
    expect(host.privacy.state.needAuthorization).toBe(false);
  });

  it('PF-03 a refusal stops the API with errno 104, and a pretended agreement counts as none', async () => {
    await open();
    await host.tap('#refuse');
    expect(host.page.text('#state')).toBe('getPhoneNumber:fail privacy permission is not authorized 104');
    await host.tap('#phone');
    await host.tap('#fake');
    expect(host.page.text('#state')).toContain('resolve names no tapped agree button');
    expect(host.privacy.state.needAuthorization).toBe(true);
  });

  it('PF-03 without an own pop-up WeChat asks the person', async () => {
    host = fixtureHost({ person: agreeable(), privacy: { needAuthorization: true } });
    await host.launch('/goods/detail/index');
    await host.tap('#phone');
    expect(host.page.text('#state')).toBe('getPhoneNumber:fail privacy permission is not authorized 104');
    host.close();
    host = fixtureHost({ person: agreeable({ privacyPopup: () => Promise.resolve('agree') }), privacy: { needAuthorization: true } });
    await host.launch('/goods/detail/index');
    await host.tap('#phone');
    expect(host.page.text('#state')).toBe('code phone-code');
  });
});

import { EventEmitter } from 'node:events';
import { AppFiles } from './app-files';
import { AppObject } from './app-object';
import { Definitions } from './definitions';
import { bubblesByNature, dispatch } from './events';
import { gesturePort } from './gesture-port';
import type { HostEvents, HostOptions } from './host-options';
import { choose, type GesturePort, input, tap, type } from './gestures';
import { LogicLayer } from './logic';
import { PageView, type PageHost } from './page-view';
import { attended, type HostPerson, nobody } from './person';
import { PrivacyGate } from './privacy';
import { parseAddress, Router } from './router';
import { compileTemplates, type Templates } from './templates';
import type { ElementNode } from './tree';
import type { Callable, ConsoleLine, Dict, HostException } from './types';
import { WxApi, type WxPort } from './wx-api';
import { Channels } from './wx/event-channel';
import { wxGroups } from './wx/groups';
import { WxListeners } from './wx/listeners';
import { Network } from './wx/network';
import { Gesture } from './wx/person';
import { type QueryPort, selectorQuery } from './wx/query';
import { StorageArea } from './wx/storage';
import { UiDesk } from './wx/ui';

export type { HostOptions };

/** A caller that waits for rest gives up after this long: something may be polling. */
const REST_MS = 2000;

/**
 * A compiled WeChat mini-program running without WeChat: logic layer, official templates, page stack, wx APIs, and a person to ask.
 * Not covered: layout and style sheets, canvas, video, map, wxs responders, plugins, workers, custom tab bars, cloud, physical devices.
 */
export class WeappHost extends EventEmitter<HostEvents> {
  readonly files: AppFiles;
  readonly logic: LogicLayer;
  readonly api: WxApi;
  readonly router: Router;
  readonly ui = new UiDesk();
  readonly storage: StorageArea;
  readonly privacy: PrivacyGate;
  readonly network: Network;
  readonly wxListeners: WxListeners;
  readonly warnings: string[] = [];
  readonly console: ConsoleLine[] = [];
  /** What the app gave back when a share button was tapped. */
  readonly shares: unknown[] = [];
  /** Calls of setData, and their bytes as UTF-8 JSON. */
  readonly setDataStats = { count: 0, bytes: 0 };
  readonly templates: Templates;
  private readonly person: HostPerson;
  private readonly gesture = new Gesture();
  private readonly definitions = new Definitions((file) => this.logic.loadEntry(file));
  private readonly channels = new Channels((run) => this.logic.guard(run));
  private readonly gestures: GesturePort;
  private readonly app = new AppObject(() => this.logic);
  private readonly query: QueryPort;
  private launchOptions: Dict = {};
  private waiting = 0;
  private nextPageId = 1;
  private closed = false;

  constructor(private readonly options: HostOptions) {
    super();
    this.files = new AppFiles(options.root);
    this.templates = compileTemplates(this.files.root);
    this.person = attended(options.person ?? nobody, (question) => this.busy(question));
    this.storage = new StorageArea(options.storage);
    this.privacy = new PrivacyGate(
      { needAuthorization: options.privacy?.needAuthorization ?? false, contractName: options.privacy?.contractName ?? '《用户隐私保护指引》' },
      () => this.person.privacyPopup?.() ?? Promise.resolve('disagree'),
    );
    const adopt = (value: unknown): unknown => this.logic.adopt(value);
    const guard = (run: () => unknown): unknown => this.logic.guard(run);
    const later = (run: Callable): void => {
      this.logic.timers.once(run, 0);
    };
    this.wxListeners = new WxListeners(guard);
    const appId = options.appId ?? 'touristappid';
    this.network = new Network(
      { appId, ...(options.domains === undefined ? {} : { domains: options.domains }), ...(options.origins === undefined ? {} : { origins: options.origins }) },
      {
        adopt,
        guard,
        adoptBytes: (bytes) => this.logic.adoptBytes(bytes),
        answered: () => this.gesture.close(),
        deliver: (to, fields, ok) => {
          this.api.deliver(to, ok ? fields : this.logic.adoptDict(fields), ok);
        },
      },
    );
    this.router = new Router({
      pages: this.files.pages,
      tabs: this.files.tabs,
      open: (path, query) => this.open(path, query),
      shown: (page) => this.show(page),
      hidden: (page) => this.hide(page),
      closed: (page) => this.channels.drop(page.id),
    });
    this.query = { adopt, later, currentPage: () => this.page, viewOf: (self) => this.router.viewOf(self) };
    const port: WxPort = { adopt, guard, later, listeners: this.wxListeners, object: () => this.logic.object(), promise: (run) => this.logic.promise(run) };
    this.api = new WxApi(
      port,
      wxGroups({
        appId,
        query: this.query,
        storage: this.storage,
        ui: this.ui,
        network: this.network,
        person: this.person,
        privacy: this.privacy,
        gesture: this.gesture,
        router: this.router,
        channelOf: (id) => this.channels.of(id),
        launchOptions: () => this.launchOptions,
        canUse: (schema) => this.api.canUse(schema),
        declares: (api) => this.files.privateInfos.includes(api),
      }),
    );
    this.logic = new LogicLayer(
      {
        root: this.files.root,
        packages: this.files.subPackages.map((one) => one.root),
        hooks: {
          app: (definition) => {
            this.app.self = definition;
          },
          page: (file, definition) => this.definitions.add('page', file, definition),
          component: (file, definition) => this.definitions.add('component', file, definition),
          getApp: () => this.app.self ?? undefined,
          getCurrentPages: () => this.router.stack.map((page) => page.instance.self),
          console: (level, args) => this.log(level, args),
          exception: (thrown) => this.report(thrown, 'onError'),
          rejection: (reason) => this.report(reason, 'onUnhandledRejection'),
        },
      },
      this.api.wx,
    );
    this.gestures = gesturePort({ api: this.api, logic: this.logic, person: this.person, privacy: this.privacy, gesture: this.gesture, shares: this.shares });
  }

  /* ---- life ---- */
  /** Starts the app and opens the first page, or the given one (`/goods/detail/index?id=7`). */
  async launch(url = `/${this.files.pages[0] ?? ''}`): Promise<PageView> {
    const { path, query } = parseAddress(url);
    this.launchOptions = { path, query, scene: this.options.scene ?? 1001, shareTicket: '', referrerInfo: {} };
    this.logic.guard(() => this.logic.loadEntry('app'));
    if (this.app.self === null) throw new Error(`app.js did not call App(): ${this.exceptions[0]?.stack ?? 'no error was reported'}`);
    this.app.call('onLaunch', this.logic.adopt(this.launchOptions));
    this.app.call('onShow', this.logic.adopt(this.launchOptions));
    if (this.files.pages.includes(path)) this.router.reLaunch(url);
    else {
      this.app.call('onPageNotFound', this.logic.adopt({ path, query, isEntryPage: true }));
      this.wxListeners.emit('onPageNotFound', this.logic.adopt({ path, query, isEntryPage: true }));
      if (this.router.stack.length === 0) throw new Error(`page "${path}" is not found`);
    }
    await this.rest();
    return this.page;
  }

  /** The person leaves WeChat, and comes back. */
  background(): void {
    this.hide(this.page);
    this.app.call('onHide');
    this.wxListeners.emit('onAppHide');
  }

  foreground(): void {
    this.app.call('onShow', this.logic.adopt(this.launchOptions));
    this.wxListeners.emit('onAppShow', this.logic.adopt(this.launchOptions));
    this.show(this.page);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.router.closeAll();
    this.logic.close();
  }

  /** What the mini-program threw and did not catch. */
  get exceptions(): HostException[] {
    return this.app.exceptions;
  }

  get page(): PageView {
    return this.router.top;
  }

  /** Waits until nothing is under way: requests, questions to the person, short timers. A person who takes long does not hold it up for ever. */
  async rest(limitMs = REST_MS): Promise<void> {
    const end = Date.now() + limitMs;
    for (let quiet = 0; quiet < 2 && Date.now() < end; ) {
      await new Promise((resolve) => {
        setTimeout(resolve, 4);
      });
      quiet = this.network.inflight > 0 || this.waiting > 0 || this.logic.timers.busy ? 0 : quiet + 1;
    }
  }

  /* ---- what a person does ---- */
  async tap(target: string | ElementNode): Promise<void> {
    await this.tapOn(this.page, this.element(target));
  }

  async type(target: string | ElementNode, text: string): Promise<void> {
    type(this.page, this.element(target), text);
    await this.rest();
  }

  async choose(target: string | ElementNode, value: unknown): Promise<void> {
    choose(this.page, this.element(target), value);
    await this.rest();
  }

  /** Any event by hand: scroll, scrolltolower, an event of a component. */
  async trigger(target: string | ElementNode, event: string, detail: unknown = {}): Promise<void> {
    const bubbles = bubblesByNature(event);
    dispatch(this.element(target), event, detail, { bubbles, composed: bubbles });
    await this.rest();
  }

  /** On any page of the stack, as the automator does it. */
  async tapOn(view: PageView, node: ElementNode): Promise<void> {
    // Not awaited to the end: what the tap asks may be answered by the next tap.
    const done = tap(view, node, this.gestures);
    done.catch((thrown: unknown) => this.report(thrown, 'onError'));
    await this.rest();
  }

  async inputInto(view: PageView, node: ElementNode, text: string): Promise<void> {
    input(view, node, text);
    await this.rest();
  }

  /* ---- inside ---- */
  private element(target: string | ElementNode): ElementNode {
    return typeof target === 'string' ? this.page.$(target) : (this.page.find(target.key) ?? target);
  }

  private open(path: string, query: Readonly<Record<string, string>>): PageView {
    const page = new PageView(this.pageHost(), this.nextPageId++, path, query, this.definitions.page(path));
    const { opened } = this.channels.of(page.id);
    Object.defineProperty(page.instance.self, 'getOpenerEventChannel', { value: () => opened, enumerable: false });
    this.router.enter(page);
    this.logic.guard(() => page.tree());
    page.instance.call('onLoad', this.logic.adopt(query));
    this.show(page);
    this.logic.timers.once(() => {
      page.instance.lifetime('ready');
      page.instance.call('onReady');
    }, 0);
    return page;
  }

  private pageHost(): PageHost {
    return {
      logic: this.logic,
      templates: this.templates,
      componentsOf: (file) => this.files.componentsOf(file),
      componentDefinition: (file) => this.definitions.component(file),
      countSetData: (bytes) => {
        this.setDataStats.count += 1;
        this.setDataStats.bytes += bytes;
      },
      warn: (text) => {
        this.warnings.push(text);
        this.log('warn', [text]);
      },
      selectorQuery: (view, scope) => selectorQuery(this.query, { view, scope }),
    };
  }

  private show(page: PageView): void {
    page.instance.call('onShow');
    page.pageLifetime('show');
  }

  private hide(page: PageView): void {
    page.instance.call('onHide');
    page.pageLifetime('hide');
  }

  private async busy<T>(work: Promise<T>): Promise<T> {
    this.waiting += 1;
    try {
      return await work;
    } finally {
      this.waiting -= 1;
    }
  }

  private log(level: string, args: unknown[]): void {
    const line: ConsoleLine = { type: level, args };
    this.console.push(line);
    this.emit('console', line);
  }

  private report(thrown: unknown, hook: 'onError' | 'onUnhandledRejection'): void {
    const { exception, argument } = this.app.trouble(thrown, hook);
    this.emit('exception', exception);
    this.wxListeners.emit(hook, argument);
  }
}

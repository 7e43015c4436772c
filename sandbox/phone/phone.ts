import './phone.css';
import { clockTime, fill, find, h } from '../console/shared/dom';
import { wipeMemory } from '../console/shared/frame';
import { follow, readWorld, settled, type SmsMessage, type SubscribeMessage, type WorldView } from '../console/shared/world';
import { type Phone, playWx } from './host';

const PERSONA = 'phone:persona';
const query = new URLSearchParams(location.search);
const embedded = query.has('embedded');
let world: WorldView;
let shop = '知客';
let seen = 0;
let textsSeen = 0;

const persona = (): WorldView['customers'][number] => {
  const wanted = query.get('openid') ?? localStorage.getItem(PERSONA);
  const found = world.customers.find((person) => person.openid === wanted) ?? world.customers[0];
  if (!found) throw new Error('nobody lives in the sandbox');
  return found;
};

const frame = h('iframe', { title: '小程序', class: 'app' });
const banner = h('div', { class: 'banner', role: 'status', 'aria-live': 'polite' });
const status = h('div', { class: 'status number', 'aria-hidden': 'true' });
const back = h('button', { class: 'quiet back', 'aria-label': '返回', onClick: () => frame.contentWindow?.history.back() }, '‹');
const title = h('b', { class: 'title' });
const capsule = h(
  'div',
  { class: 'capsule' },
  h('button', { 'aria-label': '服务通知', onClick: () => showInbox() }, '•••'),
  h('button', { 'aria-label': '回到首页', onClick: () => open('') }, '◎'),
);
const bar = h('header', { class: 'bar' }, back, title, capsule);
const screen = h('div', { class: 'screen' }, status, bar, frame, banner);
const people = h('nav', { class: 'people', 'aria-label': '换一个人' });

const phone: Phone = {
  screen,
  persona,
  world: () => world,
  shopName: () => shop,
  toast(text) {
    const note = h('div', { class: 'toast', role: 'status' }, text);
    screen.append(note);
    setTimeout(() => note.remove(), 1800);
  },
};

/** Opens a page of the mini-program, as WeChat does from a card, a notice or a code: `packages/…/index?id=…`. */
function open(page: string): void {
  const route = page.replace(/^\//, '').replace(/^([^?]*?)\.html(?=\?|$)/, '$1');
  // The same address again would load nothing.
  frame.src = 'about:blank';
  setTimeout(() => {
    frame.src = `/h5/${route ? `#/${route}` : ''}`;
  });
}

/** WeChat draws the bar over the page: its title, and a way back wherever there is one. */
function drawBar(): void {
  title.textContent = frame.contentDocument?.title ?? '';
  back.hidden = !/^#\/packages\//.test(frame.contentWindow?.location.hash ?? '');
}

function notices(): SubscribeMessage[] {
  return world.subscribeMessages.filter((message) => message.openid === persona().openid);
}

/** Text messages go to a number, not to WeChat. */
function texts(): SmsMessage[] {
  return world.smsMessages.filter((message) => message.phone === `+86${persona().phone}`);
}

function showInbox(): void {
  const close = (): void => panel.remove();
  const list = [...notices()].reverse();
  const panel = h(
    'section',
    { class: 'inbox', role: 'dialog', 'aria-label': '服务通知' },
    h('header', {}, h('button', { class: 'quiet', 'aria-label': '返回', onClick: close }, '‹'), h('b', {}, '服务通知')),
    list.length === 0 ? h('p', { class: 'empty' }, '还没有通知。在小程序里允许订阅消息后，预约的确认和提醒会来到这里。') : null,
    ...list.map((message) =>
      h(
        'button',
        {
          class: 'notice',
          onClick: () => {
            close();
            open(message.page);
          },
        },
        h('span', { class: 'top' }, h('b', {}, shop), h('time', { class: 'number' }, clockTime(message.at))),
        h('b', { class: 'title' }, message.title),
        ...message.lines.map((line) => h('span', { class: 'line' }, h('i', {}, line.label), h('span', {}, line.value))),
        h('span', { class: 'more' }, message.page ? '进入小程序查看' : ''),
      ),
    ),
  );
  screen.append(panel);
}

function announce(): void {
  const all = notices();
  const latest = all.at(-1);
  if (all.length > seen && latest) {
    fill(
      banner,
      h(
        'button',
        {
          onClick: () => {
            fill(banner);
            open(latest.page);
          },
        },
        h('b', {}, '服务通知'),
        h('span', {}, `${shop} · ${latest.title}`),
        h('small', {}, latest.lines[0]?.value ?? ''),
      ),
    );
    setTimeout(() => fill(banner), 6000);
  }
  seen = all.length;
  announceText();
}

/** A text drops in like a notice; a tap puts it away. */
function announceText(): void {
  const all = texts();
  const latest = all.at(-1);
  if (all.length > textsSeen && latest) {
    const note = h('button', { class: 'text', onClick: () => note.remove() }, h('b', {}, '短信'), h('span', {}, latest.text));
    banner.append(note);
    setTimeout(() => note.remove(), 8000);
  }
  textsSeen = all.length;
}

function drawPeople(): void {
  fill(
    people,
    h('h2', {}, '这部手机是谁的'),
    ...world.customers.map((person) =>
      h(
        'button',
        { class: 'person', 'aria-pressed': String(person.openid === persona().openid), onClick: () => become(person.openid) },
        h('img', { src: person.avatar, alt: '', width: 32, height: 32 }),
        h('span', {}, h('b', {}, person.name), h('small', { class: 'number' }, person.phone.replace(/^(\d{3})\d{4}/, '$1****'))),
      ),
    ),
    h('button', { class: 'quiet', onClick: forgetAll }, '清空这部手机的记忆'),
  );
}

/** As if the phone were new: the next page logs in again. */
function forgetAll(): void {
  wipeMemory(`phone:${persona().openid}`);
  open('');
}

function become(openid: string): void {
  localStorage.setItem(PERSONA, openid);
  query.delete('openid');
  query.delete('open');
  lend();
  seen = notices().length;
  textsSeen = texts().length;
  drawPeople();
  open('');
}

function lend(): void {
  window.zhikePhone = { owner: `phone:${persona().openid}`, call: playWx(phone) };
}

async function refresh(): Promise<void> {
  world = await readWorld();
  announce();
}

/** A card in a chat, or the start page around us, opens a page here. */
function listen(): void {
  const channel = new BroadcastChannel('zhike-phone');
  channel.addEventListener('message', (event: MessageEvent<{ openid?: string; page?: string }>) => {
    const { openid, page } = event.data;
    if (openid && openid !== persona().openid) become(openid);
    if (page !== undefined) open(page);
  });
}

async function begin(): Promise<void> {
  document.body.classList.toggle('embedded', embedded);
  find('main').append(people, h('div', { class: 'device' }, screen));
  world = await readWorld();
  seen = notices().length;
  textsSeen = texts().length;
  lend();
  drawPeople();
  listen();
  open(query.get('open') ?? '');
  const tick = (): void => fill(status, h('span', {}, clockTime(new Date().toISOString())), h('span', {}, '5G ▮▮▮'));
  tick();
  setInterval(tick, 15_000);
  setInterval(drawBar, 300);
  follow(settled(refresh));
  const answer = await fetch('/api/stores.shop', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  if (answer.ok) shop = ((await answer.json()) as { name: string }).name;
}

void begin();

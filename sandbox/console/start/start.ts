import './start.css';
import { playWecom } from '../../chat-window/bridge';
import { fill, find, h } from '../shared/dom';
import { sitAt } from '../shared/desk';
import { happened } from '../shared/happened';
import { switches } from '../shared/switches';
import { follow, readWorld, settled } from '../shared/world';

interface Pane {
  readonly name: string;
  readonly who: HTMLElement;
  readonly frame: HTMLIFrameElement;
  /** The width that the page inside is made for; it is scaled to the room it gets. */
  readonly naturalWidth: number;
  /** Its share of the room; a pane that is looked at closely gets more. */
  readonly share: number;
  readonly address: string;
}

const KEEP = 'start:close';
const panes: Pane[] = [];
let close = localStorage.getItem(KEEP);

function pane(name: string, address: string, framed: string | null, naturalWidth: number, share: number): Pane {
  const made = { name, address, naturalWidth, share, who: h('span', { class: 'who' }), frame: h('iframe', { title: name, src: framed }) };
  panes.push(made);
  return made;
}

function draw(one: Pane): HTMLElement {
  const closer = h('button', { class: 'closer', 'aria-pressed': String(close === one.name), onClick: () => lookClosely(one.name) }, '看大些');
  return h(
    'section',
    { class: 'pane', 'data-pane': one.name, 'aria-label': one.name },
    h('header', {}, h('h2', {}, one.name), one.who, closer, h('a', { href: one.address, target: '_blank', rel: 'noopener' }, '单独打开')),
    h('div', { class: 'room' }, one.frame),
  );
}

function lookClosely(name: string): void {
  close = close === name ? null : name;
  if (close) localStorage.setItem(KEEP, close);
  else localStorage.removeItem(KEEP);
  for (const section of document.querySelectorAll<HTMLElement>('.pane'))
    section.querySelector('.closer')?.setAttribute('aria-pressed', String(section.dataset.pane === close));
  share();
}

function share(): void {
  const stage = find('.stage');
  stage.style.gridTemplateColumns = panes.map((one) => `minmax(0, ${one.share * (close === one.name ? 2.2 : 1)}fr)`).join(' ');
}

/** Each page keeps its own width and is made smaller as a whole, like a photograph of a screen. */
function fit(): void {
  for (const one of panes) {
    const room = one.frame.parentElement;
    if (!room || room.clientWidth === 0) continue;
    const scale = Math.min(1, room.clientWidth / one.naturalWidth);
    one.frame.style.width = `${room.clientWidth / scale}px`;
    one.frame.style.height = `${room.clientHeight / scale}px`;
    one.frame.style.transform = `scale(${scale})`;
  }
}

async function begin(): Promise<void> {
  const world = await readWorld();
  const manager = world.members.find((member) => member.position.includes('店长')) ?? world.members[0];
  if (!manager) throw new Error('nobody works in the sandbox');
  sitAt('workbench', manager.userid);
  window.zhikeWecom = {
    owner: `wecom:${manager.userid}`,
    invoke: playWecom(() => ({
      userid: manager.userid,
      customer: null,
      confirm: () => Promise.resolve(false),
      sent: () => undefined,
      scan: () => Promise.resolve(window.prompt('扫一扫：沙盒里没有摄像头，把码的内容贴在这里')),
    })),
  };
  pane('顾客的手机', '/phone', '/phone?embedded', 414, 22);
  const adviser = world.members.find((member) => member.position.includes('顾问')) ?? manager;
  const chat = pane('企业微信与侧边栏', '/chat', `/chat?embedded&member=${adviser.userid}`, 640, 34);
  fill(chat.who, `${adviser.name} · ${adviser.position}`);
  const workbench = pane('工作台', '/workbench/', '/workbench/#/bookings', 1080, 46);
  fill(workbench.who, `${manager.name} · ${manager.position}`);

  const stream = h('div', { class: 'stream' });
  const controls = h('div', { class: 'switches' });
  find('main').append(
    h(
      'header',
      { class: 'top' },
      h('h1', {}, '知客'),
      h('p', {}, '左边是顾客，中间是顾问，右边是店长。在手机上约一次，看它走遍全店。'),
      h('nav', {}, h('a', { href: '/console' }, '沙盒控制台'), h('a', { href: '/openapi.json' }, 'API')),
    ),
    h('div', { class: 'stage' }, ...panes.map(draw)),
    h(
      'footer',
      { class: 'strip' },
      h('section', { 'aria-label': '发生了什么' }, h('h2', {}, '发生了什么'), stream),
      h('section', { class: 'controls', 'aria-label': '开关' }, h('h2', {}, '让外面出点差错'), controls),
    ),
  );
  share();
  const watch = new ResizeObserver(fit);
  for (const room of document.querySelectorAll('.room')) watch.observe(room);
  const drawSwitches = switches(controls, { all: false });
  drawSwitches(world.faults);
  happened(stream);
  follow(settled(async () => drawSwitches((await readWorld()).faults)));
}

void begin();

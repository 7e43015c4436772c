import { clockSeconds, fill, h } from './dom';

/** One line of 「发生了什么」: what a person did, what the product was asked, what it recorded, what the world outside did. */
export interface Happening {
  readonly id: number;
  readonly at: string;
  readonly source: 'people' | 'request' | 'event' | 'wechat' | 'wechat-pay' | 'wecom' | 'sms' | 'console';
  readonly text: string;
}

const NAMES: Readonly<Record<Happening['source'], string>> = {
  people: '人',
  request: '请求',
  event: '事件',
  wechat: '微信',
  'wechat-pay': '支付',
  wecom: '企微',
  sms: '短信',
  console: '沙盒',
};
const MOST = 300;

/** Follows the stream and keeps the newest line in sight, unless the reader has scrolled away from it. */
export function happened(place: HTMLElement, onEach?: (one: Happening) => void): void {
  const list = h('ol', { class: 'happened', role: 'log', 'aria-label': '发生了什么', tabindex: 0 });
  const waiting = h('li', { class: 'waiting' }, '在手机上约一次，看它怎样走遍全店。');
  list.append(waiting);
  fill(place, list);
  const source = new EventSource('/sandbox/happened');
  source.addEventListener('message', (event: MessageEvent<string>) => {
    const one = JSON.parse(event.data) as Happening;
    waiting.remove();
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(h('li', { class: one.source }, h('time', { class: 'number' }, clockSeconds(one.at)), h('b', {}, NAMES[one.source]), h('span', {}, one.text)));
    while (list.children.length > MOST) list.firstElementChild?.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
    onEach?.(one);
  });
}

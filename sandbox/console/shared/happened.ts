import { clockSeconds, fill, h } from './dom';
import { type Happening, MOST_LINES, onHappening } from './happenings';

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

/** Follows the stream and keeps the newest line in sight, unless the reader has scrolled away from it. */
export function happened(place: HTMLElement): void {
  const list = h('ol', { class: 'happened', role: 'log', 'aria-label': '发生了什么', tabindex: 0 });
  const waiting = h('li', { class: 'waiting' }, '在手机上约一次，看它怎样走遍全店。');
  list.append(waiting);
  fill(place, list);
  onHappening((one) => {
    waiting.remove();
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(h('li', { class: one.source }, h('time', { class: 'number' }, clockSeconds(one.at)), h('b', {}, NAMES[one.source]), h('span', {}, one.text)));
    while (list.children.length > MOST_LINES) list.firstElementChild?.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
  });
}

import './console.css';
import { dayAndTime, fill, find, h, yuan } from './shared/dom';
import { happened } from './shared/happened';
import { switches } from './shared/switches';
import { follow, readWorld, settled, tell, type WorldView } from './shared/world';

const controls = h('section', { class: 'box', 'aria-label': '开关' });
const journal = h('section', { class: 'box journal', 'aria-label': '发生了什么' });
const money = h('section', { class: 'box', 'aria-label': '支付' });
const notices = h('section', { class: 'box', 'aria-label': '回调' });
const texts = h('section', { class: 'box', 'aria-label': '短信' });
const place = h('div');
const draw = switches(place, { all: true });

const STATES: Readonly<Record<WorldView['orders'][number]['state'], string>> = { NOTPAY: '未支付', SUCCESS: '已支付', REFUND: '有退款', CLOSED: '已关闭' };

function table(title: string, empty: string, heads: readonly string[], rows: readonly (readonly (string | HTMLElement)[])[]): HTMLElement {
  return h(
    'div',
    {},
    h('h2', {}, title),
    rows.length === 0
      ? h('p', { class: 'empty' }, empty)
      : h(
          'div',
          { class: 'scroll' },
          h(
            'table',
            {},
            h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
            h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map((cell) => h('td', {}, cell))))),
          ),
        ),
  );
}

/** By name, or by the last digits of a number that nobody here has. */
function ownerOf(world: WorldView, phone: string): string {
  return world.customers.find((person) => `+86${person.phone}` === phone)?.name ?? `尾号 ${phone.slice(-4)}`;
}

function drawWorld(world: WorldView): void {
  const payer = (openid: string): string => world.customers.find((person) => person.openid === openid)?.name ?? '—';
  fill(
    money,
    table(
      '微信支付的订单',
      '还没有。约一次并付定金，订单会在这里。',
      ['时间', '付款人', '金额', '状态', '商户单号'],
      [...world.orders]
        .reverse()
        .slice(0, 30)
        .map((order) => [
          dayAndTime(order.createdAt),
          order.openid === null ? '收款码' : payer(order.openid),
          yuan(order.totalFen),
          STATES[order.state],
          order.outTradeNo,
        ]),
    ),
    table(
      '退款',
      '还没有。',
      ['时间', '金额', '状态', '退款单号'],
      [...world.refunds]
        .reverse()
        .slice(0, 30)
        .map((refund) => [dayAndTime(refund.createdAt), yuan(refund.refundFen), refund.status, refund.outRefundNo]),
    ),
  );
  const again = (id: string): HTMLElement =>
    h(
      'span',
      { class: 'acts' },
      h('button', { class: 'chip', onClick: () => void tell(`notifications/${id}/deliver`, {}) }, '再送一次'),
      h('button', { class: 'chip', onClick: () => void tell(`notifications/${id}/probe`, {}) }, '签名探测'),
    );
  fill(
    notices,
    table(
      '支付通知',
      '还没有。',
      ['时间', '事件', '送达情况', ''],
      [...world.notifications]
        .reverse()
        .slice(0, 30)
        .map((one) => [
          dayAndTime(one.createdAt),
          one.summary || one.eventType,
          one.attempts.map((attempt) => `${attempt.status ?? '无应答'}${attempt.as === 'genuine' ? '' : `(${attempt.as})`}`).join(' → ') || one.state,
          again(one.id),
        ]),
    ),
    h('h2', {}, '令牌'),
    h('p', { class: 'empty' }, '平台可能提前作废 access_token；系统应当换一个再试，顾客毫无察觉。'),
    h(
      'span',
      { class: 'acts' },
      ...(['wechat', 'wecom'] as const).map((service) =>
        h('button', { class: 'chip', onClick: () => void tell('tokens/revoke', { service }) }, `作废${service === 'wechat' ? '微信' : '企业微信'}的`),
      ),
    ),
  );
  fill(
    texts,
    table(
      '短信',
      '还没有。顾客没有订阅微信消息时，系统改发短信。',
      ['时间', '收件人', '内容', '流水号'],
      [...world.smsMessages]
        .reverse()
        .slice(0, 30)
        .map((text) => [dayAndTime(text.at), ownerOf(world, text.phone), text.text, text.serialNo]),
    ),
  );
  draw(world.faults);
}

async function begin(): Promise<void> {
  fill(controls, h('h2', {}, '让外面的世界出点差错'), place);
  const stream = h('div', { class: 'stream' });
  fill(journal, h('h2', {}, '发生了什么'), stream);
  find('main').append(
    h(
      'header',
      {},
      h('h1', {}, '沙盒控制台'),
      h(
        'nav',
        {},
        ...[
          ['/', '演示首页'],
          ['/phone', '手机'],
          ['/chat', '企业微信'],
          ['/workbench/', '工作台'],
        ].map(([href, name]) => h('a', { href }, name ?? '')),
      ),
    ),
    controls,
    journal,
    money,
    notices,
    texts,
  );
  happened(stream);
  const refresh = async (): Promise<void> => drawWorld(await readWorld());
  await refresh();
  follow(settled(refresh));
}

void begin();

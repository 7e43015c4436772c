import { fill, h, sheet, yuan } from '../console/shared/dom';

const DIGITS = 6;

/** WeChat's payment sheet: amount, payee, then six taps of a password. False: the person closed it. */
export function askPayment(place: HTMLElement, order: { shop: string; description: string; amountFen: number }): Promise<boolean> {
  return sheet<boolean>(place, false, (choose) => {
    const amount = yuan(order.amountFen);
    const panel = h('section', { class: 'sheet pay', 'aria-label': '微信支付' });
    const first = (): void =>
      fill(
        panel,
        h('header', {}, h('button', { class: 'quiet', 'aria-label': '取消', onClick: () => choose(false) }, '✕'), h('span', {}, '微信支付')),
        h('p', { class: 'payee' }, order.shop),
        h('p', { class: 'amount number' }, amount),
        h('dl', {}, h('dt', {}, '商品'), h('dd', {}, order.description), h('dt', {}, '付款方式'), h('dd', {}, '零钱')),
        h('button', { class: 'main', autofocus: true, onClick: password }, '确认支付'),
        h('button', { class: 'quiet wide', onClick: () => choose(false) }, '取消'),
      );
    const password = (): void => {
      let typed = 0;
      const dots = h('div', { class: 'dots', role: 'status', 'aria-label': '支付密码' }, ...Array.from({ length: DIGITS }, () => h('i')));
      const press = (key: string): void => {
        if (typed === DIGITS) return;
        typed = Math.max(0, typed + (key === '⌫' ? -1 : 1));
        [...dots.children].forEach((dot, index) => void dot.classList.toggle('on', index < typed));
        dots.setAttribute('aria-label', `支付密码，已输入 ${typed} 位`);
        if (typed === DIGITS) setTimeout(() => choose(true), 180);
      };
      const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', '⌫'].map((key) =>
        key === '' ? h('span') : h('button', { class: 'key', 'aria-label': key === '⌫' ? '删除' : key, onClick: () => press(key) }, key),
      );
      fill(
        panel,
        h('header', {}, h('button', { class: 'quiet', 'aria-label': '取消', onClick: () => choose(false) }, '✕'), h('span', {}, '请输入支付密码')),
        h('p', { class: 'payee' }, order.shop),
        h('p', { class: 'amount number' }, amount),
        dots,
        h('p', { class: 'hint' }, '演示环境：任意六位，不会真的扣款'),
        h('div', { class: 'keys' }, ...keys),
      );
      panel.querySelector<HTMLElement>('.key')?.focus();
    };
    first();
    return panel;
  });
}

/** WeChat's own page after a payment, before the mini-program gets its answer. */
export function showPaid(place: HTMLElement, order: { shop: string; amountFen: number }): Promise<null> {
  return sheet<null>(place, null, (choose) =>
    h(
      'section',
      { class: 'sheet full', 'aria-label': '支付成功' },
      h('p', { class: 'tick', 'aria-hidden': 'true' }, '✓'),
      h('p', { class: 'paid' }, '支付成功'),
      h('p', { class: 'payee' }, order.shop),
      h('p', { class: 'amount number' }, yuan(order.amountFen)),
      h('button', { class: 'main outline', autofocus: true, onClick: () => choose(null) }, '完成'),
    ),
  );
}

export function askPhoneNumber(place: HTMLElement, shop: string, phone: string): Promise<boolean> {
  return sheet<boolean>(place, false, (choose) =>
    h(
      'section',
      { class: 'sheet', 'aria-label': '获取手机号' },
      h('p', { class: 'from' }, `${shop} 申请使用`),
      h('h2', {}, '你的手机号'),
      h('p', { class: 'choice' }, h('b', { class: 'number' }, phone.replace(/^(\d{3})\d{4}/, '$1****')), h('small', {}, '微信绑定号码')),
      twoButtons('不允许', '允许', choose),
    ),
  );
}

export function askLocation(place: HTMLElement, shop: string): Promise<boolean> {
  return sheet<boolean>(place, false, (choose) =>
    h(
      'section',
      { class: 'sheet', 'aria-label': '获取模糊位置' },
      h('p', { class: 'from' }, `${shop} 申请使用`),
      h('h2', {}, '你的大概位置'),
      h('p', { class: 'choice' }, h('b', {}, '把离你近的门店排在前面'), h('small', {}, '演示环境：上海徐家汇一带')),
      twoButtons('不允许', '允许', choose),
    ),
  );
}

export function askSubscribe(place: HTMLElement, shop: string, titles: readonly string[]): Promise<{ accepted: boolean[]; keep: boolean }> {
  const none = { accepted: titles.map(() => false), keep: false };
  return sheet(place, none, (choose) => {
    const boxes = titles.map((title) => ({ title, box: h('input', { type: 'checkbox', checked: true }) }));
    const keep = h('input', { type: 'checkbox' });
    return h(
      'section',
      { class: 'sheet', 'aria-label': '订阅消息' },
      h('p', { class: 'from' }, `${shop} 申请`),
      h('h2', {}, '发送一次以下消息'),
      ...boxes.map(({ title, box }) => h('label', { class: 'row' }, box, h('span', {}, title))),
      h('label', { class: 'row keep' }, keep, h('span', {}, '总是保持以上选择，不再询问')),
      twoButtons('拒绝', '允许', (yes) => choose({ accepted: boxes.map(({ box }) => yes && box.checked), keep: keep.checked })),
    );
  });
}

export function askCalendar(place: HTMLElement, entry: { title: string; startTime: number; location: string }): Promise<boolean> {
  return sheet<boolean>(place, false, (choose) =>
    h(
      'section',
      { class: 'sheet', 'aria-label': '添加到日历' },
      h('h2', {}, '添加到手机日历'),
      h(
        'p',
        { class: 'choice' },
        h('b', {}, entry.title),
        h(
          'small',
          {},
          `${new Date(entry.startTime * 1000).toLocaleString('zh-CN', { dateStyle: 'full', timeStyle: 'short', hour12: false })}${entry.location ? ` · ${entry.location}` : ''}`,
        ),
      ),
      twoButtons('取消', '添加', choose),
    ),
  );
}

function twoButtons(no: string, yes: string, choose: (yes: boolean) => void): HTMLElement {
  return h(
    'div',
    { class: 'two' },
    h('button', { class: 'plain', onClick: () => choose(false) }, no),
    h('button', { class: 'main', autofocus: true, onClick: () => choose(true) }, yes),
  );
}

import { fill, h } from './dom';
import { type Faults, tell } from './world';

type Change = Readonly<Record<string, unknown>>;

interface Switch {
  readonly title: string;
  readonly options: readonly (readonly [label: string, change: Change, isOn: (faults: Faults) => boolean, why?: string])[];
  /** Shown on the console page only. */
  readonly rare?: boolean;
}

const notification = (mode: Faults['notification']): readonly [Change, (faults: Faults) => boolean] => [
  { notification: mode },
  (faults) => faults.notification === mode,
];
const network = (refusal: Faults['refuseConnections']['wechat']): readonly [Change, (faults: Faults) => boolean] => [
  { refuseConnections: { wechat: refusal, 'wechat-pay': refusal, wecom: refusal, sms: refusal } },
  (faults) => Object.values(faults.refuseConnections).every((one) => one === refusal),
];

const SWITCHES: readonly Switch[] = [
  {
    title: '下一次支付',
    options: [
      ['成功', { nextPayment: 'succeed' }, (faults) => faults.nextPayment === 'succeed'],
      ['支付失败', { nextPayment: 'fail' }, (faults) => faults.nextPayment === 'fail', '银行拒绝；用过一次就恢复'],
      ['顾客取消', { nextPayment: 'cancel' }, (faults) => faults.nextPayment === 'cancel'],
    ],
  },
  {
    title: '支付回调',
    options: [
      ['正常', ...notification('once')],
      ['回调两次', ...notification('twice'), '同一条通知送两遍'],
      ['迟到', ...notification('late'), '很晚才送到：系统应当自己去问'],
      ['乱序', ...notification('out-of-order'), '后发生的先送到'],
      ['篡改', ...notification('tampered-ciphertext'), '密文被改过：必须拒绝'],
      ['永不', ...notification('never'), '一直不送：系统应当自己去问'],
    ],
  },
  {
    title: '回调还可以',
    rare: true,
    options: [
      ['五条同时', ...notification('five-at-once')],
      ['签名错误', ...notification('wrong-signature')],
      ['时间戳过期', ...notification('stale-timestamp')],
      ['金额不符', ...notification('wrong-amount')],
      ['签名探测：开', { signatureProbe: true }, (faults) => faults.signatureProbe, '每条真通知之前先来一条 WECHATPAY/SIGNTEST/'],
      ['签名探测：关', { signatureProbe: false }, (faults) => !faults.signatureProbe],
    ],
  },
  {
    title: '外面的网络',
    options: [
      ['正常', ...network('none')],
      ['断网', ...network('timeout'), '微信、企业微信、支付、短信都不应答'],
      ['繁忙', ...network('503')],
      ['应答丢失', ...network('lost-answer'), '事情办了，回话丢了'],
    ],
  },
  {
    title: '外面的速度',
    rare: true,
    options: [0, 500, 3000].map((ms) => [ms === 0 ? '正常' : `慢 ${ms / 1000} 秒`, { latencyMs: ms }, (faults: Faults) => faults.latencyMs === ms] as const),
  },
  {
    title: '下一条短信',
    rare: true,
    options: [
      ['成功', { nextSms: 'succeed' }, (faults) => faults.nextSms === 'succeed'],
      ['免打扰名单', { nextSms: 'blacklist' }, (faults) => faults.nextSms === 'blacklist', '顾客退订过：不会再发'],
      ['当日超限', { nextSms: 'daily-limit' }, (faults) => faults.nextSms === 'daily-limit'],
      ['太频繁', { nextSms: 'too-often' }, (faults) => faults.nextSms === 'too-often', '三十秒内同一内容：系统稍后再试'],
      ['余额不足', { nextSms: 'no-balance' }, (faults) => faults.nextSms === 'no-balance'],
      ['内部错误', { nextSms: 'internal-error' }, (faults) => faults.nextSms === 'internal-error', '不知道发没发：不能再发一次'],
    ],
  },
  {
    title: '短信网络',
    rare: true,
    options: (
      [
        ['正常', 'none'],
        ['不应答', 'timeout'],
        ['繁忙', '503'],
        ['应答丢失', 'lost-answer'],
      ] as const
    ).map(([label, refusal]) => [label, { refuseConnections: { sms: refusal } }, (faults: Faults) => faults.refuseConnections.sms === refusal] as const),
  },
  {
    title: '下一次退款',
    rare: true,
    options: [
      ['成功', { nextRefund: 'succeed' }, (faults) => faults.nextRefund === 'succeed'],
      ['异常', { nextRefund: 'abnormal' }, (faults) => faults.nextRefund === 'abnormal', '退到已注销的银行卡'],
      ['关闭', { nextRefund: 'closed' }, (faults) => faults.nextRefund === 'closed'],
    ],
  },
];

/** Draws the sandbox's switches into `place`; call the answer with the newest faults whenever they may have changed. */
export function switches(place: HTMLElement, { all }: { readonly all: boolean }): (faults: Faults) => void {
  return function draw(faults): void {
    const set = (change: Change): void => void tell<{ faults: Faults }>('faults', change).then((answer) => draw(answer.faults));
    const group = ({ title, options }: Switch): HTMLElement =>
      h(
        'fieldset',
        {},
        h('legend', {}, title),
        h(
          'div',
          { class: 'chips' },
          ...options.map(([label, change, isOn, why]) =>
            h('button', { class: 'chip', 'aria-pressed': String(isOn(faults)), title: why ?? null, onClick: () => set(change) }, label),
          ),
        ),
      );
    fill(place, ...SWITCHES.filter((one) => all || !one.rare).map(group), h('button', { class: 'reset', onClick: () => set({ reset: true }) }, '全部恢复正常'));
  };
}

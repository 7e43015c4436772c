/**
 * The subscribe-message templates that this mini-program has chosen in its (simulated) WeChat console. A message must
 * fill exactly these fields; the part of a name before the digits is the field's type and decides what may stand in it.
 */
export const subscribeTemplates = {
  booking_confirmed: { title: '预约成功通知', fields: { thing1: '预约项目', time2: '预约时间', thing3: '预约门店', thing4: '温馨提示' } },
  booking_reminder: { title: '预约到期提醒', fields: { thing1: '预约项目', time2: '预约时间', thing3: '预约门店', thing4: '温馨提示' } },
  booking_changed: { title: '预约变更通知', fields: { thing1: '预约项目', time2: '变更后时间', thing3: '预约门店', thing4: '变更原因' } },
  booking_cancelled: { title: '预约取消通知', fields: { thing1: '预约项目', time2: '预约时间', thing3: '预约门店', thing4: '取消原因' } },
  booking_requested: { title: '预约受理通知', fields: { thing1: '预约项目', time2: '预约时间', thing3: '预约门店', thing4: '受理状态' } },
  booking_declined: { title: '预约失败通知', fields: { thing1: '预约项目', time2: '预约时间', thing3: '预约门店', thing4: '失败原因' } },
  waitlist_offer: { title: '候补成功通知', fields: { thing1: '预约项目', time2: '预约时间', thing3: '预约门店', time4: '保留至' } },
  queue_called: { title: '排队叫号通知', fields: { character_string1: '排队号码', thing2: '服务项目', thing3: '门店', thing4: '温馨提示' } },
  deposit_refunded: { title: '退款成功通知', fields: { thing1: '退款项目', amount2: '退款金额', time3: '退款时间', thing4: '退款说明' } },
  level_changed: { title: '会员等级变更通知', fields: { thing1: '当前等级', thing2: '原等级', thing3: '变更原因' } },
  coupon_given: { title: '优惠券到账提醒', fields: { thing1: '优惠券', thing2: '有效期', thing3: '温馨提示' } },
  shop_message: { title: '门店服务提醒', fields: { thing1: '事项', thing2: '说明' } },
  points_changed: { title: '积分变动提醒', fields: { thing1: '变动原因', character_string2: '变动积分', number3: '剩余积分' } },
} as const;

export type SubscribeTemplateKey = keyof typeof subscribeTemplates;
export const subscribeTemplateKeys = Object.keys(subscribeTemplates) as SubscribeTemplateKey[];

/** The text-message templates that are approved in the (simulated) SMS console, and who they are signed by. */
export const SMS_SIGN = '拾光影像';
export const smsTemplates = {
  booking_confirmed: '您的预约已确认：{1}，{2}，地点{3}。备注：{4}。',
  booking_reminder: '温馨提醒：您预约的{1}将于{2}开始，地点{3}。备注：{4}。',
  booking_changed: '您的预约已改期：{1}，改为{2}，地点{3}，原定{4}。',
  booking_cancelled: '您的预约已取消：{1}，{2}，{3}。原因：{4}。',
  phone_code: '您的验证码是{1}，{2}分钟内有效。如非本人操作，请忽略本短信。',
  waitlist_offer: '您候补的{1}有空位了：{2}，{3}。已为您保留到{4}，请尽快在小程序里确认。',
} as const;

export type SmsTemplateKey = keyof typeof smsTemplates;
export const smsTemplateKeys = Object.keys(smsTemplates) as SmsTemplateKey[];

/** What WeChat allows in a field, by type. Anything else is answered with 47003. */
const rules: Readonly<Record<string, (value: string) => boolean>> = {
  thing: (value) => [...value].length <= 20,
  name: (value) => [...value].length <= (/^[\x20-\x7e]*$/.test(value) ? 20 : 10),
  phrase: (value) => /^\p{Script=Han}{1,5}$/u.test(value),
  letter: (value) => /^[A-Za-z]{1,32}$/.test(value),
  symbol: (value) => [...value].length <= 5,
  number: (value) => /^-?\d+(\.\d+)?$/.test(value) && value.length <= 32,
  character_string: (value) => /^[\x20-\x7e]{1,32}$/.test(value),
  phone_number: (value) => /^[\d+\-() ]{1,17}$/.test(value),
  car_number: (value) => [...value].length <= 8,
  amount: (value) => /^(¥|￥|\$)?\d{1,10}(\.\d+)?元?$/.test(value),
  date: (value) => /^(\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2})( \d{1,2}:\d{2}(:\d{2})?)?(~.+)?$/.test(value),
  time: (value) =>
    /^((\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}) )?\d{1,2}:\d{2}(:\d{2})?(~.+)?$/.test(value) ||
    /^(\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2})$/.test(value),
};

/** True when the value may stand in the field. An empty value never may. */
export function fitsField(field: string, value: string): boolean {
  const rule = rules[field.replace(/\d+$/, '')];
  return rule !== undefined && value.trim() !== '' && rule(value);
}

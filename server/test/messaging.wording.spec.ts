import { messages } from '@zhike/config/messages';
import { MESSAGE_TEMPLATES, type MessageTemplate } from '@zhike/domain/messaging/contract';
import { fillWording, fitField, fitSms, variablesOf, type Variables } from '@zhike/domain/messaging/rules';
import {
  acceptanceAskedVariables,
  acceptanceTakenVariables,
  calledVariables,
  cancelledVariables,
  declinedVariables,
  couponVariables,
  levelVariables,
  offerVariables,
  pointsVariables,
  shopVariables,
  refundVariables,
  staffVariables,
  todoVariables,
  visitVariables,
  type BookingNews,
} from '@zhike/domain/messaging/variables';
import { fitsField, smsTemplates, subscribeTemplates } from '@zhike/sandbox/world/templates';

const start = Date.parse('2026-11-28T02:00:00Z');
const news: BookingNews = {
  bookingId: '0190c5a0-0000-7000-8000-000000000001',
  bookingCode: '1128-0042',
  serviceName: '全家福外景拍摄（含精修三十张与相册一本）',
  storeName: '拾光影像·静安店',
  storeAddress: '上海市静安区南京西路 1688 号 3 楼',
  whatToBring: '',
  startsAt: start,
  endsAt: start + 7_200_000,
  offsetMinutes: 480,
};
const card = staffVariables(news, '王芳', { roleNames: ['摄影师', '修图师'], from: start, until: start + 3_600_000 });

const todo = todoVariables({
  todoTitle: '折扣审批',
  subjectTitle: 'A1024 王芳',
  flowTitle: '折扣审批',
  startedBy: '许倩',
  dueAt: start,
  instanceId: 'i1',
  offsetMinutes: 480,
});

/** What the reactions give to each template. */
const given: Record<MessageTemplate, Variables> = {
  booking_confirmed: visitVariables(news),
  booking_reminder: visitVariables(news),
  booking_changed: visitVariables(news, start - 86_400_000),
  booking_cancelled: cancelledVariables(news, 'customer', ''),
  booking_requested: visitVariables(news),
  booking_declined: declinedVariables(news, ''),
  waitlist_offer: offerVariables(news, start - 3_600_000),
  queue_called: calledVariables({ number: '12', storeId: 's1', serviceName: news.serviceName, storeName: news.storeName, calledAt: start, offsetMinutes: 480 }),
  deposit_refunded: refundVariables(news, { amountFen: 128000, at: start }),
  level_changed: levelVariables({ fromName: '银卡', toName: '金卡', raised: true, months: 12 }),
  coupon_given: couponVariables({ name: '满 200 减 30', validUntil: '2026-12-31', wording: '' }),
  shop_message: shopVariables({ title: '生日快乐', text: '王芳，还有 3 天，送你一份小礼物', brief: '送你一份小礼物', inOrder: [] }, null),
  points_changed: pointsVariables({ why: 'earned', change: 300, left: 300 }),
  staff_booking_assigned: card,
  staff_booking_cancelled: card,
  staff_acceptance_asked: acceptanceAskedVariables(news, '王芳', ['摄影师']),
  staff_acceptance_taken: acceptanceTakenVariables(news, '梅清'),
  staff_todo: todo,
  staff_todo_late: todo,
  staff_flow_stuck: todo,
  staff_note: todo,
};

test.each(MESSAGE_TEMPLATES)('BK-12 %s: every variable of its wording is given', (key) => {
  const wording = messages[key];
  const texts =
    wording.channel === 'weapp'
      ? [...Object.values(wording.fields), wording.page, ...(wording.sms?.values ?? [])]
      : [wording.title, wording.description, wording.path];
  for (const text of texts) for (const name of variablesOf(text)) expect(given[key]).toHaveProperty(name);
});

test.each(Object.keys(subscribeTemplates) as (keyof typeof subscribeTemplates)[])(
  'BK-12 %s fills exactly the fields of the template, within the limits of WeChat',
  (key) => {
    const wording = messages[key];
    if (wording.channel !== 'weapp') throw new Error('a subscribe message goes to the mini-program');
    expect(Object.keys(wording.fields).sort()).toEqual(Object.keys(subscribeTemplates[key].fields).sort());
    for (const [field, text] of Object.entries(wording.fields))
      expect([field, fitsField(field, fitField(field, fillWording(text, given[key])))]).toEqual([field, true]);
  },
);

test('BK-12 a card names who, when, where and which part is hers, and no phone number', () => {
  const wording = messages.staff_booking_assigned;
  if (wording.channel !== 'wecom') throw new Error('a card goes to staff');
  const text = fillWording(wording.description, card);
  expect(text).toContain('11月28日 周六 10:00–12:00');
  expect(text).toContain('摄影师、修图师（10:00–11:00）');
  expect(text).not.toMatch(/1\d{10}/);
});

/** A code that binds a number goes at once and by no other way: it has no wording of ours, only the registered text. */
const { phone_code: _, ...worded } = smsTemplates;

test.each(Object.keys(worded) as (keyof typeof worded)[])('RU-11 %s as a text message: the approved words, each gap filled once, short enough', (key) => {
  const wording = messages[key];
  if (wording.channel !== 'weapp' || !wording.sms) throw new Error('no wording');
  expect(wording.sms.text).toBe(smsTemplates[key]);
  expect([...wording.sms.text.matchAll(/\{(\d+)\}/g)].map((match) => match[1])).toEqual(wording.sms.values.map((_, index) => String(index + 1)));
  const values = wording.sms.values.map((value) => fitSms(fillWording(value, given[key])));
  expect(values.every((value) => value !== '' && !/\[/.test(value))).toBe(true);
  expect(values.join('').length + wording.sms.text.length).toBeLessThan(250);
});

test('RU-11 every message with a text wording is one of the five that must reach her', () => {
  const withText = MESSAGE_TEMPLATES.filter((key) => {
    const wording = messages[key];
    return wording.channel === 'weapp' && wording.sms !== undefined;
  });
  expect(withText).toEqual(['booking_confirmed', 'booking_reminder', 'booking_changed', 'booking_cancelled', 'waitlist_offer']);
});

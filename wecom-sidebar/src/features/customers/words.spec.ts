import type { TimelineItem } from '@zhike/domain/customers/contract';
import { timelineKindOf } from '@zhike/domain/customers/rules';
import { EVENT_TYPES } from '@zhike/domain/events';
import { KIND_WORDS, wordTimeline } from './words';

const NOW = Date.parse('2026-11-27T03:00:00.000Z');
const line = (type: string, kind: TimelineItem['kind'], facts: Record<string, unknown>) =>
  wordTimeline({ id: 'x', at: '2026-11-27T02:00:00.000Z', type, kind, actorName: '林晓', actorKind: 'staff', facts, text: null, bookingId: null }, 480, NOW);

describe('words of a timeline', () => {
  test('a move says from where to where', () => {
    expect(
      line('booking.rescheduled', 'booking', {
        serviceName: '经典婚纱',
        from: '2026-11-28T02:00:00.000Z',
        to: '2026-11-28T06:00:00.000Z',
        startsAt: '2026-11-28T06:00:00.000Z',
        version: 2,
      }),
    ).toEqual({ title: '改期', detail: '经典婚纱 · 明天 10:00 → 明天 14:00' });
  });

  test('money leaves with a minus, tags are named, messages say which and how', () => {
    expect(line('refund.succeeded', 'payment', { amountFen: 30000 }).detail).toBe('-¥300');
    expect(line('customer.tagged', 'tag', { tags: ['婚纱', '要自然'] }).detail).toBe('婚纱、要自然');
    expect(line('message.sent', 'message', { templateKey: 'booking_confirmed', channel: 'weapp' }).detail).toBe('预约成功通知 · 小程序订阅消息');
    expect(line('message.skipped', 'message', { templateKey: 'booking_reminder', channel: 'weapp', reason: 'no_subscription' }).detail).toBe(
      '到店提醒 · 小程序订阅消息 · 顾客没有订阅',
    );
    expect(line('message.failed', 'message', { templateKey: 'booking_reminder', channel: 'sms', reason: 'rejected_LimitExceeded.X' }).detail).toBe(
      '到店提醒 · 短信 · 被对方拒绝',
    );
  });

  test('CU-03 every event that can stand in a life has words of its own', () => {
    const titles = EVENT_TYPES.flatMap((type) => {
      const kind = timelineKindOf(type);
      return kind ? [{ type, kind, title: line(type, kind, {}).title }] : [];
    });
    expect(titles.length).toBeGreaterThan(50);
    expect(titles.filter((one) => one.title === KIND_WORDS[one.kind])).toEqual([]);
    expect(new Set(titles.map((one) => one.title)).size).toBe(titles.length);
  });

  test('facts of a strange shape and unknown types never break a line', () => {
    expect(line('booking.something_new', 'booking', { startsAt: 5, serviceName: null, from: {} })).toEqual({ title: '预约', detail: '' });
  });
});

import fc from 'fast-check';
import { fallsBackToSms, fieldType, fillWording, fitField, fitSms, formatWechatTime, MissingVariable, staleReason, variablesOf } from './rules';

test('BK-12 a wording is filled with its variables; one that is missing is a fault', () => {
  expect(fillWording('预约 [serviceName]，[storeName]', { serviceName: '婚纱照', storeName: '静安店' })).toBe('预约 婚纱照，静安店');
  expect(() => fillWording('[serviceName]', {})).toThrow(MissingVariable);
  expect(variablesOf('[a] 和 [bc]，不是 [1]')).toEqual(['a', 'bc']);
  expect(fillWording('[a]', { a: '[b]' })).toBe('[b]');
});

test('BK-12 the time is written as WeChat reads it, on the clock of the store', () => {
  expect(formatWechatTime(Date.parse('2026-11-28T02:00:00Z'), 480)).toBe('2026年11月28日 10:00');
});

test("BK-12 values are cut to WeChat's limits", () => {
  expect(fitField('thing3', '拾光影像·静安店 上海市静安区南京西路 1688 号')).toBe('拾光影像·静安店 上海市静安区南京西路…');
  expect(fitField('thing4', ' 一\n二 ')).toBe('一 二');
  expect(fitField('thing4', '  ')).toBe('无');
  expect(fitField('amount2', '¥1,280.00')).toBe('¥1280.00');
  expect(fitField('phrase1', '已 confirm 确认成功了')).toBe('已确认成功');
  expect(fitField('character_string5', '预约-1128')).toBe('-1128');
  expect(fitField('time2', '2026年11月28日 10:00')).toBe('2026年11月28日 10:00');
});

test('BK-12 law: a fitted value is one line, never empty, never too long, and fitting it again changes nothing', () => {
  const limit: Record<string, number> = { thing: 20, phrase: 5, character_string: 32, name: 10 };
  fc.assert(
    fc.property(fc.constantFrom('thing1', 'phrase2', 'character_string3', 'name4'), fc.string({ unit: 'grapheme', maxLength: 60 }), (field, value) => {
      const fitted = fitField(field, value);
      expect(fitted.trim()).not.toBe('');
      expect(fitted).not.toMatch(/[\r\n]/);
      expect(fitted.length).toBeLessThanOrEqual(limit[fieldType(field)] ?? 0);
      expect(fitField(field, fitted)).toBe(fitted);
    }),
    {
      examples: [
        ['character_string3', '! ¡'],
        ['character_string3', 'A 号 B'],
        ['character_string3', `${'A'.repeat(31)} B`],
        ['character_string3', '您 好'],
      ],
    },
  );
});

test('BK-12 a value of a text message is one line, not empty and not endless', () => {
  expect(fitSms(' 一\n二 ')).toBe('一 二');
  expect(fitSms('  ')).toBe('无');
  expect(fitSms('两套衣服。素颜到店。 ')).toBe('两套衣服。素颜到店');
  expect(fitSms('长'.repeat(80))).toBe(`${'长'.repeat(59)}…`);
});

test('BK-12 what is no longer true does not go out', () => {
  const coming = { state: 'confirmed', startsAt: 1000, everConfirmed: true, heldUntil: null };
  expect(staleReason('booking_confirmed', coming, 0)).toBeNull();
  expect(staleReason('booking_confirmed', { ...coming, state: 'cancelled' }, 0)).toBe('booking_ended');
  expect(staleReason('booking_reminder', coming, 1000)).toBe('booking_started');
  for (const told of ['booking_cancelled', 'booking_declined', 'deposit_refunded', 'staff_booking_cancelled'] as const)
    expect(staleReason(told, { ...coming, state: 'cancelled' }, 2000)).toBeNull();
  expect(staleReason('queue_called', null, 0)).toBeNull();
});

test('BK-12 a question that is answered is not asked, an offer that is over not made', () => {
  const asked = { state: 'requested', startsAt: 1000, everConfirmed: false, heldUntil: null };
  const offered = { state: 'held', startsAt: 1000, everConfirmed: false, heldUntil: 500 };
  expect(staleReason('staff_acceptance_asked', asked, 0)).toBeNull();
  for (const template of ['staff_acceptance_asked', 'booking_requested', 'waitlist_offer'] as const)
    expect(staleReason(template, { ...asked, state: 'confirmed', everConfirmed: true }, 0)).toBe('already_confirmed');
  expect(staleReason('staff_acceptance_asked', { ...asked, state: 'declined' }, 0)).toBe('booking_ended');
  expect(staleReason('waitlist_offer', offered, 499)).toBeNull();
  expect(staleReason('waitlist_offer', offered, 500)).toBe('offer_over');
});

test.each([
  ['no acceptance left', 'skipped', 'no_subscription', true],
  ['never in the mini-program', 'skipped', 'no_wechat', true],
  ['WeChat refuses it', 'failed', 'rejected_43101', true],
  ['WeChat stays away', 'failed', 'service_unavailable', true],
  ['it was no longer true', 'skipped', 'booking_ended', false],
  ['it is night', 'skipped', 'quiet_hours', false],
  ['our own mistake', 'failed', 'variable_missing', false],
  ['nobody knows', 'unknown', 'no_answer', false],
  ['it arrived', 'sent', null, false],
] as const)('RU-11 a text message takes over: %s', (_what, state, reason, expected) => {
  expect(fallsBackToSms({ state, reason }, false)).toBe(expected);
  expect(fallsBackToSms({ state, reason }, true)).toBe(false);
});

import type { BookingView } from '@zhike/domain/booking/contract';
import { wordChange } from './moves';
import { addonWords, movesWords } from './words';

const NOW = Date.parse('2026-11-27T03:00:00.000Z');
const unit = (name: string) => ({ unitId: name, roleKey: 'photographer', roleName: '摄影师', name, kind: 'person' as const, startsAt: '', endsAt: '' });
const booking = (over: Partial<BookingView>): BookingView =>
  ({
    contactName: '王芳',
    utcOffsetMinutes: 480,
    startsAt: '2026-11-28T02:00:00.000Z',
    endsAt: '2026-11-28T04:00:00.000Z',
    units: [unit('周牧')],
    moves: 0,
    policy: { freeUntilHours: 48, latePercent: 50, noShowPercent: 100, moveUntilHours: 24, maxMoves: 2 },
    ...over,
  }) as BookingView;
const before = booking({});

describe('what a move says', () => {
  test('RP-17 a move names the new time and who was exchanged', () => {
    const after = booking({ startsAt: '2026-11-28T06:00:00.000Z', endsAt: '2026-11-28T08:00:00.000Z', units: [unit('林晓')] });
    expect(wordChange(before, after, NOW)).toBe('王芳 已改到 明天 14:00，换成 周牧 → 林晓');
    expect(wordChange(before, booking({ units: [unit('林晓')] }), NOW)).toBe('王芳 已换成 周牧 → 林晓');
  });

  test('RP-17 a resize names the new span and by how much', () => {
    expect(wordChange(before, booking({ endsAt: '2026-11-28T04:30:00.000Z' }), NOW)).toBe('王芳 的时间改为 10:00–12:30（延长 30 分钟）');
    expect(wordChange(before, booking({ endsAt: '2026-11-28T03:00:00.000Z' }), NOW)).toBe('王芳 的时间改为 10:00–11:00（缩短 60 分钟）');
  });

  test('BK-14 the moves that a customer has left are counted in words', () => {
    expect(movesWords(before)).toContain('还能自己改 2 次');
    expect(movesWords(booking({ moves: 5 }))).toContain('已用完');
    expect(movesWords(booking({ policy: { ...before.policy, maxMoves: 0 } }))).toContain('不能自己改期');
  });

  test('BK-01 an add-on says what it adds', () => {
    expect(addonWords({ name: '加洗 10 张', minutes: 0, priceFen: 20000 })).toBe('加洗 10 张 ¥200');
    expect(addonWords({ name: '外景', minutes: 90, priceFen: 0 })).toBe('外景 ＋1 小时 30 分');
  });
});

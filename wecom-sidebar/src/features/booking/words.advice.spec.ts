import type { Blocker, Swap } from '@zhike/domain/booking/contract';
import { wordBlocker, wordSwap } from './words.advice';

const NOW = Date.parse('2026-11-27T03:00:00.000Z');
const AT = '2026-11-28T02:00:00.000Z';
const blocker = (over: Partial<Blocker>): Blocker => ({
  reason: 'taken',
  roleKey: 'photographer',
  roleName: '摄影师',
  unitId: 'u',
  unitName: '周牧',
  until: '2026-11-28T04:00:00.000Z',
  booking: null,
  ...over,
});
const words = (over: Partial<Blocker>): string => wordBlocker(blocker(over), AT, 480, NOW);
const swap = (over: Partial<Swap>): Swap => ({ kind: 'unit', storeId: 's', storeName: '徐汇店', startsAt: AT, choices: {}, changes: [], ...over });

describe('words of advice', () => {
  test('RP-17 a blocker says who is taken, by whom where that may be known, and until when', () => {
    expect(words({})).toBe('周牧 已被占用，到 12:00');
    expect(words({ booking: { id: 'b', code: '1128-0042', contactName: '李雷' } })).toBe('周牧 有 李雷 的预约，到 12:00');
    expect(words({ reason: 'off_shift', until: '2026-11-29T02:00:00.000Z' })).toBe('周牧 这时不上班，11月29日 周日 10:00 上班');
    expect(words({ reason: 'no_unit', unitName: null, until: null })).toBe('没有能做的摄影师');
  });

  test.each(['past', 'too_soon', 'too_far', 'closed', 'off_grid', 'no_session', 'absent', 'daily_limit', 'shared_candidate'] as const)(
    '%s is said in Chinese without a hole',
    (reason) => {
      const said = [words({ reason }), words({ reason, until: null, unitName: null, roleName: null })];
      for (const one of said) {
        expect(one).toMatch(/[\u4e00-\u9fff]/);
        expect(one).not.toMatch(/undefined|null|NaN/);
      }
    },
  );

  test('RP-17 a swap says what it changes', () => {
    const change = { roleName: '摄影师', from: '周牧', to: '林晓' };
    expect(wordSwap(swap({ changes: [change] }), AT, 480, NOW)).toBe('周牧 → 林晓');
    expect(wordSwap(swap({ kind: 'time', startsAt: '2026-11-28T06:00:00.000Z' }), AT, 480, NOW)).toBe('改到 14:00');
    expect(wordSwap(swap({ kind: 'store', changes: [{ ...change, from: null }] }), AT, 480, NOW)).toBe('去徐汇店，摄影师 → 林晓');
  });
});

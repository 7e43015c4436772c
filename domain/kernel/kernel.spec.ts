import fc from 'fast-check';
import * as z from 'zod/mini';
import { bookingLifecycle } from '../booking/lifecycle';
import { compileScope, inScope, RIGHTS, type Grant } from './access';
import type { StaffActor } from './actor';
import { addDays, dateAt, daysBetween, formatDateZh, formatSpanZh, isCalendarDate, isoWeekday } from './calendar-date';
import { Phone } from './contract';
import { decideStep, defineLifecycle } from './lifecycle';
import { formatFen, percentOf } from './money';
import { isMobile, maskPhone, normalisePhone } from './phone';
import { overlaps } from './time-range';

test('FM-04 a birthday is a date without a zone, and 29 February exists only when it does', () => {
  expect(isCalendarDate('2028-02-29')).toBe(true);
  expect(isCalendarDate('2026-02-29')).toBe(false);
  expect(isCalendarDate('2026-13-01')).toBe(false);
  expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
  expect(isoWeekday('2026-11-22')).toBe(7);
});

test('BK-19 midnight belongs to the new day of the store', () => {
  expect(dateAt(Date.UTC(2026, 10, 27, 16), 480)).toBe('2026-11-28');
  expect(dateAt(Date.UTC(2026, 10, 27, 15, 59), 480)).toBe('2026-11-27');
});

test('BK-19 law: days added and counted agree', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -5000, max: 20_000 }),
      fc.integer({ min: -800, max: 800 }),
      (day, by) => daysBetween(addDays('2000-01-01', day), addDays(addDays('2000-01-01', day), by)) === by,
    ),
  );
});

test('CU-02 times are written as people say them', () => {
  expect(formatDateZh('2026-11-22', '2026-11-22')).toBe('今天');
  expect(formatDateZh('2026-11-28', '2026-11-22')).toBe('11月28日 周六');
  expect(formatDateZh('2027-01-02', '2026-11-22')).toBe('2027年1月2日 周六');
  expect(formatSpanZh(Date.UTC(2026, 10, 28, 2), Date.UTC(2026, 10, 28, 3, 30), 480, '2026-11-22')).toBe('11月28日 周六 10:00–11:30');
});

test('OR-02 money is whole fen and is written exactly', () => {
  expect(formatFen(128_000)).toBe('¥1,280.00');
  expect(formatFen(128_000, 'short')).toBe('¥1,280');
  expect(formatFen(128_050, 'short')).toBe('¥1,280.50');
  expect(formatFen(-5)).toBe('-¥0.05');
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e8 }),
      fc.integer({ min: 0, max: 100 }),
      (fen, percent) => Number.isInteger(percentOf(fen, percent)) && percentOf(fen, percent) <= fen,
    ),
  );
});

test('FM-03 phones are taken as people type them, letters are refused', () => {
  expect(normalisePhone('+86 138-0013 8000')).toBe('13800138000');
  expect(normalisePhone('１３８００１３８０００')).toBe('13800138000');
  expect(isMobile(normalisePhone('1380013800a'))).toBe(false);
  expect(maskPhone('13800138000')).toBe('138****8000');
  expect(z.safeParse(Phone, ' 138 0013 8000 ')).toMatchObject({ success: true, data: '13800138000' });
  expect(z.safeParse(Phone, '1380013').success).toBe(false);
});

test('BK-04 touching times do not overlap, and overlap is symmetric', () => {
  expect(overlaps({ start: 0, end: 10 }, { start: 10, end: 20 })).toBe(false);
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer(),
      fc.nat(),
      fc.nat(),
      (a, b, x, y) => overlaps({ start: a, end: a + x }, { start: b, end: b + y }) === overlaps({ start: b, end: b + y }, { start: a, end: a + x }),
    ),
  );
});

test('BK-15 the lifecycle table is whole, and a wrong step names the possible ones', () => {
  expect(decideStep(bookingLifecycle, 'held', 'pay')).toEqual({ ok: true, value: 'confirmed' });
  expect(decideStep(bookingLifecycle, 'done', 'cancel')).toMatchObject({ ok: false, refusal: { facts: { state: 'done', possible: [] } } });
  expect(() => defineLifecycle<'a' | 'b', 'go'>({ name: 'broken', initial: ['a'], table: { a: {}, b: {} } })).toThrow('no way leads to b');
});

describe('SC-01 the permission compiler', () => {
  const staff = (grants: Grant[], storeIds: string[] = ['s1']): StaffActor => ({ kind: 'staff', staffId: 'me', wecomUserId: 'me', name: '', storeIds, grants });
  test('no grant means none, and the widest of several wins', () => {
    expect(compileScope(staff([]), 'booking.read')).toEqual({ kind: 'none' });
    expect(
      compileScope(
        staff([
          { right: 'booking.read', reach: 'own' },
          { right: 'booking.read', reach: 'store' },
        ]),
        'booking.read',
      ),
    ).toEqual({ kind: 'stores', storeIds: ['s1'] });
    expect(compileScope(staff([{ right: 'booking.read', reach: 'store' }], []), 'booking.read')).toEqual({ kind: 'none' });
  });
  test('a stranger reaches nothing, whatever the right', () => {
    for (const right of RIGHTS) expect(compileScope({ kind: 'anonymous' }, right)).toEqual({ kind: 'none' });
  });
  test('a customer reaches only her own rows', () => {
    const scope = compileScope({ kind: 'customer', identityId: 'i', customerId: 'c' }, 'booking.read');
    expect(inScope(scope, { storeId: 's1', customerId: 'c', staffIds: [] })).toBe(true);
    expect(inScope(scope, { storeId: 's1', customerId: 'd', staffIds: [] })).toBe(false);
    expect(compileScope({ kind: 'customer', identityId: 'i', customerId: 'c' }, 'customer.reveal_phone').kind).toBe('none');
  });
});

import type { CalendarView } from '@zhike/domain/booking/contract';
import fc from 'fast-check';
import { indexConflicts, obstaclesToMove, obstaclesToResize, partsMoved, wordObstacle, wordObstacles } from './conflicts';

type Item = CalendarView['items'][number];
const at = (time: string): string => new Date(Date.parse(`2026-11-28T${time}:00.000Z`) - 480 * 60_000).toISOString();
const ms = (time: string): number => Date.parse(at(time));
const unit = (id: string, typeId: string, working: [string, string][]): CalendarView['units'][number] => ({
  id,
  name: id,
  number: 1,
  staffId: null,
  typeId,
  typeName: typeId === 'photo' ? '摄影师' : '摄影棚',
  kind: typeId === 'photo' ? 'person' : 'place',
  skills: [],
  state: 'active',
  working: working.map(([from, to]) => ({ startsAt: at(from), endsAt: at(to) })),
});
const item = (id: string, unitId: string, from: string, to: string, over: Partial<Item> = {}): Item => ({
  reservationId: `${id}-${unitId}`,
  unitId,
  kind: 'booking',
  startsAt: at(from),
  endsAt: at(to),
  bookingId: id,
  state: 'confirmed',
  customerId: 'c1',
  customerName: '王芳',
  serviceName: '经典婚纱',
  label: '经典婚纱',
  roleKey: unitId,
  version: 1,
  overbooked: false,
  partySize: 1,
  sessionId: null,
  bookingStartsAt: at(from),
  bookingEndsAt: at(to),
  serviceId: 's',
  can: ['reschedule', 'resize'],
  ...over,
});
const calendar = (items: Item[]): CalendarView => ({
  storeId: 's',
  utcOffsetMinutes: 480,
  from: '2026-11-28',
  days: 1,
  opening: [{ startsAt: at('09:00'), endsAt: at('20:00') }],
  units: [
    unit('周牧', 'photo', [
      ['10:00', '13:00'],
      ['14:00', '20:00'],
    ]),
    unit('林晓', 'photo', [['10:00', '20:00']]),
    unit('一号棚', 'room', [['09:00', '20:00']]),
  ],
  items,
});
const NOW = ms('08:00');
const own = [item('b1', '林晓', '10:00', '12:00'), item('b1', '一号棚', '10:30', '12:00', { bookingStartsAt: at('10:00') })];
const first = own[0]!;

describe('what is in the way while a booking is dragged', () => {
  test('RP-17 every part of the booking moves by the same span, the dragged one to its new unit', () => {
    const parts = partsMoved(indexConflicts(calendar(own)), { item: first, toUnitId: '周牧', start: ms('15:00'), end: ms('17:00') });
    expect(parts).toEqual([
      { unitId: '周牧', start: ms('15:00'), end: ms('17:00') },
      { unitId: '一号棚', start: ms('15:30'), end: ms('17:00') },
    ]);
  });

  test('RP-17 a booking never stands in its own way; touching is no conflict', () => {
    const index = indexConflicts(calendar([...own, item('b2', '林晓', '13:00', '14:00')]));
    expect(obstaclesToMove(index, { item: first, toUnitId: '林晓', start: ms('10:30'), end: ms('12:30') }, NOW)).toEqual([]);
    expect(obstaclesToMove(index, { item: first, toUnitId: '林晓', start: ms('11:00'), end: ms('13:00') }, NOW)).toEqual([]);
  });

  test('RP-17 the room that moves along is checked too, and named with who has it', () => {
    const index = indexConflicts(calendar([...own, item('b2', '一号棚', '16:00', '17:00', { customerName: '李雷', serviceName: '证件照' })]));
    const found = obstaclesToMove(index, { item: first, toUnitId: '林晓', start: ms('15:00'), end: ms('17:00') }, NOW);
    expect(wordObstacles(found, 480)).toEqual(['一号棚 16:00–17:00 有李雷 · 证件照（已确认）']);
  });

  test('RP-17 working hours: a break is a gap, a place follows the opening hours', () => {
    const index = indexConflicts(calendar(own));
    const found = obstaclesToMove(index, { item: first, toUnitId: '周牧', start: ms('12:00'), end: ms('14:00') }, NOW);
    expect(wordObstacles(found, 480)).toEqual(['周牧 那天上班 10:00–13:00、14:00–20:00']);
    const late = obstaclesToMove(index, { item: first, toUnitId: '林晓', start: ms('19:00'), end: ms('21:00') }, NOW);
    expect(wordObstacles(late, 480)).toEqual(['林晓 那天上班 10:00–20:00', '门店那天营业 09:00–20:00']);
  });

  test('RP-17 the past, another type and no unit are said', () => {
    const index = indexConflicts(calendar(own));
    const words = (toUnitId: string, start: string, now = NOW) =>
      obstaclesToMove(index, { item: first, toUnitId, start: ms(start), end: ms(start) + 7_200_000 }, now).map((o) => wordObstacle(o, 480));
    expect(words('一号棚', '10:00')).toEqual(['只能换到另一个摄影师上']);
    expect(words('type:photo', '10:00')).toEqual(['这里放不下，请放到一个具体的人或资源上']);
    expect(words('林晓', '10:00', ms('10:30'))).toEqual(['这个时间已经过去']);
  });

  test('RP-17 resizing lengthens what ends with the booking and leaves an earlier part alone', () => {
    const make = item('b1', '周牧', '10:00', '11:00', { bookingEndsAt: at('12:00') });
    const index = indexConflicts(calendar([...own, make, item('b2', '一号棚', '12:30', '13:00'), item('b3', '周牧', '11:30', '12:30')]));
    expect(obstaclesToResize(index, first, ms('12:30'))).toEqual([]);
    expect(obstaclesToResize(index, first, ms('13:00')).map((o) => o.kind)).toEqual(['taken']);
  });

  test('RP-17 leave is in the way, an overbooked guest is not', () => {
    const leave = item('', '林晓', '15:00', '18:00', { kind: 'leave', bookingId: null, state: null, label: '年假' });
    const over = item('b4', '林晓', '12:00', '13:00', { overbooked: true });
    const index = indexConflicts(calendar([...own, leave, over]));
    expect(wordObstacles(obstaclesToMove(index, { item: first, toUnitId: '林晓', start: ms('16:00'), end: ms('18:00') }, NOW), 480)).toEqual([
      '林晓 15:00–18:00 有年假（请假）',
    ]);
    expect(obstaclesToMove(index, { item: first, toUnitId: '林晓', start: ms('11:30'), end: ms('13:30') }, NOW)).toEqual([]);
  });

  test('RP-17 law: a conflict is found exactly when counting minutes finds one', () => {
    const minute = fc.integer({ min: 0, max: 600 });
    const span = fc.tuple(minute, fc.integer({ min: 5, max: 180 })).map(([from, length]) => ({ from, to: from + length }));
    const wall = (m: number): string => new Date(Date.parse('2026-11-28T10:00:00.000Z') + m * 60_000).toISOString().slice(11, 16);
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), span, (others, wish) => {
        const items = others.map((o, i) => item(`o${i}`, '林晓', wall(o.from), wall(o.to)));
        const index = indexConflicts(calendar([first, ...items]));
        const found = obstaclesToMove(
          index,
          { item: first, toUnitId: '林晓', start: ms('10:00') + wish.from * 60_000, end: ms('10:00') + wish.to * 60_000 },
          NOW,
        );
        const length = 120;
        const counted = Array.from({ length }, (_, m) => wish.from + m);
        const taken = counted.some((m) => others.some((o) => m >= o.from && m < o.to));
        const off = wish.from + length > 600;
        expect(found.some((o) => o.kind === 'taken')).toBe(taken);
        expect(found.some((o) => o.kind === 'off_shift')).toBe(off);
      }),
    );
  });
});

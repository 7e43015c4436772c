import type { BookingView, ClassSessionView } from '@zhike/domain/booking/contract';
import { inOrder, rowOfBooking, rowOfSession, toPrepare } from './day-sheet';

const [FROM, LATER, UNTIL] = ['2026-11-28T02:00:00.000Z', '2026-11-28T03:00:00.000Z', '2026-11-28T04:30:00.000Z'];
const unit = (name: string, kind: 'person' | 'place' | 'thing', roleName = name, startsAt = FROM) => ({
  unitId: name,
  roleKey: name,
  roleName,
  name,
  kind,
  startsAt,
  endsAt: UNTIL,
});
const booking = {
  id: 'b1',
  utcOffsetMinutes: 480,
  startsAt: '2026-11-28T02:00:00.000Z',
  endsAt: '2026-11-28T04:30:00.000Z',
  contactName: '王芳',
  contactPhone: '138****8000',
  serviceName: '经典婚纱',
  partySize: 2,
  addons: [{ id: 'a', name: '外景', minutes: 30, priceFen: 0 }],
  units: [unit('周牧', 'person', '摄影师', LATER), unit('阿月', 'person', '化妆师'), unit('一号棚', 'place'), unit('缎面鱼尾', 'thing')],
  note: '想要自然光',
  overbooked: { reason: '店长同意', by: '徐立' },
  cautions: [{ kind: 'ingredient', name: '酒精', effect: 'warn' }],
  state: 'confirmed',
  deposit: { amountFen: 0, state: 'none', paidAt: null, refundedFen: 0 },
} as unknown as BookingView;

describe('the printed day', () => {
  test('RP-17 a booking’s line says when, who with a masked phone, what, by whom, where, with what, and the caution', () => {
    expect(rowOfBooking(booking)).toEqual({
      id: 'b1',
      startsAt: '2026-11-28T02:00:00.000Z',
      time: '10:00–12:30',
      who: '王芳（2 人）',
      phone: '138****8000',
      what: '经典婚纱 ＋外景 2 小时 30 分',
      people: '摄影师 周牧 11:00–12:30、化妆师 阿月',
      places: '一号棚',
      things: '缎面鱼尾',
      note: '超额：店长同意；想要自然光',
      health: [],
      caution: '酒精',
      state: '已确认',
    });
  });

  test('CU-08 the band of her health record stands on paper in words, allergies first, and a caution is not said twice', () => {
    const band = [
      { kind: 'body_part', name: '腰部', severity: 'block' },
      { kind: 'allergy', name: '酒精', severity: 'warn' },
      { kind: 'allergy', name: '水杨酸', severity: 'warn' },
    ] as const;
    expect(rowOfBooking(booking, band)).toMatchObject({ health: ['过敏：酒精、水杨酸', '忌碰：腰部'], caution: '' });
  });

  test('RP-17 what must be laid out is told by the time at which it is needed, and for whom; not for whoever is done', () => {
    const early = { ...booking, id: 'b0', contactName: '李娜', units: [unit('头纱', 'thing', '头纱', '2026-11-28T01:00:00.000Z'), unit('二号棚', 'place')] };
    const done = { ...booking, id: 'b2', state: 'done' as const };
    expect(toPrepare([booking, early, done]).map(({ time, name, who, where }) => [time, name, who, where])).toEqual([
      ['09:00', '头纱', '李娜', '二号棚'],
      ['10:00', '缎面鱼尾', '王芳', '一号棚'],
    ]);
  });

  test('RP-17 a class stands among the bookings in order of time, its guests counted', () => {
    const session = {
      id: 's1',
      serviceName: '瑜伽',
      label: '早课',
      startsAt: '2026-11-28T01:00:00.000Z',
      endsAt: '2026-11-28T02:00:00.000Z',
      state: 'scheduled',
      seats: 12,
      taken: 7,
      units: [unit('林老师', 'person'), unit('教室', 'place')],
    } as unknown as ClassSessionView;
    const rows = inOrder([rowOfBooking(booking), rowOfSession(session, 480)]);
    expect(rows.map((r) => r.id)).toEqual(['s1', 'b1']);
    expect(rows[0]).toMatchObject({ time: '09:00–10:00', what: '瑜伽 早课', people: '林老师', note: '名额 7 / 12' });
  });
});

import type { AppRefusal } from '../api/call';
import { inTheWayOf } from './ClashList';

const AT = '2026-11-28T02:00:00.000Z';
const clash = {
  bookingId: 'b1',
  code: '1128-0042',
  version: 1,
  storeId: 's',
  serviceName: '经典婚纱',
  contactName: '王芳',
  startsAt: AT,
  endsAt: AT,
  unitId: 'u',
  unitName: '周牧',
  roleKey: 'photographer',
};
const inUse = { id: 'b2', code: '1128-0043', version: 1, storeId: 's', serviceName: '证件照', contactName: '李雷', startsAt: AT, endsAt: AT };

describe('the bookings that a refusal names', () => {
  test('BK-07 a roster change, closed hours and a unit in use each list them, to be moved one by one', () => {
    const roster: AppRefusal = { code: 'booking.roster_clashes', facts: { clashes: [clash], classes: [] } };
    const hours: AppRefusal = { code: 'stores.hours_clash', facts: { bookings: [inUse] } };
    const unit: AppRefusal = { code: 'booking.unit_in_use', facts: { unitId: 'u', bookings: [inUse] } };
    expect(inTheWayOf(roster)).toEqual([{ bookingId: 'b1', code: '1128-0042', startsAt: AT, words: '王芳 · 经典婚纱 · 周牧' }]);
    expect([hours, unit].map((refusal) => inTheWayOf(refusal)[0]?.words)).toEqual(['李雷 · 证件照', '李雷 · 证件照']);
  });

  test('other refusals name none', () => {
    expect(inTheWayOf(undefined)).toEqual([]);
    expect(inTheWayOf({ code: 'record.not_found', facts: { noun: 'unit', id: 'u' } })).toEqual([]);
  });
});

import type { Grant, Reach, Right } from '../kernel/access';
import type { StaffActor } from '../kernel/actor';
import { customerAbilities, mayUseStore, partsOf, readableKinds, sharedKinds, visibleParts } from './policy';
import { TIMELINE_KINDS } from './rules';

const staff = (reach: Reach, ...rights: Right[]): StaffActor => ({
  kind: 'staff',
  staffId: 'me',
  wecomUserId: 'me',
  name: '小唐',
  storeIds: ['s1'],
  grants: rights.map((right): Grant => ({ right, reach })),
});
const mine = { customerId: 'c', storeId: 's2', staffIds: ['me'] };
const hers = { customerId: 'c', storeId: 's1', staffIds: ['other'] };

test('SC-04 what may be done follows the right and how far it reaches', () => {
  const sales = staff('own', 'customer.write', 'customer.tag', 'customer.reveal_phone', 'booking.write');
  expect(customerAbilities(sales, mine)).toEqual(['write', 'tag', 'reveal_phone', 'book']);
  expect(customerAbilities(sales, hers)).toEqual([]);
  expect(customerAbilities(staff('store', 'customer.merge'), hers)).toEqual(['merge']);
  expect(customerAbilities({ kind: 'anonymous' }, hers)).toEqual([]);
});

test('SC-04 money lines need the right to see money', () => {
  expect(readableKinds(staff('own', 'customer.read', 'booking.read'), TIMELINE_KINDS)).not.toContain('payment');
  const all = staff('own', 'payment.read', 'booking.read', 'order.read', 'card.read');
  expect(readableKinds(all, TIMELINE_KINDS)).toEqual(TIMELINE_KINDS);
  expect(readableKinds(staff('own', 'payment.read', 'booking.read'), TIMELINE_KINDS)).not.toContain('card');
});

describe('ST-02 what another store sees of a customer', () => {
  const facts = {
    customerId: 'c',
    storeId: 's1',
    staffIds: ['me'],
    shares: [
      { storeId: 's2', parts: ['bookings' as const] },
      { storeId: 's3', parts: ['notes' as const] },
    ],
  };
  test('all in her own reach, the agreed parts where it is shared with, and nothing anywhere else', () => {
    expect(visibleParts({ kind: 'stores', storeIds: ['s1', 's2'] }, facts)).toBe('all');
    expect(visibleParts({ kind: 'stores', storeIds: ['s2'] }, facts)).toEqual(['profile', 'bookings']);
    expect(visibleParts({ kind: 'stores', storeIds: ['s2', 's3'] }, facts)).toEqual(['profile', 'bookings', 'notes']);
    expect(visibleParts({ kind: 'stores', storeIds: ['s4'] }, facts)).toBeNull();
    expect(visibleParts({ kind: 'none' }, facts)).toBeNull();
  });
  test('a reach of her own rows is not a reach of stores, and the whole shop needs no share', () => {
    expect(visibleParts({ kind: 'own', staffId: 'else' }, facts)).toBeNull();
    expect(visibleParts({ kind: 'own', staffId: 'me' }, facts)).toBe('all');
    expect(visibleParts({ kind: 'all' }, { ...facts, shares: [] })).toBe('all');
  });
  test('who she is goes with everything; lines of her story go with their part', () => {
    expect([partsOf(['notes', 'notes']), partsOf([])]).toEqual([['profile', 'notes'], ['profile']]);
    expect(sharedKinds(TIMELINE_KINDS, ['profile'])).toEqual([]);
    expect(sharedKinds(TIMELINE_KINDS, ['profile', 'bookings', 'notes'])).toEqual(['booking', 'note']);
    expect(sharedKinds(['payment', 'note'], ['profile', 'notes'])).toEqual(['note']);
  });
});

test('SC-03 a customer is put into a store of the member only, unless her right reaches the whole shop', () => {
  expect(mayUseStore(staff('store', 'customer.write'), 'customer.write', 's1')).toBe(true);
  expect(mayUseStore(staff('own', 'customer.write'), 'customer.write', 's2')).toBe(false);
  expect(mayUseStore(staff('all', 'customer.write'), 'customer.write', 's2')).toBe(true);
  expect(mayUseStore(staff('store'), 'customer.write', 's1')).toBe(false);
});

import type { Grant, Reach, Right } from '../kernel/access';
import type { StaffActor } from '../kernel/actor';
import { customerAbilities, mayUseStore, readableKinds } from './policy';
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
  expect(readableKinds(staff('own', 'payment.read', 'booking.read'), TIMELINE_KINDS)).toEqual(TIMELINE_KINDS);
});

test('SC-03 a customer is put into a store of the member only, unless her right reaches the whole shop', () => {
  expect(mayUseStore(staff('store', 'customer.write'), 'customer.write', 's1')).toBe(true);
  expect(mayUseStore(staff('own', 'customer.write'), 'customer.write', 's2')).toBe(false);
  expect(mayUseStore(staff('all', 'customer.write'), 'customer.write', 's2')).toBe(true);
  expect(mayUseStore(staff('store'), 'customer.write', 's1')).toBe(false);
});

import fc from 'fast-check';
import type { Grant, Reach, Right } from '../kernel/access';
import type { StaffActor } from '../kernel/actor';
import { managesEverybody, mayGive, mayManageMember } from './policy';
import { decideParent, upwards } from './rules';

const tree = [
  { id: 'hq', parentId: null },
  { id: 'east', parentId: 'hq' },
  { id: 'shanghai', parentId: 'east' },
  { id: 'north', parentId: 'hq' },
];

describe('ST-01 regions are a tree', () => {
  test('from a region up to headquarters', () => {
    expect(upwards(tree, 'shanghai')).toEqual(['shanghai', 'east', 'hq']);
    expect(upwards(tree, null)).toEqual([]);
  });
  test.each([
    ['hq', 'hq', false],
    ['hq', 'shanghai', false],
    ['east', 'shanghai', false],
    ['east', 'north', true],
    ['shanghai', null, true],
    ['new', 'shanghai', true],
  ])('%s below %s: %s', (id, parent, ok) => expect(decideParent(tree, id, parent).ok).toBe(ok));

  test('law: however often regions are moved, there is never a circle, and rows that already are one do not hang', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const move = fc.record({ id: fc.constantFrom(...ids), to: fc.option(fc.constantFrom(...ids)) });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        let regions = ids.map((id) => ({ id, parentId: null as string | null }));
        for (const { id, to } of moves)
          if (decideParent(regions, id, to).ok) regions = regions.map((region) => (region.id === id ? { id, parentId: to } : region));
        for (const { id } of regions) expect(regions.find((region) => region.id === upwards(regions, id).pop())?.parentId).toBeNull();
      }),
    );
    expect(
      upwards(
        [
          { id: 'x', parentId: 'y' },
          { id: 'y', parentId: 'x' },
        ],
        'x',
      ),
    ).toEqual(['x', 'y']);
  });
});

const grants = (reach: Reach, ...rights: Right[]): Grant[] => rights.map((right) => ({ right, reach }));
const member = (held: Grant[], storeIds: string[]): StaffActor => ({ kind: 'staff', staffId: 's', wecomUserId: 's', name: '', storeIds, grants: held });

describe('SC-01 who may set whose post', () => {
  test('nobody gives a right that she lacks, or one that reaches further than hers', () => {
    const hers = [...grants('store', 'booking.read', 'staff.manage'), ...grants('all', 'store.read')];
    expect(mayGive(hers, grants('store', 'booking.read'))).toBe(true);
    expect(mayGive(hers, grants('own', 'booking.read', 'store.read'))).toBe(true);
    expect(mayGive(hers, grants('all', 'booking.read'))).toBe(false);
    expect(mayGive(hers, grants('own', 'payment.refund'))).toBe(false);
    expect(mayGive(hers, [])).toBe(true);
  });
  test('a manager of some stores sets only who works nowhere else; the reach of a region is for who reaches all', () => {
    const chief = member(grants('store', 'staff.manage'), ['a', 'b']);
    expect(mayManageMember(chief, { storeIds: ['a'], regionIds: [] })).toBe(true);
    expect(mayManageMember(chief, { storeIds: ['a', 'c'], regionIds: [] })).toBe(false);
    expect(mayManageMember(chief, { storeIds: [], regionIds: [] })).toBe(false);
    expect(mayManageMember(chief, { storeIds: ['a'], regionIds: ['east'] })).toBe(false);
    expect(mayManageMember(member(grants('all', 'staff.manage'), []), { storeIds: ['c'], regionIds: ['east'] })).toBe(true);
    expect(mayManageMember(member([], ['a']), { storeIds: ['a'], regionIds: [] })).toBe(false);
    expect([managesEverybody(grants('all', 'staff.manage')), managesEverybody(grants('store', 'staff.manage')), managesEverybody([])]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

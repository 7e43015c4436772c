import { RIGHTS } from '@zhike/domain/kernel/access';
import { checkRole } from '@zhike/domain/access/role';
import { EMPTY_ROLE, groupedRights, roleOf, withLead, withLimit, withReach } from './draft-role';

test('SC-01 a post is put together right by right, and what comes of it is one that can be published', () => {
  let role = withReach(withReach(EMPTY_ROLE, 'order.read', 'store'), 'order.discount', 'own');
  role = withLead(withLimit(withReach(role, 'order.read', 'all'), 'order.discount', 15), true);
  expect(role).toEqual({
    grants: [
      { right: 'order.read', reach: 'all' },
      { right: 'order.discount', reach: 'own', limit: 15 },
    ],
    leads: true,
  });
  expect(checkRole(role, null)).toEqual([]);
  expect(withLimit(role, 'order.discount', null).grants[1]).toEqual({ right: 'order.discount', reach: 'own' });
  expect(withLead(withReach(role, 'order.read', null), false)).toEqual({ grants: [{ right: 'order.discount', reach: 'own', limit: 15 }] });
});

test('SC-01 every right of the product can be given, once, and a body from elsewhere is read as far as it is a post', () => {
  expect(
    groupedRights()
      .flatMap((group) => group.rights)
      .sort(),
  ).toEqual([...RIGHTS].sort());
  expect(groupedRights().every((group) => group.rights.length > 0)).toBe(true);
  expect(
    roleOf({
      grants: [
        { right: 'nothing', reach: 'all' },
        { right: 'order.read', reach: 'own' },
      ],
    }),
  ).toEqual({ grants: [{ right: 'order.read', reach: 'own' }] });
  expect(roleOf(null)).toEqual(EMPTY_ROLE);
});

import { type Grant, RIGHTS, type Reach, type Right } from '@zhike/domain/kernel/access';

/** Roles are data: what each post may do and how far it reaches. Add or change one here; no code asks for a role by name. */
export interface Role {
  readonly key: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  /** Who holds it is the 主管 of whoever works in the same store. */
  readonly leads?: true;
}

const grants = (reach: Reach, ...rights: Right[]): Grant[] => rights.map((right) => ({ right, reach }));
/** A discount of up to so many percent; above it an order waits for somebody who may give more. */
const discount = (reach: Reach, percent: number): Grant => ({ right: 'order.discount', reach, limit: percent });

export const roles: readonly Role[] = [
  {
    key: 'sales',
    name: '销售',
    grants: [
      ...grants(
        'own',
        'customer.read',
        'customer.write',
        'customer.tag',
        'customer.reveal_phone',
        'customer.health_read',
        'customer.health_write',
        'booking.read',
        'booking.write',
        'booking.confirm',
        'booking.cancel',
        'payment.read',
        'order.read',
        'order.write',
        'card.read',
        'card.sell',
        'record.read',
        'record.write',
      ),
      discount('own', 5),
      ...grants('store', 'store.read', 'calendar.read', 'resource.read', 'catalogue.read'),
    ],
  },
  {
    key: 'photographer',
    name: '摄影师',
    grants: [
      ...grants('own', 'booking.read', 'booking.serve', 'customer.read', 'customer.health_read', 'order.read', 'card.read', 'card.use'),
      ...grants('store', 'store.read', 'calendar.read', 'resource.read'),
    ],
  },
  {
    key: 'makeup_artist',
    name: '化妆师',
    grants: [
      ...grants('own', 'booking.read', 'booking.serve', 'customer.read', 'customer.health_read', 'order.read', 'card.read', 'card.use'),
      ...grants('store', 'store.read', 'calendar.read', 'resource.read'),
    ],
  },
  {
    key: 'reception',
    name: '前台',
    grants: grants(
      'store',
      'store.read',
      'customer.read',
      'customer.write',
      'customer.tag',
      'customer.health_read',
      'customer.health_write',
      'booking.read',
      'booking.write',
      'booking.serve',
      'booking.cancel',
      'calendar.read',
      'resource.read',
      'payment.read',
      'finance.close_day',
      'catalogue.read',
      'order.read',
      'order.write',
      'card.read',
      'card.sell',
      'card.use',
      'coupon.issue',
      'points.read',
      'points.use',
      'record.read',
      'record.write',
    ),
  },
  {
    key: 'manager',
    name: '店长',
    leads: true,
    grants: [
      discount('store', 20),
      ...grants(
        'store',
        'store.read',
        'store.hours',
        'customer.read',
        'customer.write',
        'customer.tag',
        'customer.merge',
        'customer.share',
        'customer.reveal_phone',
        'customer.health_read',
        'customer.health_write',
        'tag.manage',
        'booking.read',
        'booking.write',
        'booking.confirm',
        'booking.serve',
        'booking.cancel',
        'booking.overbook',
        'calendar.read',
        'resource.read',
        'resource.manage',
        'payment.read',
        'payment.refund',
        'ledger.read',
        'finance.close_day',
        'catalogue.read',
        'catalogue.cost_read',
        'order.read',
        'order.write',
        'order.approve',
        'card.read',
        'card.sell',
        'card.use',
        'card.undo',
        'card.refund',
        'card.adjust',
        'coupon.issue',
        'coupon.push',
        'flow.read',
        'flow.manage',
        'design.read',
        'design.edit',
        'design.publish',
        'report.read',
        'record.read',
        'record.write',
        'form.share',
        'data.import',
        'customer.bulk',
        'points.read',
        'points.use',
        'points.adjust',
      ),
    ],
  },
  {
    key: 'headquarters',
    name: '总部',
    grants: grants('all', ...RIGHTS),
  },
];

/** The roles whose holders supervise the people of their stores. */
export const supervisingRoles: ReadonlySet<string> = new Set(roles.filter((role) => role.leads).map((role) => role.key));

/** The grants of several roles together. An unknown key is a fault of the data and throws. */
export function grantsOf(keys: readonly string[]): Grant[] {
  return keys.flatMap((key) => {
    const role = roles.find((r) => r.key === key);
    if (!role) throw new Error(`unknown role ${key}`);
    return role.grants;
  });
}

import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import { CUSTOM_ID } from '@zhike/domain/engines/catalogue/merge';
import type { FieldEntity } from '@zhike/domain/fields/contract';
import { compileScope, holds, type Right, type Scope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import { scopeSql } from '../../platform/scope-sql';
import { bookingIdsSql } from '../booking/queries.reach';
import { customerIdsSql, customerOwnIdsSql } from '../customers/queries.reach';
import { orderIdsSql } from '../orders/queries.reach';

type Ids = (scope: Scope, values: unknown[]) => string;
interface Reach {
  readonly read: Right;
  readonly write: Right;
  readonly readable: Ids;
  readonly writable: Ids;
}

const cardIds: Ids = (scope, values) =>
  `SELECT k.id FROM cards k WHERE ${scopeSql(scope, values, {
    store: 'k.store_id',
    customer: null,
    own: (me) => `EXISTS (SELECT 1 FROM customers c WHERE c.id = k.customer_id AND c.owner_staff_id = ${me})`,
  })}`;

/** By which right a record's own fields are seen and written, and whose records that are: as on the record's own pages. */
export const REACH: Readonly<Record<FieldEntity, Reach>> = {
  customer: { read: 'customer.read', write: 'customer.write', readable: customerIdsSql, writable: customerOwnIdsSql },
  booking: { read: 'booking.read', write: 'booking.write', readable: bookingIdsSql, writable: bookingIdsSql },
  order: { read: 'order.read', write: 'order.write', readable: orderIdsSql, writable: orderIdsSql },
  card: { read: 'card.read', write: 'card.sell', readable: cardIds, writable: cardIds },
};

/** What the shop says of health and papers is read by the right to health records. */
export const readsSensitive = (actor: Actor): boolean => holds(actor, 'customer.health_read');

/** The fields of the shop that somebody may see on a record, retired ones included. */
export function readableFields(entity: Entity, actor: Actor): readonly Field[] {
  const all = readsSensitive(actor);
  return Object.values(entity.fields).filter((field) => CUSTOM_ID.test(field.id) && (all || field.sensitivity !== 'sensitive'));
}

/** Phones and papers are shown masked without the right to whole numbers. What is sensitive and sealed is not seen at all without its own right. */
export const isMasked = (field: Field, actor: Actor): boolean =>
  field.storage === 'encrypted' && (field.mask === 'phone' || field.mask === 'idcard') && !holds(actor, 'customer.reveal_phone');

/** Fields belong to the whole shop: whoever changes them must reach all of it. */
export const mayChangeFields = (actor: Actor): boolean => compileScope(actor, 'design.publish').kind === 'all';
/** Less guarded makes only who may read what is guarded, everywhere. */
export const mayLowerSensitivity = (actor: Actor): boolean => mayChangeFields(actor) && compileScope(actor, 'customer.health_read').kind === 'all';

import type { Catalogue, Entity, Field, FieldType } from '@zhike/domain/engines/catalogue/definition';
import type { Physical } from '../../engines/catalogue/physical';

/** What rules may speak of so far, in words; where it lies follows below. */
function field(id: string, label: string, type: FieldType, more: Partial<Field> = {}): Field {
  const plain = { storage: 'plain', sensitivity: 'internal', sortable: false, groupable: false, measurable: false, writableBy: 'system' } as const;
  return { id, key: id, label, type, ...plain, ...more };
}
const fieldsOf = (fields: readonly Field[]): Entity['fields'] => Object.fromEntries(fields.map((one) => [one.id, one]));

const customer: Entity = {
  id: 'customer',
  label: '客户',
  unit: '位',
  alive: { f: 'merged', op: 'empty' },
  name: 'name',
  fields: fieldsOf([
    field('name', '姓名', 'text', { sensitivity: 'personal' }),
    field('source', '来源', 'text'),
    field('birthday', '生日', 'date', { sensitivity: 'personal' }),
    field('weddingDate', '婚期', 'date', { sensitivity: 'personal' }),
    field('nextContactOn', '下次跟进', 'date'),
    field('level', '会员等级', 'text'),
    field('owner', '负责人', 'member'),
    field('store', '门店', 'store'),
    field('merged', '合并到', 'ref', { to: 'customer' }),
    field('createdAt', '建档时间', 'datetime'),
  ]),
  relations: {},
  times: { created: 'createdAt' },
  store: 'store',
  owner: 'owner',
  verbs: [
    'customer.tagged',
    'customer.untagged',
    'customer.merged',
    'order.paid',
    'card.sold',
    'card.used',
    'booking.finished',
    'level.raised',
    'points.earned',
  ],
  custom: false,
};
const booking: Entity = {
  id: 'booking',
  label: '预约',
  unit: '单',
  alive: { all: [] },
  name: 'code',
  fields: fieldsOf([
    field('code', '预约号', 'serial'),
    field('state', '状态', 'text'),
    field('startsAt', '开始时间', 'datetime'),
    field('endsAt', '结束时间', 'datetime'),
    field('store', '门店', 'store'),
    field('createdAt', '下单时间', 'datetime'),
  ]),
  relations: {},
  times: { created: 'createdAt', business: 'startsAt' },
  store: 'store',
  verbs: ['booking.confirmed', 'booking.rescheduled', 'booking.cancelled', 'booking.finished', 'booking.no_show'],
  custom: false,
};

export const RULE_CATALOGUE: Catalogue = { version: 1, entities: { customer, booking } };

export const RULE_PHYSICAL: Physical = {
  customer: {
    table: 'customers',
    fields: {
      name: { col: 'name', sql: 'text' },
      source: { col: 'source', sql: 'text' },
      birthday: { col: 'birthday', sql: 'date' },
      weddingDate: { col: 'wedding_date', sql: 'date' },
      nextContactOn: { col: 'next_contact_on', sql: 'date' },
      level: { col: 'level', sql: 'text' },
      owner: { col: 'owner_staff_id', sql: 'uuid' },
      store: { col: 'store_id', sql: 'uuid' },
      merged: { col: 'merged_into_id', sql: 'uuid' },
      createdAt: { col: 'created_at', sql: 'instant' },
    },
    relations: {},
  },
  booking: {
    table: 'bookings',
    fields: {
      code: { col: 'code', sql: 'text' },
      state: { col: 'state', sql: 'text' },
      startsAt: { col: 'starts_at', sql: 'instant' },
      endsAt: { col: 'ends_at', sql: 'instant' },
      store: { col: 'store_id', sql: 'uuid' },
      createdAt: { col: 'created_at', sql: 'instant' },
    },
    relations: {},
  },
};

import type { Actor } from '@zhike/domain/kernel/actor';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { RuleSurroundings } from '@zhike/domain/engines/rules/check';
import { readText } from '@zhike/domain/engines/messages/text';
import { EVENT_TYPES, type EventOf } from '@zhike/domain/events';
import { RIGHTS } from '@zhike/domain/kernel/access';
import type { EffectKind } from '@zhike/domain/engines/effects';
import type { Trigger } from '@zhike/domain/engines/rules/definition';
import type { ActorOf, Ask } from '../../http/route';
import { untold } from '../../engines/messages/values';
import { namesOf } from '../../engines/rules/asking';
import { placeInRow } from '../../engines/rules/watches';
import { ownEffects } from '../../engines/flows/effects.own';
import type { Sql } from '../../platform/db';
import type { EffectAsk, EffectHandler } from '../../platform/flow-setup';
import type { RuleEffectAsk, RuleEffectHandler, RuleSetup } from '../../platform/rule-setup';
import { scopeSql } from '../../platform/scope-sql';
import type { Write } from '../../platform/write';
import { publishedOf } from '../definitions/in-force';
import { bookingIdsSql } from '../booking/queries.reach';
import { customerOwnIdsSql } from '../customers/queries.reach';
import { orderIdsSql } from '../orders/queries.reach';
import { setTags } from '../customers/commands/tags';
import { giveByShop } from '../marketing/commands/give';
import { recordEntity } from '../flows/parts';
import { tellFromShop } from '../messaging/shop-message';
import { listContractIds, listCouponIds, listItemNames, listTagIds } from './records';
import { readBooking, readCard, readCustomer, readOrder } from './records.subjects';

/** A rule acts as the shop itself, by the nouns' own verbs, so that every rule of theirs holds here too. */
function asShop<A extends Actor>(write: Write, { ports }: Pick<RuleEffectAsk, 'ports'>): Ask<A> {
  const actor: Actor = { kind: 'system', job: 'rules.effect' };
  return { actor: actor as A, scope: { kind: 'all' }, now: write.now, requestId: 'rules', idempotencyKey: null, sessionId: null, ports };
}

const message: RuleEffectHandler<'message'> = async (write, { subject, what, rule, key, cause, expiresAt, daysLeft, entity, ports }) => {
  const { customerId, storeId, id, zone } = subject;
  if (customerId === null) return refuse('record.not_found', { noun: 'customer', id });
  const { category, priority } = rule;
  const about = { entity, id, zone, daysLeft };
  return tellFromShop(write, { key, customerId, storeId, template: what.template, about, category, priority, expiresAt, cause }, ports);
};

function tagging(give: boolean): RuleEffectHandler<'tag.add'> & RuleEffectHandler<'tag.remove'> {
  return async (write, ask) => {
    const { customerId } = ask.subject;
    if (customerId === null) return refuse('record.not_found', { noun: 'customer', id: ask.subject.id });
    const input = { customerId, add: give ? [ask.what.tag] : [], remove: give ? [] : [ask.what.tag] };
    const done = await setTags(asShop<ActorOf<'customers.setTags'>>(write, ask), input, write);
    return done.ok ? allow('done') : done;
  };
}

/** She is told by the rule's own message; without one nobody hears of the coupon until she looks. */
const coupon: RuleEffectHandler<'coupon.issue'> = async (write, { subject, what }) => {
  if (subject.customerId === null) return refuse('record.not_found', { noun: 'customer', id: subject.id });
  for (let n = 0; n < (what.n ?? 1); n++) {
    const given = await giveByShop(write, { templateId: what.template, customerId: subject.customerId, quiet: true });
    if (!given.ok) return given;
  }
  return allow('done');
};

/** One way to do a thing: what flows do as well is done by the same hands. */
function asFlow<K extends 'call' | 'task.open' | 'flow.start' | 'notify' | 'points.add' | 'record.set' | 'record.create' | 'order.create'>(
  kind: K,
): RuleEffectHandler<K> {
  return async (write, { key, what, entity, subject, ports }) => {
    const handler = { ...ports.flows.effects, ...ownEffects }[kind] as unknown as EffectHandler<K>;
    const ask = {
      key,
      what,
      entity,
      subject,
      subjectId: subject.id,
      starterId: null,
      vars: {},
      decidedBy: null,
      comment: '',
      ports,
      instanceId: null as never,
    };
    const done = await handler.run(write, ask as unknown as EffectAsk<K>);
    return done.ok ? allow('done') : done;
  };
}

const BOOKING_EVENTS: Readonly<Record<string, EventOf<'booking'>>> = {
  'booking.pay': 'booking.confirmed',
  'booking.submit': 'booking.requested',
  'booking.confirm': 'booking.confirmed',
  'booking.accept': 'booking.accepted',
  'booking.decline': 'booking.declined',
  'booking.reschedule': 'booking.rescheduled',
  'booking.cancel': 'booking.cancelled',
  'booking.expire': 'booking.expired',
  'booking.checkIn': 'booking.checked_in',
  'booking.start': 'booking.started',
  'booking.finish': 'booking.finished',
  'booking.markNoShow': 'booking.no_show',
};

const named = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const ruleSetup: RuleSetup = {
  entities: {
    customer: {
      read: readCustomer,
      idIn: (event) => event.customerId,
      verbs: {},
      created: 'customer.created',
      createdSql: (alias) => `${alias}.created_at`,
      importedSql: (alias) => `EXISTS (SELECT 1 FROM import_keys ik WHERE ik.kind = 'customer' AND ik.made AND ik.record_id = ${alias}.id)`,
      idsSql: customerOwnIdsSql,
    },
    booking: {
      read: readBooking,
      idIn: (event) => event.bookingId,
      verbs: BOOKING_EVENTS,
      created: 'booking.held',
      createdSql: (alias) => `${alias}.created_at`,
      importedSql: () => 'FALSE',
      idsSql: bookingIdsSql,
    },
    order: {
      read: readOrder,
      idIn: (event) => named(event.data.orderId),
      verbs: {},
      created: 'order.created',
      createdSql: (alias) => `${alias}.created_at`,
      importedSql: () => 'FALSE',
      idsSql: orderIdsSql,
    },
    card: {
      read: readCard,
      idIn: (event) => named(event.data.cardId),
      verbs: {},
      created: 'card.sold',
      createdSql: (alias) => `${alias}.sold_at`,
      importedSql: () => 'FALSE',
      idsSql: (scope, values) => `SELECT k.id FROM cards k WHERE k.customer_id IN (${customerOwnIdsSql(scope, values)})`,
    },
  },
  recordEntity: (kind) => ({
    ...recordEntity(kind),
    verbs: {},
    created: 'record.created',
    createdSql: (alias) => `${alias}.created_at`,
    importedSql: (alias) => `EXISTS (SELECT 1 FROM import_keys ik WHERE ik.kind = 'record' AND ik.made AND ik.record_id = ${alias}.id)`,
    idsSql: (scope, values) =>
      `SELECT r.id FROM records r WHERE ${scopeSql(scope, values, { store: 'r.store_id', customer: null, own: (me) => `r.owner_id = ${me}` })}`,
  }),
  effects: {
    message,
    'coupon.issue': coupon,
    call: asFlow('call'),
    'task.open': asFlow('task.open'),
    'flow.start': asFlow('flow.start'),
    notify: asFlow('notify'),
    'points.add': asFlow('points.add'),
    'record.set': asFlow('record.set'),
    'record.create': asFlow('record.create'),
    'order.create': asFlow('order.create'),
    'tag.add': tagging(true),
    'tag.remove': tagging(false),
  },
};

/** Triggers that are heard. */
const HEARD: readonly Trigger['on'][] = ['created', 'updated', 'verb', 'after', 'date', 'yearly', 'moment', 'since', 'enter', 'leave', 'schedule'];

/** What a rule of an entity may name, as it is now: texts that its records have words for are among it. */
export async function ruleSurroundings(sql: Sql, entity: string, dated: boolean): Promise<Omit<RuleSurroundings, 'others'>> {
  const { catalogue, segments } = await namesOf(sql);
  const [texts, tags, coupons, flows, items, contracts] = await Promise.all([
    publishedOf(sql, ['text']),
    listTagIds(sql),
    listCouponIds(sql),
    publishedOf(sql, ['flow']),
    listItemNames(sql),
    listContractIds(sql),
  ]);
  return {
    catalogue,
    segments,
    templates: new Set(texts.filter((one) => untold(readText(one.body), entity, catalogue, dated).length === 0).map((one) => one.id)),
    things: {
      tag: new Set(tags),
      coupon: new Set(coupons),
      flow: new Set(flows.map((one) => one.id)),
      webhook: new Set(),
      item: new Set(items),
      contract: new Set(contracts),
    },
    rights: new Set(RIGHTS),
    events: new Set(EVENT_TYPES),
    triggers: new Set(HEARD),
    heard: (of, field) => placeInRow(catalogue, of, field) !== null,
    effects: new Set(Object.keys(ruleSetup.effects) as EffectKind[]),
    tagField: 'tags',
  };
}

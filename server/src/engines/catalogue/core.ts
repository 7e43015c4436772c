import { BOOKING, SERVICE } from '@zhike/domain/booking/catalogue';
import { CUSTOMER, TAG } from '@zhike/domain/customers/catalogue';
import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import { PAYMENT } from '@zhike/domain/ledger/catalogue';
import { CARD } from '@zhike/domain/membership/catalogue';
import { ORDER } from '@zhike/domain/orders/catalogue';
import { STAFF, STORE } from '@zhike/domain/stores/catalogue';
import type { Physical } from './physical';

/** The entities of the core; the shop's own fields are merged into them (`shop-catalogue.ts`). */
export const CORE: readonly Entity[] = [CUSTOMER, TAG, BOOKING, SERVICE, ORDER, CARD, PAYMENT, STORE, STAFF];

const text = (col: string) => ({ col, sql: 'text' }) as const;
const uuid = (col: string) => ({ col, sql: 'uuid' }) as const;
const int = (col: string) => ({ col, sql: 'int' }) as const;
const float = (col: string) => ({ col, sql: 'float' }) as const;
const bool = (col: string) => ({ col, sql: 'bool' }) as const;
const date = (col: string) => ({ col, sql: 'date' }) as const;
const instant = (col: string) => ({ col, sql: 'instant' }) as const;
const fk = (key: string) => ({ fk: key }) as const;
const reverseFk = (key: string) => ({ reverseFk: key }) as const;

/** Where they lie; `catalogue.core.spec.ts` compares every line with the schema. */
export const CORE_PHYSICAL: Physical = {
  customer: {
    table: 'customers',
    fields: {
      name: text('name'),
      memberCode: text('member_code'),
      phone: { cipher: 'phone_cipher', index: 'phone_index', last4: 'phone_last4', purpose: 'phone' },
      phoneVerified: bool('phone_verified'),
      gender: text('gender'),
      birthday: date('birthday'),
      weddingDate: date('wedding_date'),
      source: text('source'),
      note: text('note'),
      level: text('level'),
      standing: text('standing'),
      tags: { link: 'customer_tags', mine: 'customer_id', theirs: 'tag_id' },
      owner: uuid('owner_staff_id'),
      store: uuid('store_id'),
      nextContactOn: date('next_contact_on'),
      merged: uuid('merged_into_id'),
      createdAt: instant('created_at'),
    },
    relations: {
      owner: fk('owner_staff_id'),
      store: fk('store_id'),
      tags: { link: 'customer_tags', mine: 'customer_id', theirs: 'tag_id' },
      bookings: reverseFk('customer_id'),
      orders: reverseFk('customer_id'),
      cards: reverseFk('customer_id'),
      payments: reverseFk('customer_id'),
    },
  },
  tag: {
    table: 'tags',
    fields: { name: text('name'), archivedAt: instant('archived_at'), createdAt: instant('created_at') },
    relations: { customers: { link: 'customer_tags', mine: 'tag_id', theirs: 'customer_id' } },
  },
  booking: {
    table: 'bookings',
    fields: {
      code: text('code'),
      state: text('state'),
      customer: uuid('customer_id'),
      store: uuid('store_id'),
      service: uuid('service_id'),
      startsAt: instant('starts_at'),
      endsAt: instant('ends_at'),
      source: text('source'),
      price: int('price_fen'),
      deposit: int('deposit_fen'),
      partySize: int('party_size'),
      moves: int('moves'),
      people: { col: 'people_names', sql: 'text', workedOut: true },
      note: text('note'),
      cancelledReason: text('cancelled_reason'),
      createdAt: instant('created_at'),
      confirmedAt: instant('confirmed_at'),
      finishedAt: instant('finished_at'),
      cancelledAt: instant('cancelled_at'),
    },
    relations: {
      customer: fk('customer_id'),
      store: fk('store_id'),
      service: fk('service_id'),
      order: { link: 'order_bookings', mine: 'booking_id', theirs: 'order_id' },
      payments: reverseFk('booking_id'),
    },
  },
  service: {
    table: 'services',
    fields: {
      name: text('name'),
      line: text('line'),
      price: int('price_fen'),
      deposit: int('deposit_fen'),
      minutes: int('duration_minutes'),
      active: bool('active'),
      createdAt: instant('created_at'),
    },
    relations: { bookings: reverseFk('service_id') },
  },
  order: {
    table: 'orders',
    fields: {
      code: text('code'),
      phase: text('phase'),
      stage: text('stage'),
      customer: uuid('customer_id'),
      store: uuid('store_id'),
      seller: uuid('seller_id'),
      list: int('list_fen'),
      discount: int('discount_fen'),
      benefit: int('benefit_fen'),
      billed: int('billed_fen'),
      paid: int('paid_fen'),
      owed: { col: 'owed_fen', sql: 'int', workedOut: true },
      cost: int('cost_fen'),
      note: text('note'),
      createdAt: instant('created_at'),
    },
    relations: {
      customer: fk('customer_id'),
      store: fk('store_id'),
      seller: fk('seller_id'),
      bookings: { link: 'order_bookings', mine: 'order_id', theirs: 'booking_id' },
      payments: reverseFk('order_id'),
    },
  },
  card: {
    table: 'cards',
    fields: {
      code: text('code'),
      kind: text('kind'),
      state: text('state'),
      customer: uuid('customer_id'),
      store: uuid('store_id'),
      seller: uuid('seller_id'),
      validUntil: date('valid_until'),
      frozenOn: date('frozen_on'),
      soldAt: instant('sold_at'),
    },
    relations: { customer: fk('customer_id'), store: fk('store_id'), seller: fk('seller_id') },
  },
  payment: {
    table: 'payments',
    fields: {
      tradeNo: text('out_trade_no'),
      purpose: text('purpose'),
      state: text('state'),
      channel: text('channel'),
      customer: uuid('customer_id'),
      store: uuid('store_id'),
      amount: int('amount_fen'),
      paid: int('paid_fen'),
      paidAt: instant('paid_at'),
      createdAt: instant('created_at'),
    },
    relations: { customer: fk('customer_id'), store: fk('store_id'), booking: fk('booking_id'), order: fk('order_id') },
  },
  store: {
    table: 'stores',
    fields: { name: text('name'), address: text('address'), area: float('area_sqm'), closedAt: instant('closed_at'), createdAt: instant('created_at') },
    relations: { customers: reverseFk('store_id'), bookings: reverseFk('store_id'), orders: reverseFk('store_id'), cards: reverseFk('store_id') },
  },
  staff: {
    table: 'staff_members',
    fields: {
      name: text('name'),
      title: text('title'),
      roles: { list: 'roles', of: 'text' },
      stores: { link: 'staff_stores', mine: 'staff_id', theirs: 'store_id' },
      leftAt: instant('left_at'),
      createdAt: instant('created_at'),
    },
    relations: {
      stores: { link: 'staff_stores', mine: 'staff_id', theirs: 'store_id' },
      customers: reverseFk('owner_staff_id'),
      orders: reverseFk('seller_id'),
    },
  },
};

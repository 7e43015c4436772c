import type { CustomerProfile, SharePart } from '@zhike/domain/customers/contract';
import { customerAbilities, visibleParts } from '@zhike/domain/customers/policy';
import { chooseNextStep, readSearch, type ComingBooking } from '@zhike/domain/customers/rules';
import type { BookingView } from '@zhike/domain/booking/contract';
import { compileScope, inScope, type Scope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { isMobile, maskPhone, normalisePhone } from '@zhike/domain/kernel/phone';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf, type Sql } from '../../platform/db';
import { bookingViewsFor } from '../booking/queries.bookings';
import { readCursor, toCursor } from '../../platform/cursor';
import type { Input } from './input';
import { ownPhoneOf } from './own-phone';
import { healthBannerFor } from './queries.health';
import { phoneIndexOf } from './phone';
import { findIdBy, findReadable, findRecord, findTotals, listLines, type CustomerRecord } from './records';
import { findPairs } from './records.merge';
import { listTagGroups } from './records.tags';
import { factsOf, toCustomerRow } from './view';

const PAGE = 30;
const MOST_PAIRS = 1_000;
const PAIRS_SHOWN = 100;
/** How many coming and past bookings are looked through for the next step and the last visit. */
const BOOKINGS_LOOKED_AT = 20;
/** Where a customer whom no store looks after is assumed to live. */
const HOME_ZONE = 'Asia/Shanghai';

type Reader = Pick<Ask<ActorOf<'customers.get'>>, 'actor' | 'now' | 'ports'>;

/** The full view of a record that the reader was already found to reach. Bookings are limited to those she may read. */
export async function toProfile(sql: Sql, record: CustomerRecord, { actor, now, ports }: Reader): Promise<CustomerProfile> {
  const [coming, past, totals, phone, healthBanner] = await Promise.all([
    bookingViewsFor(actor, { customerId: record.id, when: 'coming', limit: BOOKINGS_LOOKED_AT }, ports, now),
    bookingViewsFor(actor, { customerId: record.id, when: 'past', limit: BOOKINGS_LOOKED_AT }, ports, now),
    findTotals(sql, record.id),
    ownPhoneOf(sql, ports, record),
    healthBannerFor(sql, ports, actor, factsOf(record)),
  ]);
  const offsetMinutes = offsetMinutesAt(record.zone ?? HOME_ZONE, now.getTime());
  return {
    id: record.id,
    version: record.version,
    memberCode: record.memberCode,
    name: record.name,
    avatarUrl: record.avatarUrl,
    gender: record.gender,
    birthday: record.birthday,
    weddingDate: record.weddingDate,
    maskedPhone: phone === null ? null : maskPhone(phone),
    phoneVerified: record.phoneVerified,
    source: record.source,
    note: record.note,
    ownerStaffId: record.ownerStaffId,
    ownerName: record.ownerName,
    storeId: record.storeId,
    storeName: record.storeName,
    tags: [...record.tags],
    linkedWechat: record.linkedWechat,
    linkedWecom: record.linkedWecom,
    createdAt: record.createdAt.toISOString(),
    nextBooking: coming[0] ?? null,
    lastBooking: past.find((booking) => booking.state === 'done') ?? null,
    totals,
    nextStep: chooseNextStep({
      now: now.getTime(),
      offsetMinutes,
      coming: coming.map(toComing),
      nextContactOn: record.nextContactOn,
      everNoted: record.everNoted,
      everBooked: record.everBooked,
    }),
    healthBanner,
    ...(inScope(compileScope(actor, 'customer.share'), factsOf(record))
      ? { shares: record.shares.map((share) => ({ ...share, parts: [...share.parts] })) }
      : {}),
    can: customerAbilities(actor, factsOf(record)),
  };
}

/** ST-02: of another store's customer what was agreed, and nothing else. Bookings in the reader's own stores are hers to see anyhow. */
async function toSharedProfile(sql: Sql, record: CustomerRecord, parts: readonly SharePart[], { actor, now, ports }: Reader): Promise<CustomerProfile> {
  const shared = parts.includes('bookings');
  const [coming, past, totals, phone] = await Promise.all([
    bookingViewsFor(actor, { customerId: record.id, when: 'coming', limit: 1, shared }, ports, now),
    bookingViewsFor(actor, { customerId: record.id, when: 'past', limit: BOOKINGS_LOOKED_AT, shared }, ports, now),
    findTotals(sql, record.id),
    ownPhoneOf(sql, ports, record),
  ]);
  return {
    id: record.id,
    version: record.version,
    memberCode: '',
    name: record.name,
    avatarUrl: null,
    gender: 'unknown',
    birthday: null,
    weddingDate: null,
    maskedPhone: phone === null ? null : maskPhone(phone),
    phoneVerified: false,
    source: '',
    note: parts.includes('notes') ? record.note : '',
    ownerStaffId: null,
    ownerName: null,
    storeId: record.storeId,
    storeName: record.storeName,
    tags: [...record.tags],
    linkedWechat: false,
    linkedWecom: false,
    createdAt: record.createdAt.toISOString(),
    nextBooking: coming[0] ?? null,
    lastBooking: past.find((booking) => booking.state === 'done') ?? null,
    totals: { visits: shared ? totals.visits : 0, noShows: shared ? totals.noShows : 0, depositsPaidFen: 0, depositsRefundedFen: 0 },
    nextStep: null,
    healthBanner: null,
    sharedParts: [...parts],
    can: [],
  };
}

function toComing(booking: BookingView): ComingBooking {
  return {
    id: booking.id,
    state: booking.state,
    startsAt: Date.parse(booking.startsAt),
    holdExpiresAt: booking.holdExpiresAt === null ? null : Date.parse(booking.holdExpiresAt),
    depositState: booking.deposit.state,
  };
}

/** The profile as a reader sees it, of whom she reaches or of whom another store shares with hers. Null: there is no such customer for her. */
async function readProfile(sql: Sql, customerId: string, scope: Scope, reader: Reader): Promise<CustomerProfile | null> {
  const record = await findReadable(sql, customerId, scope);
  const parts = record && visibleParts(scope, factsOf(record));
  if (!record || !parts) return null;
  return parts === 'all' ? toProfile(sql, record, reader) : toSharedProfile(sql, record, parts, reader);
}

/** The profile of a customer in a scope, as the answer of a command. */
export async function answerProfile(sql: Sql, customerId: string, scope: Scope, reader: Reader): Answer<'customers.get'> {
  const record = await findRecord(sql, customerId, scope);
  if (!record) return refuse('record.not_found', { noun: 'customer', id: customerId });
  return allow({ profile: await toProfile(sql, record, reader) });
}

/** CU-01: the same record, whichever way it was found. */
export async function getCustomer(ask: Ask<ActorOf<'customers.get'>>, input: Input<'customers.get'>): Answer<'customers.get'> {
  const profile = await readProfile(sqlOf(ask.ports.db), input.customerId, ask.scope, ask);
  return profile ? allow({ profile }) : refuse('record.not_found', { noun: 'customer', id: input.customerId });
}

/** By whole phone, or by the member code that is typed or scanned (`c=…` in the mini-program code). */
export async function findCustomer(ask: Ask<ActorOf<'customers.find'>>, input: Input<'customers.find'>): Answer<'customers.find'> {
  const sql = sqlOf(ask.ports.db);
  const id = await (input.by === 'phone' ? findByPhone(sql, ask, input.value) : findIdBy(sql, 'member_code', readMemberCode(input.value)));
  const record = id ? await findReadable(sql, id, ask.scope) : null;
  return allow({ customerId: record?.id ?? null });
}

async function findByPhone(sql: Sql, ask: Ask<ActorOf<'customers.find'>>, value: string): Promise<string | null> {
  const phone = normalisePhone(value);
  return isMobile(phone) ? findIdBy(sql, 'phone_index', phoneIndexOf(ask.ports, phone)) : null;
}

/** People read O for 0 and I or L for 1; the codes have no such letters. */
function readMemberCode(value: string): string {
  return value.trim().replace(/^c=/i, '').toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}

export async function listCustomers(ask: Ask<ActorOf<'customers.list'>>, input: Input<'customers.list'>): Answer<'customers.list'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const search = readSearch(input.search, (text) => (isMobile(normalisePhone(text)) ? normalisePhone(text) : null));
  const byPhone = search.kind === 'phone' ? await findIdBy(sql, 'phone_index', phoneIndexOf(ask.ports, search.phone)) : null;
  const ids = search.kind === 'phone' ? (byPhone ? [byPhone] : []) : null;
  const lines = await listLines(sql, ask.scope, {
    of: 'scope_and_shared',
    search,
    ids,
    tagIds: input.tagIds,
    storeId: input.storeId ?? null,
    after: after.value,
    limit: PAGE + 1,
    now: ask.now,
  });
  const last = lines[PAGE - 1];
  return allow({
    items: lines.slice(0, PAGE).map((line) => toCustomerRow(line, ask.ports, ask.scope)),
    next: lines.length > PAGE && last ? toCursor({ at: last.createdAt, id: last.id }) : null,
  });
}

export async function tagGroups(ask: Ask<ActorOf<'customers.tagGroups'>>): Answer<'customers.tagGroups'> {
  return allow({ groups: await listTagGroups(sqlOf(ask.ports.db)) });
}

/** Pairs of which the reader reaches both ends. */
export async function findDuplicates(ask: Ask<ActorOf<'customers.duplicates'>>): Answer<'customers.duplicates'> {
  const sql = sqlOf(ask.ports.db);
  const found = await findPairs(sql, MOST_PAIRS);
  const ids = [...new Set(found.flatMap((pair) => [pair.a, pair.b]))];
  const lines =
    ids.length > 0
      ? await listLines(sql, ask.scope, {
          of: 'scope',
          search: { kind: 'everyone' },
          ids,
          tagIds: [],
          storeId: null,
          after: null,
          limit: ids.length,
          now: ask.now,
        })
      : [];
  const rows = new Map(lines.map((line) => [line.id, line]));
  const pairs = found.flatMap((pair) => {
    const a = rows.get(pair.a);
    const b = rows.get(pair.b);
    return a && b ? [{ reason: pair.reason, a, b }] : [];
  });
  return allow({
    pairs: pairs
      .slice(0, PAIRS_SHOWN)
      .map(({ reason, a, b }) => ({ reason, a: toCustomerRow(a, ask.ports, ask.scope), b: toCustomerRow(b, ask.ports, ask.scope) })),
  });
}

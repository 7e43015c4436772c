import * as z from 'zod/mini';
import { CivilDate, Cursor, endpoint, Empty, FenAmount, Id, Instant, page, Phone, text } from '../kernel/contract';
import { BookingView } from '../booking/contract';
import { HealthBannerItem, healthEndpoints, type HealthRefusals } from './health/contract';

export const TagView = z.object({ id: Id, groupId: Id, groupName: z.string(), name: z.string(), colour: z.string() });
export type TagView = z.infer<typeof TagView>;
export const TagGroupView = z.object({ id: Id, name: z.string(), colour: z.string(), tags: z.array(z.object({ id: Id, name: z.string() })) });
export type TagGroupView = z.infer<typeof TagGroupView>;

const TimelineKindName = z.enum(['booking', 'payment', 'order', 'card', 'note', 'tag', 'message', 'profile', 'access']);

/** One line of a customer's life, whoever caused it. */
export const TimelineItem = z.object({
  id: Id,
  at: Instant,
  /** The event's type, past tense: `booking.confirmed`, `customer.note_added`, `payment.paid`, `message.sent`. */
  type: z.string(),
  kind: TimelineKindName,
  actorName: z.string(),
  actorKind: z.enum(['anonymous', 'customer', 'staff', 'system']),
  /** Facts for the client to word; never personal data beyond what the reader may see. */
  facts: z.record(z.string(), z.unknown()),
  /** For notes. */
  text: z.nullable(z.string()),
  bookingId: z.nullable(Id),
});
export type TimelineItem = z.infer<typeof TimelineItem>;

/** What another store may see of a customer. profile: name, masked phone, tags. bookings: when she comes and came. notes: what colleagues wrote. */
export const SharePart = z.enum(['profile', 'bookings', 'notes']);
export type SharePart = z.infer<typeof SharePart>;

export const CustomerRow = z.object({
  id: Id,
  name: z.string(),
  maskedPhone: z.nullable(z.string()),
  tags: z.array(TagView),
  ownerName: z.nullable(z.string()),
  storeName: z.nullable(z.string()),
  lastVisitAt: z.nullable(Instant),
  nextBookingAt: z.nullable(Instant),
  createdAt: Instant,
  /** Another store's customer, of whom the reader sees only these parts; absent: all that her post shows. */
  sharedParts: z.optional(z.array(SharePart)),
});
export type CustomerRow = z.infer<typeof CustomerRow>;

export const CustomerProfile = z.object({
  id: Id,
  version: z.int(),
  memberCode: z.string(),
  name: z.string(),
  avatarUrl: z.nullable(z.string()),
  gender: z.enum(['female', 'male', 'unknown']),
  birthday: z.nullable(CivilDate),
  weddingDate: z.nullable(CivilDate),
  maskedPhone: z.nullable(z.string()),
  phoneVerified: z.boolean(),
  source: z.string(),
  note: z.string(),
  ownerStaffId: z.nullable(Id),
  ownerName: z.nullable(z.string()),
  storeId: z.nullable(Id),
  storeName: z.nullable(z.string()),
  tags: z.array(TagView),
  linkedWechat: z.boolean(),
  linkedWecom: z.boolean(),
  createdAt: Instant,
  /** The booking that comes next (held or confirmed or going on), and the last done one. */
  nextBooking: z.nullable(BookingView),
  lastBooking: z.nullable(BookingView),
  totals: z.object({ visits: z.int(), noShows: z.int(), depositsPaidFen: FenAmount, depositsRefundedFen: FenAmount }),
  /** The one thing to do next, chosen by rule; null when nothing is due. */
  nextStep: z.nullable(
    z.object({
      kind: z.enum(['unpaid_deposit', 'booking_today', 'follow_up_due', 'first_contact', 'propose_booking']),
      dueAt: z.nullable(Instant),
      bookingId: z.nullable(Id),
    }),
  ),
  /** Allergies and blocking taboos, for the red band; null: the reader may not know. The whole record is `customers.health`. */
  healthBanner: z.nullable(z.array(HealthBannerItem)),
  /** Another store's customer, of whom the reader sees only these parts; absent: all that her post shows. */
  sharedParts: z.optional(z.array(SharePart)),
  /** The other stores that see something of her; absent for who may not share. */
  shares: z.optional(z.array(z.object({ storeId: Id, storeName: z.string(), parts: z.array(SharePart) }))),
  can: z.array(z.enum(['write', 'tag', 'reveal_phone', 'merge', 'share', 'book', 'health_read', 'health_write'])),
});
export type CustomerProfile = z.infer<typeof CustomerProfile>;

/** A customer record that may be the person in the chat; staff decide, never we. */
export const Suggestion = z.object({
  customerId: Id,
  name: z.string(),
  maskedPhone: z.nullable(z.string()),
  reasons: z.array(z.enum(['unionid', 'phone', 'name'])),
});

export interface CustomersRefusals extends HealthRefusals {
  'customers.phone_taken': { customerId: string; name: string };
  /** The member does not follow this external contact in WeCom. */
  'customers.not_your_contact': { externalUserId: string };
  'customers.contact_already_linked': { customerId: string };
  'customers.cannot_merge_itself': { customerId: string };
  /** Both records are tied to different WeChat people. */
  'customers.merge_conflict': { reason: 'both_have_wechat' | 'both_have_wecom' };
  'customers.tag_taken': { name: string };
}

const ById = z.strictObject({ customerId: Id });
const ProfileOut = z.object({ profile: CustomerProfile });
/** The WeCom id as the client reports it; the server asks WeCom whether this member follows that person. */
const ExternalUserId = z.string().check(z.regex(/^[\w-]{4,64}$/));

export const customersEndpoints = {
  ...healthEndpoints,
  'customers.inChat': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.read',
    summary: 'The person in the chat: her profile, or who she may be.',
    input: z.strictObject({ externalUserId: ExternalUserId }),
    output: z.discriminatedUnion('status', [
      z.object({ status: z.literal('linked'), profile: CustomerProfile }),
      z.object({ status: z.literal('unknown'), contact: z.object({ name: z.string(), avatarUrl: z.nullable(z.string()) }), suggestions: z.array(Suggestion) }),
    ]),
    refusals: ['customers.not_your_contact', 'service.unavailable'],
  }),
  'customers.linkContact': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.write',
    summary: 'Tie the person in the chat to an existing customer.',
    input: z.strictObject({ externalUserId: ExternalUserId, customerId: Id }),
    output: ProfileOut,
    refusals: ['customers.not_your_contact', 'customers.contact_already_linked', 'record.not_found', 'service.unavailable'],
  }),
  'customers.createFromContact': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.write',
    summary: 'A new customer for the person in the chat.',
    input: z.strictObject({ externalUserId: ExternalUserId, name: text(20, 1), phone: z.nullable(Phone) }),
    output: ProfileOut,
    refusals: ['customers.not_your_contact', 'customers.contact_already_linked', 'customers.phone_taken', 'service.unavailable'],
  }),
  'customers.get': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.read',
    summary: 'One customer that the reader may see.',
    input: ById,
    output: ProfileOut,
    refusals: ['record.not_found'],
  }),
  'customers.find': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.read',
    summary: 'The same record by phone or by member code.',
    input: z.strictObject({ by: z.enum(['phone', 'code']), value: text(64, 1) }),
    output: z.object({ customerId: z.nullable(Id) }),
    refusals: [],
  }),
  'customers.list': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.read',
    summary: "Customers by name, pinyin, phone's last four or whole, tag; newest first.",
    input: z.strictObject({ search: text(40), tagIds: z.array(Id).check(z.maxLength(10)), storeId: z.optional(Id), cursor: Cursor }),
    output: page(CustomerRow),
    refusals: [],
  }),
  'customers.create': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.write',
    summary: 'A new customer; the phone is unique in the shop.',
    input: z.strictObject({
      name: text(20, 1),
      phone: z.nullable(Phone),
      gender: z.enum(['female', 'male', 'unknown']),
      birthday: z.nullable(CivilDate),
      weddingDate: z.nullable(CivilDate),
      source: text(20),
      note: text(2000),
      storeId: z.nullable(Id),
    }),
    output: ProfileOut,
    refusals: ['customers.phone_taken'],
  }),
  'customers.update': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.write',
    summary: 'Change the basic fields.',
    input: z.strictObject({
      customerId: Id,
      version: z.int(),
      name: text(20, 1),
      phone: z.optional(z.nullable(Phone)),
      gender: z.enum(['female', 'male', 'unknown']),
      birthday: z.nullable(CivilDate),
      weddingDate: z.nullable(CivilDate),
      source: text(20),
      note: text(2000),
    }),
    output: ProfileOut,
    refusals: ['record.not_found', 'record.changed', 'customers.phone_taken'],
  }),
  'customers.timeline': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.read',
    summary: 'Everything that happened, newest first.',
    input: z.strictObject({ customerId: Id, kinds: z.array(TimelineKindName), cursor: Cursor }),
    output: page(TimelineItem),
    refusals: ['record.not_found'],
  }),
  'customers.addNote': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.write',
    summary: 'A follow-up note, with the date of the next contact if any.',
    input: z.strictObject({ customerId: Id, text: text(2000, 1), nextContactOn: z.nullable(CivilDate) }),
    output: z.object({ item: TimelineItem }),
    refusals: ['record.not_found'],
  }),
  'customers.tagGroups': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.read',
    summary: 'All tags by group.',
    input: Empty,
    output: z.object({ groups: z.array(TagGroupView) }),
    refusals: [],
  }),
  'customers.saveTagGroup': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'tag.manage',
    summary: 'Add or change a tag group and its tags. A tag left out is archived: customers keep it, nobody can give it any more.',
    input: z.strictObject({
      groupId: z.nullable(Id),
      name: text(20, 1),
      colour: z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/)),
      tags: z.array(z.strictObject({ id: z.nullable(Id), name: text(20, 1) })).check(z.maxLength(60)),
    }),
    output: z.object({ group: TagGroupView }),
    refusals: ['record.not_found', 'customers.tag_taken'],
  }),
  'customers.setTags': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.tag',
    summary: 'Add and remove tags of a customer.',
    input: z.strictObject({ customerId: Id, add: z.array(Id).check(z.maxLength(30)), remove: z.array(Id).check(z.maxLength(30)) }),
    output: z.object({ tags: z.array(TagView) }),
    refusals: ['record.not_found'],
  }),
  'customers.revealPhone': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.reveal_phone',
    summary: 'The whole phone number; each look is recorded.',
    input: ById,
    output: z.object({ phone: z.nullable(z.string()) }),
    refusals: ['record.not_found'],
  }),
  'customers.duplicates': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.merge',
    summary: 'Records that may be one person: the same contact phone on bookings, or the same name and wedding date.',
    input: Empty,
    output: z.object({ pairs: z.array(z.object({ reason: z.enum(['contact_phone', 'name_and_wedding']), a: CustomerRow, b: CustomerRow })) }),
    refusals: [],
  }),
  'customers.merge': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.merge',
    summary: 'Everything of `fromId` moves to `intoId`; the empty record points to the other one.',
    input: z.strictObject({ intoId: Id, fromId: Id }),
    output: ProfileOut,
    refusals: ['record.not_found', 'customers.cannot_merge_itself', 'customers.merge_conflict'],
  }),
  'customers.share': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.share',
    summary: 'Let another store see parts of a customer; who she is (profile) always goes with it. Said again, it replaces what was agreed before.',
    input: z.strictObject({ customerId: Id, storeId: Id, parts: z.array(SharePart).check(z.minLength(1), z.maxLength(3)) }),
    output: ProfileOut,
    refusals: ['record.not_found'],
  }),
  'customers.unshare': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.share',
    summary: 'That store sees her no more.',
    input: z.strictObject({ customerId: Id, storeId: Id }),
    output: ProfileOut,
    refusals: ['record.not_found'],
  }),
  'customers.myCode': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'My mini-program code as a data URL, for the counter to scan.',
    input: Empty,
    output: z.object({ memberCode: z.string(), imageDataUrl: z.string() }),
    refusals: ['record.not_found', 'service.unavailable'],
  }),
};

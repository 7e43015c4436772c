import * as z from 'zod/mini';
import { Done, Empty, endpoint, Id, Instant, text } from '../kernel/contract';

/* Everything bookable is a numbered unit: a person, a room, dress #1 and dress #2, seat 1 to 12. */
export const ResourceKind = z.enum(['person', 'place', 'thing']);
/** A field that the shop adds to a resource type: 面积, 尺码, 擅长风格. */
export const ResourceField = z.object({
  key: z.string().check(z.regex(/^[a-z][a-z0-9_]{0,30}$/)),
  label: text(20, 1),
  type: z.enum(['text', 'number', 'boolean', 'choice']),
  options: z.optional(z.array(text(20, 1))),
  required: z.boolean(),
});
export const ResourceTypeView = z.object({ id: Id, key: z.string(), name: z.string(), kind: ResourceKind, fields: z.array(ResourceField), unitCount: z.int() });
export type ResourceTypeView = z.infer<typeof ResourceTypeView>;
export const FieldValues = z.record(z.string(), z.union([text(500), z.number(), z.boolean()]));
export const ResourceUnitView = z.object({
  id: Id,
  typeId: Id,
  typeName: z.string(),
  kind: ResourceKind,
  name: z.string(),
  number: z.int(),
  storeIds: z.array(Id),
  skills: z.array(z.string()),
  fields: FieldValues,
  bufferBeforeMinutes: z.int(),
  bufferAfterMinutes: z.int(),
  state: z.enum(['active', 'repair', 'retired']),
  photoUrl: z.nullable(z.string()),
  introduction: z.string(),
});
export type ResourceUnitView = z.infer<typeof ResourceUnitView>;

const Key = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,30}$/));
const Buffer = z.int().check(z.gte(0), z.lte(480));

export const resourceEndpoints = {
  'booking.resourceTypes': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'resource.read',
    summary: 'Resource types with their own fields.',
    input: Empty,
    output: z.object({ types: z.array(ResourceTypeView) }),
    refusals: [],
  }),
  'booking.saveResourceType': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'Add or change a resource type.',
    input: z.strictObject({
      typeId: z.nullable(Id),
      key: Key,
      name: text(20, 1),
      kind: ResourceKind,
      fields: z.array(ResourceField).check(z.maxLength(30)),
    }),
    output: z.object({ type: ResourceTypeView }),
    refusals: ['record.not_found', 'booking.key_taken'],
  }),
  'booking.units': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'resource.read',
    summary: 'Units, of one type or all.',
    input: z.strictObject({ typeId: z.optional(Id), storeId: z.optional(Id) }),
    output: z.object({ units: z.array(ResourceUnitView) }),
    refusals: [],
  }),
  'booking.saveUnit': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'Add or change a numbered unit. Retiring one with coming bookings is refused with their list.',
    input: z.strictObject({
      unitId: z.nullable(Id),
      typeId: Id,
      name: text(20, 1),
      storeIds: z.array(Id).check(z.minLength(1)),
      skills: z.array(text(20, 1)).check(z.maxLength(20)),
      fields: FieldValues,
      bufferBeforeMinutes: Buffer,
      bufferAfterMinutes: Buffer,
      state: z.enum(['active', 'repair', 'retired']),
      introduction: text(300),
    }),
    output: z.object({ unit: ResourceUnitView }),
    refusals: ['record.not_found', 'booking.unit_in_use', 'booking.unit_in_class', 'booking.field_value_invalid'],
  }),
  'booking.addAbsence': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'Leave of a person or repair of a thing: occupies the unit like a booking, so the database refuses a clash.',
    input: z.strictObject({ unitId: Id, kind: z.enum(['leave', 'maintenance']), startsAt: Instant, endsAt: Instant, label: text(40) }),
    output: z.object({ reservationId: Id }),
    refusals: ['record.not_found', 'booking.unit_in_use', 'booking.unit_in_class'],
  }),
  'booking.removeAbsence': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'End an absence.',
    input: z.strictObject({ reservationId: Id }),
    output: Done,
    refusals: ['record.not_found'],
  }),
  'booking.addUnits': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'resource.manage',
    summary: 'Stock: adds so many numbered units of one kind (dress of this style ×3). Their numbers follow the last one.',
    input: z.strictObject({
      typeId: Id,
      name: text(20, 1),
      count: z.int().check(z.gte(1), z.lte(50)),
      storeIds: z.array(Id).check(z.minLength(1)),
      skills: z.array(text(20, 1)).check(z.maxLength(20)),
      fields: FieldValues,
      bufferBeforeMinutes: Buffer,
      bufferAfterMinutes: Buffer,
    }),
    output: z.object({ units: z.array(ResourceUnitView) }),
    refusals: ['record.not_found', 'booking.field_value_invalid'],
  }),
};

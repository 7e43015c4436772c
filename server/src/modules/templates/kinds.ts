import { serviceEndpoints } from '@zhike/domain/booking/contract.services';
import { resourceEndpoints } from '@zhike/domain/booking/contract.resources';
import { entityOf, fieldOf } from '@zhike/domain/engines/catalogue/find';
import { FIELD_ENTITIES, FieldSaying } from '@zhike/domain/fields/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { foreignIds } from '@zhike/domain/templates/template';
import * as z from 'zod/mini';
import { saveField } from '../../engines/catalogue/field-changes';
import { loadShopCatalogue, lockField } from '../../engines/catalogue/shop-fields';
import { sqlIn } from '../../platform/db';
import { saveResourceType } from '../booking/commands/resources';
import { saveService, saveServiceRoles } from '../booking/commands/services';
import { findService, resourceTypes } from '../booking/parts';
import { saveTagGroup } from '../customers/commands/tags';
import { findTagGroup } from '../customers/parts';
import { toField, toFound, toSaying } from '../fields/view';
import { item, line } from './kinds.sales';
import { malformed, ofWholeShop, type PartKind } from './part-kind';

const TagsBody = z.strictObject({
  colour: z.string(),
  tags: z.array(z.strictObject({ id: z.string(), name: z.string() })).check(z.maxLength(60)),
});

/** A group of tags. Each of its tags is known to other parts by an id of its own. */
const tags: PartKind = {
  async read(sql, localId, parts) {
    const group = await findTagGroup(sql, { id: localId });
    if (!group) return null;
    const byNumber = new Map([...parts].map(([part, number]) => [number, part]));
    // A tag that the shop added to the group is its own, under its own number.
    return { title: group.name, body: { colour: group.colour, tags: group.tags.map(({ id, name }) => ({ id: byNumber.get(id) ?? id, name })) } };
  },
  shared(body) {
    const { colour, tags: all } = TagsBody.parse(body);
    return { colour, tags: all.filter((tag) => foreignIds({ id: tag.id }).length === 0) };
  },
  async write(ask, write, id, text, localId, parts) {
    const parsed = TagsBody.safeParse(text.body);
    if (!parsed.success) return malformed(id, parsed.error.issues);
    // A shop that has such a group already goes on with it and keeps its own tags there.
    const there = await findTagGroup(sqlIn(write.tx), localId === null ? { name: text.title } : { id: localId });
    const known = there?.tags ?? [];
    const numberOf = (tag: { readonly id: string; readonly name: string }): string | null =>
      known.find((one) => one.id === (parts.get(tag.id) ?? tag.id) || (localId === null && one.name === tag.name))?.id ?? null;
    const mine = localId === null ? known.filter((one) => !parsed.data.tags.some((tag) => tag.name === one.name)) : [];
    const wanted = { groupId: there?.id ?? null, name: text.title, colour: (localId === null && there?.colour) || parsed.data.colour };
    const asked = { ...wanted, tags: [...mine, ...parsed.data.tags].map((tag) => ({ id: numberOf(tag), name: tag.name })) };
    const saved = await saveTagGroup(ofWholeShop(ask), asked, write);
    if (!saved.ok) return saved;
    const { group } = saved.value;
    const within = parsed.data.tags.flatMap((tag) => {
      const made = group.tags.find((one) => one.name === tag.name);
      return made && !parts.has(tag.id) && tag.id !== made.id ? [[tag.id, made.id] as const] : [];
    });
    return allow({ localId: group.id, within: Object.fromEntries(within) });
  },
};

const FieldBody = z.extend(z.omit(FieldSaying, { label: true }), { entity: z.enum(FIELD_ENTITIES) });

/** A field of the shop on customers, bookings, orders or cards. Its id is the template's own. */
const field: PartKind = {
  async read(sql, localId) {
    const catalogue = await loadShopCatalogue(sql);
    const entity = FIELD_ENTITIES.map((id) => entityOf(catalogue, id)).find((one) => one && fieldOf(one, localId));
    const found = entity && fieldOf(entity, localId);
    if (!entity || !found || found.retired) return null;
    const { label, ...saying } = toSaying(found);
    return { title: label, body: { entity: entity.id, ...saying } };
  },
  async write(_ask, write, id, text, localId) {
    const parsed = FieldBody.safeParse(text.body);
    if (!parsed.success) return malformed(id, parsed.error.issues);
    const { entity: entityId, ...saying } = parsed.data;
    const sql = sqlIn(write.tx);
    const before = localId === null ? null : await lockField(sql, localId);
    const after = toField(id, { ...saying, label: text.title }, before?.field ?? null);
    const limits = { usedBy: [], mayLowerSensitivity: false };
    const saved = await saveField(write, await loadShopCatalogue(sql), entityId, after, before?.version ?? 0, limits);
    if (saved.ok) {
      await write.event({ type: 'field.saved', data: { fieldId: id, entity: entityId, version: saved.value.version, retired: false, lowered: false } });
      return allow({ localId: id, within: {} });
    }
    const { refusal } = saved;
    if (refusal.code === 'record.changed') return { ok: false, refusal };
    return refuse('templates.part_refused', { part: id, title: text.title, problems: refusal.facts.problems.map(toFound) });
  },
};

const ResourceBody = z.omit(resourceEndpoints['booking.saveResourceType'].input, { typeId: true, name: true });

const resource: PartKind = {
  async read(sql, localId) {
    const type = (await resourceTypes(sql)).find((one) => one.id === localId);
    return type ? { title: type.name, body: { key: type.key, kind: type.kind, fields: type.fields } } : null;
  },
  async write(ask, write, id, text, localId) {
    const parsed = ResourceBody.safeParse(text.body);
    if (!parsed.success) return malformed(id, parsed.error.issues);
    // A shop that has such a type already goes on with it.
    const there = localId ?? (await resourceTypes(sqlIn(write.tx))).find((type) => type.key === parsed.data.key)?.id ?? null;
    if (localId === null && there !== null) return allow({ localId: there, within: {} });
    const saved = await saveResourceType(ofWholeShop(ask), { ...parsed.data, typeId: there, name: text.title }, write);
    return saved.ok ? allow({ localId: saved.value.type.id, within: {} }) : saved;
  },
};

const { serviceId: _, name: __, storeIds: ___, addons: ____, levelPolicies: _____, ...serviceShape } = serviceEndpoints['booking.saveService'].input.def.shape;
const ServiceBody = z.strictObject({ ...serviceShape, roles: serviceEndpoints['booking.saveServiceRoles'].input.def.shape.roles });

/** A service, sold in no store until the shop says where; add-ons and stores are the shop's own. */
const service: PartKind = {
  async read(sql, localId) {
    const found = await findService(sql, localId);
    if (!found) return null;
    const body = Object.fromEntries(Object.keys(serviceShape).map((key) => [key, found[key as keyof typeof found]]));
    const roles = found.roles.map(({ key, name, typeId, skill, offsetMinutes, durationMinutes, customerPicks, perPerson, accepts }) => ({
      ...{ key, name, typeId, skill, offsetMinutes, durationMinutes, customerPicks, perPerson, accepts },
    }));
    return { title: found.name, body: { ...body, roles } };
  },
  async write(ask, write, id, text, localId) {
    const parsed = ServiceBody.safeParse(text.body);
    if (!parsed.success) return malformed(id, parsed.error.issues);
    const { roles, ...fields } = parsed.data;
    const old = localId === null ? null : await findService(sqlIn(write.tx), localId);
    const own = { storeIds: old?.storeIds ?? [], addons: old?.addons ?? [], levelPolicies: old?.levelPolicies ?? {} };
    const saved = await saveService(ofWholeShop(ask), { ...fields, ...own, serviceId: localId, name: text.title }, write);
    if (!saved.ok) return saved;
    const serviceId = saved.value.service.id;
    const needs = await saveServiceRoles(ofWholeShop(ask), { serviceId, roles }, write);
    return needs.ok ? allow({ localId: serviceId, within: {} }) : needs;
  },
};

/** By kind; every other kind is a definition's. */
export const partKinds: Readonly<Record<string, PartKind>> = { tags, field, resource, service, line, item };

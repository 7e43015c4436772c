import { repeatedName, tagChange } from '@zhike/domain/customers/rules';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { findTags, findTagsOf, giveTags, groupNameTaken, listTagGroups, lockTagGroup, saveGroup, saveTags, takeTags, type TagRow } from '../records.tags';
import { openCustomer } from './open';

/** CU-04: gives and takes tags; what is so already makes no second event. An archived tag can be taken but not given. */
export async function setTags(ask: Ask<ActorOf<'customers.setTags'>>, input: Input<'customers.setTags'>, write: Write): Answer<'customers.setTags'> {
  const customer = await openCustomer(ask, write, input.customerId);
  if (!customer) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const sql = sqlIn(write.tx);
  const known = await findTags(sql, [...new Set([...input.add, ...input.remove])]);
  const change = tagChange(
    customer.tags.map((tag) => tag.id),
    input,
  );
  const unknown =
    [...input.add, ...input.remove].find((id) => !known.some((tag) => tag.id === id)) ??
    change.add.find((id) => known.some((tag) => tag.id === id && tag.archived));
  if (unknown) return refuse('record.not_found', { noun: 'tag', id: unknown });
  await giveTags(write.tx, customer.id, change.add, write.now);
  await takeTags(write.tx, customer.id, change.remove);
  const about = { storeId: customer.storeId, customerId: customer.id };
  const names = (ids: readonly string[]): string[] => known.filter((tag) => ids.includes(tag.id)).map((tag) => tag.name);
  if (change.add.length > 0) await write.event({ type: 'customer.tagged', ...about, data: { tags: names(change.add) } });
  if (change.remove.length > 0) await write.event({ type: 'customer.untagged', ...about, data: { tags: names(change.remove) } });
  return allow({ tags: (await findTagsOf(sql, customer.id)).map(withoutArchived) });
}

function withoutArchived({ archived: _, ...tag }: TagRow) {
  return tag;
}

/**
 * Adds or changes a group. A tag left out is archived, never deleted: customers keep it. A new tag with the name of one that
 * is archived, or left out in the same breath, is that one.
 */
export async function saveTagGroup(
  _ask: Ask<ActorOf<'customers.saveTagGroup'>>,
  input: Input<'customers.saveTagGroup'>,
  write: Write,
): Answer<'customers.saveTagGroup'> {
  const { tx, now } = write;
  const sql = sqlIn(tx);
  const current = input.groupId === null ? [] : await lockTagGroup(tx, input.groupId);
  if (!current) return refuse('record.not_found', { noun: 'tag_group', id: input.groupId ?? '' });
  const twice = repeatedName(input.tags.map((tag) => tag.name));
  if (twice !== null) return refuse('customers.tag_taken', { name: twice });
  if (await groupNameTaken(sql, input.name, input.groupId)) return refuse('customers.tag_taken', { name: input.name });
  const stranger = input.tags.find((tag) => tag.id !== null && !current.some((known) => known.id === tag.id));
  if (stranger?.id) return refuse('record.not_found', { noun: 'tag', id: stranger.id });

  const named = new Set(input.tags.map((tag) => tag.id));
  const tags = input.tags.map((tag) => {
    const revived = tag.id === null ? current.find((known) => known.name === tag.name && !named.has(known.id)) : undefined;
    const id = tag.id ?? revived?.id;
    return { id: id ?? newId(now), name: tag.name, isNew: id === undefined };
  });
  // An archived tag keeps its name; one that is renamed to it would break the unique key, so it is told now.
  const archive = current.filter((known) => !tags.some((tag) => tag.id === known.id));
  const clash = tags.find((tag) => archive.some((known) => known.name === tag.name));
  if (clash) return refuse('customers.tag_taken', { name: clash.name });

  const groupId = input.groupId ?? newId(now);
  await saveGroup(tx, { id: groupId, name: input.name, colour: input.colour, isNew: input.groupId === null });
  await saveTags(
    tx,
    groupId,
    tags,
    archive.map((tag) => tag.id),
    now,
  );
  await write.event({ type: 'tag_group.saved', data: { groupId, tags: tags.length, archived: archive.filter((tag) => !tag.archived).length } });
  const [group] = await listTagGroups(sql, groupId);
  if (!group) throw new Error('a tag group vanished inside its own transaction');
  return allow({ group });
}

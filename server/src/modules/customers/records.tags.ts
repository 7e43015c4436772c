import type { TagGroupView, TagView } from '@zhike/domain/customers/contract';
import type { Sql, Tx } from '../../platform/db';

/** Groups with the tags that may be given (archived ones are left out). */
export function listTagGroups(sql: Sql, groupId: string | null = null): Promise<TagGroupView[]> {
  return sql<TagGroupView>(
    `SELECT g.id, g.name, g.colour,
       COALESCE((SELECT json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.position, t.name) FROM tags t WHERE t.group_id = g.id AND t.archived_at IS NULL), '[]') AS tags
     FROM tag_groups g WHERE $1::uuid IS NULL OR g.id = $1::uuid ORDER BY g.position, g.name`,
    [groupId],
  );
}

export interface TagRow extends TagView {
  readonly archived: boolean;
}

const TAG = `SELECT t.id, t.group_id AS "groupId", g.name AS "groupName", t.name, g.colour, t.archived_at IS NOT NULL AS archived FROM tags t JOIN tag_groups g ON g.id = t.group_id`;

export function findTags(sql: Sql, tagIds: readonly string[]): Promise<TagRow[]> {
  return sql<TagRow>(`${TAG} WHERE t.id = ANY($1::uuid[]) ORDER BY g.position, g.name, t.position, t.name`, [tagIds]);
}

export function findTagsOf(sql: Sql, customerId: string): Promise<TagRow[]> {
  return sql<TagRow>(`${TAG} JOIN customer_tags ct ON ct.tag_id = t.id WHERE ct.customer_id = $1::uuid ORDER BY g.position, g.name, t.position, t.name`, [
    customerId,
  ]);
}

export async function giveTags(tx: Tx, customerId: string, tagIds: readonly string[], at: Date): Promise<void> {
  if (tagIds.length > 0) await tx.customerTag.createMany({ data: tagIds.map((tagId) => ({ customerId, tagId, at })), skipDuplicates: true });
}

export async function takeTags(tx: Tx, customerId: string, tagIds: readonly string[]): Promise<void> {
  if (tagIds.length > 0) await tx.customerTag.deleteMany({ where: { customerId, tagId: { in: [...tagIds] } } });
}

export interface GroupTag {
  readonly id: string;
  readonly name: string;
  readonly archived: boolean;
}

/** A group under a lock, with all of its tags; null: no such group. */
export async function lockTagGroup(tx: Tx, groupId: string): Promise<readonly GroupTag[] | null> {
  const locked = await tx.$executeRawUnsafe('SELECT id FROM tag_groups WHERE id = $1::uuid FOR UPDATE', groupId);
  if (locked === 0) return null;
  const rows = await tx.tag.findMany({ where: { groupId }, select: { id: true, name: true, archivedAt: true } });
  return rows.map((row) => ({ id: row.id, name: row.name, archived: row.archivedAt !== null }));
}

export async function groupNameTaken(sql: Sql, name: string, exceptId: string | null): Promise<boolean> {
  const rows = await sql<{ id: string }>('SELECT id FROM tag_groups WHERE name = $1 AND ($2::uuid IS NULL OR id <> $2::uuid)', [name, exceptId]);
  return rows.length > 0;
}

export async function saveGroup(tx: Tx, group: { id: string; name: string; colour: string; isNew: boolean }): Promise<void> {
  const { id, name, colour } = group;
  if (!group.isNew) await tx.tagGroup.update({ where: { id }, data: { name, colour }, select: { id: true } });
  else await tx.tagGroup.create({ data: { id, name, colour, position: await tx.tagGroup.count() }, select: { id: true } });
}

/** Brings a group's tags to this list. Names are first moved out of the way, so that two tags may swap theirs. */
export async function saveTags(
  tx: Tx,
  groupId: string,
  tags: readonly { id: string; name: string; isNew: boolean }[],
  archive: readonly string[],
  at: Date,
): Promise<void> {
  const kept = tags.filter((tag) => !tag.isNew).map((tag) => tag.id);
  if (archive.length > 0) await tx.tag.updateMany({ where: { id: { in: [...archive] }, archivedAt: null }, data: { archivedAt: at } });
  await tx.$executeRawUnsafe(`UPDATE tags SET name = '~' || id::text WHERE id = ANY($1::uuid[])`, kept);
  for (const [position, tag] of tags.entries())
    if (tag.isNew) await tx.tag.create({ data: { id: tag.id, groupId, name: tag.name, position }, select: { id: true } });
    else await tx.tag.update({ where: { id: tag.id }, data: { name: tag.name, position, archivedAt: null }, select: { id: true } });
}

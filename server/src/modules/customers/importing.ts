import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Scope } from '@zhike/domain/kernel/access';
import { openCustom, writeCustom } from '../../engines/catalogue/custom-values';
import { changeIn, sqlIn } from '../../platform/db';
import { newCode, newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { NewEvent, Write } from '../../platform/write';
import { phoneIndexOf, sealPhone } from './phone';
import { namePinyin } from './pinyin';
import { dropMany, giveMany, insertMany, type KnownCustomer, listUsed, lockKnown } from './records.importing';
import { changeCustomer } from './records.write';

export { findByNames, findByPhones, listUsed } from './records.importing';
export { phoneIndexOf } from './phone';

/** A customer as a row of a file tells her. A field that is null says nothing: it empties nothing. */
export interface CustomerIn {
  readonly row: number;
  /** Whom the row became before. */
  readonly knownId: string | null;
  readonly name: string;
  readonly phone: string | null;
  readonly gender: string | null;
  readonly birthday: string | null;
  readonly weddingDate: string | null;
  readonly source: string | null;
  readonly note: string | null;
  readonly ownerStaffId: string | null;
  readonly storeId: string | null;
  readonly tagIds: readonly string[];
  /** The shop's own fields. */
  readonly custom: Readonly<Record<string, Value>>;
}

/** What it was before, for the way back. */
export interface CustomerBefore {
  readonly fields: Readonly<Record<string, string | null>>;
  readonly custom: Readonly<Record<string, Value>>;
  readonly tagIds: readonly string[];
  /** What the import wrote: a field that says something else by then stays. */
  readonly wrote: Readonly<Record<string, string | null>>;
}
export interface CustomerMade {
  readonly row: number;
  readonly id: string | null;
  readonly outcome: 'created' | 'changed' | 'same';
  readonly before: CustomerBefore | null;
  readonly problem: { readonly slot: string; readonly code: string } | null;
}

export interface ImportOf {
  readonly importId: string;
  readonly scope: Scope;
  readonly catalogue: Catalogue;
  readonly existing: 'update' | 'skip';
  /** Where those live who name no store. */
  readonly storeId: string | null;
  readonly heard: boolean;
}

const CODE_LENGTH = 8;
const FIELDS = ['name', 'gender', 'birthday', 'weddingDate', 'source', 'note', 'ownerStaffId', 'storeId'] as const;

const refused = (row: number, slot: string, code: string): CustomerMade => ({ row, id: null, outcome: 'same', before: null, problem: { slot, code } });

/**
 * Writes a batch of rows as customers, in one transaction with whatever counts them: new ones in one statement, known ones (by their number, or by
 * what the file called them before) where they differ. The unique number decides between two who come at once.
 */
export async function importCustomers(write: Write, ports: Ports, of: ImportOf, rows: readonly CustomerIn[]): Promise<CustomerMade[]> {
  const indexes = new Map(rows.flatMap((row) => (row.phone === null ? [] : [[row.row, phoneIndexOf(ports, row.phone)] as const])));
  const asked = { phones: [...indexes.values()], ids: rows.flatMap((row) => row.knownId ?? []) };
  let known = await lockKnown(write.tx, of.scope, asked);
  const find = (row: CustomerIn): KnownCustomer | undefined => {
    const index = indexes.get(row.row);
    return known.find((one) => index !== undefined && one.phoneIndex === index) ?? known.find((one) => row.knownId !== null && one.askedId === row.knownId);
  };
  const byIndex = new Map(known.map((one) => [one.phoneIndex, one]));
  const fresh = rows.filter((row) => !(byIndex.get(indexes.get(row.row) ?? '') ?? (row.knownId === null ? undefined : find(row))));
  const made = await makeNew(write, ports, of, fresh);
  // Who was faster with a number is known by now.
  if (made.size < fresh.length) known = await lockKnown(write.tx, of.scope, asked);
  const answers: CustomerMade[] = [];
  const events: NewEvent[] = [];
  const tags: { customerId: string; tagId: string }[] = [];
  for (const row of rows) {
    const id = made.get(row.row);
    if (id === undefined) {
      answers.push(await changeKnown(write, ports, of, row, find(row), indexes.get(row.row), events));
      continue;
    }
    const custom = await customOf(write, ports, of, id, row);
    if (custom !== null) {
      await dropMany(write.tx, [id]);
      answers.push(refused(row.row, custom, 'not_unique'));
      continue;
    }
    tags.push(...row.tagIds.map((tagId) => ({ customerId: id, tagId })));
    events.push({
      type: 'customer.created',
      storeId: row.storeId ?? of.storeId,
      customerId: id,
      data: { source: row.source ?? '', hasPhone: row.phone !== null, importId: of.importId },
    });
    answers.push({ row: row.row, id, outcome: 'created', before: null, problem: null });
  }
  await giveMany(write.tx, tags, write.now);
  if (of.heard) for (const event of events) await write.event(event);
  else write.past(events);
  return answers;
}

async function makeNew(write: Write, ports: Ports, of: ImportOf, rows: readonly CustomerIn[]): Promise<Map<number, string>> {
  const lines = rows.map((row) => {
    const id = newId(write.now);
    const sealed = sealPhone(ports, id, row.phone);
    const line = {
      id,
      member_code: newCode(CODE_LENGTH),
      name: row.name,
      name_pinyin: namePinyin(row.name),
      phone_cipher: sealed.phoneCipher,
      phone_index: sealed.phoneIndex,
      phone_last4: sealed.phoneLast4,
      gender: row.gender ?? 'unknown',
      birthday: row.birthday,
      wedding_date: row.weddingDate,
      source: row.source ?? '',
      note: row.note ?? '',
      owner_staff_id: row.ownerStaffId,
      store_id: row.storeId ?? of.storeId,
    };
    return { row: row.row, line };
  });
  const made = await insertMany(
    write.tx,
    lines.map(({ line }) => line),
    write.now,
  );
  // A code that somebody has is drawn again; a number that somebody has is not.
  const again = lines.filter(({ line }) => !made.has(line.id)).map(({ row, line }) => ({ row, line: { ...line, member_code: newCode(CODE_LENGTH) } }));
  for (const id of await insertMany(
    write.tx,
    again.map(({ line }) => line),
    write.now,
  ))
    made.add(id);
  return new Map(lines.flatMap(({ row, line }) => (made.has(line.id) ? [[row, line.id] as const] : [])));
}

/** The shop's own fields of a row. Answers the field that another customer's value stands against, or null. */
async function customOf(write: Write, ports: Ports, of: ImportOf, recordId: string, row: CustomerIn): Promise<string | null> {
  if (Object.keys(row.custom).length === 0) return null;
  const change = { entity: 'customer', recordId, storeId: row.storeId ?? of.storeId, values: row.custom, by: 'user', cause: 'import' } as const;
  const written = await writeCustom(write, ports, of.catalogue, change);
  if (written.ok) return null;
  const { facts } = written.refusal;
  const label = 'field' in facts ? facts.field : '';
  return Object.values(of.catalogue.entities.customer?.fields ?? {}).find((field) => field.label === label)?.id ?? 'name';
}

async function changeKnown(
  write: Write,
  ports: Ports,
  of: ImportOf,
  row: CustomerIn,
  known: KnownCustomer | undefined,
  phoneIndex: string | undefined,
  events: NewEvent[],
): Promise<CustomerMade> {
  if (!known) return refused(row.row, 'phone', 'taken_meanwhile');
  if (!known.reached) return refused(row.row, 'phone', 'out_of_reach');
  const same: CustomerMade = { row: row.row, id: known.id, outcome: 'same', before: null, problem: null };
  if (of.existing === 'skip') return same;
  const wrote: Record<string, string | null> = {};
  for (const field of FIELDS) if (row[field] !== null && row[field] !== known[field]) wrote[field] = row[field];
  // A row that was found by what the file calls it, with another number than hers: she has a new one.
  const newPhone = row.phone !== null && phoneIndex !== known.phoneIndex ? row.phone : null;
  const custom = await customBefore(write, ports, of, known.id, row);
  const clash = await customOf(write, ports, of, known.id, row);
  if (clash !== null) return refused(row.row, clash, 'not_unique');
  const given = await giveMany(
    write.tx,
    row.tagIds.map((tagId) => ({ customerId: known.id, tagId })),
    write.now,
  );
  const fields = [...Object.keys(wrote), ...(newPhone === null ? [] : ['phone']), ...Object.keys(custom)];
  if (fields.length + given.size === 0) return same;
  const before: CustomerBefore = {
    fields: Object.fromEntries(Object.keys(wrote).map((field) => [field, known[field as (typeof FIELDS)[number]]])),
    wrote,
    custom,
    tagIds: [...given].map((pair) => pair.slice(pair.indexOf('/') + 1)),
  };
  if (Object.keys(wrote).length > 0 || newPhone !== null)
    await changeCustomer(write.tx, known.id, {
      ...wrote,
      ...(wrote.name ? { namePinyin: namePinyin(wrote.name) } : {}),
      ...(newPhone === null ? {} : { ...sealPhone(ports, known.id, newPhone), phoneVerified: false }),
    });
  events.push({ type: 'customer.updated', storeId: known.storeId, customerId: known.id, data: { fields, importId: of.importId } });
  return { ...same, outcome: 'changed', before };
}

/** What of the shop's own fields would change, as it is now. */
async function customBefore(write: Write, ports: Ports, of: ImportOf, id: string, row: CustomerIn): Promise<Record<string, Value>> {
  const wanted = Object.entries(row.custom);
  if (wanted.length === 0) return {};
  const [found] = await sqlIn(write.tx)<{ custom: Record<string, unknown> }>('SELECT custom FROM customers WHERE id = $1::uuid', [id]);
  const before: Record<string, Value> = {};
  for (const [fieldId, value] of wanted) {
    const field = of.catalogue.entities.customer?.fields[fieldId];
    const now = field ? openCustom(found?.custom ?? {}, field, 'customer', id, ports) : null;
    if (field && JSON.stringify(now) !== JSON.stringify(value)) before[fieldId] = now;
  }
  return before;
}

/** Takes back what an import made of these rows. Answers the rows whose customers are in use by now: those stay. */
export async function unimportCustomers(
  write: Write,
  ports: Ports,
  of: Pick<ImportOf, 'importId' | 'catalogue'>,
  rows: readonly { readonly row: number; readonly id: string; readonly outcome: string; readonly before: CustomerBefore | null }[],
): Promise<Set<number>> {
  const made = rows.filter((row) => row.outcome === 'created');
  const used = new Set(
    (
      await listUsed(
        sqlIn(write.tx),
        made.map((row) => row.id),
        of.importId,
      )
    ).map((one) => one.id),
  );
  await dropMany(
    write.tx,
    made.filter((row) => !used.has(row.id)).map((row) => row.id),
  );
  for (const { id, before } of rows) if (before) await restore(write, ports, of, id, before);
  return new Set(made.filter((row) => used.has(row.id)).map((row) => row.row));
}

async function restore(write: Write, ports: Ports, of: Pick<ImportOf, 'importId' | 'catalogue'>, id: string, before: CustomerBefore): Promise<void> {
  const [known] = await lockKnown(write.tx, { kind: 'all' }, { phones: [], ids: [id] });
  if (!known) return;
  const back = Object.fromEntries(
    Object.entries(before.fields).filter(([field]) => known[field as (typeof FIELDS)[number]] === before.wrote[field]),
  ) as Partial<Record<(typeof FIELDS)[number], string>>;
  if (Object.keys(back).length > 0) await changeCustomer(write.tx, id, { ...back, ...(back.name ? { namePinyin: namePinyin(back.name) } : {}) });
  if (Object.keys(before.custom).length > 0)
    await writeCustom(write, ports, of.catalogue, {
      entity: 'customer',
      recordId: id,
      storeId: known.storeId,
      values: before.custom,
      by: 'engine',
      cause: 'import_undone',
    });
  if (before.tagIds.length > 0)
    await changeIn(write.tx, 'DELETE FROM customer_tags WHERE customer_id = $1::uuid AND tag_id = ANY($2::uuid[])', [id, before.tagIds]);
  write.past([{ type: 'customer.updated', storeId: known.storeId, customerId: id, data: { fields: Object.keys(back), importId: of.importId, undone: true } }]);
}

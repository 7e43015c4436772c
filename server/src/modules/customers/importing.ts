import type { Value } from '@zhike/domain/engines/conditions/definition';
import { openCustom, writeCustom } from '../../engines/catalogue/custom-values';
import { changeIn, sqlIn } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { NewEvent, Write } from '../../platform/write';
import { phoneIndexOf, sealPhone } from './phone';
import { namePinyin } from './pinyin';
import { type CustomerIn, customOf, type ImportOf, keepOwn, makeNew } from './importing.new';
import { dropMany, giveMany, type KnownCustomer, listUsed, lockKnown } from './records.importing';
import { changeCustomer } from './records.write';

export { findByNames, findByPhones, listUsed } from './records.importing';
export { phoneIndexOf } from './phone';
export type { CustomerIn, ImportOf } from './importing.new';

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

const FIELDS = ['name', 'gender', 'birthday', 'weddingDate', 'source', 'note', 'ownerStaffId', 'storeId'] as const;

const refused = (row: number, slot: string, code: string): CustomerMade => ({ row, id: null, outcome: 'same', before: null, problem: { slot, code } });

/** Whom a row is: by her number first, else by what the file called her before. */
function finder(known: readonly KnownCustomer[], indexes: ReadonlyMap<number, string>): (row: CustomerIn) => KnownCustomer | undefined {
  const byIndex = new Map(known.map((one) => [one.phoneIndex ?? '', one]));
  const byAsked = new Map(known.map((one) => [one.askedId, one]));
  return (row) => {
    const index = indexes.get(row.row);
    return (index === undefined ? undefined : byIndex.get(index)) ?? (row.knownId === null ? undefined : byAsked.get(row.knownId));
  };
}

/**
 * Writes a batch of rows as customers, in one transaction with whatever counts them: new ones in one statement, known ones (by their number, or by
 * what the file called them before) where they differ. The unique number decides between two who come at once.
 */
export async function importCustomers(write: Write, ports: Ports, of: ImportOf, rows: readonly CustomerIn[]): Promise<CustomerMade[]> {
  const indexes = new Map(rows.flatMap((row) => (row.phone === null ? [] : [[row.row, phoneIndexOf(ports, row.phone)] as const])));
  const asked = { phones: [...indexes.values()], ids: rows.flatMap((row) => row.knownId ?? []) };
  let find = finder(await lockKnown(write.tx, of.scope, asked), indexes);
  const fresh = rows.filter((row) => !find(row));
  const made = await makeNew(write, ports, of, fresh);
  // Who was faster with a number is known by now.
  if (made.size < fresh.length) {
    find = finder(await lockKnown(write.tx, of.scope, asked), indexes);
  }
  const clashes = await keepOwn(write, ports, of, made);
  const answers: CustomerMade[] = [];
  const events: NewEvent[] = [];
  const tags: { customerId: string; tagId: string }[] = [];
  for (const row of rows) {
    const id = made.get(row.row)?.id;
    if (id === undefined) {
      answers.push(await changeKnown(write, ports, of, row, find(row), indexes.get(row.row), events));
      continue;
    }
    const clash = clashes.get(row.row);
    if (clash !== undefined) {
      answers.push(refused(row.row, clash, 'not_unique'));
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
  const custom = customBefore(ports, of, known, row);
  const clash = Object.keys(custom).length === 0 ? null : await customOf(write, ports, of, known.id, row);
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
function customBefore(ports: Ports, of: ImportOf, known: KnownCustomer, row: CustomerIn): Record<string, Value> {
  const before: Record<string, Value> = {};
  for (const [fieldId, value] of Object.entries(row.custom)) {
    const field = of.catalogue.entities.customer?.fields[fieldId];
    const now = field ? openCustom(known.custom, field, 'customer', known.id, ports) : null;
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

import { setImmediate } from 'node:timers/promises';
import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Scope } from '@zhike/domain/kernel/access';
import { keepCustom, type NewCustom, prepareCustom } from '../../engines/catalogue/custom-many';
import { type CustomChange, type CustomRefusal, writeCustom } from '../../engines/catalogue/custom-values';
import { newCode, newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { sealPhone } from './phone';
import { namePinyin } from './pinyin';
import { type CustomerLineIn, dropMany, emptyCustom, insertMany } from './records.importing';

/* Rows of a file who become customers that are not there yet: many at once. */

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

/** A customer of a row who is there now, and what the row says of the shop's own fields. */
interface MadeNew {
  readonly id: string;
  readonly row: CustomerIn;
  /** Null: the row names none. A refusal: one of them cannot be written. */
  readonly custom: NewCustom | CustomRefusal | null;
}

/** Rows that are made ready while the database takes those before. */
const PIECE = 100;

/** Makes new customers of rows; answers those whose number was free, by row. */
export async function makeNew(write: Write, ports: Ports, of: ImportOf, rows: readonly CustomerIn[]): Promise<Map<number, MadeNew>> {
  const lines: { readonly row: CustomerIn; readonly custom: MadeNew['custom']; readonly line: CustomerLineIn }[] = [];
  const under: Promise<Set<string>>[] = [];
  for (let from = 0; from < rows.length; from += PIECE) {
    const piece = rows.slice(from, from + PIECE).map((row) => newLine(write, ports, of, row));
    lines.push(...piece);
    const sent = insertMany(
      write.tx,
      piece.map(({ line }) => line),
      write.now,
    );
    sent.catch(() => undefined);
    under.push(sent);
    // The statement leaves this process now, not when all of them are made.
    await setImmediate();
  }
  const made = new Set((await Promise.all(under)).flatMap((ids) => [...ids]));
  // A code that somebody has is drawn again; a number that somebody has is not.
  const again = lines.filter(({ line }) => !made.has(line.id)).map(({ line }) => ({ ...line, member_code: newCode(CODE_LENGTH) }));
  for (const id of await insertMany(write.tx, again, write.now)) made.add(id);
  return new Map(lines.flatMap(({ row, custom, line }) => (made.has(line.id) ? [[row.row, { id: line.id, row, custom }] as const] : [])));
}

function newLine(
  write: Write,
  ports: Ports,
  of: ImportOf,
  row: CustomerIn,
): { readonly row: CustomerIn; readonly custom: MadeNew['custom']; readonly line: CustomerLineIn } {
  const id = newId(write.now);
  const sealed = sealPhone(ports, id, row.phone);
  const custom = Object.keys(row.custom).length === 0 ? null : prepareCustom(ports, of.catalogue, customChange(of, id, row));
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
    custom: custom && 'cells' in custom ? custom.cells : {},
  };
  return { row, custom, line };
}

/**
 * What is unique about new customers, and the history of what they say: at once, and one by one where a value is somebody's already, so that
 * only the rows that clash are refused (the first of two in a file keeps it). Answers those rows, by the field; their customers are gone again.
 */
export async function keepOwn(write: Write, ports: Ports, of: ImportOf, made: ReadonlyMap<number, MadeNew>): Promise<Map<number, string>> {
  const clashes = new Map<number, string>();
  const ready: MadeNew[] = [];
  const kept: NewCustom[] = [];
  for (const one of made.values()) {
    if (one.custom === null) continue;
    if ('cells' in one.custom) {
      ready.push(one);
      kept.push(one.custom);
    } else clashes.set(one.row.row, fieldOf(of, one.custom));
  }
  if (!(await keepCustom(write, ports, kept))) {
    await emptyCustom(
      write.tx,
      ready.map(({ id }) => id),
    );
    for (const { id, row } of ready) {
      const clash = await customOf(write, ports, of, id, row);
      if (clash !== null) clashes.set(row.row, clash);
    }
  }
  await dropMany(
    write.tx,
    [...clashes.keys()].flatMap((row) => made.get(row)?.id ?? []),
  );
  return clashes;
}

const customChange = (of: ImportOf, recordId: string, row: CustomerIn): CustomChange => ({
  entity: 'customer',
  recordId,
  storeId: row.storeId ?? of.storeId,
  values: row.custom,
  by: 'user',
  cause: 'import',
});

/** The field that a refusal is about. */
function fieldOf(of: ImportOf, { facts }: CustomRefusal): string {
  const label = 'field' in facts ? facts.field : '';
  return Object.values(of.catalogue.entities.customer?.fields ?? {}).find((field) => field.label === label)?.id ?? 'name';
}

/** The shop's own fields of a row. Answers the field that another customer's value stands against, or null. */
export async function customOf(write: Write, ports: Ports, of: ImportOf, recordId: string, row: CustomerIn): Promise<string | null> {
  if (Object.keys(row.custom).length === 0) return null;
  const written = await writeCustom(write, ports, of.catalogue, customChange(of, recordId, row));
  return written.ok ? null : fieldOf(of, written.refusal);
}

import { mayRead } from '@zhike/domain/engines/catalogue/allow';
import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import { entityOf, familyOf, findPath } from '@zhike/domain/engines/catalogue/find';
import { say } from '@zhike/domain/engines/conditions/say';
import type { Path } from '@zhike/domain/engines/conditions/definition';
import type { ReportDef, RowMeasure } from '@zhike/domain/engines/reports/definition';
import type { CountedRows } from '@zhike/domain/engines/reports/drill';
import type { RowsView } from '@zhike/domain/reports/contract';
import { namesOf } from '../../engines/reports/run';
import { sqlOfList, type Writing } from '../../engines/reports/sql';
import type { Sql } from '../../platform/db';
import type { Reading } from './reading';

/** So many rows are listed; the count tells all of them. */
const SHOWN = 200;

/** Which record a row leads to: itself, or the one that it is a part of. */
const OPENED: Readonly<Record<string, { readonly opens: 'customer' | 'order'; readonly path: Path }>> = {
  customer: { opens: 'customer', path: 'id' },
  order: { opens: 'order', path: 'id' },
  sale: { opens: 'order', path: 'id' },
  sale_item: { opens: 'order', path: 'sale.id' },
  staff_sale: { opens: 'order', path: 'sale.id' },
  job: { opens: 'customer', path: 'customer.id' },
  booking: { opens: 'customer', path: 'customer.id' },
  book_line: { opens: 'customer', path: 'customer.id' },
  card: { opens: 'customer', path: 'customer.id' },
  payment: { opens: 'customer', path: 'customer.id' },
  journey: { opens: 'customer', path: 'id' },
  item_buyer: { opens: 'customer', path: 'customer.id' },
  item_pair: { opens: 'customer', path: 'customer.id' },
  performed: { opens: 'customer', path: 'customer.id' },
  member: { opens: 'customer', path: 'customer.id' },
  survey: { opens: 'customer', path: 'customer.id' },
  project: { opens: 'customer', path: 'customer.id' },
  referral: { opens: 'customer', path: 'customer.id' },
  receivable: { opens: 'order', path: 'sale.id' },
  order_stage: { opens: 'order', path: 'sale.id' },
};
/** Whose the rows are that lead to an order. */
const CUSTOMER_OF: Readonly<Record<string, Path>> = {
  sale: 'customer.id',
  order: 'customer.id',
  sale_item: 'sale.customer.id',
  staff_sale: 'customer.id',
  receivable: 'customer.id',
  order_stage: 'customer.id',
};

/** The path to the record of a kind that a row leads to; null: it leads to another, or to none. */
export function openedOf(entity: string, opens: 'customer' | 'order'): Path | null {
  const found = OPENED[entity];
  if (found?.opens === opens) return found.path;
  return opens === 'customer' ? (CUSTOMER_OF[entity] ?? null) : null;
}

interface Column {
  readonly path: Path;
  readonly label: string;
  readonly field: Field;
}

/** The rows behind a number: how many, and the first of them in words. */
export async function listRows(
  sql: Sql,
  rows: CountedRows,
  measure: RowMeasure,
  report: ReportDef,
  reading: Reading,
  now: Date,
  also?: (writing: Writing) => string,
): Promise<RowsView> {
  const { catalogue } = reading.env;
  const entity = entityOf(catalogue, rows.entity);
  if (!entity) throw new Error(`no entity ${rows.entity}`);
  const columns = columnsOf(entity, measure, report, reading);
  const opened = OPENED[entity.id];
  const ways = opened ? [opened.path] : [];
  const { text, args } = sqlOfList(rows, [...columns.map((column) => column.path), ...ways], SHOWN, reading.options, also);
  const found = await sql<Record<string, unknown>>(text, args);
  const words = await wordsOf(sql, columns, found, reading);
  return {
    entity: entity.id,
    entityLabel: entity.label,
    unit: entity.unit,
    asOf: now.toISOString(),
    text: say(rows.cond, entity.id, catalogue),
    count: Number(found[0]?.count ?? 0),
    columns: columns.map(({ path, label, field }) => ({ path, label, type: words.has(path) ? 'text' : field.type })),
    opens: opened?.opens ?? null,
    people: openedOf(entity.id, 'customer') !== null,
    rows: found.map((row) => ({
      id: String(row.id),
      opens: opened && row[`v${columns.length}`] ? String(row[`v${columns.length}`]) : null,
      values: columns.map(({ path, field }, i) => shownOf(row[`v${i}`], field, words.get(path))),
    })),
  };
}

/** What the report asks for; else the record's name, whose it is and where, when it counted, and what was added up: as far as the reader may see it. */
function columnsOf(entity: Entity, measure: RowMeasure, report: ReportDef, { env, allowed }: Reading): Column[] {
  const usual = [
    entity.name,
    'customer.name',
    'store.name',
    'staff.name',
    'seller.name',
    'service.name',
    'item.name',
    measure.time,
    entity.times.created,
    measure.of,
    'state',
    'kind',
    'source',
    'level',
  ];
  const wanted = report.drill?.list ?? usual.filter((path): path is string => typeof path === 'string');
  const columns = wanted.flatMap((path): Column[] => {
    const found = findPath(path, entity, env.catalogue);
    if (!('field' in found)) return [];
    const mine = allowed[found.entity.id];
    const reached = [entity.id, ...found.hops.map((hop) => hop.entity.id)].every((id) => allowed[id]);
    if (!mine || !reached || found.field.id === 'id' || !mayRead(mine, found.field.id)) return [];
    const family = familyOf(found.field);
    if (family === null || family === 'secret' || family === 'thing' || family === 'ids') return [];
    const hop = found.hops[found.hops.length - 1];
    return [{ path, label: hop && found.field.id === found.entity.name ? hop.relation.label : found.field.label, field: found.field }];
  });
  return columns.filter((column, i) => columns.findIndex((other) => other.path === column.path) === i).slice(0, 8);
}

/** Names of what ids lead to, and options in words, by path. */
async function wordsOf(
  sql: Sql,
  columns: readonly Column[],
  found: readonly Record<string, unknown>[],
  reading: Reading,
): Promise<Map<Path, ReadonlyMap<string, string>>> {
  const words = new Map<Path, ReadonlyMap<string, string>>();
  for (const [i, { path, field }] of columns.entries()) {
    if (field.options) words.set(path, new Map(field.options.map((option) => [option.id, option.label])));
    else if (field.to)
      words.set(
        path,
        await namesOf(
          sql,
          field.to,
          [
            ...new Set(
              found
                .map((row) => row[`v${i}`])
                .filter((id) => id !== null)
                .map(String),
            ),
          ],
          reading.options,
        ),
      );
  }
  return words;
}

function shownOf(value: unknown, field: Field, words: ReadonlyMap<string, string> | undefined): string | number | boolean | null {
  if (value === null || value === undefined || value === '') return null;
  if (words) return words.get(String(value)) ?? '（无权查看）';
  if (typeof value === 'boolean') return value;
  // A date comes as midnight UTC of its day.
  if (value instanceof Date) return field.type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString();
  return familyOf(field) === 'number' ? Number(value) : String(value);
}

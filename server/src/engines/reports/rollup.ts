import { declareEntity, declareField } from '@zhike/domain/engines/catalogue/declare';
import { addDays, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { Semantics } from '@zhike/domain/engines/reports/definition';
import { addedUp, type Freshness, linesOf, type Rollup, ROLLUP_LIMITS, ROLLUP_LINE, throughSums } from '@zhike/domain/engines/reports/rollup';
import type { Executor } from '@zhike/domain/engines/reports/run';
import type { Sql } from '../../platform/db';
import type { PhysicalEntity } from '../catalogue/physical';
import type { CompileOptions } from '../conditions/compile';
import { executorOf } from './run';
import { sqlOfQuery } from './sql';

const places = (letter: 'd' | 's', n: number): string[] => Array.from({ length: n }, (_, i) => `${letter}${i}`);
const DIMS = places('d', ROLLUP_LIMITS.dims);
const SUMS = places('s', ROLLUP_LIMITS.sums);

const LINE = declareEntity({
  id: ROLLUP_LINE,
  label: '日汇总',
  unit: '行',
  name: 'rollup',
  fields: [
    ...['rollup', ...DIMS].map((id) => declareField(id, id, 'text', { groupable: true })),
    declareField('day', 'day', 'date'),
    ...['n', ...SUMS].map((id) => declareField(id, id, 'number', { scale: 0 })),
  ],
  relations: [],
  times: { created: 'day' },
});
const PLACE: PhysicalEntity = {
  table: 'report_rollup_rows',
  ids: 'text',
  fields: {
    ...Object.fromEntries(['rollup', ...DIMS].map((id) => [id, { col: id, sql: 'text' as const }])),
    day: { col: 'day', sql: 'date' },
    ...Object.fromEntries(['n', ...SUMS].map((id) => [id, { col: id, sql: 'int' as const }])),
  },
  relations: {},
};

/** What sums a reader may use: those of homes of which she sees every row, or every row of some stores. */
export interface SumsFor {
  readonly rollups: readonly Rollup[];
  fresh(id: string): Freshness | null;
  /** The stores of a home's rows that she sees; null: all. `undefined`: not told by stores, so her sums are counted from the rows. */
  stores(home: string): readonly string[] | null | undefined;
}

/** The database as an executor that answers from sums by the day where it can; `summed` tells whether it did. */
export function summingExecutor(sql: Sql, options: CompileOptions, sums: SumsFor): Executor & { summed(): boolean } {
  const rows = executorOf(sql, options);
  const lines = executorOf(sql, linesOptions(options));
  let used = false;
  return {
    names: rows.names,
    async run(queries) {
      const answers = [];
      for (const query of queries) {
        const stores = sums.stores(query.home);
        const split = stores === undefined ? null : throughSums(query, sums.rollups, sums.fresh, stores);
        used ||= split !== null;
        const [counted = []] = split && !split.rows ? [] : await rows.run([split?.rows ?? query]);
        const [added = []] = split ? await lines.run([split.sums]) : [];
        answers.push(split ? addedUp(added, counted) : counted);
      }
      return answers;
    },
    summed: () => used,
  };
}

/** Lines are nobody's: which of them count, the statement itself says. */
function linesOptions({ scopes: _, ...options }: CompileOptions): CompileOptions {
  return {
    ...options,
    catalogue: { ...options.catalogue, entities: { ...options.catalogue.entities, [ROLLUP_LINE]: LINE } },
    physical: { ...options.physical, [ROLLUP_LINE]: PLACE },
  };
}

/** A year at a time: one statement, and one transaction of the server, is done with it in time. */
export const STRETCH_DAYS = 366;

/** Works a stretch of days out anew, from the rows of everybody. */
export async function buildLines(sql: Sql, rollup: Rollup, from: CalendarDate, to: CalendarDate, semantics: Semantics, options: CompileOptions): Promise<void> {
  await sql('DELETE FROM report_rollup_rows WHERE rollup = $1 AND day BETWEEN $2::date AND $3::date', [rollup.id, from, to]);
  for (let first = from; first <= to; first = addDays(first, STRETCH_DAYS)) {
    const last = addDays(first, STRETCH_DAYS - 1);
    const { text, args } = freshLines(rollup, first, last < to ? last : to, semantics, options);
    await sql(`INSERT INTO report_rollup_rows (rollup, day, ${DIMS.join(', ')}, n, ${SUMS.join(', ')}) ${text}`, args);
  }
}

/** Lines as they would be worked out now, as `rollup, day, d0 …, n, s0 …`. */
export function freshLines(
  rollup: Rollup,
  from: CalendarDate,
  to: CalendarDate,
  semantics: Semantics,
  options: CompileOptions,
): { text: string; args: unknown[] } {
  const query = linesOf(rollup, from, to, options.context.today, semantics);
  const { text, args } = sqlOfQuery(query, options);
  const all = [...args, rollup.id, from];
  const dims = DIMS.map((_, i) => (i < rollup.dims.length ? `k${i + 1}` : 'NULL::text'));
  const sums = SUMS.map((_, i) => (i < rollup.sums.length ? `a${i}::numeric::bigint` : '0::bigint'));
  return { text: `SELECT $${all.length - 1}::text, $${all.length}::date + (k0 - 1), ${dims.join(', ')}, n, ${sums.join(', ')} FROM (${text}) q`, args: all };
}

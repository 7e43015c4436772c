import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { FormFacts, FormOutcome, FormProblem } from '@zhike/domain/engines/forms/input';
import { cellText, type RawRow, readCell, type ReadCell } from '@zhike/domain/imports/cells';
import { type ImportColumn, isExample, OUTER_KEY } from '@zhike/domain/imports/columns';
import type { CheckedLine, RowProblem } from './records';
import { findKeyRows, findKeys } from './records';
import type { Doing, Found, ReadyRow, Target } from './target';

/** A form tells ever so much of one row; more than these help nobody. */
const MOST_PROBLEMS = 20;

interface RowRead {
  readonly row: number;
  readonly outer: string;
  readonly cells: ReadonlyMap<string, ReadCell>;
}

export interface Checking {
  readonly doing: Doing;
  readonly target: Target;
  readonly importId: string;
  readonly mapping: readonly (string | null)[];
}

/** The batch before, which the database may still be taking: its rows come after row `after`. */
export interface UnderWay {
  readonly after: number;
  readonly until?: number;
  readonly lines: readonly CheckedLine[];
  readonly done: Promise<boolean>;
}

/** The first rows with these keys among all before this batch, and how many have them. */
async function findEarlier({ doing, importId }: Checking, keys: readonly string[], under: UnderWay): Promise<Map<string, { row: number; count: number }>> {
  const earlier = await findKeyRows(doing.sql, importId, keys, under.after);
  const wanted = new Set(keys);
  for (const { key, row } of under.lines) {
    if (key === null || !wanted.has(key)) continue;
    const before = earlier.get(key);
    earlier.set(key, { row: before?.row ?? row, count: (before?.count ?? 0) + 1 });
  }
  return earlier;
}

function readRow({ cells, row }: RawRow, mapping: readonly (string | null)[], columns: ReadonlyMap<string, ImportColumn>): RowRead {
  const read = new Map<string, ReadCell>();
  let outer = '';
  for (const [index, key] of mapping.entries()) {
    const column = key === null ? undefined : columns.get(key);
    const raw = cells[index] ?? null;
    if (!column || raw === null) continue;
    if (column.key === OUTER_KEY) outer = cellText(raw).trim().slice(0, 100);
    else if (column.field) read.set(column.key, readCell(column.field, raw));
  }
  return { row, outer, cells: read };
}

/** Every name of the batch looked up once, by the entity that it leads to. */
async function lookUp({ doing, target }: Checking, rows: readonly RowRead[]): Promise<Map<string, Map<string, Found>>> {
  const texts = new Map<string, Set<string>>();
  for (const { cells } of rows)
    for (const cell of cells.values())
      if ('look' in cell) {
        const set = texts.get(cell.look) ?? new Set();
        for (const text of cell.texts) set.add(text);
        texts.set(cell.look, set);
      }
  const found = new Map<string, Map<string, Found>>();
  for (const [entity, set] of texts) found.set(entity, await target.look(doing, entity, [...set]));
  return found;
}

interface Settled {
  readonly values: Record<string, Value>;
  readonly facts: FormFacts;
  readonly problems: RowProblem[];
}

function settleNames(cells: ReadonlyMap<string, ReadCell>, found: ReadonlyMap<string, ReadonlyMap<string, Found>>): Settled {
  const values: Record<string, Value> = {};
  const linked: Record<string, Record<string, { name: string; values: Record<string, Value>; active: boolean }>> = {};
  const problems: RowProblem[] = [];
  for (const [slot, cell] of cells) {
    if ('value' in cell) {
      if (cell.value !== null) values[slot] = cell.value;
      continue;
    }
    const ids: string[] = [];
    for (const text of cell.texts) {
      const one = found.get(cell.look)?.get(text) ?? { problem: 'name_unknown' as const };
      if ('problem' in one) problems.push({ slot, code: one.problem, facts: { name: text, ...(one.candidates ? { candidates: one.candidates } : {}) } });
      else {
        ids.push(one.id);
        linked[slot] = { ...linked[slot], [one.id]: { name: one.name, values: { name: one.name }, active: true } };
      }
    }
    if (ids.length > 0) values[slot] = cell.many ? ids : (ids[0] ?? null);
  }
  return { values, facts: { linked }, problems };
}

/** The place of a form's problem is its slot: `/phone`. */
const ofForm = (problem: FormProblem): RowProblem => ({ slot: problem.path.slice(1).split('/')[0] ?? '', code: problem.code, facts: { ...problem.facts } });

/**
 * Checks rows as the form would when a person fills it in: the same evaluator, the same codes. Nothing is written.
 * @returns one line a row that says anything, in order
 */
export async function checkRows(of: Checking, raw: readonly RawRow[], under: UnderWay): Promise<CheckedLine[]> {
  const { doing, target } = of;
  const columns = new Map(target.columns.map((column) => [column.key, column]));
  const rows = raw
    .filter(({ cells, row }) => row > 3 || !isExample(cells, of.mapping, target.columns))
    .map((row) => readRow(row, of.mapping, columns))
    .filter((row) => row.cells.size > 0 || row.outer !== '');
  const found = await lookUp(of, rows);
  const settled = rows.map((row) => ({ ...row, ...settleNames(row.cells, found) }));
  const keyed = settled.map((row) => ({ ...row, ...keyOf(of, row) }));
  const earlier = await findEarlier(
    of,
    keyed.map((row) => row.key),
    under,
  );
  const counted = keyed.map((row) => {
    const before = earlier.get(row.key);
    earlier.set(row.key, { row: before?.row ?? row.row, count: (before?.count ?? 0) + 1 });
    return { ...row, before: before?.row, fullKey: nthKey(row.key, before?.count ?? 0) };
  });
  const known = await findKeys(
    doing.sql,
    target.name,
    counted.map((row) => row.fullKey),
  );
  const lines: { line: Omit<CheckedLine, 'problems' | 'sealed'>; knownId: string | null; values: Readonly<Record<string, Value>>; problems: RowProblem[] }[] =
    [];
  const outcomes = await judgeAll(of, counted, known);
  for (const [index, row] of counted.entries()) {
    const outcome = outcomes[index];
    if (!outcome) continue;
    const knownId = known.get(row.fullKey) ?? null;
    const named = new Set(row.problems.map((problem) => problem.slot));
    // A name that leads nowhere was told already: that its slot is empty is not another fault.
    const problems = [
      ...row.problems,
      ...outcome.problems
        .filter((one) => one.level === 'error')
        .map(ofForm)
        .filter((one) => !named.has(one.slot)),
    ];
    if (!row.repeatable && row.before !== undefined)
      problems.push({ slot: row.outer === '' ? target.keySlot : OUTER_KEY, code: 'repeated', facts: { row: row.before } });
    const values = Object.fromEntries(Object.keys(row.values).flatMap((slot) => (outcome.slots[slot] ? [[slot, outcome.slots[slot].value] as const] : [])));
    lines.push({ line: { row: row.row, key: row.key }, knownId, values, problems });
  }
  const good: ReadyRow[] = lines.filter((one) => one.problems.length === 0).map(({ line, knownId, values }) => ({ ...line, knownId, values }));
  const byRow = new Map(lines.map((one) => [one.line.row, one]));
  for (const [row, problem] of await target.check(doing, good)) byRow.get(row)?.problems.push(problem);
  return lines.map(({ line, values, problems }) => ({
    ...line,
    problems: problems.slice(0, MOST_PROBLEMS),
    sealed: problems.length > 0 ? null : sealRow(doing, of.importId, line.row, values),
  }));
}

/** So many at once: what they ask of the database is asked together, and what they hold stays small. */
const TOGETHER = 100;

async function judgeAll(
  { doing, target }: Checking,
  rows: readonly { readonly values: Record<string, Value>; readonly facts: FormFacts; readonly fullKey: string }[],
  known: ReadonlyMap<string, string>,
): Promise<FormOutcome[]> {
  const outcomes: FormOutcome[] = [];
  for (let from = 0; from < rows.length; from += TOGETHER) {
    const some = rows.slice(from, from + TOGETHER);
    outcomes.push(...(await Promise.all(some.map((row) => target.judge(doing, { values: row.values }, row.facts, known.get(row.fullKey) ?? null)))));
  }
  return outcomes;
}

const placeOf = (importId: string, row: number) => `import_rows:sealed:${importId}/${row}` as const;

const sealRow = ({ ports }: Pick<Doing, 'ports'>, importId: string, row: number, values: Readonly<Record<string, Value>>): string =>
  ports.crypto.encrypt(JSON.stringify(values), placeOf(importId, row));

export const openRow = ({ ports }: Pick<Doing, 'ports'>, importId: string, row: number, sealed: string): Record<string, Value> =>
  JSON.parse(ports.crypto.decrypt(sealed, placeOf(importId, row))) as Record<string, Value>;

/** By what a row is found again: never what it says itself, but its HMAC. */
function keyOf(
  of: Checking,
  row: { readonly outer: string; readonly values: Readonly<Record<string, Value>> },
): { readonly key: string; readonly repeatable: boolean } {
  const { ports } = of.doing;
  const index = (text: string): string => ports.crypto.blindIndex(text, `import:${of.target.name}`);
  if (row.outer !== '') return { key: index(`outer:${row.outer}`), repeatable: false };
  const natural = of.target.naturalKey(row.values);
  if (natural !== null) return { key: index(`natural:${natural}`), repeatable: false };
  return { key: index(`all:${JSON.stringify(Object.entries(row.values).sort(([a], [b]) => (a < b ? -1 : 1)))}`), repeatable: true };
}

/** Rows that say the same are told apart by their number: the first, the second, … */
export const nthKey = (key: string, before: number): string => (before === 0 ? key : `${key}/${before}`);

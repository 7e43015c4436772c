import type { RawRow } from '@zhike/domain/imports/cells';
import { isTransient, type Sql, sqlIn, sqlOf } from '../../platform/db';
import { handleJob, type JobHandler, repeatJob } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { guardWords } from '../../platform/refused';
import { sheetRows } from '../../platform/sheet-read';
import type { Write } from '../../platform/write';
import { BadFile } from '../../platform/zip-read';
import { type Checking, checkRows, nthKey, openRow, type UnderWay } from './checking';
import { withFile } from './files';
import { goOn } from './jobs.kinds';
import {
  changeImport,
  type CheckedLine,
  dropKeys,
  dropParts,
  findImport,
  findKeys,
  type ImportRow,
  insertLines,
  listGood,
  listWritten,
  lockImport,
  type Outcome,
  type RowProblem,
  saveKeys,
  saveOutcomes,
} from './records';
import { listStuck } from './records.jobs';
import type { Doing, ReadyRow, Target } from './target';
import { loadTarget } from './targets';

/** So many rows in one transaction: a kill loses no more than this much work, and nobody waits long behind it. */
const BATCH = 500;
/** How long one job writes before it hands on to the next. */
const SLICE_MS = 20_000;
const ATTEMPTS = 5;

const doingOf = (ports: Ports, of: ImportRow): Doing => ({ sql: sqlOf(ports.db), ports, actor: of.actor, now: ports.clock.now() });
const metaOf = (of: ImportRow) => ({ actor: of.actor, requestId: `import:${of.id}` });

/** One transaction for whoever asked for the import; two of them that met each other try again. */
async function inOne<T>(ports: Ports, of: ImportRow, work: (write: Write) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ports.writer.transaction(metaOf(of), work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !isTransient(error)) throw error;
    }
  }
}

/**
 * Reads the file and checks row after row. A batch's rows and how far it is are one commit: after a kill it goes on there, and two at once do
 * nothing twice. While the database takes one batch, the next is read and checked.
 */
async function checkAll(ports: Ports, of: ImportRow, target: Target): Promise<void> {
  const doing = doingOf(ports, of);
  const checking: Checking = { doing, target, importId: of.id, mapping: of.mapping };
  let until = of.checkedUntil;
  let under: UnderWay = { after: until, lines: [], done: Promise.resolve(true) };
  const save = (lines: readonly CheckedLine[], last: number): Promise<boolean> =>
    inOne(ports, of, async (write) => {
      const now = await lockImport(write.tx, of.id);
      if (now?.state !== 'checking' || now.checkedUntil !== until) return false;
      const bad = lines.filter((line) => line.problems.length > 0).length;
      await Promise.all([
        insertLines(write.tx, of.id, lines),
        changeImport(write.tx, of.id, { checkedUntil: last, checked: now.checked + lines.length, bad: now.bad + bad }),
      ]);
      return true;
    });
  const settle = async (batch: readonly RawRow[], last: number): Promise<boolean> => {
    const lines = await checkRows(checking, batch, under);
    if (!(await under.done)) return false;
    until = under.until ?? until;
    const done = save(lines, last);
    // Whoever waits for it hears of its failure; until then it is nobody's.
    done.catch(() => undefined);
    under = { after: until, until: last, lines, done };
    return true;
  };
  const whole = await withFile(sqlOf(ports.db), ports, of, async (file) => {
    let batch: RawRow[] = [];
    for await (const rows of sheetRows(file.path, file.kind))
      for (const row of rows) {
        if (row.row <= of.headRow || row.row <= of.checkedUntil) continue;
        batch.push(row);
        if (batch.length < BATCH) continue;
        if (!(await settle(batch, row.row))) return false;
        batch = [];
      }
    const last = batch.at(-1)?.row;
    return (last === undefined || (await settle(batch, last))) && under.done;
  }).finally(() => under.done.catch(() => undefined));
  if (!whole) return;
  await inOne(ports, of, async (write) => {
    const now = await lockImport(write.tx, of.id);
    if (now?.state === 'checking') await changeImport(write.tx, of.id, { state: 'checked' });
  });
}

interface Ahead {
  readonly after: number;
  readonly most: number;
  readonly rows: readonly Ready[];
}
type Ready = Pick<ReadyRow, 'row' | 'values'> & { readonly key: string };

/** Rows that wait to be written, opened. */
async function readGood(sql: Sql, ports: Ports, importId: string, after: number, most: number): Promise<Ahead> {
  const lines = await listGood(sql, importId, after, most);
  const rows = lines.map(({ row, key, nth, sealed }) => ({ row, key: nthKey(key, nth), values: openRow({ ports }, importId, row, sealed) }));
  return { after, most, rows };
}

/** The next batch that is in order. Its records, what became of its rows and how far it is are one commit. Answers whether there is more. */
async function writeBatch(
  ports: Ports,
  of: ImportRow,
  target: Target,
  most: number,
  refused: RowProblem | null,
  ahead: AheadOf = NOTHING_AHEAD,
): Promise<boolean> {
  return inOne(ports, of, async (write) => {
    const now = await lockImport(write.tx, of.id);
    if (now?.state !== 'writing') return false;
    const sql = sqlIn(write.tx);
    const doing: Doing = { ...doingOf(ports, of), sql, now: write.now };
    const read = await ahead.take(now.writtenUntil, most);
    const lines = (read ?? (await readGood(sql, ports, of.id, now.writtenUntil, most))).rows;
    const known = await findKeys(
      sql,
      target.name,
      lines.map((line) => line.key),
    );
    const rows = lines.map(({ row, key, values }) => ({ row, knownId: known.get(key) ?? null, values }));
    const last = rows.at(-1)?.row;
    if (last !== undefined && rows.length === most) ahead.read(last, most);
    const outcomes = refused ? rows.map(({ row }) => badOutcome(row, refused)) : rows.length > 0 ? await target.write(write, doing, now, rows) : [];
    const keyOf = new Map(lines.map((line) => [line.row, line.key]));
    const kept = saveOutcomes(write.tx, of.id, outcomes);
    const keys = saveKeys(
      write.tx,
      target.name,
      outcomes.flatMap(({ row, id, outcome, problem }) => {
        const key = keyOf.get(row);
        return problem || id === null || key === undefined || known.has(key) ? [] : [{ key, id, made: outcome === 'created' }];
      }),
    );
    await Promise.all([kept, keys]);
    const good = outcomes.filter((one) => one.problem === null);
    const count = (outcome: string): number => good.filter((one) => one.outcome === outcome).length;
    const bad = now.bad + outcomes.length - good.length;
    const more = lines.length === most;
    await changeImport(write.tx, of.id, {
      writtenUntil: lines.at(-1)?.row ?? now.writtenUntil,
      written: now.written + good.length,
      created: now.created + count('created'),
      changed: now.changed + count('changed'),
      same: now.same + count('same'),
      bad,
      // All or nothing, and one of them would not go any more: what was written goes again.
      ...(now.mode === 'all' && bad > 0
        ? { state: 'undoing' as const, undoAs: 'failed' as const, problem: 'changed_meanwhile' }
        : more
          ? {}
          : { state: 'done' as const, finishedAt: write.now }),
    });
    if (now.mode === 'all' && bad > 0) await write.enqueue(goOn, { importId: of.id });
    else if (!more) {
      await dropParts(write.tx, of.id);
      const data = { importId: of.id, kind: of.kind, created: now.created + count('created'), changed: now.changed + count('changed'), bad };
      await write.event({ type: 'import.written', storeId: of.storeId, data });
    }
    return more;
  });
}

/** What is read of the next batch while this one is written. Rows that wait change by being written alone: whoever has the import's lock may rely on them. */
interface AheadOf {
  read(after: number, most: number): void;
  /** Null: other rows than these were read. */
  take(after: number, most: number): Promise<Ahead | null>;
}
const NOTHING_AHEAD: AheadOf = { read: () => undefined, take: () => Promise.resolve(null) };

function readAhead(ports: Ports, importId: string): AheadOf {
  let next: Promise<Ahead | null> = Promise.resolve(null);
  return {
    read(after, most) {
      // What cannot be read now is read in its turn, and fails there.
      next = readGood(sqlOf(ports.db), ports, importId, after, most).catch(() => null);
    },
    async take(after, most) {
      const read = await next;
      return read?.after === after && read.most === most ? read : null;
    },
  };
}

const badOutcome = (row: number, problem: RowProblem): Outcome => ({ row, id: null, outcome: null, before: null, problem });

/** A batch of which a check before saving refuses something is written in halves, down to the row that it means: that row is bad, no other. */
async function writeJudged(ports: Ports, of: ImportRow, target: Target, ahead: AheadOf, most = BATCH): Promise<boolean> {
  try {
    return await writeBatch(ports, of, target, most, null, ahead);
  } catch (error) {
    const message = guardWords(error);
    if (message === null) throw error;
    if (most === 1) return writeBatch(ports, of, target, 1, { slot: target.keySlot, code: 'rule', facts: { message } });
    await writeJudged(ports, of, target, ahead, Math.ceil(most / 2));
    return true;
  }
}

/** The next batch that is taken back, the last rows first. What is in use by then stays and is counted. */
async function undoBatch(ports: Ports, of: ImportRow, target: Target): Promise<boolean> {
  return inOne(ports, of, async (write) => {
    const now = await lockImport(write.tx, of.id);
    if (now?.state !== 'undoing') return false;
    const sql = sqlIn(write.tx);
    const rows = await listWritten(sql, of.id, now.undoneUntil, BATCH);
    const doing: Doing = { ...doingOf(ports, of), sql, now: write.now };
    const kept = rows.length > 0 ? await target.undo(write, doing, now, rows) : new Set<number>();
    const gone = rows.filter((row) => row.outcome === 'created' && !kept.has(row.row)).map((row) => row.recordId);
    await dropKeys(write.tx, target.name, gone);
    const more = rows.length === BATCH;
    const ended = { state: now.undoAs ?? 'undone', finishedAt: write.now };
    await changeImport(write.tx, of.id, { undoneUntil: rows.at(-1)?.row ?? now.undoneUntil, kept: now.kept + kept.size, ...(more ? {} : ended) });
    if (!more) {
      await dropParts(write.tx, of.id);
      await write.event({ type: 'import.undone', storeId: of.storeId, data: { importId: of.id, kind: of.kind, kept: now.kept + kept.size } });
    }
    return more;
  });
}

async function fail(ports: Ports, of: ImportRow, problem: string): Promise<void> {
  await inOne(ports, of, async (write) => {
    const now = await lockImport(write.tx, of.id);
    if (now?.state !== 'checking') return;
    await changeImport(write.tx, of.id, { state: 'failed', problem, finishedAt: write.now });
    await dropParts(write.tx, of.id);
  });
}

/** Does the next step of an import to its end, or hands on to another job when it has worked for long enough. */
export async function runImport(importId: string, ports: Ports): Promise<void> {
  const of = await findImport(sqlOf(ports.db), importId);
  if (!of || !['checking', 'writing', 'undoing'].includes(of.state)) return;
  const target = await loadTarget(sqlOf(ports.db), of);
  if (!target) return fail(ports, of, 'form_gone');
  if (of.state === 'checking') {
    try {
      return await checkAll(ports, of, target);
    } catch (error) {
      if (error instanceof BadFile) return fail(ports, of, error.problem);
      throw error;
    }
  }
  const ahead = readAhead(ports, importId);
  const step = of.state === 'writing' ? () => writeJudged(ports, of, target, ahead) : () => undoBatch(ports, of, target);
  const begun = performance.now();
  while (await step()) {
    if (performance.now() - begun < SLICE_MS) continue;
    await inOne(ports, of, (write) => write.enqueue(goOn, { importId }));
    return;
  }
}

/** Imports that stand still because their worker died are taken up again at the latest a few minutes later. */
async function lookForStuck(ports: Ports): Promise<void> {
  for (const importId of await listStuck(sqlOf(ports.db)))
    await ports.writer.transaction({ actor: { kind: 'system', job: goOn.name }, requestId: null }, (write) => write.enqueue(goOn, { importId }));
}

export function importJobs(ports: Ports): JobHandler[] {
  return [handleJob(goOn, ({ importId }) => runImport(importId, ports)), repeatJob('imports.look', '*/10 * * * *', () => lookForStuck(ports))];
}

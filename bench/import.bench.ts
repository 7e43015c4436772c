import { readFileSync } from 'node:fs';
import { readFile, unlink } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stream } from 'exceljs';
import { PART_BYTES } from '@zhike/domain/imports/contract';
import { sheetRows } from '../server/src/platform/sheet-read';
import { freePort } from '../server/test/harness';
import { round3, type BenchContext } from './lib/measure';
import { seedStaffSession } from './lib/people';
import type { Place } from './lib/place';
import { startProgram } from './lib/program';
import { openShop, type Shop } from './lib/shop';

const ROWS = 100_000;
const QUICK_ROWS = 2_000;
/** Rows of the size that a shop has: the figure of the target. */
const SHOP_ROWS = 10_000;
const QUICK_SHOP_ROWS = 500;
/** Memory that does not grow with the file: ten times the rows, and what a garbage collector leaves to chance. */
const MEMORY = 1.3;
const SECONDS = 2;
const LOOK_MS = 100;
const PATIENCE_MS = 30 * 60_000;

/**
 * FM-18: spreadsheets of 10,000 and of 100,000 customers, sent, checked row by row by the form's evaluator, and written: sealed phones, a field
 * of the shop's own that no two may share, pinyin, history, audit and all. The baseline in the same run reads the same file with the same reader
 * and inserts the very rows that the import left behind, by plain pg, into tables with the same columns and indexes. Each import has a
 * worker of its own, a process whose highest memory the kernel tells.
 */
export async function importRows(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const shop = await openShop(place, { env: { RATE_LIMIT_FACTOR: '1000' } });
  try {
    const boss = await seedStaffSession(shop.pool, 'zongbu');
    await addOwnField(shop, boss);
    const small = await bring(shop, boss, quick ? QUICK_SHOP_ROWS : SHOP_ROWS, 0);
    const took = small.checking + small.writing;
    emit({
      name: 'import.shop',
      value: round3(took),
      unit: 's',
      baseline: round3(small.plain),
      ratio: round3(took / small.plain),
      target: `${small.rows} rows checked and written within ${SECONDS} s, none left out`,
      pass: small.created === small.rows && took <= SECONDS,
      note: `${Math.round(small.rows / took)} rows/s; checked in ${round3(small.checking)} s, written in ${round3(small.writing)} s by a fresh worker; plain pg reads the file in ${round3(small.reading)} s and inserts the same rows in ${round3(small.plain - small.reading)} s`,
    });
    const large = await bring(shop, boss, quick ? QUICK_ROWS : ROWS, 1);
    const lasted = large.checking + large.writing;
    say(`${large.rows} rows: checked in ${Math.round(large.checking)} s, written in ${Math.round(large.writing)} s, by plain pg in ${round3(large.plain)} s`);
    emit({
      name: 'import.rows',
      value: round3(large.rows / lasted),
      unit: 'rows/s',
      baseline: round3(large.rows / large.plain),
      ratio: round3(large.plain / lasted),
      target: `all ${large.rows} rows, and progress that moves`,
      pass: large.created === large.rows && large.steps > 2,
      note: `progress was seen at ${large.steps} places`,
    });
    emit({
      name: 'import.memory',
      value: round3(large.peakMb),
      unit: 'MB',
      baseline: round3(small.peakMb),
      ratio: round3(large.peakMb / small.peakMb),
      target: `the worker's highest memory for ${large.rows} rows, ratio <= ${MEMORY} of that for ${small.rows}`,
      pass: large.peakMb <= small.peakMb * MEMORY,
      note: `before it began: ${round3(large.idleMb)} and ${round3(small.idleMb)} MB`,
    });
  } finally {
    await shop.close();
  }
}

/** A number of the old system: the shop's own field, unique. */
async function addOwnField(shop: Shop, boss: string): Promise<void> {
  const field = { label: OWN_FIELD, type: 'text', sensitivity: 'internal', unique: 'org' } as const;
  const { refusal } = await shop.api.call('fields.save', { entity: 'customer', id: null, version: 0, field }, boss, randomUUID());
  if (refusal) throw new Error(`refused: ${JSON.stringify(refusal)}`);
}

/** The most memory that a process has had, in MB (Linux). */
const peakOf = (pid: number): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

const OWN_FIELD = '旧系统编号';
const HEAD = ['姓名', '手机号', '性别', '生日', '来源', '备注', OWN_FIELD];
const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗';
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅波辉宁欣怡子涵宇轩梓晨诗雨思佳';
const rowOf = (i: number, batch: number): (string | number)[] => [
  `${SURNAMES[i % SURNAMES.length] ?? '王'}${GIVEN[(i * 7) % GIVEN.length] ?? '小'}${GIVEN[(i * 31 + 5) % GIVEN.length] ?? '华'}`,
  `1${3 + batch}${String(100_000_000 + i)}`,
  i % 2 ? '女' : '男',
  `19${70 + (i % 30)}-0${1 + (i % 9)}-1${i % 9}`,
  '老系统',
  `第 ${i} 行，喜欢安静`,
  `LX-${batch}-${i}`,
];

async function makeFile(rows: number, batch: number): Promise<string> {
  const filename = path.join(tmpdir(), `zhike-bench-${randomUUID()}.xlsx`);
  const book = new stream.xlsx.WorkbookWriter({ filename, useSharedStrings: true });
  const page = book.addWorksheet('客户');
  page.addRow(HEAD).commit();
  for (let i = 0; i < rows; i++) page.addRow(rowOf(i, batch)).commit();
  page.commit();
  await book.commit();
  return filename;
}

/** What an import leaves behind. */
const LEFT = ['customers', 'events', 'import_rows', 'import_keys', 'field_uniques', 'field_history'] as const;
const whatOf: Readonly<Record<(typeof LEFT)[number], string>> = {
  customers: 'id IN (SELECT record_id FROM import_rows WHERE import_id = $1::uuid)',
  events: `type = 'customer.created' AND data->>'importId' = $1`,
  import_rows: 'import_id = $1::uuid',
  import_keys: 'record_id IN (SELECT record_id FROM import_rows WHERE import_id = $1::uuid)',
  field_uniques: 'record_id IN (SELECT record_id FROM import_rows WHERE import_id = $1::uuid)',
  field_history: 'record_id IN (SELECT record_id FROM import_rows WHERE import_id = $1::uuid)',
};
const PLAIN_BATCH = 500;

/** The file read and nothing done with it: what cannot be saved. */
async function readPlainly(file: string): Promise<number> {
  const begun = performance.now();
  let cells = 0;
  for await (const rows of sheetRows(file, 'xlsx')) for (const row of rows) cells += row.cells.length;
  if (cells === 0) throw new Error('the file is empty');
  return (performance.now() - begun) / 1000;
}

/** The very rows that the import wrote, inserted by plain pg in batches, a transaction each, into empty tables of the same columns and indexes. */
async function insertPlainly(shop: Shop, importId: string): Promise<number> {
  const link = await shop.pool.connect();
  let took = 0;
  try {
    for (const table of LEFT) {
      await link.query(`CREATE TABLE bench_${table} (LIKE ${table} INCLUDING ALL)`);
      await link.query(`CREATE TEMP TABLE left_behind AS SELECT row_number() OVER () AS n, to_jsonb(t) AS row FROM ${table} t WHERE ${whatOf[table]}`, [
        importId,
      ]);
      for (let from = 0; ; from += PLAIN_BATCH) {
        const found = await link.query<{ rows: string | null }>('SELECT jsonb_agg(row ORDER BY n)::text AS rows FROM left_behind WHERE n > $1 AND n <= $2', [
          from,
          from + PLAIN_BATCH,
        ]);
        const rows = found.rows[0]?.rows;
        if (!rows) break;
        const begun = performance.now();
        await link.query(`INSERT INTO bench_${table} SELECT * FROM jsonb_populate_recordset(NULL::bench_${table}, $1::jsonb)`, [rows]);
        took += performance.now() - begun;
      }
      await link.query('DROP TABLE left_behind');
    }
    await link.query(`DROP TABLE ${LEFT.map((table) => `bench_${table}`).join(', ')}`);
  } finally {
    link.release();
  }
  return took / 1000;
}

interface Brought {
  readonly rows: number;
  readonly created: number;
  /** Reading and inserting without us. */
  readonly plain: number;
  readonly reading: number;
  readonly checking: number;
  readonly writing: number;
  readonly steps: number;
  readonly idleMb: number;
  readonly peakMb: number;
}

async function bring(shop: Shop, boss: string, rows: number, batch: number): Promise<Brought> {
  const file = await makeFile(rows, batch);
  const worker = await startProgram({ entry: 'worker', env: shop.envFor(await freePort(), { RATE_LIMIT_FACTOR: '1000' }), from: 'bundle' });
  try {
    const idleMb = peakOf(worker.pid);
    const bytes = await readFile(file);
    const must = <T>(answer: { readonly value: T; readonly refusal: unknown }): T => {
      if (answer.refusal) throw new Error(`refused: ${JSON.stringify(answer.refusal)}`);
      return answer.value;
    };
    const began = must(
      await shop.api.call(
        'imports.begin',
        { kind: 'customer', formId: null, fileName: 'bench.xlsx', bytes: bytes.length, storeId: shop.fixture.storeId },
        boss,
        randomUUID(),
      ),
    );
    const importId = began.import.id;
    for (let part = 0; part * PART_BYTES < bytes.length; part++) {
      const answer = await fetch(`${shop.url}/api/import-part?import=${importId}&part=${part}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${boss}`, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)),
      });
      if (answer.status !== 204) throw new Error(`part ${part} was answered ${answer.status}`);
    }
    const { mapping } = must(await shop.api.call('imports.read', { importId }, boss, randomUUID()));
    const seen = new Set<number>();
    const rest = async (state: string): Promise<{ seconds: number; created: number }> => {
      const begun = performance.now();
      for (;;) {
        const { import: now } = must(await shop.api.call('imports.get', { importId }, boss));
        seen.add(now.checked + now.written);
        const seconds = (performance.now() - begun) / 1000;
        if (now.state === state) return { seconds, created: now.created };
        if (now.state === 'failed' || seconds * 1000 > PATIENCE_MS)
          throw new Error(`the import stands at ${now.state}, ${now.checked} checked, ${now.written} written`);
        await sleep(LOOK_MS);
      }
    };
    must(await shop.api.call('imports.check', { importId, mapping, existing: 'update', heard: false }, boss, randomUUID()));
    const checking = await rest('checked');
    must(await shop.api.call('imports.write', { importId, mode: 'all' }, boss, randomUUID()));
    const writing = await rest('done');
    const peakMb = peakOf(worker.pid);
    await worker.stop();
    const reading = await readPlainly(file);
    const plain = reading + (await insertPlainly(shop, importId));
    return { rows, created: writing.created, plain, reading, checking: checking.seconds, writing: writing.seconds, steps: seen.size, idleMb, peakMb };
  } finally {
    await worker.stop();
    await unlink(file);
  }
}

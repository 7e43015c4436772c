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
import { median, round3, type BenchContext } from './lib/measure';
import { seedStaffSession } from './lib/people';
import type { Place } from './lib/place';
import { startProgram } from './lib/program';
import { openShop, type Shop } from './lib/shop';

const ROWS = 100_000;
const QUICK_ROWS = 2_000;
/** Rows of the size that a shop has: the figure of the target. */
const SHOP_ROWS = 10_000;
const QUICK_SHOP_ROWS = 500;
const MEMORY = 1.5;
const SECONDS = 2;
const LOOK_MS = 200;
const PATIENCE_MS = 30 * 60_000;

/**
 * FM-18: a spreadsheet of 100,000 customers, sent, checked row by row by the form's evaluator, and written: sealed phones, pinyin, audit and all.
 * The baseline in the same run reads the same file and inserts the same cells into a plain table with plain pg. The worker is a process of its
 * own whose memory is looked at while it works.
 */
export async function importRows(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const shop = await openShop(place, { env: { RATE_LIMIT_FACTOR: '1000' } });
  const worker = await startProgram({ entry: 'worker', env: shop.envFor(await freePort(), { RATE_LIMIT_FACTOR: '1000' }), from: 'bundle' });
  try {
    const boss = await seedStaffSession(shop.pool, 'zongbu');
    const small = await bring(shop, boss, worker.pid, quick ? QUICK_SHOP_ROWS : SHOP_ROWS, 0);
    emit({
      name: 'import.shop',
      value: round3(small.checking + small.writing),
      unit: 's',
      baseline: round3(small.plain),
      ratio: round3((small.checking + small.writing) / small.plain),
      target: `${small.rows} rows checked and written within ${SECONDS} s, none left out`,
      pass: small.created === small.rows && small.checking + small.writing <= SECONDS,
      note: `checked in ${round3(small.checking)} s, written in ${round3(small.writing)} s; the worker takes its job within half a second of each`,
    });
    const large = await bring(shop, boss, worker.pid, quick ? QUICK_ROWS : ROWS, 1);
    say(`${large.rows} rows: checked in ${Math.round(large.checking)} s, written in ${Math.round(large.writing)} s, plainly in ${round3(large.plain)} s`);
    emit({
      name: 'import.rows',
      value: round3(large.rows / (large.checking + large.writing)),
      unit: 'rows/s',
      baseline: round3(large.rows / large.plain),
      ratio: round3(large.plain / (large.checking + large.writing)),
      target: `all ${large.rows} rows, and progress that moves`,
      pass: large.created === large.rows && large.steps > 2,
      note: `progress was seen at ${large.steps} places`,
    });
    emit({
      name: 'import.memory',
      value: round3(large.memory.last),
      unit: 'MB',
      baseline: round3(large.memory.first),
      ratio: round3(large.memory.last / Math.max(1, large.memory.first)),
      target: `the worker's memory, ratio <= ${MEMORY} of its first tenth`,
      pass: large.memory.last <= large.memory.first * MEMORY,
    });
  } finally {
    await worker.stop();
    await shop.close();
  }
}

/** What a process has in memory now, in MB (Linux). */
const memoryOf = (pid: number): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

const HEAD = ['姓名', '手机号', '性别', '生日', '来源', '备注'];
const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗';
const rowOf = (i: number, batch: number): (string | number)[] => [
  `${SURNAMES[i % SURNAMES.length] ?? '王'}小${SURNAMES[(i * 7) % SURNAMES.length] ?? '李'}`,
  `1${3 + batch}${String(100_000_000 + i)}`,
  i % 2 ? '女' : '男',
  `19${70 + (i % 30)}-0${1 + (i % 9)}-1${i % 9}`,
  '老系统',
  `第 ${i} 行，喜欢安静`,
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

/** The same file read and its cells inserted, and nothing else: what cannot be saved. */
async function plainly(shop: Shop, file: string): Promise<number> {
  await shop.pool.query(
    'CREATE TABLE bench_plain (id bigserial PRIMARY KEY, name text, phone text UNIQUE, gender text, birthday text, source text, note text)',
  );
  const begun = performance.now();
  let batch: string[][] = [];
  const insert = async (): Promise<void> => {
    const columns = HEAD.map((_, index) => batch.map((row) => row[index] ?? ''));
    await shop.pool.query(
      'INSERT INTO bench_plain (name, phone, gender, birthday, source, note) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])',
      columns,
    );
    batch = [];
  };
  for await (const rows of sheetRows(file, 'xlsx'))
    for (const { row, cells } of rows) {
      if (row === 1) continue;
      batch.push(cells.map(String));
      if (batch.length === 500) await insert();
    }
  if (batch.length > 0) await insert();
  const took = (performance.now() - begun) / 1000;
  await shop.pool.query('DROP TABLE bench_plain');
  return took;
}

interface Brought {
  readonly rows: number;
  readonly created: number;
  readonly plain: number;
  readonly checking: number;
  readonly writing: number;
  readonly steps: number;
  readonly memory: { readonly first: number; readonly last: number };
}

async function bring(shop: Shop, boss: string, pid: number, rows: number, batch: number): Promise<Brought> {
  const file = await makeFile(rows, batch);
  try {
    const plain = await plainly(shop, file);
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
    const memory: number[] = [];
    const seen = new Set<number>();
    const rest = async (state: string): Promise<{ seconds: number; created: number }> => {
      const begun = performance.now();
      for (;;) {
        const { import: now } = must(await shop.api.call('imports.get', { importId }, boss));
        memory.push(memoryOf(pid));
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
    const tenth = Math.max(1, Math.floor(memory.length / 10));
    return {
      rows,
      created: writing.created,
      plain,
      checking: checking.seconds,
      writing: writing.seconds,
      steps: seen.size,
      memory: { first: median(memory.slice(0, tenth)), last: median(memory.slice(-tenth)) },
    };
  } finally {
    await unlink(file);
  }
}

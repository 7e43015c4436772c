import { visibleParts } from '@zhike/domain/customers/policy';
import type { ImportKind } from '@zhike/domain/imports/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf } from '../../platform/db';
import { customerRowFacts } from '../customers/row-facts';
import { fileName, waitForFile } from './downloads';
import type { Input } from './input';
import { findImport, listBad, listImports } from './records';
import { listVisits } from './records.past';
import type { Target } from './target';
import { listTargets, loadTarget, mayImport } from './targets';
import { toBadCell, toImportView } from './view';

type ImportAsk = Ask<ActorOf<'imports.list'>>;
const PAGE = 20;
const BAD_SHOWN = 100;
const MOST_VISITS = 200;

const NOTES: Readonly<Record<ImportKind, string>> = {
  customer: '手机号相同就是同一位客户：再次导入只会更新，不会重复。不会给客户发任何消息。',
  record: '按表单的规则检查每一行；表格（明细行）、图片和签名不能从文件导入。',
  card: '先导入客户、建好卡种。余额记为期初，不算收入，也不发消息。卡号相同的卡只导入一次。',
  visit: '以前的消费只供查看，不计入这里的业绩和收入，也不发消息。',
};

const ofTarget = (target: Target) => ({ kind: target.kind, formId: target.kind === 'record' ? target.form.id : null, title: target.form.title });

export async function getKinds(ask: ImportAsk): Answer<'imports.kinds'> {
  const targets = await listTargets(sqlOf(ask.ports.db), ask.actor);
  return allow({
    kinds: targets.map((target) => ({
      ...ofTarget(target),
      note: NOTES[target.kind],
      columns: target.columns.map(({ key, title, required, help }) => ({ key, title, required, help })),
    })),
  });
}

async function targetFor(ask: ImportAsk, of: { readonly kind: ImportKind; readonly formId: string | null }): Promise<Target | null> {
  return mayImport(ask.actor, of.kind) ? loadTarget(sqlOf(ask.ports.db), { ...of, formVersion: null }) : null;
}

export async function getTemplate(ask: ImportAsk, input: Input<'imports.template'>): Answer<'imports.template'> {
  const target = await targetFor(ask, input);
  if (!target) return refuse('record.not_found', { noun: 'form', id: input.formId ?? input.kind });
  return allow(await waitForFile(ask, { what: 'template', ...ofTarget(target) }, fileName('template', target.kind)));
}

export async function getExport(ask: ImportAsk, input: Input<'imports.export'>): Answer<'imports.export'> {
  const target = await targetFor(ask, input);
  const sheet = target?.sheet({ sql: sqlOf(ask.ports.db), ports: ask.ports, actor: ask.actor, now: ask.now });
  if (!target || !sheet) return refuse('record.not_found', { noun: 'form', id: input.formId ?? input.kind });
  return allow(await waitForFile(ask, { what: 'export', ...ofTarget(target) }, fileName('export', target.kind)));
}

export async function getResult(ask: ImportAsk, input: Input<'imports.result'>): Answer<'imports.result'> {
  const row = await findImport(sqlOf(ask.ports.db), input.importId, ask.scope.kind === 'all' ? null : ask.actor.staffId);
  if (!row) return refuse('record.not_found', { noun: 'import', id: input.importId });
  return allow(await waitForFile(ask, { what: 'result', importId: row.id }, fileName('result', row.kind)));
}

/** Each member sees her own; who reaches everything sees all. */
export async function getImports(ask: ImportAsk, input: Input<'imports.list'>): Answer<'imports.list'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const rows = await listImports(sql, ask.scope.kind === 'all' ? null : ask.actor.staffId, after.value, PAGE + 1);
  const titles = new Map((await listTargets(sql, ask.actor)).map((target) => [`${target.kind}/${ofTarget(target).formId ?? ''}`, target.form.title]));
  const last = rows[PAGE - 1];
  return allow({
    items: rows.slice(0, PAGE).map((row) => toImportView(row, titles.get(`${row.kind}/${row.formId ?? ''}`) ?? '')),
    next: rows.length > PAGE && last ? toCursor({ at: last.createdAt, id: last.id }) : null,
  });
}

export async function getImport(ask: ImportAsk, input: Input<'imports.get'>): Answer<'imports.get'> {
  const sql = sqlOf(ask.ports.db);
  const row = await findImport(sql, input.importId, ask.scope.kind === 'all' ? null : ask.actor.staffId);
  const target = row && (await loadTarget(sql, row));
  if (!row || !target) return refuse('record.not_found', { noun: 'import', id: input.importId });
  const bad = row.bad > 0 ? await listBad(sql, row.id, 0, BAD_SHOWN) : [];
  return allow({
    import: toImportView(row, target.form.title),
    bad: bad.flatMap((line) => line.problems.map((problem) => toBadCell(line.row, problem, row, target))).slice(0, BAD_SHOWN),
  });
}

/** FM-19: what she had before; whoever sees her bookings sees it. */
export async function getPastVisits(ask: Ask<ActorOf<'imports.pastVisits'>>, input: Input<'imports.pastVisits'>): Answer<'imports.pastVisits'> {
  const sql = sqlOf(ask.ports.db);
  const customer = await customerRowFacts(sql, input.customerId);
  const parts = customer && visibleParts(ask.scope, customer);
  if (!customer || !parts || (parts !== 'all' && !parts.includes('bookings'))) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  return allow({ visits: await listVisits(sql, customer.customerId, MOST_VISITS) });
}

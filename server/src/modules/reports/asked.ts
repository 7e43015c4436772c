import { shippedReports } from '@zhike/config/dashboards';
import type { ApiRefusal } from '@zhike/domain/api';
import { own } from '@zhike/domain/engines/conditions/values';
import type { ReportDef } from '@zhike/domain/engines/reports/definition';
import { readReport } from '@zhike/domain/engines/reports/shape';
import { allow, type Decision, refuse } from '@zhike/domain/kernel/decision';
import type { Sql } from '../../platform/db';
import { publishedOf } from '../definitions/in-force';
import type { Input } from './input';
import type { Reading } from './reading';
import { toFound } from './view';

/** The text of a shipped report, or of a saved one that is in force; null: there is none. */
export async function bodyOf(sql: Sql, id: string): Promise<unknown> {
  const shipped = own(shippedReports, id);
  if (shipped) return shipped;
  const saved = (await publishedOf(sql, ['report'])).find((one) => one.id === id && one.on);
  return saved ? { ...(saved.body as object), title: saved.title } : null;
}

/** The report that is asked for, with another period and a store where wished, checked for who asks. */
export async function reportAsked(sql: Sql, reading: Reading, input: Input<'reports.run'>): Promise<Decision<ReportDef, ApiRefusal>> {
  const body = 'id' in input.report ? await bodyOf(sql, input.report.id) : input.report.body;
  if (body === null) return refuse('record.not_found', { noun: 'report', id: 'id' in input.report ? input.report.id : '' });
  const wanted = narrowed(body, input);
  const problems = reading.check(wanted).filter((problem) => problem.level === 'error');
  const read = readReport(wanted);
  if (problems.length > 0 || !read.ok) return refuse('report.has_problems', { problems: toFound(problems) });
  return allow(read.value);
}

/** A body that cannot be read stays as it is: its check says what is wrong. */
function narrowed(body: unknown, { storeId, period, sort, split }: Omit<Input<'reports.run'>, 'report'>): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const filter = 'filter' in body && typeof body.filter === 'object' ? body.filter : null;
  const before = filter && 'store' in filter ? [filter.store] : [];
  const store = { f: 'id', op: 'eq', v: storeId };
  return {
    ...body,
    ...(period ? { period } : {}),
    ...(sort ? { sort } : {}),
    ...(split ? splitBy(split) : {}),
    ...(storeId ? { filter: { ...filter, store: before.length > 0 ? { all: [...before, store] } : store } } : {}),
  };
}

/** So many lines tell where a number comes from; the rest is 其他. */
const MOST_PARTS = 20;

function splitBy({ measure, dim }: NonNullable<Input<'reports.run'>['split']>): Partial<ReportDef> {
  return {
    chart: 'table',
    measures: [{ m: measure }],
    rows: [{ dim }],
    cols: undefined,
    compare: 'prev',
    sort: { by: measure, dir: 'desc' },
    top: { n: MOST_PARTS },
    zeroFill: false,
    target: undefined,
    funnel: undefined,
    gantt: undefined,
  };
}

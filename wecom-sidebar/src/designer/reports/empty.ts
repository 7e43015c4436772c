import type { ReportDef } from '@zhike/domain/engines/reports/definition';

/** What a new report begins with. By itself, so that the list of kinds loads no engine. */
export const EMPTY_REPORT: ReportDef = { title: '新报表', chart: 'column', measures: [], rows: [], period: { last: 12, unit: 'month' }, zeroFill: true };

import { kpiStandIns } from '@zhike/config/kpi';
import { own } from '@zhike/domain/engines/conditions/values';
import { type MeasureId, partsOf } from '@zhike/domain/engines/reports/definition';
import type { ReportEnv } from '@zhike/domain/engines/reports/drill';
import { reach } from '@zhike/domain/engines/reports/grain';
import type { ReportView } from '@zhike/domain/reports/contract';

type Split = ReportView['measures'][number]['splits'][number];

/**
 * What a number can be split by: whatever each of its rows has one of. Where it has many (a customer bought many items), another number
 * that is counted finer stands for it, if one is declared.
 */
export function splitsOf(id: MeasureId, { catalogue, semantics }: ReportEnv): Split[] {
  const reaches = (measure: MeasureId, dim: Parameters<typeof reach>[2]): boolean => {
    const parts = partsOf(measure, semantics);
    return parts.length > 0 && parts.every((part) => reach(catalogue, part.home, dim).kind === 'path');
  };
  return [...semantics.dimensions.values()].flatMap((dimension): Split[] => {
    const { id: dim, label } = dimension;
    if (reaches(id, dimension)) return [{ dim, label, measure: id }];
    const instead = own(own(kpiStandIns, id), dim);
    return instead !== undefined && reaches(instead, dimension) ? [{ dim, label, measure: instead }] : [];
  });
}

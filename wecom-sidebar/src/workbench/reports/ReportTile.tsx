import type { ApiInput } from '@zhike/domain/api';
import type { Tile } from '@zhike/domain/reports/contract';
import { useMemo, useState } from 'react';
import type * as z from 'zod/mini';
import { useQuery } from '../../api/hooks';
import type { AppRefusal } from '../../api/call';
import { Loaded, Problem, RowsSkeleton } from '../../components/states';
import { keysOf } from '../../features/reports/figures';
import { ReportShown } from '../../features/reports/ReportShown';
import { useChangedOften } from './live';
import { recordHref } from './records';
import type { Opened } from './RowsSheet';

/** One report on a dashboard, worked out again soon after something happened that it may count. */
export function ReportTile({
  tile,
  storeId,
  period,
  onOpen,
  onSplit,
}: {
  tile: z.infer<typeof Tile>;
  storeId: string | null;
  period: Record<string, unknown> | null;
  onOpen: (opened: Opened) => void;
  onSplit: (asked: ApiInput<'reports.run'>, title: string) => void;
}) {
  const [by, rankBy] = useState<string | null>(null);
  const asked = useMemo(
    () => ({ report: { id: tile.report }, storeId, ...(period ? { period } : {}), ...(by ? { sort: { by, dir: 'desc' as const } } : {}) }),
    [tile.report, storeId, period, by],
  );
  const query = useQuery('reports.run', asked, { keepPrevious: true });
  useChangedOften(query.reload);
  if (!query.data && isMissingRight(query.refusal))
    return (
      <>
        <h2>{tile.title}</h2>
        <p className="zk-hint" data-testid="tile-locked">
          您的岗位看不到这张报表里的数字。需要的话请联系总部开通。
        </p>
      </>
    );
  if (!query.data && query.refusal)
    return (
      <>
        <h2>{tile.title}</h2>
        <Problem refusal={query.refusal} onRetry={query.reload} />
      </>
    );
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
      {({ report }) => (
        <ReportShown
          report={report}
          onPick={(picked) => onOpen({ asked, picked, report, keys: keysOf(report, picked) })}
          onOpen={(entity, id) => {
            const href = recordHref(entity, id);
            if (href) window.location.hash = href;
          }}
          ranking={{ by: by ?? report.measures[0]?.id ?? '', choose: rankBy }}
          tools={
            report.measures.some((head) => head.splits.length > 0) && (
              <button type="button" className="zk-link" onClick={() => onSplit(asked, report.title)} data-testid="tile-split">
                拆开看
              </button>
            )
          }
        />
      )}
    </Loaded>
  );
}

function isMissingRight(refusal: AppRefusal | undefined): boolean {
  return (
    refusal?.code === 'report.has_problems' &&
    refusal.facts.problems.every(({ code }) => ['measure_not_allowed', 'dim_not_allowed', 'no_read_right', 'op_on_masked'].includes(code))
  );
}

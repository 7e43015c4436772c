import { compileScope } from '@zhike/domain/kernel/access';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import type { DownloadSpan } from '@zhike/domain/kernel/download';
import { instantOf } from '@zhike/domain/kernel/zone';
import { TILLS } from '@zhike/domain/ledger/accounts';
import { waitForDownload } from '../../http/downloads';
import type { ActorOf, Answer, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { paged, type Sheet } from '../../platform/sheet';
import { listClosings, type ClosingRow } from './records.closings';
import { toClosingView } from './view';

const BATCH = 500;
const ZONE = 'Asia/Shanghai';
const WORDS = { wechat: '微信', cash: '现金', bank: '转账', pos: '刷卡' } as const;

export const exportClosings = (ask: Ask<ActorOf<'finance.exportClosings'>>, span: DownloadSpan): Answer<'finance.exportClosings'> =>
  waitForDownload(ask, 'closings', span);

/** The closings of those days, the newest first. */
export function closingsSheet({ actor, ports }: Pick<Ask, 'actor' | 'ports'>, span: DownloadSpan): Sheet {
  const scope = compileScope(actor, 'finance.close_day');
  const sql = sqlOf(ports.db);
  const from = instantOf(span.from, '00:00', ZONE);
  const before = new Date(instantOf(addDays(span.until, 1), '00:00', ZONE)).toISOString();
  /** Sorts before every id: the first page begins with the last closing before the span ends. */
  const first = { at: before, id: '00000000-0000-0000-0000-000000000000' };
  return {
    name: '交班',
    columns: [
      { title: '门店', width: 14, kind: 'text' },
      { title: '时间', width: 17, kind: 'time' },
      { title: '交班人', width: 12, kind: 'text' },
      ...TILLS.flatMap((till) => [
        { title: `${WORDS[till]}收入`, width: 13, kind: 'yuan' as const },
        { title: `${WORDS[till]}支出`, width: 13, kind: 'yuan' as const },
      ]),
      { title: '账上现金', width: 13, kind: 'yuan' },
      { title: '实点现金', width: 13, kind: 'yuan' },
      { title: '长短款', width: 12, kind: 'yuan' },
      { title: '交存银行', width: 13, kind: 'yuan' },
      { title: '留存', width: 13, kind: 'yuan' },
      { title: '备注', width: 30, kind: 'text' },
    ],
    batches: async function* () {
      const page = (after: ClosingRow | null, limit: number) =>
        listClosings(sql, scope, span.storeId, { after: after ? { at: after.at.toISOString(), id: after.id } : first, limit });
      for await (const rows of paged<ClosingRow>(BATCH, page)) {
        const within = rows.filter((row) => row.at.getTime() >= from);
        yield within.map((row) => {
          const view = toClosingView(row);
          const sums = TILLS.flatMap((till) => {
            const found = view.tills.find((one) => one.till === till);
            return [found?.inFen ?? 0, found?.outFen ?? 0];
          });
          return [view.storeName, row.at, view.byName, ...sums, view.expectedFen, view.countedFen, view.differenceFen, view.bankedFen, view.leftFen, view.note];
        });
        if (within.length < rows.length) return;
      }
    },
  };
}

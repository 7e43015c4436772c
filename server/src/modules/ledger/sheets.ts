import { compileScope } from '@zhike/domain/kernel/access';
import type { DownloadSpan } from '@zhike/domain/kernel/download';
import { ACCOUNT_KINDS, type AccountKindKey } from '@zhike/domain/ledger/accounts';
import { ACTS, type Act } from '@zhike/domain/ledger/posting';
import type { ActorOf, Answer, Ask } from '../../http/route';
import { waitForDownload } from '../../http/downloads';
import { sqlOf } from '../../platform/db';
import { paged, type Sheet } from '../../platform/sheet';
import { booksIn } from './queries';
import { listLines } from './records.sheets';

const BATCH = 2_000;
const UNIT_WORDS = { fen: '元', session: '次', point: '分' } as const;

export const exportLedger = (ask: Ask<ActorOf<'ledger.export'>>, span: DownloadSpan): Answer<'ledger.export'> => waitForDownload(ask, 'ledger', span);

/** Every line of the books over some business days, in the order in which they were written. */
export function ledgerSheet({ actor, ports }: Pick<Ask, 'actor' | 'ports'>, span: DownloadSpan): Sheet {
  const books = booksIn(compileScope(actor, 'ledger.read'), span.storeId);
  const sql = sqlOf(ports.db);
  return {
    name: '分录',
    columns: [
      { title: '序号', width: 10, kind: 'text' },
      { title: '营业日', width: 12, kind: 'text' },
      { title: '时间', width: 17, kind: 'time' },
      { title: '业务', width: 16, kind: 'text' },
      { title: '科目', width: 12, kind: 'text' },
      { title: '门店', width: 14, kind: 'text' },
      { title: '客户', width: 12, kind: 'text' },
      { title: '借方（元）', width: 14, kind: 'yuan' },
      { title: '贷方（元）', width: 14, kind: 'yuan' },
      { title: '借方（次、分）', width: 14, kind: 'count' },
      { title: '贷方（次、分）', width: 14, kind: 'count' },
      { title: '单位', width: 6, kind: 'text' },
      { title: '经手', width: 12, kind: 'text' },
      { title: '说明', width: 30, kind: 'text' },
      { title: '凭证', width: 38, kind: 'text' },
    ],
    batches: async function* () {
      for await (const rows of paged<Awaited<ReturnType<typeof listLines>>[number]>(BATCH, (after, limit) =>
        listLines(sql, books, span, after?.id ?? null, limit),
      ))
        yield rows.map((row) => {
          const { unit, name } = ACCOUNT_KINDS[row.kind as AccountKindKey];
          const debit = row.amount > 0 ? row.amount : null;
          const credit = row.amount < 0 ? -row.amount : null;
          const [debitFen, creditFen, debitCount, creditCount] = unit === 'fen' ? [debit, credit, null, null] : [null, null, debit, credit];
          const by = row.actorKind === 'staff' ? (row.actorName ?? '') : row.actorKind === 'customer' ? '客户' : '系统';
          return [
            row.id,
            row.businessDate,
            row.at,
            ACTS[row.act as Act] ?? row.act,
            name,
            row.storeName,
            row.customerName,
            debitFen,
            creditFen,
            debitCount,
            creditCount,
            UNIT_WORDS[unit],
            by,
            row.note,
            row.transactionId,
          ];
        });
    },
  };
}

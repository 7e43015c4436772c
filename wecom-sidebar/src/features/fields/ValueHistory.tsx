import type { FieldEntity } from '@zhike/domain/fields/contract';
import type { ValueChange } from '@zhike/domain/forms/contract';
import { type Query, useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';

const CAUSES: Readonly<Record<string, string>> = { form: '手动填写', import: '导入', merge: '合并客户', engine: '规则或流程' };
const causeWords = (cause: string): string => CAUSES[cause] ?? (cause.startsWith('rule:') ? '规则' : cause.startsWith('flow:') ? '流程' : '系统');

/** What the shop's fields of a record said before, by whom it was changed and why; also of fields that are no longer used. */
export function ValueHistory({ entity, recordId, onClose }: { entity: FieldEntity; recordId: string; onClose: () => void }) {
  return <HistorySheet query={useQuery('fields.history', { entity, recordId })} onClose={onClose} />;
}

/** The same of a record of a kind that the shop made up. */
export function RecordHistory({ recordId, onClose }: { recordId: string; onClose: () => void }) {
  return <HistorySheet query={useQuery('forms.history', { id: recordId })} onClose={onClose} />;
}

function HistorySheet({ query, onClose }: { query: Query<{ items: ValueChange[] }>; onClose: () => void }) {
  const now = useNow();
  return (
    <Sheet open onClose={onClose} title="修改记录" testid="value-history">
      <Loaded query={query} skeleton={<RowsSkeleton rows={5} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title="还没有改动" hint="填过或改过的内容会记在这里。" />
          ) : (
            <ul className="zk-names">
              {items.map((item, n) => (
                <li key={`${item.at} ${n}`} className="zk-card" data-testid="value-change">
                  <b>{item.field}</b>
                  {item.retired && <span className="zk-hint">（已停用）</span>}
                  <p>{item.sealed ? '已改动（加密内容不留底）' : `${item.before ?? '未填写'} → ${item.after ?? '未填写'}`}</p>
                  <span className="zk-hint">
                    {item.byName || causeWords(item.cause)} {momentOf(item.at, CHINA_OFFSET, now)}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Sheet>
  );
}

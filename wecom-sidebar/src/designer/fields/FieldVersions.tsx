import type { FieldView } from '@zhike/domain/fields/contract';
import { Button } from 'antd';
import { useCommand, useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { sayFieldProblem, TYPE_WORDS } from './words';

/** How a field was defined before; any of them can be brought back. */
export function FieldVersions({ field, may, onClose, onRestored }: { field: FieldView; may: boolean; onClose: () => void; onRestored: () => void }) {
  const query = useQuery('fields.versions', { id: field.id });
  const restore = useCommand('fields.restore');
  const now = useNow();
  const bring = async (to: number) => {
    const answer = await restore.run({ id: field.id, version: field.version, to });
    if (!answer.ok) return;
    say(`已恢复成第 ${to} 版的样子`);
    onRestored();
  };
  return (
    <Sheet open onClose={onClose} title={`「${field.label}」以前的样子`} testid="field-versions-sheet">
      <RefusalNote refusal={restore.refusal}>
        {restore.refusal?.code === 'fields.has_problems' &&
          restore.refusal.facts.problems.map((problem) => <p key={problem.code}>{sayFieldProblem(problem)}</p>)}
      </RefusalNote>
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
        {({ items }) =>
          items.map((item) => (
            <div key={item.version} className="zk-card zk-row" data-testid="field-version">
              <span className="zk-grow">
                <b>{item.field.label}</b>
                <span className="zk-hint zk-block">
                  第 {item.version} 版 · {TYPE_WORDS[item.field.type] ?? item.field.type}
                  {item.field.required ? ' · 必填' : ''}
                  {item.field.hidden ? ' · 资料页不显示' : ''}
                  {item.field.retired ? ' · 停用' : ''}
                  {item.field.options ? ` · ${item.field.options.map((option) => option.label).join('、')}` : ''}
                </span>
                <span className="zk-hint zk-block">
                  {item.byName || '系统'} {momentOf(item.at, CHINA_OFFSET, now)}
                </span>
              </span>
              {may && item.version !== field.version && (
                <Button size="small" loading={restore.busy} onClick={() => void bring(item.version)}>
                  恢复
                </Button>
              )}
            </div>
          ))
        }
      </Loaded>
    </Sheet>
  );
}

import type { PushPart, PushTaskView } from '@zhike/domain/marketing/contract';
import { Button } from 'antd';
import { useCommand, useQuery } from '../../api/hooks';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { taskWords } from '../../features/marketing/words';

/** MK-11: what each member was asked to send in WeCom. It is said plainly that nothing is sent before she confirms there. */
export function PushTasks({ pushId, now, onPart }: { pushId: string; now: number; onPart: (part: PushPart) => void }) {
  const query = useQuery('marketing.pushTasks', { pushId }, { keepPrevious: true });
  const check = useCommand('marketing.checkTasks');
  const look = async () => {
    await check.run({ pushId });
    query.reload();
  };
  return (
    <section style={{ marginTop: 16 }} data-testid="push-tasks">
      <h3>同事在企业微信里群发</h3>
      <p className="zk-hint">企业微信不会自己发：每位同事要在手机上点「确认发送」，客户才收到。</p>
      <Loaded query={query} skeleton={<RowsSkeleton rows={2} />}>
        {({ tasks, unreachable }) => (
          <>
            {tasks.length === 0 && <p>券发完后才会请同事发；还没有加任何一位客户的企业微信，就没有可发的。</p>}
            {tasks.map((task) => (
              <Task key={task.id} task={task} now={now} />
            ))}
            {tasks.length > 0 && (
              <p>
                <button type="button" className="zk-link" onClick={() => onPart('by_member')} data-testid="push-by_member">
                  请同事发给 {tasks.reduce((sum, task) => sum + task.people, 0)} 人
                </button>
                ，
                <button type="button" className="zk-link" onClick={() => onPart('by_member_sent')} data-testid="push-by_member_sent">
                  已收到 {tasks.reduce((sum, task) => sum + task.sent, 0)} 人
                </button>
                {unreachable > 0 && `；另有 ${unreachable} 人没有加同事的企业微信，只在小程序里看到`}
              </p>
            )}
            {tasks.some((task) => task.state === 'waiting') && (
              <Button loading={check.busy} onClick={() => void look()} data-testid="push-tasks-check">
                现在问企业微信
              </Button>
            )}
            <RefusalNote refusal={check.refusal} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Task({ task, now }: { task: PushTaskView; now: number }) {
  return (
    <div className="zk-account" style={{ cursor: 'default' }} data-testid="push-task">
      <span>
        {task.staffName}
        <span className="zk-hint zk-block">
          {taskWords(task)}
          {task.checkedAt !== null && ` · ${momentOf(task.checkedAt, CHINA_OFFSET, now)} 问过`}
        </span>
      </span>
      <b>
        {task.sent}/{task.people}
      </b>
    </div>
  );
}

import type { CancelPolicy } from '@zhike/domain/booking/contract';
import { Button, Switch } from 'antd';
import { CountField } from '../../components/inputs';
import type { PartProps } from './parts';

/** Until when she may cancel for nothing, what stays after, how often she may move it; some levels may have kinder terms. */
export function TermsPart({ draft, levels, may, onFields }: PartProps & { levels: readonly { key: string; name: string }[] }) {
  const { policy, levelPolicies } = draft.fields;
  return (
    <section className="zk-card" data-testid="terms-part">
      <h2>取消和改期规则</h2>
      <p className="zk-second">已有的预约按下单时的规则，不受这里影响。</p>
      <PolicyFields policy={policy} onChange={(next) => onFields({ policy: next })} />
      {levels.length > 0 && <h3 style={{ margin: '16px 0 8px' }}>按会员等级放宽</h3>}
      {levels.map((level) => {
        const own = levelPolicies[level.key];
        const set = (next: CancelPolicy | null) => {
          const rest = Object.fromEntries(Object.entries(levelPolicies).filter(([key]) => key !== level.key));
          onFields({ levelPolicies: next ? { ...rest, [level.key]: next } : rest });
        };
        return (
          <div key={level.key} className="zk-editor-row" data-testid={`level-${level.key}`}>
            <div className="zk-row">
              <b className="zk-grow">{level.name}</b>
              <span className="zk-hint">{own ? '单独的规则' : '和普通客户一样'}</span>
              <Switch aria-label={`${level.name}用单独的规则`} checked={own !== undefined} onChange={(on) => set(on ? policy : null)} />
            </div>
            {own && <PolicyFields policy={own} onChange={set} />}
            {own && may && (
              <Button size="small" type="link" onClick={() => set(policy)}>
                照抄普通规则
              </Button>
            )}
          </div>
        );
      })}
    </section>
  );
}

function PolicyFields({ policy, onChange }: { policy: CancelPolicy; onChange: (policy: CancelPolicy) => void }) {
  const set = (part: Partial<CancelPolicy>) => onChange({ ...policy, ...part });
  return (
    <>
      <div className="zk-three">
        <CountField
          label="免费取消，开始前"
          unit="小时"
          min={0}
          max={1440}
          value={policy.freeUntilHours}
          onChange={(freeUntilHours) => set({ freeUntilHours })}
        />
        <CountField label="之后取消扣定金" unit="%" min={0} max={100} value={policy.latePercent} onChange={(latePercent) => set({ latePercent })} />
        <CountField label="没来扣定金" unit="%" min={0} max={100} value={policy.noShowPercent} onChange={(noShowPercent) => set({ noShowPercent })} />
        <CountField
          label="自己改期，开始前"
          unit="小时"
          min={0}
          max={1440}
          value={policy.moveUntilHours}
          onChange={(moveUntilHours) => set({ moveUntilHours })}
        />
        <CountField label="最多自己改" unit="次" min={0} max={20} value={policy.maxMoves} onChange={(maxMoves) => set({ maxMoves })} />
      </div>
      <p className="zk-hint" style={{ marginBottom: 8 }}>
        开始前 {policy.freeUntilHours} 小时以上免费取消，之后扣 {policy.latePercent}%，没来扣 {policy.noShowPercent}%；
        {policy.maxMoves === 0 ? '不能自己改期。' : `开始前 ${policy.moveUntilHours} 小时可以自己改期，最多 ${policy.maxMoves} 次。`}
      </p>
    </>
  );
}

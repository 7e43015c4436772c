import type { ApiOutput } from '@zhike/domain/api';
import type { PointsRules } from '@zhike/domain/membership/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { CountField } from '../../components/inputs';
import { useMay } from '../../components/SessionGate';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';

/** RU-17: how points are earned, how long they last and what they pay. */
export function PointsRulesPart() {
  const query = useQuery('membership.pointsRules', {});
  return (
    <section className="zk-card" data-testid="points-rules">
      <h3 style={{ marginBottom: 8 }}>积分规则</h3>
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
        {(data) => <Rules key={JSON.stringify(data.rules)} data={data} onSaved={(rules) => query.put({ ...data, rules })} />}
      </Loaded>
    </section>
  );
}

function Rules({ data, onSaved }: { data: ApiOutput<'membership.pointsRules'>; onSaved: (rules: PointsRules) => void }) {
  const may = useMay('level.manage');
  const save = useCommand('membership.savePointsRules');
  const [rules, setRules] = useState(data.rules);
  const set = (part: Partial<PointsRules>) => setRules({ ...rules, ...part });
  const changed = JSON.stringify(rules) !== JSON.stringify(data.rules);
  const submit = async () => {
    const answer = await save.run({ rules });
    if (!answer.ok) return;
    say('积分规则已保存，从现在起的付款按新规则');
    onSaved(answer.value.rules);
  };
  return (
    <>
      <fieldset className="zk-plain-set zk-two" disabled={!may}>
        <CountField
          label="每付 100 元得"
          unit="积分"
          min={0}
          max={10_000}
          value={rules.per100Yuan}
          hint={rules.per100Yuan === 0 ? '不送积分' : '等级高的按等级的倍数'}
          onChange={(per100Yuan) => set({ per100Yuan })}
          testid="points-earn"
        />
        <CountField
          label="有效"
          unit="个月"
          min={0}
          max={120}
          value={rules.validMonths ?? 0}
          hint="0 表示长期有效；已有的积分不变"
          onChange={(months) => set({ validMonths: months === 0 ? null : months })}
        />
        <CountField
          label="1 积分抵"
          unit="分钱"
          min={0}
          max={100}
          value={rules.pointFen}
          hint={rules.pointFen === 0 ? '不能抵扣订单' : `100 积分抵 ${rules.pointFen} 元`}
          onChange={(pointFen) => set({ pointFen })}
          testid="points-pay"
        />
      </fieldset>
      <RefusalNote refusal={save.refusal} />
      {may && changed && (
        <Button type="primary" loading={save.busy} onClick={() => void submit()} data-testid="points-rules-save">
          保存积分规则
        </Button>
      )}
    </>
  );
}

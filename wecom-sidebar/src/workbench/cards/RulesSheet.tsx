import type { ApiOutput } from '@zhike/domain/api';
import type { CardRules } from '@zhike/domain/membership/contract';
import { Button, ConfigProvider, Switch } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { yuan } from '../../features/membership/words';
import { CountField, YuanField } from '../../components/inputs';

/** What the law and the shop allow of cards, with the defaults beside it; headquarters may set it otherwise. */
export function RulesSheet({ onClose }: { onClose: () => void }) {
  const query = useQuery('membership.rules', {});
  return (
    <Sheet open onClose={onClose} title="退卡与核销规则" testid="card-rules-sheet">
      <Loaded query={query} skeleton={<RowsSkeleton rows={5} />}>
        {(data) => (
          <Rules
            key={JSON.stringify(data.rules)}
            data={data}
            onSaved={(rules) => {
              query.put({ ...data, rules });
              onClose();
            }}
          />
        )}
      </Loaded>
    </Sheet>
  );
}

function Rules({ data, onSaved }: { data: ApiOutput<'membership.rules'>; onSaved: (rules: CardRules) => void }) {
  const may = useMay('card.manage');
  const { defaults } = data;
  const [rules, setRules] = useState(data.rules);
  const save = useCommand('membership.saveRules');
  const set = (part: Partial<CardRules>) => setRules({ ...rules, ...part });
  const changed = JSON.stringify(rules) !== JSON.stringify(data.rules);
  const submit = async () => {
    const answer = await save.run({ rules });
    if (!answer.ok) return;
    say('规则已保存，马上生效');
    onSaved(answer.value.rules);
  };
  return (
    <ConfigProvider componentDisabled={!may}>
      <fieldset className="zk-plain-set" disabled={!may}>
        <YuanField
          label="一张卡最多存多少（本金加赠送）"
          fen={rules.maxBalanceFen}
          hint={`单用途预付卡管理办法：记名卡不超过 ${yuan(defaults.maxBalanceFen)}`}
          problem={rules.maxBalanceFen > defaults.maxBalanceFen ? `高于法规的 ${yuan(defaults.maxBalanceFen)}，只有当地另有规定时才这样设` : undefined}
          onChange={(maxBalanceFen) => set({ maxBalanceFen })}
          testid="rule-max-balance"
        />
        <CountField
          label="办卡几天内可以无理由退（没用过）"
          unit="天"
          min={7}
          max={365}
          value={rules.reasonlessRefundDays}
          hint="司法解释规定至少 7 天"
          onChange={(reasonlessRefundDays) => set({ reasonlessRefundDays })}
          testid="rule-reasonless"
        />
        <CountField
          label="核销多久内可以撤销"
          unit="小时"
          min={0}
          max={720}
          value={rules.undoHours}
          hint={rules.undoHours === 0 ? '不能撤销，只能更正' : '过了就只能做余额更正'}
          onChange={(undoHours) => set({ undoHours })}
          testid="rule-undo-hours"
        />
        <Field label="储值先扣哪一部分">
          {() => (
            <Chips
              name="rule-spend"
              label="储值先扣"
              value={rules.spendFirst}
              choices={[
                { key: 'principal', title: '先扣本金' },
                { key: 'bonus', title: '先扣赠送' },
              ]}
              onChange={(spendFirst) => set({ spendFirst })}
            />
          )}
        </Field>
        <Field label="次卡和疗程卡怎么退" hint={rules.sessionRefund === 'pro_rata' ? '没用的次数，买的时候多少钱就退多少' : '办卡价减去用掉的次数按单次价算'}>
          {() => (
            <Chips
              name="rule-refund"
              label="怎么退"
              value={rules.sessionRefund}
              choices={[
                { key: 'pro_rata', title: '按比例' },
                { key: 'single_price', title: '用掉的按单次价' },
              ]}
              onChange={(sessionRefund) => set({ sessionRefund })}
            />
          )}
        </Field>
        <Field label="完成服务时自动划卡" hint="只有一张卡能用、又够付的时候；几张能用总是先问">
          {(ids) => <Switch id={ids.id} checked={rules.useWhenFinished} onChange={(useWhenFinished) => set({ useWhenFinished })} data-testid="rule-auto" />}
        </Field>
      </fieldset>
      <RefusalNote refusal={save.refusal} />
      {may ? (
        <div className="zk-foot sticky">
          <Button size="large" onClick={() => setRules(defaults)}>
            回到默认
          </Button>
          <Button size="large" type="primary" disabled={!changed} loading={save.busy} onClick={() => void submit()} data-testid="rules-save">
            {changed ? '保存规则' : '没有改动'}
          </Button>
        </div>
      ) : (
        <p className="zk-hint">只能查看。要修改请找总部。</p>
      )}
    </ConfigProvider>
  );
}

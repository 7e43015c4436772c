import { Input, Select } from 'antd';
import type { CatalogueAnswer } from '../conditions/catalogue';
import type { FlowBody } from './draft-flow';
import { useRoles, Who } from './parts';
import { Labelled } from '../forms/parts';

/** What the flow as a whole is about, and who starts it. */
export function FlowSettings({ flow, answer, onChange }: { flow: FlowBody; answer: CatalogueAnswer; onChange: (flow: FlowBody) => void }) {
  const roles = useRoles(flow.start.on === 'manual' ? flow.start.by : []);
  return (
    <>
      <h2>谁来发起</h2>
      <Labelled label="关于什么">
        <Select
          aria-label="关于什么"
          value={flow.entity}
          options={answer.entities.filter((one) => one.hosts.includes('flow')).map((one) => ({ value: one.id, label: one.label }))}
          popupMatchSelectWidth={false}
          onChange={(entity) => onChange({ ...flow, entity })}
        />
      </Labelled>
      <Labelled label="什么时候开始">
        <Select
          aria-label="什么时候开始"
          value={flow.start.on}
          options={[
            { value: 'manual', label: '有人点「发起」' },
            { value: 'verb', label: '记录走到某一步时' },
            { value: 'rule', label: '由规则启动' },
            { value: 'subflow', label: '被别的流程调用' },
            ...(flow.start.on === 'form' ? [{ value: 'form' as const, label: '提交表单后' }] : []),
            ...(flow.start.on === 'system' ? [{ value: 'system' as const, label: '预约要等技师确认时' }] : []),
          ]}
          popupMatchSelectWidth={false}
          onChange={(on) => {
            if (on === 'manual') onChange({ ...flow, start: { on, by: ['manager'] } });
            else if (on === 'verb') onChange({ ...flow, start: { on, verb: '' } });
            else if (on === 'rule' || on === 'subflow') onChange({ ...flow, start: { on } });
          }}
        />
        {flow.start.on === 'verb' && (
          <Input
            aria-label="哪一步"
            placeholder="booking.request"
            value={flow.start.verb}
            maxLength={60}
            onChange={(e) => onChange({ ...flow, start: { on: 'verb', verb: e.target.value } })}
          />
        )}
        {flow.start.on === 'manual' && (
          <Select
            mode="multiple"
            aria-label="谁可以发起"
            value={[...flow.start.by]}
            options={roles}
            onChange={(by) => onChange({ ...flow, start: { on: 'manual', by } })}
          />
        )}
      </Labelled>
      <Who who={flow.owner} onChange={(owner) => onChange({ ...flow, owner })} />
      <p className="zk-hint">上面这个人在流程卡住时会收到提醒。点中间的一步，这里就是它的设置。</p>
    </>
  );
}

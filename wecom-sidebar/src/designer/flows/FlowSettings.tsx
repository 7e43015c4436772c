import { Select } from 'antd';
import type { CatalogueAnswer } from '../conditions/catalogue';
import type { FlowBody } from './draft-flow';
import { useRoles, Who } from './parts';
import { startOptions } from './words';
import { Labelled } from '../forms/parts';
import { Definitions } from '../rules/EffectEditor';

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
          onChange={(entity) => onChange({ ...flow, entity, start: flow.start.on === 'verb' ? { on: 'verb', verb: '' } : flow.start })}
        />
      </Labelled>
      <Labelled label="什么时候开始">
        <Select
          aria-label="什么时候开始"
          value={flow.start.on}
          options={[
            { value: 'manual', label: '有人点「发起」' },
            { value: 'form', label: '提交表单后' },
            { value: 'verb', label: '发生了某件事时' },
            { value: 'rule', label: '由规则启动' },
            { value: 'subflow', label: '被别的流程调用' },
            ...(flow.start.on === 'system' ? [{ value: 'system' as const, label: '预约要等技师确认时' }] : []),
          ]}
          popupMatchSelectWidth={false}
          onChange={(on) => {
            if (on === 'manual') onChange({ ...flow, start: { on, by: ['manager'] } });
            else if (on === 'form') onChange({ ...flow, start: { on, form: '' } });
            else if (on === 'verb') onChange({ ...flow, start: { on, verb: '' } });
            else if (on === 'rule' || on === 'subflow') onChange({ ...flow, start: { on } });
          }}
        />
        {flow.start.on === 'form' && (
          <Definitions kind="form" label="哪张表单" value={flow.start.form} onChange={(form) => onChange({ ...flow, start: { on: 'form', form } })} />
        )}
        {flow.start.on === 'verb' && <Verb start={flow.start} entity={flow.entity} onChange={(start) => onChange({ ...flow, start })} />}
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

type ByVerb = Extract<FlowBody['start'], { on: 'verb' }>;

/** Something that happens, in words; one that is not in the list (from a file) stays as it is. A condition beside it stays, too. */
function Verb({ start, entity, onChange }: { start: ByVerb; entity: string; onChange: (start: ByVerb) => void }) {
  return (
    <Select
      aria-label="哪一步"
      placeholder="选一件事"
      value={start.verb === '' ? null : start.verb}
      options={startOptions(entity, start.verb)}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      onChange={(verb: string | null) => verb !== null && onChange({ ...start, verb })}
    />
  );
}

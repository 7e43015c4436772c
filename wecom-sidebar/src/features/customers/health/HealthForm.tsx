import type { HealthRecord, HealthView } from '@zhike/domain/customers/health/contract';
import { Input } from 'antd';
import { AddName, Names } from './NamesInput';
import { TabooRows } from './TabooRows';
import { AIMS, ALLERGIES, CONDITIONS, STATES } from './words';

/** The lists of the record. `onTyping`: something was typed anywhere in it, entry or not. */
export function HealthForm({
  record,
  onChange,
  onTyping,
}: {
  record: HealthRecord;
  onChange: (change: (record: HealthRecord) => HealthRecord) => void;
  onTyping: () => void;
}) {
  const add = (list: 'allergies' | 'chronicConditions' | 'aims') => (names: string[]) => onChange((r) => ({ ...r, [list]: [...r[list], ...names] }));
  const remove = (list: 'allergies' | 'chronicConditions' | 'aims') => (name: string) => onChange((r) => ({ ...r, [list]: r[list].filter((n) => n !== name) }));
  return (
    <div data-testid="health-form" onInput={onTyping}>
      <AddName label="过敏" often={ALLERGIES} taken={record.allergies} onAdd={add('allergies')} testid="health-allergies">
        <Names tone="red" names={record.allergies} onRemove={remove('allergies')} />
      </AddName>
      <AddName label="慢性病" often={CONDITIONS} taken={record.chronicConditions} onAdd={add('chronicConditions')} testid="health-conditions">
        <Names names={record.chronicConditions} onRemove={remove('chronicConditions')} />
      </AddName>
      <AddName
        label="近期状态"
        often={STATES}
        taken={record.recentStates.map((state) => state.name)}
        onAdd={(names) => onChange((r) => ({ ...r, recentStates: [...r.recentStates, ...names.map((name) => ({ name, until: null }))] }))}
        testid="health-states"
      >
        {record.recentStates.map((state, i) => (
          <div className="zk-health-state" key={state.name}>
            <span className="zk-grow">{state.name}</span>
            <span className="zk-row zk-hint">
              到
              <Input
                type="date"
                value={state.until ?? ''}
                style={{ width: 140 }}
                aria-label={`${state.name} 到哪天`}
                onChange={(e) =>
                  onChange((r) => ({ ...r, recentStates: r.recentStates.map((s, at) => (at === i ? { ...s, until: e.target.value || null } : s)) }))
                }
                data-testid="health-state-until"
              />
            </span>
            <button
              type="button"
              className="zk-health-off"
              aria-label={`去掉 ${state.name}`}
              onClick={() => onChange((r) => ({ ...r, recentStates: r.recentStates.filter((_, at) => at !== i) }))}
            >
              ×
            </button>
          </div>
        ))}
        {record.recentStates.length > 0 && <p className="zk-field-hint">过了这一天就不再提醒；不填日期就一直有效，直到去掉。</p>}
      </AddName>
      <AddName label="调理目标" often={AIMS} taken={record.aims} onAdd={add('aims')} testid="health-aims">
        <Names names={record.aims} onRemove={remove('aims')} />
      </AddName>
      <TabooRows taboos={record.taboos} onChange={(taboos) => onChange((r) => ({ ...r, taboos }))} />
    </div>
  );
}

/** The same to read, for who serves her. */
export function HealthFacts({ record }: { record: HealthView['record'] }) {
  const none = <span className="zk-hint">没有记录</span>;
  return (
    <dl className="zk-facts zk-health-facts" data-testid="health-facts">
      <dt>过敏</dt>
      <dd className={record.allergies.length > 0 ? 'zk-health-names' : ''}>{record.allergies.join('、') || none}</dd>
      <dt>慢性病</dt>
      <dd>{record.chronicConditions.join('、') || none}</dd>
      <dt>近期状态</dt>
      <dd>{record.recentStates.map((state) => (state.until ? `${state.name}（到 ${state.until}）` : state.name)).join('、') || none}</dd>
      <dt>调理目标</dt>
      <dd>{record.aims.join('、') || none}</dd>
      <dt>服务禁忌</dt>
      <dd>
        {record.taboos.length === 0
          ? none
          : record.taboos.map((taboo) => (
              <p key={`${taboo.kind} ${taboo.name}`} className={taboo.severity === 'block' ? 'zk-health-names' : ''}>
                {taboo.name}
                {taboo.severity === 'block' ? '（禁止）' : ''}
                {taboo.note && <span className="zk-hint"> {taboo.note}</span>}
              </p>
            ))}
      </dd>
    </dl>
  );
}

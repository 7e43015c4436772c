import { TABOO_KINDS } from '@zhike/domain/engines/cautions';
import type { Taboo } from '@zhike/domain/customers/health/contract';
import { HEALTH_LIST_MAX, HEALTH_NAME_MAX, HEALTH_NOTE_MAX } from '@zhike/domain/customers/health/limits';
import { Button, Input } from 'antd';
import { Chips, Field } from '../../../components/parts';
import { SEVERITY_WORDS, TABOO_KIND_WORDS } from './words';

const NEW: Taboo = { kind: 'body_part', name: '', severity: 'warn', note: '' };
const KINDS = TABOO_KINDS.map((key) => ({ key, title: TABOO_KIND_WORDS[key] }));
const SEVERITIES = (['warn', 'block'] as const).map((key) => ({ key, title: SEVERITY_WORDS[key] }));

/** 服务禁忌: what it is about, how hard, and why. A row without a name is not saved. */
export function TabooRows({ taboos, onChange }: { taboos: readonly Taboo[]; onChange: (taboos: Taboo[]) => void }) {
  const change = (at: number, more: Partial<Taboo>) => onChange(taboos.map((taboo, i) => (i === at ? { ...taboo, ...more } : taboo)));
  return (
    <section aria-label="服务禁忌">
      <h3 className="zk-health-title">服务禁忌</h3>
      <p className="zk-field-hint">预约含有它的项目时：「提醒」会先问一句，「禁止预约」不能保存，并显示在红条里。</p>
      {taboos.map((taboo, i) => (
        <div className="zk-health-taboo" key={i} data-testid="taboo-row">
          <div className="zk-row wrap" style={{ justifyContent: 'space-between' }}>
            <Chips name={`taboo-kind-${i}`} label="类别" value={taboo.kind} choices={KINDS} onChange={(kind) => change(i, { kind })} />
          </div>
          <Field label="内容">
            {(ids) => (
              <Input
                {...ids}
                value={taboo.name}
                maxLength={HEALTH_NAME_MAX}
                placeholder="例如 腰部、重手法、酒精"
                onChange={(e) => change(i, { name: e.target.value })}
                data-testid="taboo-name"
              />
            )}
          </Field>
          <Field label="说明（可不填）">
            {(ids) => (
              <Input {...ids} value={taboo.note} maxLength={HEALTH_NOTE_MAX} onChange={(e) => change(i, { note: e.target.value })} data-testid="taboo-note" />
            )}
          </Field>
          <div className="zk-row wrap" style={{ justifyContent: 'space-between' }}>
            <Chips name={`taboo-severity-${i}`} label="预约时" value={taboo.severity} choices={SEVERITIES} onChange={(severity) => change(i, { severity })} />
            <Button type="text" danger onClick={() => onChange(taboos.filter((_, at) => at !== i))} data-testid="taboo-remove">
              去掉
            </Button>
          </div>
        </div>
      ))}
      <Button block disabled={taboos.length >= HEALTH_LIST_MAX} onClick={() => onChange([...taboos, NEW])} data-testid="taboo-add">
        ＋ 添加禁忌
      </Button>
    </section>
  );
}

import type { ServiceCaution } from '@zhike/domain/booking/contract';
import { Button, Input, Select } from 'antd';
import { Chips } from '../../components/parts';
import type { PartProps } from './parts';

const KINDS: Record<ServiceCaution['kind'], string> = {
  ingredient: '产品成分',
  recent_state: '近期状态',
  condition: '慢性病',
  body_part: '身体部位',
  pressure: '力度手法',
  other: '其他',
};
const EXAMPLES: Record<ServiceCaution['kind'], string> = {
  ingredient: '例如：酒精、水杨酸',
  recent_state: '例如：孕期、术后恢复期',
  condition: '例如：高血压',
  body_part: '例如：腰部',
  pressure: '例如：重手法',
  other: '',
};

/** What of a customer's health record it conflicts with: a warning must be read before booking, a block is not booked at all. */
export function CautionsPart({ draft, may, onFields }: PartProps) {
  const { cautions } = draft.fields;
  const change = (at: number, part: Partial<ServiceCaution>) => onFields({ cautions: cautions.map((c, i) => (i === at ? { ...c, ...part } : c)) });
  return (
    <section className="zk-card" data-testid="cautions-part">
      <h2>注意事项</h2>
      <p className="zk-second">和客户健康档案对得上时：「提醒」要先确认才能约，「禁止」约不上。</p>
      {cautions.map((caution, i) => (
        <div key={i} className="zk-row wrap zk-caution-row" data-testid="caution-row">
          <Select
            aria-label="种类"
            style={{ width: 120 }}
            value={caution.kind}
            options={Object.entries(KINDS).map(([value, label]) => ({ value, label }))}
            onChange={(kind: ServiceCaution['kind']) => change(i, { kind })}
          />
          <Input
            aria-label="名称"
            style={{ width: 200 }}
            value={caution.name}
            maxLength={20}
            placeholder={EXAMPLES[caution.kind]}
            status={caution.name.trim() === '' ? 'error' : ''}
            onChange={(e) => change(i, { name: e.target.value })}
            data-testid="caution-name"
          />
          <Chips
            name={`caution-effect-${i}`}
            label="效果"
            value={caution.effect}
            choices={[
              { key: 'warn', title: '提醒' },
              { key: 'block', title: '禁止' },
            ]}
            onChange={(effect) => change(i, { effect })}
          />
          {may && (
            <Button size="small" type="text" danger onClick={() => onFields({ cautions: cautions.filter((_, j) => j !== i) })}>
              去掉
            </Button>
          )}
        </div>
      ))}
      {may && cautions.length < 30 && (
        <Button
          block
          type="dashed"
          onClick={() => onFields({ cautions: [...cautions, { kind: 'ingredient', name: '', effect: 'warn' }] })}
          data-testid="add-caution"
        >
          ＋ 加一条注意事项
        </Button>
      )}
    </section>
  );
}

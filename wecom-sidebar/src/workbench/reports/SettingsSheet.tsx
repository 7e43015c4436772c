import type { ReportSettings } from '@zhike/domain/reports/contract';
import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { say } from '../../components/toast';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';

const FIELDS: readonly {
  readonly key: Exclude<keyof ReportSettings, 'version'>;
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
}[] = [
  { key: 'activeDays', label: '几天内来过算活跃', unit: '天', min: 1, max: 365 },
  { key: 'lostDays', label: '几天没来算流失', unit: '天', min: 2, max: 730 },
  { key: 'repeatDays', label: '复购看最近几天', unit: '天', min: 30, max: 1_095 },
  { key: 'ratingWeight', label: '技师综合评分里，星级占', unit: '%', min: 0, max: 100 },
  { key: 'ltvYears', label: '预计一位客户来几年', unit: '年', min: 1, max: 20 },
];

/** 口径: what the shop decides about its numbers. Every formula that it changes says so. */
export function SettingsSheet({ onSaved, onClose }: { onSaved: () => void; onClose: () => void }) {
  const query = useQuery('reports.settings', {});
  return (
    <Sheet open onClose={onClose} title="统计口径" testid="report-settings">
      <Loaded query={query} skeleton={<RowsSkeleton rows={5} />}>
        {({ settings }) => <Fields key={settings.version} settings={settings} onSaved={onSaved} />}
      </Loaded>
    </Sheet>
  );
}

function Fields({ settings, onSaved }: { settings: ReportSettings; onSaved: () => void }) {
  const [draft, setDraft] = useState(settings);
  const save = useCommand('reports.saveSettings');
  const crossed = draft.activeDays >= draft.lostDays;
  const submit = async () => {
    const answer = await save.run(draft);
    if (!answer.ok) return;
    say('已保存，所有报表按新口径计算');
    onSaved();
  };
  return (
    <>
      <p className="zk-hint">改了以后，全店的报表都按新口径计算，公式里会写明。</p>
      {FIELDS.map(({ key, label, unit, min, max }) => (
        <div key={key} className="zk-row wrap">
          <span className="zk-grow">{label}</span>
          <InputNumber
            aria-label={label}
            min={min}
            max={max}
            precision={0}
            value={draft[key]}
            onChange={(n) => setDraft({ ...draft, [key]: n ?? settings[key] })}
            data-testid={`setting-${key}`}
          />
          <span>{unit}</span>
        </div>
      ))}
      <p className="zk-hint">技师综合评分的其余 {100 - draft.ratingWeight}% 看接单数量超过了多少同事。</p>
      {crossed && (
        <p className="zk-hint" role="alert">
          「流失」的天数要比「活跃」的多。
        </p>
      )}
      <Button type="primary" loading={save.busy} disabled={crossed} onClick={() => void submit()} data-testid="save-settings">
        保存
      </Button>
      <RefusalNote refusal={save.refusal} />
    </>
  );
}

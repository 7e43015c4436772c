import type { ApiOutput } from '@zhike/domain/api';
import type { LevelTerms } from '@zhike/domain/membership/contract';
import { Button, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { CountField, YuanField } from '../../components/inputs';
import { ListFoot, usePages } from '../../components/more';
import { Field } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { yuan } from '../../features/membership/words';

const MOST = 10;

/** CD-01, CD-02, CD-03: the levels, what each takes and gives. Before they are saved it is told who would move up or down. */
export function LevelsSheet({ onClose }: { onClose: () => void }) {
  const query = useQuery('membership.levels', {});
  return (
    <Sheet open wide onClose={onClose} title="会员等级" testid="levels-sheet">
      <Loaded query={query} skeleton={<RowsSkeleton rows={4} tall />}>
        {(data) => (
          <Levels
            key={data.version}
            data={data}
            onStale={query.reload}
            onSaved={(saved) => {
              query.put(saved);
              onClose();
            }}
          />
        )}
      </Loaded>
    </Sheet>
  );
}

type Data = ApiOutput<'membership.levels'>;

function Levels({ data, onSaved, onStale }: { data: Data; onSaved: (saved: Data) => void; onStale: () => void }) {
  const may = useMay('level.manage');
  const save = useCommand('membership.saveLevels');
  const [levels, setLevels] = useState<readonly LevelTerms[]>(data.levels);
  const [shown, setShown] = useState<readonly LevelTerms[] | null>(null);
  const change = (at: number, part: Partial<LevelTerms>) => setLevels(levels.map((level, i) => (i === at ? { ...level, ...part } : level)));
  const changed = JSON.stringify(levels) !== JSON.stringify(data.levels);
  const nameless = levels.some((level) => level.name.trim() === '');
  const sent = levels.map((level, i) => ({ ...level, name: level.name.trim(), rank: i + 1 }));
  const submit = async () => {
    const answer = await save.run({ version: data.version, levels: sent });
    if (!answer.ok) return answer.refusal.code === 'record.changed' ? onStale() : undefined;
    say('等级已保存，客户的等级正在重新计算');
    onSaved(answer.value);
  };
  return (
    <div className="zk-stack">
      <p className="zk-second">从低到高排。客户达到哪个等级的消费，就享受哪个等级；过了统计的时间不够了会降级，并通知她。</p>
      {levels.length === 0 && <Nothing title="没有等级" hint="加一个：消费到多少、打几折、积分多几倍。" />}
      {levels.map((level, at) => (
        <section key={level.key} className="zk-card" data-testid="level" data-level={level.key}>
          <div className="zk-card-head">
            <h3>{level.name || '新等级'}</h3>
            {may && (
              <button type="button" className="zk-link" onClick={() => setLevels(levels.filter((_, i) => i !== at))} data-testid="level-remove">
                去掉
              </button>
            )}
          </div>
          <fieldset className="zk-plain-set zk-two" disabled={!may}>
            <Field label="名称" problem={level.name.trim() === '' ? '写一个名称' : undefined}>
              {(ids) => <Input id={ids.id} value={level.name} maxLength={20} onChange={(e) => change(at, { name: e.target.value })} data-testid="level-name" />}
            </Field>
            <YuanField
              label="消费满"
              fen={level.thresholdFen}
              hint={level.thresholdFen === 0 ? '0 表示所有会员' : undefined}
              onChange={(thresholdFen) => change(at, { thresholdFen })}
              testid="level-threshold"
            />
            <CountField label="统计最近" unit="个月" min={1} max={60} value={level.months} onChange={(months) => change(at, { months })} />
            <CountField
              label="订单减"
              unit="%"
              min={0}
              max={50}
              value={level.discountPercent}
              hint={level.discountPercent > 0 ? `就是 ${(100 - level.discountPercent) / 10} 折` : '0 表示不打折'}
              onChange={(discountPercent) => change(at, { discountPercent })}
              testid="level-discount"
            />
            <CountField
              label="积分按"
              unit="%"
              min={0}
              max={1000}
              step={10}
              value={level.pointsPercent}
              hint={`就是 ${level.pointsPercent / 100} 倍`}
              onChange={(pointsPercent) => change(at, { pointsPercent })}
            />
            <Field label="生日礼" hint="不写表示没有">
              {(ids) => <Input id={ids.id} value={level.birthdayGift} maxLength={100} onChange={(e) => change(at, { birthdayGift: e.target.value })} />}
            </Field>
          </fieldset>
        </section>
      ))}
      {may && levels.length < MOST && (
        <Button block type="dashed" onClick={() => setLevels([...levels, fresh(levels)])} data-testid="level-add">
          ＋ 加一个更高的等级
        </Button>
      )}
      {shown && <Preview levels={shown} />}
      <RefusalNote refusal={save.refusal} />
      {may ? (
        <div className="zk-foot sticky">
          <Button size="large" disabled={!changed || nameless} onClick={() => setShown(sent)} data-testid="levels-preview">
            看谁会变
          </Button>
          <Button size="large" type="primary" disabled={!changed || nameless} loading={save.busy} onClick={() => void submit()} data-testid="levels-save">
            {changed ? '保存等级' : '没有改动'}
          </Button>
        </div>
      ) : (
        <p className="zk-hint">只能查看。要修改请找总部。</p>
      )}
    </div>
  );
}

/** Who would change today; nothing is written. */
function Preview({ levels }: { levels: readonly LevelTerms[] }) {
  const { first, pages } = usePages('membership.previewLevels', { levels: [...levels], raised: null, cursor: null }, () => false);
  const box = useRef<HTMLElement>(null);
  const come = first.data !== undefined;
  useEffect(() => {
    if (come) box.current?.scrollIntoView({ block: 'start' });
  }, [come]);
  return (
    <section ref={box} className="zk-card" data-testid="levels-changes">
      <Loaded query={first} skeleton={<RowsSkeleton rows={2} />}>
        {({ up, down }) => (
          <>
            <h3>{up + down === 0 ? '谁的等级都不会变' : `${up} 人升级，${down} 人降级`}</h3>
            {pages.items.map((one) => (
              <div key={one.customerId} className="zk-gift" data-testid="level-change">
                <span className="zk-grow">
                  {one.name}
                  <span className="zk-hint zk-block">消费 {yuan(one.spendFen)}</span>
                </span>
                <span className={one.raised ? '' : 'zk-bad'}>
                  {one.fromName || '没有等级'} → {one.toName || '没有等级'}
                </span>
              </div>
            ))}
            {pages.items.length > 0 && <ListFoot pages={pages} unit="人" />}
          </>
        )}
      </Loaded>
    </section>
  );
}

/** The next one up: twice what the highest takes. Its key is its own for good and says nothing. */
function fresh(levels: readonly LevelTerms[]): LevelTerms {
  const top = levels[levels.length - 1];
  const taken = new Set(levels.map((level) => level.key));
  let n = levels.length + 1;
  while (taken.has(`level_${n}`)) n += 1;
  return {
    key: `level_${n}`,
    name: '',
    rank: levels.length + 1,
    thresholdFen: top && top.thresholdFen > 0 ? top.thresholdFen * 2 : 500_000,
    months: top?.months ?? 12,
    discountPercent: top?.discountPercent ?? 0,
    pointsPercent: top?.pointsPercent ?? 100,
    birthdayGift: '',
  };
}

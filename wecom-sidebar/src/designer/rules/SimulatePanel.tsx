import type { RuleBody } from '@zhike/domain/engines/rules/definition';
import { Button } from 'antd';
import { useState } from 'react';
import type { ApiOutput } from '@zhike/domain/api';
import { useQuery } from '../../api/hooks';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { whyNotSent } from '../../features/customers/words';
import { effectWords } from './EffectEditor';

type Simulated = ApiOutput<'rules.simulate'>;
const DAYS = 90;
const SHOWN = 8;
const heldWords = (reason: string): string => whyNotSent(reason) || '没有通过发送检查';
const reasonsWords = (reasons: readonly { readonly reason: string; readonly times: number }[]): string =>
  reasons.map(({ reason, times }) => `${heldWords(reason)} ${times} 条`).join('、');
const dayWords = (day: string): string => `${Number(day.slice(5, 7))} 月 ${Number(day.slice(8))} 日`;

/** 打开看看: what the rule would have done in the last 90 days, asked for by a click, because it looks at every one of them. */
export function SimulatePanel({ rule, storeId, unit }: { rule: RuleBody; storeId: string | null; unit: string }) {
  const [asked, setAsked] = useState<RuleBody | null>(null);
  const stale = asked !== null && JSON.stringify(asked) !== JSON.stringify(rule);
  return (
    <section className="zk-card" aria-label="过去会怎样" data-testid="simulate">
      <h2>过去会怎样</h2>
      <p className="zk-hint">假如过去 {DAYS} 天就开着这条规则，会对谁做什么。只是算一算，什么都不会发出去。</p>
      <Button onClick={() => setAsked(rule)} data-testid="simulate-run">
        {asked === null ? '算一算' : '按现在的写法再算一次'}
      </Button>
      {stale && <p className="zk-second">规则已经改过，下面还是上一次的结果。</p>}
      {asked && <Result rule={asked} storeId={storeId} unit={unit} />}
    </section>
  );
}

function Result({ rule, storeId, unit }: { rule: RuleBody; storeId: string | null; unit: string }) {
  const query = useQuery('rules.simulate', { body: rule as unknown as Record<string, unknown>, storeId, days: DAYS });
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={4} />}>
      {(told) => <Told told={told} unit={unit} />}
    </Loaded>
  );
}

/** What a simulation found: how often, what it would have done, and who, the last first. */
export function Told({ told, unit }: { told: Simulated; unit: string }) {
  const [whole, setWhole] = useState(false);
  if (!told.known) return <Nothing title="算不出来" hint="这种变化过去没有留下记录，只能从打开那一刻起生效。" />;
  if (told.firings === 0) return <Nothing title="过去这些天一次也不会触发" hint="看看时间和条件是不是写得太窄。" />;
  const busiest = told.days.reduce((most, one) => (one.count > most.count ? one : most));
  return (
    <>
      <p>
        会触发 <b data-testid="simulate-count">{told.firings}</b> 次，{told.records} {unit}；最多的一天是 {dayWords(busiest.day)}，{busiest.count} 次。
      </p>
      <ul className="zk-names">
        {told.effects.map(({ does, times }) => (
          <li key={does}>
            {effectWords(does)}：{times} 次
          </li>
        ))}
      </ul>
      {told.gate.asked > 0 && (
        <p data-testid="simulate-gate">
          消息 {told.gate.asked} 条：会发出 <b>{told.gate.sent}</b> 条{told.gate.waited.length > 0 && `（其中 ${reasonsWords(told.gate.waited)} 延后发出）`}
          {told.gate.held.length > 0 && `，不会发出：${reasonsWords(told.gate.held)}`}。
        </p>
      )}
      <p className="zk-hint">
        从 {dayWords(told.from)}到 {dayWords(told.to)}。{told.standIns.length > 0 && `「${told.standIns.join('」「')}」过去没有留下记录，按现在的内容估算。`}
        {told.gate.asked > 0 && '能不能联系上客户、客户是否接收推广，按现在的情况算。'}
      </p>
      <ul className="zk-names" aria-label="最近会触发的">
        {(whole ? told.rows : told.rows.slice(0, SHOWN)).map((row) => (
          <li key={`${row.recordId}${row.dueAt}`} data-testid="simulate-row">
            {dayWords(row.day)} <b>{row.title}</b>
            {row.message !== null && row.message !== 'sent' && <span className="zk-bad"> 消息发不出：{heldWords(row.message)}</span>}
            {row.lines.length > 0 && <span className="zk-second">（{row.lines.map((line) => line.words).join('，')}）</span>}
          </li>
        ))}
      </ul>
      {told.rows.length > SHOWN && !whole && (
        <Button type="link" size="small" onClick={() => setWhole(true)}>
          再看 {told.rows.length - SHOWN} 条
        </Button>
      )}
    </>
  );
}

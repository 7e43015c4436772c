import type { FiringView } from '@zhike/domain/rules/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { effectWords } from './EffectEditor';
import { whyNotSent } from '../../features/customers/words';
import { notDoneWords, reasonWords, STATE_WORDS } from './log-words';

const SHOWN = 10;
const wall = (instant: string): string => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

/** 运行记录: for whom it fired, what came of it, and for anybody by name: why, or why not. */
export function RuleLog({ ruleId, entity }: { ruleId: string; entity: string }) {
  const log = useQuery('rules.log', { ruleId });
  const [asked, setAsked] = useState<string | null>(null);
  const [whole, setWhole] = useState(false);
  return (
    <section className="zk-card" aria-label="运行记录" data-testid="rule-log">
      <h2>运行记录</h2>
      <Find entity={entity} onPick={setAsked} />
      <Loaded query={log} skeleton={<RowsSkeleton rows={3} />}>
        {({ firings }) =>
          firings.length === 0 ? (
            <Nothing title="还没有触发过" hint="打开以后，每一次触发和没触发的原因都会记在这里。" />
          ) : (
            <>
              <ul className="zk-names">
                {(whole ? firings : firings.slice(0, SHOWN)).map((one) => (
                  <li key={`${one.recordId}${one.key}`}>
                    <button type="button" className="zk-link" onClick={() => setAsked(one.recordId)} data-testid="rule-firing">
                      {one.title}
                    </button>{' '}
                    <span className="zk-second">
                      {wall(one.dueAt)} {STATE_WORDS[one.state]}
                      {one.reason !== null && `：${reasonWords(one.reason)}`}
                    </span>
                  </li>
                ))}
              </ul>
              {firings.length > SHOWN && !whole && (
                <Button type="link" size="small" onClick={() => setWhole(true)}>
                  看全部
                </Button>
              )}
            </>
          )
        }
      </Loaded>
      {asked && <WhySheet ruleId={ruleId} recordId={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}

/** Somebody by name, whether or not the rule ever fired for her. */
function Find({ entity, onPick }: { entity: string; onPick: (id: string) => void }) {
  const [search, setSearch] = useState('');
  return (
    <>
      <Input.Search
        placeholder="谁为什么收到、为什么没收到：按姓名找"
        allowClear
        aria-label="按姓名找"
        onChange={(e) => setSearch(e.target.value.trim())}
        data-testid="rule-log-find"
      />
      {search !== '' && <Matches entity={entity} search={search} onPick={onPick} />}
    </>
  );
}

function Matches({ entity, search, onPick }: { entity: string; search: string; onPick: (id: string) => void }) {
  const found = useQuery('segments.preview', { entity, where: { all: [] }, search }, { keepPrevious: true });
  return (
    <Loaded query={found} skeleton={<RowsSkeleton rows={2} />}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Nothing title="没有找到" />
        ) : (
          <ul className="zk-names">
            {rows.slice(0, SHOWN).map((row) => (
              <li key={row.id}>
                <button type="button" className="zk-link" onClick={() => onPick(row.id)} data-testid="rule-log-match">
                  {row.name}
                </button>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

/** Why she was told, or why not: all that was planned for her, and the condition as it stands now. */
function WhySheet({ ruleId, recordId, onClose }: { ruleId: string; recordId: string; onClose: () => void }) {
  const why = useQuery('rules.why', { ruleId, recordId });
  return (
    <Sheet open onClose={onClose} title="为什么" testid="rule-why">
      <Loaded query={why} skeleton={<RowsSkeleton rows={4} />}>
        {({ title, sentence, fits, lines, firings }) => (
          <>
            <p className="zk-hint">{sentence}</p>
            <p>
              <b>{title}</b> 现在{fits ? '满足条件' : '不满足条件'}
              {lines.length > 0 && '：'}
            </p>
            <ul className="zk-why">
              {lines.map((line, i) => (
                <li key={`${i} ${line.words}`} style={{ marginLeft: line.depth * 16 }} className={line.ok ? '' : 'bad'}>
                  {line.ok ? '✓' : '✗'} {line.words}
                </li>
              ))}
            </ul>
            {firings.length === 0 && <Nothing title="这条规则还没有轮到过" hint="没有发生过「当…时」里的事，或那时规则还没打开。" />}
            {firings.map((one) => (
              <Firing key={one.key} firing={one} />
            ))}
          </>
        )}
      </Loaded>
    </Sheet>
  );
}

const CHANNEL_WORDS: Readonly<Record<string, string>> = { sms: '短信', weapp: '小程序', wecom: '企业微信', email: '邮件' };
const MESSAGE_STATES: Readonly<Record<string, string>> = { sent: '已发出', queued: '等着发', sending: '正在发', unknown: '不确定是否送达' };
const DONE: Readonly<Record<FiringView['effects'][number]['state'], string>> = { pending: '等着做', done: '做了', refused: '没做成', failed: '出错了' };

function Firing({ firing }: { firing: FiringView }) {
  return (
    <section className="zk-card">
      <p>
        {wall(firing.dueAt)} <b>{STATE_WORDS[firing.state]}</b>
        {firing.reason !== null && `：${reasonWords(firing.reason)}`}
      </p>
      {firing.chain.length > 0 && (
        <p className="zk-second">转圈的经过：前面已经有 {firing.chain.length} 步是规则自己引出的，到这里又回到同一条规则和同一条记录。</p>
      )}
      <ul className="zk-names">
        {firing.effects.map((effect, i) => (
          <li key={`${i} ${effect.does}`}>
            {effectWords(effect.does)}：{DONE[effect.state]}
            {effect.reason !== null && `（${notDoneWords(effect.reason)}）`}
          </li>
        ))}
        {firing.messages.map((message, i) => (
          <li key={`m${i} ${message.channel}`}>
            消息（{CHANNEL_WORDS[message.channel] ?? '其他'}）：
            {MESSAGE_STATES[message.state] ?? '没有发出'}
            {message.reason !== null && message.state !== 'sent' && `（${whyNotSent(message.reason) || '没有通过发送检查'}）`}
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { FiringView } from '@zhike/domain/rules/contract';
import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import type { RuleBody } from '@zhike/domain/engines/rules/definition';
import { Button } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { effectWords } from './EffectEditor';
import { FindOne } from './FindOne';
import { Reasons, useStanding } from './Reasons';
import { whyNotSent } from '../../features/customers/words';
import { notDoneWords, reasonWords, STATE_WORDS } from './log-words';

const SHOWN = 10;
const wall = (instant: string): string => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

/** 运行记录: for whom it fired, what came of it, and for anybody by name: why, or why not. */
export function RuleLog({ ruleId, rule, catalogue }: { ruleId: string; rule: RuleBody; catalogue: Catalogue }) {
  const log = useQuery('rules.log', { ruleId });
  const [asked, setAsked] = useState<string | null>(null);
  const [whole, setWhole] = useState(false);
  return (
    <section className="zk-card" aria-label="运行记录" data-testid="rule-log">
      <h2>运行记录</h2>
      <FindOne entity={rule.entity} placeholder="谁为什么收到、没收到：写姓名" testid="rule-log" onPick={setAsked} />
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
      {asked && <WhySheet ruleId={ruleId} recordId={asked} rule={rule} catalogue={catalogue} onClose={() => setAsked(null)} />}
    </section>
  );
}

/** Why she was told, or why not: all that was planned for her, and the condition as it stands now. */
function WhySheet({
  ruleId,
  recordId,
  rule,
  catalogue,
  onClose,
}: {
  ruleId: string;
  recordId: string;
  rule: RuleBody;
  catalogue: Catalogue;
  onClose: () => void;
}) {
  const why = useQuery('rules.why', { ruleId, recordId });
  const standing = useStanding(rule, catalogue, recordId);
  return (
    <Sheet open onClose={onClose} title="为什么" testid="rule-why">
      <Loaded query={why} skeleton={<RowsSkeleton rows={4} />}>
        {({ title, sentence, fits, lines, firings }) => (
          <>
            <p className="zk-hint">{sentence}</p>
            <p>
              <b>{title}</b> 现在{fits && standing?.ok !== false ? '满足条件' : '不满足条件'}
              {(standing?.lines.length ?? 0) + lines.length > 0 && '：'}
            </p>
            <Reasons lines={[...(standing?.lines ?? []), ...lines]} />
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

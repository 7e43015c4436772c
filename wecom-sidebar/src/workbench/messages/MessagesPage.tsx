import type { MessageFate, MessageRow } from '@zhike/domain/messaging/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { ListFoot, usePages } from '../../components/more';
import { Tabs, useNow } from '../../components/parts';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { FlagList, Marked } from './Marked';
import { CHANNEL_WORDS, FATE_WORDS, reasonWords, templateWords } from './words';

const EMPTY: Readonly<Record<MessageFate, string>> = {
  held: '没有等人放行的消息',
  queued: '没有在等的消息',
  sent: '还没有发过消息',
  kept_back: '没有被拦下的消息',
  failed: '没有发送失败的消息',
};

/** 消息: what was sent, what was not and why, and what waits for somebody to look at its words. */
export function MessagesPage() {
  const [fate, setFate] = useState<MessageFate>('held');
  const [search, setSearch] = useState('');
  const { first, pages } = usePages('messaging.list', { fate, search }, (news) => news.topic === 'customer');
  const held = first.data?.held ?? 0;
  const tabs = (Object.keys(FATE_WORDS) as MessageFate[]).map((key) => ({
    key,
    title: key === 'held' && held > 0 ? `${FATE_WORDS[key]} ${held}` : FATE_WORDS[key],
  }));
  return (
    <div className="zk-page narrow" data-testid="messages-page">
      <header className="zk-page-head">
        <h1>消息</h1>
        <Input.Search
          placeholder="按客户姓名找"
          allowClear
          aria-label="按客户姓名找"
          onChange={(e) => setSearch(e.target.value.trim())}
          style={{ maxWidth: 240 }}
        />
      </header>
      <div className="zk-message-tabs">
        <Tabs tabs={tabs} active={fate} onChange={setFate} label="消息的去向" />
      </div>
      <Loaded query={first} skeleton={<RowsSkeleton rows={4} tall />}>
        {() =>
          pages.items.length === 0 ? (
            <Nothing
              title={search ? `没有找到「${search}」的` : EMPTY[fate]}
              hint={fate === 'held' ? '文案里有「放行后才发」的词时，消息会停在这里，等有权限的同事看过再发。' : undefined}
            />
          ) : (
            <>
              {pages.items.map((row) => (
                <Message key={row.id} row={row} onDone={() => first.reload()} />
              ))}
              <ListFoot pages={pages} unit="条" />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function Message({ row, onDone }: { row: MessageRow; onDone: () => void }) {
  const now = useNow();
  const release = useCommand('messaging.release');
  const drop = useCommand('messaging.drop');
  const decide = async (how: typeof release | typeof drop, words: string) => {
    const answer = await how.run({ messageId: row.id });
    if (!answer.ok) return;
    say(words);
    onDone();
  };
  const why = reasonWords(row);
  return (
    <article className="zk-card" data-testid="message" data-fate={row.fate}>
      <div className="zk-message-head">
        <b>{row.customerName ?? '（没有客户）'}</b>
        <span className="zk-second">
          {templateWords(row.templateKey)} · {CHANNEL_WORDS[row.channel]}
          {row.category === 'marketing' ? ' · 营销' : ''}
        </span>
        <span className="zk-hint">
          {row.storeName ?? '总部'} · {momentOf(row.sentAt ?? row.createdAt, CHINA_OFFSET, now)}
        </span>
      </div>
      {row.text && <Marked text={row.text} words={row.words} />}
      <FlagList words={row.words} />
      {why && row.reason !== 'forbidden_words' && row.reason !== 'dropped_by_member' && (
        <p className="zk-hint zk-message-why" data-testid="message-why">
          {why}
          {row.until ? `（${momentOf(row.until, CHINA_OFFSET, now)} 再试）` : ''}
        </p>
      )}
      {row.decidedByName && (
        <p className="zk-hint zk-message-why">
          {row.decidedByName}
          {row.reason === 'dropped_by_member' ? ' 决定不发' : ' 已放行'}
        </p>
      )}
      <RefusalNote refusal={release.refusal ?? drop.refusal} />
      {row.can.length > 0 && (
        <div className="zk-verbs">
          <Button type="primary" loading={release.busy} onClick={() => void decide(release, '已放行，马上发送')} data-testid="release">
            放行
          </Button>
          <Button loading={drop.busy} onClick={() => void decide(drop, '这一条不发了')} data-testid="drop">
            不发
          </Button>
        </div>
      )}
    </article>
  );
}

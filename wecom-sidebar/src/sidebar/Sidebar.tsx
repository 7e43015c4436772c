import { useCallback, useEffect, useState } from 'react';
import { Button } from 'antd';
import { type ChatContext, readChat } from '../bridge/wecom';
import { HeadSkeleton, LiveNote } from '../components/states';
import { InChat } from './InChat';
import { MyToday } from './MyToday';
import '../features/customers/customers.css';
import './sidebar.css';

const REASONS = {
  no_permission: '企业微信没有允许读取这位联系人。请确认你已开通「客户联系」，并且应用在可用范围内。',
  no_answer: '企业微信没有回应。请关掉侧边栏再打开。',
  not_registered: '没能向企业微信登记这个页面，可能是网络或域名设置的问题。',
} as const;

let early: Promise<ChatContext> | null = null;

/** Asks the client while the session is still being checked: both take a moment, and neither waits for the other. */
export function beginReading(): void {
  early = readChat();
}

/** Beside a chat: the customer. In a group or outside a chat: my day. */
export function Sidebar() {
  const [chat, setChat] = useState<ChatContext | null>(null);
  const read = useCallback(async () => {
    const asked = early ?? readChat();
    early = null;
    setChat(await asked);
  }, []);

  useEffect(() => {
    void read();
    // WeCom keeps the page when the member switches chats: look again whenever it comes back into view.
    const again = () => {
      if (document.visibilityState !== 'visible') return;
      void readChat().then((next) => setChat((before) => (next.kind === 'failed' && before ? before : same(before, next) ? before : next)));
    };
    document.addEventListener('visibilitychange', again);
    window.addEventListener('focus', again);
    return () => {
      document.removeEventListener('visibilitychange', again);
      window.removeEventListener('focus', again);
    };
  }, [read]);

  return (
    <>
      <LiveNote />
      {!chat && <HeadSkeleton />}
      {chat?.kind === 'customer' && <InChat key={chat.externalUserId} externalUserId={chat.externalUserId} />}
      {chat?.kind === 'group' && <MyToday note="群聊里不显示单个客户的资料。打开和客户的单聊，就能看到她的预约和记录。" />}
      {chat?.kind === 'outside' && <MyToday />}
      {chat?.kind === 'failed' && (
        <>
          <div className="zk-notice zk-chat-failed" role="alert" data-testid="chat-failed">
            <p>{REASONS[chat.reason]}</p>
            <Button
              size="small"
              onClick={() => {
                setChat(null);
                void read();
              }}
              data-testid="retry"
            >
              重试
            </Button>
          </div>
          <MyToday />
        </>
      )}
    </>
  );
}

function same(a: ChatContext | null, b: ChatContext): boolean {
  return a !== null && a.kind === b.kind && (a.kind !== 'customer' || b.kind !== 'customer' || a.externalUserId === b.externalUserId);
}

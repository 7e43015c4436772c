import { Button } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import type { AppRefusal } from '../api/call';
import { type Query, useLiveState } from '../api/hooks';
import { wordRefusal, wordUnread } from '../words';

/** Grey rows in the shape of what is coming. */
export function RowsSkeleton({ rows = 4, tall = false }: { rows?: number; tall?: boolean }) {
  return (
    <div className="zk-skeleton" role="status" aria-busy="true" aria-label="正在加载">
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className={tall ? 'zk-skeleton-row tall' : 'zk-skeleton-row'} />
      ))}
    </div>
  );
}

export function HeadSkeleton() {
  return (
    <div className="zk-skeleton-page" role="status" aria-busy="true" aria-label="正在加载">
      <div className="zk-skeleton-head">
        <span className="zk-skeleton-round" />
        <span className="zk-skeleton-row short" />
      </div>
      <RowsSkeleton rows={1} tall />
      <RowsSkeleton rows={3} />
    </div>
  );
}

/** An empty list: what will appear here, and the next step. */
export function Nothing({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="zk-state" data-testid="empty">
      <p className="zk-state-title">{title}</p>
      {hint && <p className="zk-state-hint">{hint}</p>}
      {children}
    </div>
  );
}

/** Something went wrong while reading: why, and 重试. */
export function Problem({ refusal, onRetry, offsetMinutes }: { refusal: AppRefusal; onRetry?: () => void; offsetMinutes?: number }) {
  return (
    <div className="zk-state" role="alert" data-testid="problem">
      <p className="zk-state-title">没有加载出来</p>
      <p className="zk-state-hint">{wordUnread(refusal, offsetMinutes)}</p>
      {onRetry && (
        <Button onClick={onRetry} data-testid="retry">
          重试
        </Button>
      )}
    </div>
  );
}

/** A "no" to something the reader did: stays beside the form that keeps what was typed. */
export function RefusalNote({ refusal, offsetMinutes, children }: { refusal: AppRefusal | undefined; offsetMinutes?: number; children?: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  // The button that was pressed may be far from here: the answer must not appear out of sight.
  useEffect(() => {
    if (refusal) box.current?.scrollIntoView?.({ block: 'center', behavior: 'smooth' });
  }, [refusal]);
  if (!refusal) return null;
  return (
    <div ref={box} className="zk-refusal" role="alert" data-testid="refusal" data-code={refusal.code}>
      <p>{wordRefusal(refusal, offsetMinutes)}</p>
      {children}
    </div>
  );
}

/** The four faces of something that is read: skeleton, problem, content; content stays while it is refreshed or fails to refresh. */
export function Loaded<Value>({ query, skeleton, children }: { query: Query<Value>; skeleton?: ReactNode; children: (value: Value) => ReactNode }) {
  if (query.data !== undefined)
    return (
      <>
        {query.refusal && (
          <div className="zk-stale" role="status">
            <span>显示的是刚才的内容：{wordUnread(query.refusal)}</span>
            <Button size="small" type="link" onClick={query.reload}>
              重试
            </Button>
          </div>
        )}
        {children(query.data)}
      </>
    );
  if (query.refusal) return <Problem refusal={query.refusal} onRetry={query.reload} />;
  return <>{skeleton ?? <RowsSkeleton />}</>;
}

/** Only speaks when the line is down. */
export function LiveNote() {
  if (useLiveState() !== 'broken') return null;
  return (
    <div className="zk-live-note" role="status" data-testid="live-broken">
      已断开，正在重连
    </div>
  );
}

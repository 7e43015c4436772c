import type { ApiOutput } from '@zhike/domain/api';
import type { TimelineItem } from '@zhike/domain/customers/contract';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { call, type AppRefusal } from '../../api/call';
import { useQuery } from '../../api/hooks';
import { ManyChips, useNow } from '../../components/parts';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { KIND_WORDS, wordTimeline } from './words';

type Kind = TimelineItem['kind'];
const KINDS = Object.keys(KIND_WORDS) as Kind[];
const STORY: Kind[] = ['booking', 'payment', 'message'];

/** Everything that happened, newest first. Older pages stay while the newest is refreshed by live messages. */
export function Timeline({
  customerId,
  onOpenBooking,
  only,
  version,
}: {
  customerId: string;
  onOpenBooking?: (id: string) => void /** Only what concerns this booking, which began at that instant. */;
  only?: { readonly bookingId: string; readonly since: string } /** Changes when something was written here, so that the list is read again. */;
  version?: number;
}) {
  const bookingId = only?.bookingId;
  const [kinds, setKinds] = useState<Kind[]>(bookingId ? STORY : []);
  const input = { customerId, kinds: kinds.length > 0 ? kinds : KINDS };
  const first = useQuery('customers.timeline', input, { follow: (m) => m.customerId === customerId || m.id === customerId });
  const [older, setOlder] = useState<{ of: string; items: TimelineItem[]; next: string | null }>({ of: '', items: [], next: null });
  const [more, setMore] = useState<{ busy: boolean; refusal: AppRefusal | undefined }>({ busy: false, refusal: undefined });
  const now = useNow();
  const of = JSON.stringify(input);
  const { reload } = first;
  useEffect(() => {
    if (version) reload();
  }, [version, reload]);

  // A booking's story lies among the customer's other lines: read back to where it began.
  const cursor = older.of === of ? older.next : (first.data?.next ?? null);
  const oldest = (older.of === of ? older.items[older.items.length - 1] : undefined) ?? first.data?.items[first.data.items.length - 1];
  const incomplete = only !== undefined && cursor !== null && oldest !== undefined && oldest.at >= only.since;
  useEffect(() => {
    if (incomplete && cursor && !more.busy && !more.refusal) void loadMore(cursor);
  });

  const loadMore = async (cursor: string) => {
    setMore({ busy: true, refusal: undefined });
    const answer = await call('customers.timeline', { ...input, cursor });
    setMore({ busy: false, refusal: answer.ok ? undefined : answer.refusal });
    if (answer.ok) setOlder((before) => ({ of, items: [...(before.of === of ? before.items : []), ...answer.value.items], next: answer.value.next }));
  };

  return (
    <div data-testid="timeline">
      {!bookingId && (
        <ManyChips line name="kind" label="只看" value={kinds} choices={KINDS.map((k) => ({ key: k, title: KIND_WORDS[k] }))} onChange={setKinds} />
      )}
      <Loaded query={first} skeleton={<RowsSkeleton rows={5} />}>
        {(page: ApiOutput<'customers.timeline'>) => {
          const rest = older.of === of ? older.items : [];
          const seen = new Set(page.items.map((i) => i.id));
          const items = [...page.items, ...rest.filter((i) => !seen.has(i.id))].filter((i) => !bookingId || i.bookingId === bookingId);
          const next = older.of === of ? older.next : page.next;
          if (items.length === 0 && !incomplete && (only || !next))
            return (
              <Nothing
                title={kinds.length > 0 ? '没有这一类的记录' : '还没有记录'}
                hint={kinds.length > 0 ? '换个筛选看看。' : '预约、付款、消息和跟进都会按时间出现在这里。'}
              />
            );
          return (
            <>
              <ol className="zk-timeline">
                {items.map((item) => (
                  <TimelineRow key={item.id} item={item} now={now} {...(onOpenBooking && !bookingId ? { onOpenBooking } : {})} />
                ))}
              </ol>
              <RefusalNote refusal={more.refusal} />
              {next && !only ? (
                <Button block loading={more.busy} onClick={() => void loadMore(next)} data-testid="timeline-more">
                  看更早的
                </Button>
              ) : incomplete ? (
                <RowsSkeleton rows={1} />
              ) : (
                !only && <p className="zk-hint zk-end">到头了</p>
              )}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

function TimelineRow({ item, now, onOpenBooking }: { item: TimelineItem; now: number; onOpenBooking?: (id: string) => void }) {
  const words = wordTimeline(item, CHINA_OFFSET, now);
  const who = item.actorKind === 'system' ? '系统' : item.actorName;
  const bookingId = item.bookingId;
  return (
    <li className={`zk-timeline-item ${item.kind}`} data-testid="timeline-item" data-type={item.type}>
      <div className="zk-row" style={{ justifyContent: 'space-between' }}>
        <span className="zk-grow">
          <b>{words.title}</b>
        </span>
        <time className="zk-hint zk-nowrap" dateTime={item.at}>
          {momentOf(item.at, CHINA_OFFSET, now)}
        </time>
      </div>
      {item.text && <p className="zk-timeline-text">{item.text}</p>}
      {words.detail && <p className="zk-second">{words.detail}</p>}
      <div className="zk-row zk-hint">
        <span>{who}</span>
        {bookingId && onOpenBooking && (
          <button type="button" className="zk-link" style={{ fontSize: 12 }} onClick={() => onOpenBooking(bookingId)}>
            看预约
          </button>
        )}
      </div>
    </li>
  );
}

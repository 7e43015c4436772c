import type { ServiceView, WaitlistView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { followLine } from '../../api/follow';
import { ListFoot, usePages } from '../../components/more';
import { Chips, useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { momentOf, remainingOf } from '../../components/time';
import { say } from '../../components/toast';
import { NO_EXTRAS } from '../../features/booking/BookExtras';
import { ServiceList } from '../../features/booking/BookServices';
import type { BookFor } from '../../features/booking/bookFor';
import { CustomerPicker } from '../../features/booking/CustomerPicker';
import { WaitForm } from '../../features/booking/WaitForm';
import { WAITING_WORDS, windowWords } from '../../features/booking/words.waiting';
import { wordRefusal } from '../../words';
import { StoreSelect } from '../StoreSelect';
import { StoryOf } from '../StoryOf';
import { useStore } from '../useStore';

const TONES: Record<WaitlistView['state'], string> = { waiting: 'blue', offered: 'amber', taken: 'green', passed: 'red', withdrawn: 'grey', expired: 'grey' };

/** Who waits for a time to come free, in the order in which she is served. */
export function WaitlistPage() {
  const now = useNow();
  const mayWrite = useMay('booking.write');
  const { storeId, offset, setStore } = useStore();
  const [show, setShow] = useState<'open' | 'all'>('open');
  const { first, pages } = usePages('booking.waitlist', storeId ? { storeId, open: show === 'open' } : null, followLine(storeId));
  const [adding, setAdding] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <div className="zk-page narrow" data-testid="waitlist-page">
      <header className="zk-page-head">
        <div>
          <h1>候补</h1>
          <span className="zk-hint">有时间空出来，按先后为她保留并通知；过时不确认就给下一位。</span>
        </div>
        <div className="zk-row wrap">
          <StoreSelect value={storeId} onChange={setStore} />
          {mayWrite && (
            <Button type="primary" onClick={() => setAdding(true)} data-testid="waitlist-add">
              加入候补
            </Button>
          )}
        </div>
      </header>
      <div style={{ marginBottom: 12 }}>
        <Chips
          name="waitlist-show"
          label="显示"
          value={show}
          choices={[
            { key: 'open', title: '还在等的' },
            { key: 'all', title: '全部' },
          ]}
          onChange={setShow}
        />
      </div>
      <Loaded query={first} skeleton={<RowsSkeleton rows={6} />}>
        {() =>
          pages.items.length === 0 ? (
            <Nothing title={show === 'open' ? '没有人在等' : '还没有候补'} hint="约满时，客户可以在小程序加入候补；也可以在这里替她登记。">
              {mayWrite && <Button onClick={() => setAdding(true)}>加入候补</Button>}
            </Nothing>
          ) : (
            <>
              <div className="zk-card" style={{ paddingTop: 4, paddingBottom: 4 }}>
                {pages.items.map((entry, i) => (
                  <Entry
                    key={entry.id}
                    entry={entry}
                    place={show === 'open' ? i + 1 : null}
                    offsetMinutes={offset}
                    now={now}
                    mayWrite={mayWrite}
                    onOpen={setOpened}
                    onLeft={first.reload}
                  />
                ))}
              </div>
              <ListFoot pages={pages} unit="位" />
            </>
          )
        }
      </Loaded>
      {opened && <StoryOf bookingId={opened} onClose={() => setOpened(null)} onChanged={first.reload} />}
      {adding && (
        <Join
          storeId={storeId}
          offsetMinutes={offset}
          onClose={() => setAdding(false)}
          onJoined={() => {
            setAdding(false);
            first.reload();
          }}
        />
      )}
    </div>
  );
}

function Entry({
  entry,
  place,
  offsetMinutes,
  now,
  mayWrite,
  onOpen,
  onLeft,
}: {
  entry: WaitlistView;
  place: number | null;
  offsetMinutes: number;
  now: number;
  mayWrite: boolean;
  onOpen: (bookingId: string) => void;
  onLeft: () => void;
}) {
  const leave = useCommand('booking.leaveWaitlist');
  const [sure, setSure] = useState(false);
  const open = entry.state === 'waiting' || entry.state === 'offered';
  const drop = async () => {
    if (!sure) return setSure(true);
    const answer = await leave.run({ entryId: entry.id });
    say(
      answer.ok ? `${entry.contactName} 已退出候补${entry.state === 'offered' ? '，时间给下一位' : ''}` : wordRefusal(answer.refusal),
      answer.ok ? {} : { tone: 'bad' },
    );
    setSure(false);
    onLeft();
  };
  return (
    <div className="zk-booking-line" data-testid="waitlist-entry" data-state={entry.state} data-name={entry.contactName}>
      {place !== null && <div className="zk-booking-time">{place}</div>}
      <div className="zk-grow">
        <div className="zk-grow">
          <div className="zk-row">
            <b className="zk-grow zk-ellipsis">
              <a className="zk-link" href={`#/customers/${entry.customerId}`}>
                {entry.contactName}
              </a>
              {entry.partySize > 1 ? `（${entry.partySize} 人）` : ''}
            </b>
            <span className={`zk-booking-state ${TONES[entry.state]}`}>{WAITING_WORDS[entry.state]}</span>
          </div>
          <div className="zk-second">
            {entry.serviceName} · {windowWords(entry, offsetMinutes, now)}
          </div>
          <div className="zk-hint">
            {momentOf(entry.createdAt, offsetMinutes, now)} 登记
            {entry.state === 'offered' && entry.offerUntil ? ` · 已为她保留，${remainingOf(entry.offerUntil, now)}` : ''}
          </div>
        </div>
        <div className="zk-verbs">
          {open && mayWrite && (
            <Button danger={sure} loading={leave.busy} onClick={() => void drop()} onBlur={() => setSure(false)} data-testid="waitlist-leave">
              {sure ? '确定退出？' : '退出候补'}
            </Button>
          )}
          {entry.bookingId && (
            <Button onClick={() => entry.bookingId && onOpen(entry.bookingId)} data-testid="waitlist-booking">
              看预约
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

/** Who, what, then which days would do. */
function Join({ storeId, offsetMinutes, onClose, onJoined }: { storeId: string; offsetMinutes: number; onClose: () => void; onJoined: () => void }) {
  const [customer, setCustomer] = useState<BookFor | null>(null);
  const [service, setService] = useState<ServiceView | null>(null);
  const services = useQuery('booking.services', { storeId });
  if (!customer) return <CustomerPicker storeId={storeId} title="给谁登记候补" onClose={onClose} onPick={setCustomer} />;
  if (!service)
    return (
      <Sheet open onClose={onClose} title={`${customer.name} 想约什么`} testid="waitlist-service">
        <Loaded query={services} skeleton={<RowsSkeleton rows={4} tall />}>
          {({ services: list }) => <ServiceList services={list.filter((s) => s.mode === 'appointment')} minutes={undefined} onPick={setService} />}
        </Loaded>
      </Sheet>
    );
  return (
    <WaitForm
      customer={customer}
      storeId={storeId}
      service={service}
      extras={NO_EXTRAS}
      wish={{ date: '', startsAt: null, choices: {} }}
      offsetMinutes={offsetMinutes}
      onBack={() => setService(null)}
      onJoined={onJoined}
    />
  );
}

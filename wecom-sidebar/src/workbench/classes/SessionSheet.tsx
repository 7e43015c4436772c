import type { BookingView, ClassSessionView } from '@zhike/domain/booking/contract';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field, useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { clockOf, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { BookFlow } from '../../features/booking/BookFlow';
import type { BookFor } from '../../features/booking/bookFor';
import { CustomerPicker } from '../../features/booking/CustomerPicker';
import { StateTag } from '../../features/booking/StateTag';
import { StoryOf } from '../StoryOf';

const HERE = ['held', 'requested', 'confirmed', 'checked_in', 'in_service', 'done', 'no_show'] as const;
const REASONS = ['老师临时有事', '人数不够', '场地维修'] as const;

/** One class: who teaches, who comes, and calling it off. */
export function SessionSheet({
  session,
  offsetMinutes,
  onClose,
  onChanged,
}: {
  session: ClassSessionView;
  offsetMinutes: number;
  onClose: () => void;
  onChanged: () => void;
}) {
  const now = useNow();
  const mayManage = useMay('resource.manage');
  const mayBook = useMay('booking.write');
  const date = dateAt(Date.parse(session.startsAt), offsetMinutes);
  const guests = useQuery(
    'booking.search',
    { search: '', storeId: session.storeId, states: [...HERE], from: date, until: date },
    { follow: (m) => m.topic === 'booking' },
  );
  const [opened, setOpened] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const [customer, setCustomer] = useState<BookFor | null>(null);
  const [cancelling, setCancelling] = useState(false);
  const coming = session.state === 'scheduled' && Date.parse(session.startsAt) > now;
  const changed = () => {
    guests.reload();
    onChanged();
  };
  if (cancelling)
    return (
      <CancelSession
        session={session}
        offsetMinutes={offsetMinutes}
        onBack={() => setCancelling(false)}
        onCancelled={() => {
          setCancelling(false);
          changed();
        }}
      />
    );
  const of = (b: BookingView): boolean => b.serviceId === session.serviceId && b.startsAt === session.startsAt;
  return (
    <Sheet
      open
      onClose={onClose}
      title={`${session.serviceName}${session.label ? ` · ${session.label}` : ''}`}
      testid="session-sheet"
      foot={
        coming && (mayManage || mayBook) ? (
          <div className="zk-foot">
            {mayManage && (
              <Button size="large" danger onClick={() => setCancelling(true)} data-testid="session-cancel">
                取消这一场
              </Button>
            )}
            {mayBook && (
              <Button size="large" type="primary" disabled={session.taken >= session.seats} onClick={() => setAdding(true)} data-testid="session-add">
                {session.taken >= session.seats ? '已满' : '加一位'}
              </Button>
            )}
          </div>
        ) : undefined
      }
    >
      <h2>
        {momentOf(session.startsAt, offsetMinutes, now)}–{clockOf(session.endsAt, offsetMinutes)}
      </h2>
      {session.state === 'cancelled' && <p className="zk-notice">这一场已取消。</p>}
      <div className="zk-units">
        {session.units.map((u) => (
          <div key={u.unitId} className="zk-row">
            <span className="zk-hint zk-unit-role">{u.roleName}</span>
            <span>{u.name}</span>
          </div>
        ))}
      </div>
      <h3 style={{ margin: '16px 0 8px' }}>
        来的客人{' '}
        <span className="zk-hint">
          {session.taken} / {session.seats} 个名额
        </span>
      </h3>
      <Loaded query={guests} skeleton={<RowsSkeleton rows={3} />}>
        {({ items }) => {
          const list = items.filter(of);
          if (list.length === 0) return <Nothing title="还没有人约" hint="客户在小程序约了名额，会出现在这里。" />;
          return list.map((b) => (
            <button key={b.id} type="button" className="zk-line zk-booking-open" onClick={() => setOpened(b.id)} data-testid="guest">
              <span className="zk-row">
                <b className="zk-grow zk-ellipsis">
                  {b.contactName}
                  {b.partySize > 1 ? `（${b.partySize} 人）` : ''}
                </b>
                <span className="zk-hint">{b.contactPhone}</span>
                <StateTag state={b.state} deposit={b.deposit} />
              </span>
            </button>
          ));
        }}
      </Loaded>
      {opened && <StoryOf bookingId={opened} onClose={() => setOpened(null)} onChanged={changed} />}
      {adding && !customer && <CustomerPicker storeId={session.storeId} onClose={() => setAdding(false)} onPick={setCustomer} />}
      {adding && customer && (
        <BookFlow
          source="workbench"
          customer={customer}
          initial={{ storeId: session.storeId, serviceId: session.serviceId, startsAt: session.startsAt }}
          onClose={() => {
            setAdding(false);
            setCustomer(null);
          }}
          onBooked={(b) => {
            setAdding(false);
            setCustomer(null);
            changed();
            setOpened(b.id);
          }}
        />
      )}
    </Sheet>
  );
}

function CancelSession({
  session,
  offsetMinutes,
  onBack,
  onCancelled,
}: {
  session: ClassSessionView;
  offsetMinutes: number;
  onBack: () => void;
  onCancelled: () => void;
}) {
  const now = useNow();
  const cancel = useCommand('booking.cancelClassSession');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const submit = async () => {
    setAsked(true);
    if (reason.trim() === '') return;
    const answer = await cancel.run({ sessionId: session.id, reason: reason.trim() });
    if (!answer.ok) return;
    say(answer.value.cancelledBookings > 0 ? `已取消，${answer.value.cancelledBookings} 位客人会收到通知，定金全额退回` : '已取消这一场');
    onCancelled();
  };
  return (
    <Sheet
      open
      onClose={onBack}
      title="取消这一场"
      testid="session-cancel-form"
      onSubmit={() => void submit()}
      foot={
        <div className="zk-foot">
          <Button size="large" onClick={onBack}>
            先不取消
          </Button>
          <Button size="large" danger type="primary" loading={cancel.busy} onClick={() => void submit()} data-testid="session-cancel-submit">
            取消这一场
          </Button>
        </div>
      }
    >
      <p className="zk-notice" style={{ marginBottom: 12 }}>
        {session.serviceName} {momentOf(session.startsAt, offsetMinutes, now)}，
        {session.taken > 0 ? `${session.taken} 个名额的客人会被通知，定金全额退回。` : '还没有客人约。'}
      </p>
      <Field label="原因" hint="会告诉客人" problem={asked && reason.trim() === '' ? '请写明原因' : undefined}>
        {(ids) => (
          <>
            <Chips
              name="session-reason"
              label="常用原因"
              value={(REASONS as readonly string[]).includes(reason) ? reason : null}
              choices={REASONS.map((r) => ({ key: r, title: r }))}
              onChange={setReason}
            />
            <Input {...ids} style={{ marginTop: 8 }} value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} data-testid="session-reason" />
          </>
        )}
      </Field>
      <RefusalNote refusal={cancel.refusal} offsetMinutes={offsetMinutes} />
    </Sheet>
  );
}

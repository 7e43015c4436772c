import type { ApiOutput } from '@zhike/domain/api';
import type { BookingView } from '@zhike/domain/booking/contract';
import { HOUR_MS } from '@zhike/domain/kernel/time-range';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { insideWecom, scanCode } from '../../bridge/wecom';
import { useCommand, useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Nothing, RefusalNote } from '../../components/states';
import { spanOf } from '../../components/time';
import { say } from '../../components/toast';
import { StateTag } from '../booking/StateTag';
import { CardFace } from './CardFace';
import { CardSheet } from './CardSheet';
import './membership.css';

type Shown = ApiOutput<'membership.readCode'>;
const MAX_CODE = 120;
/** A visit that is over may still be written off for as long as people remember it. */
const DAY_MS = 24 * HOUR_MS;
const SCAN_WORDS = {
  no_permission: '企业微信没有允许扫一扫，请把码粘贴到输入框，或用扫码枪。',
  failed: '没有扫到，请再扫一次，或把码粘贴到输入框。',
} as const;

/** 扫会员码: who shows it, by the phone's camera, by a scanner that types, or by hand. A code is read once. */
export function MemberCode({ onOpenBooking, onOpenCustomer }: { onOpenBooking: (bookingId: string) => void; onOpenCustomer?: (customerId: string) => void }) {
  const may = useMay('card.use');
  const read = useCommand('membership.readCode');
  const [code, setCode] = useState('');
  const [shown, setShown] = useState<Shown | null>(null);
  const [scanning, setScanning] = useState(false);
  if (!may) return null;
  const submit = async (text: string) => {
    const word = text.trim().slice(0, MAX_CODE);
    if (word === '' || read.busy) return;
    const answer = await read.run({ code: word });
    // A code is good for one reading: what stands in the field is of no more use either way.
    setCode('');
    if (answer.ok) setShown(answer.value);
  };
  const scan = async () => {
    setScanning(true);
    const outcome = await scanCode();
    setScanning(false);
    if (outcome.kind === 'read') await submit(outcome.text);
    else if (outcome.kind !== 'cancelled') say(SCAN_WORDS[outcome.kind], { tone: 'bad' });
  };
  return (
    <div data-testid="member-code">
      <form
        className="zk-code-field"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(code);
        }}
      >
        <Input
          allowClear
          aria-label="会员码"
          placeholder="扫或粘贴会员码"
          value={code}
          maxLength={MAX_CODE}
          autoComplete="off"
          onChange={(e) => {
            read.clear();
            setCode(e.target.value);
          }}
          data-testid="code-input"
        />
        {insideWecom() && (
          <Button loading={scanning} onClick={() => void scan()} data-testid="code-scan">
            扫一扫
          </Button>
        )}
        <Button type="primary" htmlType="submit" loading={read.busy} disabled={code.trim() === ''} data-testid="code-read">
          查
        </Button>
      </form>
      <RefusalNote refusal={read.refusal} />
      {shown && (
        <ShownBy
          shown={shown}
          onClose={() => setShown(null)}
          onOpenBooking={(id) => {
            setShown(null);
            onOpenBooking(id);
          }}
          {...(onOpenCustomer ? { onOpenCustomer } : {})}
        />
      )}
    </div>
  );
}

/** Who has shown her code: the visit that is to be written off, and the cards that can be. */
function ShownBy({
  shown,
  onClose,
  onOpenBooking,
  onOpenCustomer,
}: {
  shown: Shown;
  onClose: () => void;
  onOpenBooking: (bookingId: string) => void;
  onOpenCustomer?: (customerId: string) => void;
}) {
  const now = useNow();
  const customer = useQuery('customers.get', { customerId: shown.customerId });
  const [open, setOpen] = useState<string | null>(null);
  const profile = customer.data?.profile;
  const last = profile?.lastBooking;
  const away = (booking: BookingView): number => Math.abs(Date.parse(booking.startsAt) - now);
  // The visit that she is here for comes first.
  const visits = [profile?.nextBooking, last && Date.parse(last.endsAt) > now - DAY_MS ? last : null]
    .filter((one) => one !== null && one !== undefined)
    .sort((a, b) => away(a) - away(b));
  return (
    <Sheet open onClose={onClose} title={`${shown.name} 的会员码`} testid="code-sheet">
      <div className="zk-stack">
        {visits.map((booking) => (
          <button key={booking.id} type="button" className="zk-member-card" onClick={() => onOpenBooking(booking.id)} data-testid="code-booking">
            <span className="zk-row">
              <b className="zk-grow zk-ellipsis">{booking.serviceName}</b>
              <StateTag state={booking.state} deposit={booking.deposit} />
            </span>
            <span className="zk-second zk-block">{spanOf(booking, now)}</span>
            <span className="zk-why">点开可以签到、完成、划卡</span>
          </button>
        ))}
        {profile && visits.length === 0 && <p className="zk-second">她没有预约。划卡跟着一次服务走，先约上或开始服务。</p>}
        {shown.cards.length === 0 && <Nothing title="没有能用的卡" hint="可能没有办卡，或都用完、冻结、过期了。" />}
        {shown.cards.map((card) => (
          <CardFace key={card.id} card={card} holderId={shown.customerId} onOpen={() => setOpen(card.id)} />
        ))}
        {onOpenCustomer && (
          <Button block size="large" onClick={() => onOpenCustomer(shown.customerId)} data-testid="code-customer">
            看客户
          </Button>
        )}
      </div>
      {open && <CardSheet cardId={open} holderId={shown.customerId} onClose={() => setOpen(null)} onChanged={customer.reload} onOpenBooking={onOpenBooking} />}
    </Sheet>
  );
}

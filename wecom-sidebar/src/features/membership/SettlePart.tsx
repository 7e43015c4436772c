import type { ApiOutput } from '@zhike/domain/api';
import type { BookingView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { followCards } from '../../api/follow';
import { useCommand, useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { ActForm } from './ActForm';
import { planFinish } from './plan';
import { firstOf, takingLabel, UseChoice } from './UseChoice';
import { takingWords, usesWords, whyFirst } from './words';
import { WrittenOff } from './WrittenOff';
import './membership.css';

type Fits = ApiOutput<'membership.useOptions'>;
const SHOWN = ['checked_in', 'in_service', 'done'];

/** In a booking's drawer: what its cards gave, or will give when it is done, or the choice that nobody has made yet. */
export function SettlePart({ booking }: { booking: BookingView }) {
  const may = useMay('card.use');
  const asks = may && SHOWN.includes(booking.state) && booking.customerId !== null;
  const fits = useQuery('membership.useOptions', asks ? { bookingId: booking.id } : null, { follow: (m) => m.id === booking.id || followCards(m) });
  const { data } = fits;
  // Whose cards are out of reach, and who has none: nothing to say beside a booking.
  if (!data || (data.uses.length === 0 && data.options.length === 0)) return null;
  return (
    <section className="zk-card" data-testid="settle-part" aria-label="划卡">
      <h3>划卡</h3>
      {data.uses.map((use) => (
        <WrittenOff key={use.id} use={use} offsetMinutes={booking.utcOffsetMinutes} onUndone={fits.reload} />
      ))}
      {data.options.length > 0 && (booking.state === 'done' ? <Settle booking={booking} fits={data} onDone={fits.reload} /> : <Foretold fits={data} />)}
    </section>
  );
}

/** What finishing will do, before it does. */
function Foretold({ fits }: { fits: Fits }) {
  const rules = useQuery('membership.rules', {});
  const [first] = fits.options;
  if (!first) return null;
  const plan = planFinish(fits.options, rules.data?.rules.useWhenFinished ?? false);
  return (
    <p className="zk-second" data-testid="foretold">
      {plan.kind === 'take'
        ? `完成时自动从「${first.name}」划 ${takingWords(first.takes)}`
        : `完成时请选一张卡，有 ${fits.options.length} 张能用；建议「${first.name}」：${whyFirst(fits.options)}`}
    </p>
  );
}

/** The visit is done, and somebody says from which card, or that it was paid otherwise. */
function Settle({ booking, fits, onDone }: { booking: BookingView; fits: Fits; onDone: () => void }) {
  const settle = useCommand('membership.settle');
  const otherwise = useCommand('membership.settleOtherwise');
  const waiting = useQuery('membership.toSettle', { storeId: booking.storeId }, { follow: followCards });
  const [picked, setPicked] = useState<string[] | null>(null);
  const [other, setOther] = useState(false);
  const chosen = (picked ?? firstOf(fits.options)).filter((id) => fits.options.some((option) => option.cardId === id));
  const isWaiting = waiting.data?.bookings.some((one) => one.bookingId === booking.id) ?? false;
  const take = async () => {
    const answer = await settle.run({ bookingId: booking.id, cardIds: chosen });
    if (answer.ok) say(`${usesWords(answer.value.uses.filter((use) => chosen.includes(use.cardId)))}`);
    onDone();
  };
  const leave = async (reason: string) => {
    const answer = await otherwise.run({ bookingId: booking.id, reason });
    if (!answer.ok) return;
    say('记下了：这次不划卡');
    setOther(false);
    waiting.reload();
  };
  if (other)
    return (
      <ActForm
        testid="otherwise"
        effects={['这次服务不从卡里划，从「待划卡」里去掉', '以后仍然可以在这里划卡']}
        reasons={['客户现场付了款', '这次免费', '已经在别处划过']}
        label="不划卡"
        backLabel="返回"
        busy={otherwise.busy}
        refusal={otherwise.refusal}
        onBack={() => setOther(false)}
        onSubmit={(reason) => void leave(reason)}
      />
    );
  return (
    <div style={{ marginTop: 8 }}>
      <p className="zk-second" style={{ marginBottom: 8 }}>
        {fits.uses.some((use) => !use.undone) ? '还没划够，可以再选一张' : '还没有划卡，从哪张卡划？'}
      </p>
      <UseChoice options={fits.options} openFen={fits.openFen} chosen={chosen} onChange={setPicked} />
      <RefusalNote refusal={settle.refusal} offsetMinutes={booking.utcOffsetMinutes} />
      <div className="zk-foot" style={{ marginTop: 12 }}>
        {isWaiting && (
          <Button onClick={() => setOther(true)} data-testid="settle-otherwise">
            其他方式收款
          </Button>
        )}
        <Button type="primary" loading={settle.busy} disabled={chosen.length === 0} onClick={() => void take()} data-testid="settle-take">
          {takingLabel(fits.options, chosen)}
        </Button>
      </div>
    </div>
  );
}

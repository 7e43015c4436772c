import type { ApiOutput } from '@zhike/domain/api';
import type { BookingView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { lazy, Suspense, useRef, useState } from 'react';
import { type AppRefusal, call } from '../../api/call';
import { useCommand } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';
import { planFinish } from './plan';
import { sayWrittenOff } from './undo';

const FinishSheet = lazy(() => import('./FinishSheet').then((m) => ({ default: m.FinishSheet })));

/**
 * 完成服务 for whoever may use cards (BK-15, CD-07): the one card that fits is used in the same act and the result is said with its way
 * back; where several fit, the choice comes first.
 */
export function FinishButton({
  bookingId,
  version,
  label,
  primary,
  size,
  block,
  onDone,
  onRefused,
}: {
  bookingId: string;
  version: number;
  label: string;
  primary: boolean;
  size: 'small' | 'middle' | 'large';
  block: boolean;
  onDone: (booking: BookingView) => void;
  onRefused: () => void;
}) {
  const mayUndo = useMay('card.undo');
  const plain = useCommand('booking.finish');
  const take = useCommand('membership.finish');
  const [looking, setLooking] = useState(false);
  const busy = useRef(false);
  const [asked, setAsked] = useState<{ fits: ApiOutput<'membership.useOptions'>; refusal: AppRefusal | undefined } | null>(null);

  const refused = (refusal: AppRefusal) => {
    say(wordRefusal(refusal), { tone: 'bad' });
    onRefused();
  };
  const finish = async () => {
    const answer = await plain.run({ bookingId, version });
    if (!answer.ok) return refused(answer.refusal);
    setAsked(null);
    say('服务已完成');
    onDone(answer.value.booking);
  };
  const finishWith = async (cardIds: string[], fits: ApiOutput<'membership.useOptions'>) => {
    const answer = await take.run({ bookingId, version, cardIds });
    if (answer.ok) {
      setAsked(null);
      const { booking, uses, openFen } = answer.value;
      sayWrittenOff(uses, openFen, mayUndo, () => onDone(booking));
      return onDone(booking);
    }
    if (!answer.refusal.code.startsWith('membership.')) return refused(answer.refusal);
    // The card has changed under her hand: what fits now is shown, with the reason.
    const now = await call('membership.useOptions', { bookingId });
    setAsked({ fits: now.ok ? now.value : fits, refusal: answer.refusal });
  };
  const press = async () => {
    if (busy.current) return;
    busy.current = true;
    setLooking(true);
    const [fits, rules] = await Promise.all([call('membership.useOptions', { bookingId }), call('membership.rules', {})]);
    // Whose cards cannot be read now is finished all the same: the server writes off what is clear, and asks for the rest.
    const plan = fits.ok ? planFinish(fits.value.options, rules.ok && rules.value.rules.useWhenFinished) : { kind: 'plain' as const };
    if (plan.kind === 'plain' || !fits.ok) await finish();
    else if (plan.kind === 'take') await finishWith([plan.option.cardId], fits.value);
    else setAsked({ fits: fits.value, refusal: undefined });
    busy.current = false;
    setLooking(false);
  };
  return (
    <>
      <Button type={primary ? 'primary' : 'default'} size={size} block={block} loading={looking} onClick={() => void press()} data-testid="verb-finish">
        {label}
      </Button>
      {asked && (
        <Suspense fallback={null}>
          <FinishSheet
            fits={asked.fits}
            refusal={asked.refusal}
            taking={take.busy}
            finishing={plain.busy}
            onTake={(cardIds) => void finishWith(cardIds, asked.fits)}
            onLater={() => void finish()}
            onClose={() => setAsked(null)}
          />
        </Suspense>
      )}
    </>
  );
}

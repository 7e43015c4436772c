import type { BookingView } from '@zhike/domain/booking/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { say } from '../../components/toast';
import { VERB_WORDS, wordRefusal } from '../../words';
import { FinishButton } from '../membership/FinishButton';

export const STEPS = ['checkIn', 'start', 'finish', 'markNoShow'] as const;
export type StepVerb = (typeof STEPS)[number];
const ENDPOINTS = { checkIn: 'booking.checkIn', start: 'booking.start', finish: 'booking.finish', markNoShow: 'booking.markNoShow' } as const;
const DONE: Record<StepVerb, string> = { checkIn: '已签到', start: '服务开始了', finish: '服务已完成', markNoShow: '已记为未到店' };

interface StepProps {
  verb: StepVerb;
  bookingId: string;
  version: number;
  primary: boolean;
  size?: 'small' | 'middle' | 'large';
  block?: boolean;
  onDone: (booking: BookingView) => void;
  onRefused: () => void;
}

/** One step of a visit. Whoever may use cards finishes it with them. */
export function StepButton({ verb, ...rest }: StepProps) {
  const mayUseCards = useMay('card.use');
  return verb === 'finish' && mayUseCards ? (
    <FinishButton {...rest} label={VERB_WORDS.finish} size={rest.size ?? 'middle'} block={rest.block ?? false} />
  ) : (
    <PlainStep verb={verb} {...rest} />
  );
}

/** A step cannot be taken back, so 未到店, which keeps the deposit, asks once more. */
function PlainStep({ verb, bookingId, version, primary, size = 'middle', block = false, onDone, onRefused }: StepProps) {
  const command = useCommand(ENDPOINTS[verb]);
  const [sure, setSure] = useState(verb !== 'markNoShow');
  const press = async () => {
    if (!sure) return setSure(true);
    const answer = await command.run({ bookingId, version });
    if (answer.ok) {
      say(DONE[verb]);
      onDone(answer.value.booking);
    } else {
      say(wordRefusal(answer.refusal), { tone: 'bad' });
      onRefused();
    }
    setSure(verb !== 'markNoShow');
  };
  return (
    <Button
      type={primary ? 'primary' : 'default'}
      danger={verb === 'markNoShow' && sure}
      size={size}
      block={block}
      loading={command.busy}
      onClick={() => void press()}
      onBlur={() => setSure(verb !== 'markNoShow')}
      data-testid={`verb-${verb}`}
    >
      {verb === 'markNoShow' && sure ? '确定没有来？' : VERB_WORDS[verb]}
    </Button>
  );
}

/** What can be done with a visit now. Nobody has failed to come before it was time: 未到店 keeps the deposit and cannot be taken back. */
export function stepsIn({ can, startsAt }: { readonly can: readonly string[]; readonly startsAt: string }, now: number): StepVerb[] {
  return STEPS.filter((verb) => can.includes(verb) && (verb !== 'markNoShow' || Date.parse(startsAt) <= now));
}

import type { ApiOutput } from '@zhike/domain/api';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '@/api/call';
import type { AnyRefusal } from '@/api/refusals';

/** Seconds between looks: quick at first, when almost all payments settle; then patient. About three minutes in all. */
const WAITS = [0, 1, 2, 3, 5, 8, 13, 20, 30, 45, 60];
type Payment = ApiOutput<'orders.checkPayment'>;

/**
 * After a payment: asks the server (which asks WeChat) with growing pauses until it is settled.
 * Each look is a fresh command, never a repeat of the last one: the same key would answer the old state.
 */
export function usePayment(paymentId: string) {
  const [payment, setPayment] = useState<Payment | null>(null);
  const [refusal, setRefusal] = useState<AnyRefusal | null>(null);
  const [looks, setLooks] = useState(0);
  const [asking, setAsking] = useState(false);
  const alive = useRef(true);
  const look = useCallback(async () => {
    setAsking(true);
    const answer = await call('orders.checkPayment', { paymentId });
    if (!alive.current) return;
    setAsking(false);
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) setPayment(answer.value);
    setLooks((n) => n + 1);
  }, [paymentId]);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  const settled = payment !== null && payment.state !== 'waiting';
  // A payment that is not there, or not hers, will not appear by waiting.
  const hopeless = refusal?.code === 'record.not_found' || refusal?.code === 'access.forbidden';
  useEffect(() => {
    const wait = WAITS[looks];
    if (settled || hopeless || wait === undefined || !paymentId) return undefined;
    const timer = setTimeout(() => void look(), wait * 1_000);
    return () => clearTimeout(timer);
  }, [looks, settled, hopeless, look, paymentId]);
  return { payment, refusal, settled, hopeless, asking, /** We stopped looking by ourselves. */ resting: looks >= WAITS.length, slow: looks >= 5, look };
}

import type { MessageTemplate } from '@zhike/domain/messaging/contract';
import { useState } from 'react';
import { requestSubscribe } from '@/bridge/weixin';
import { call } from './call';
import type { AnyRefusal } from './refusals';
import { useShop } from './shop';

export interface Subscription {
  /** False when the shop has none of these templates: then there is nothing to ask. */
  readonly offered: boolean;
  readonly asking: boolean;
  readonly said: 'yes' | 'no' | null;
  readonly refusal: AnyRefusal | null;
  /** WeChat asks only straight from a tap: nothing may be awaited before this is called. */
  readonly ask: () => Promise<'yes' | 'no' | null>;
}

/**
 * One question for reminders.
 * @param templates in order of importance; WeChat takes three at most, and one acceptance is one message
 */
export function useSubscription(templates: readonly MessageTemplate[]): Subscription {
  const shop = useShop();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<'yes' | 'no' | null>(null);
  const [refusal, setRefusal] = useState<AnyRefusal | null>(null);
  const offered = templates.flatMap((key) => shop?.subscribeTemplates.filter((t) => t.key === key) ?? []).slice(0, 3);

  const ask = async () => {
    if (asking || offered.length === 0) return null;
    setAsking(true);
    setRefusal(null);
    const answer = await requestSubscribe(offered.map((t) => t.templateId));
    let heard: 'yes' | 'no' | null = null;
    if (!answer.ok) setRefusal(answer.refusal);
    else {
      const outcomes = offered.flatMap((t) => {
        const outcome = answer.value[t.templateId];
        return outcome ? [{ templateKey: t.key, outcome }] : [];
      });
      heard = outcomes.some((o) => o.outcome === 'accept') ? 'yes' : 'no';
      setSaid(heard);
      // A lost report costs one reminder, never the booking: no refusal is shown for it.
      if (outcomes.length > 0) await call('messaging.recordSubscription', { outcomes });
    }
    setAsking(false);
    return heard;
  };
  return { offered: offered.length > 0, asking, said, refusal, ask };
}

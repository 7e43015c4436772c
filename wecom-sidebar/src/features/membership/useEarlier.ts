import type { CardEntry } from '@zhike/domain/membership/contract';
import { useState } from 'react';
import { type AppRefusal, call } from '../../api/call';

/** The pages of a card's history behind the first one, fetched on demand; an act on the card makes them forgotten. */
export function useEarlier(cardId: string) {
  const [behind, setBehind] = useState<{ items: readonly CardEntry[]; next: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<AppRefusal | undefined>(undefined);
  const nextAfter = (first: string | null): string | null => (behind ? behind.next : first);
  return {
    items: behind?.items ?? [],
    busy,
    refusal,
    nextAfter,
    forget: () => setBehind(null),
    /** @param first where the first page ended */
    async load(first: string | null): Promise<void> {
      const cursor = nextAfter(first);
      if (cursor === null || busy) return;
      setBusy(true);
      setRefusal(undefined);
      const answer = await call('membership.card', { cardId, cursor });
      setBusy(false);
      if (!answer.ok) return setRefusal(answer.refusal);
      setBehind({ items: [...(behind?.items ?? []), ...answer.value.entries], next: answer.value.next });
    },
  };
}

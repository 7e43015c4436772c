import type { HealthBannerItem } from '@zhike/domain/customers/health/contract';
import { HEALTH_BANDS_MAX } from '@zhike/domain/customers/health/limits';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type AppRefusal, call } from '../../../api/call';
import { onLive } from '../../../api/live';
import { useMay } from '../../../components/SessionGate';

/** The red bands of a page's customers, by id; who has none is absent. */
export interface HealthBands {
  /** off: the reader's post may not know. A blank means "nothing" only where it is `known`. */
  readonly state: 'off' | 'loading' | 'known' | 'failed';
  readonly of: ReadonlyMap<string, readonly HealthBannerItem[]>;
  reload(): void;
}

type Found = { readonly of: Map<string, readonly HealthBannerItem[]> } | { readonly refusal: AppRefusal };

/** Nobody is left out because a day is long: as many questions as it takes, or none is believed. */
async function findBands(ids: readonly string[]): Promise<Found> {
  const of = new Map<string, readonly HealthBannerItem[]>();
  for (let from = 0; from < ids.length; from += HEALTH_BANDS_MAX) {
    const answer = await call('customers.healthBands', { customerIds: ids.slice(from, from + HEALTH_BANDS_MAX) });
    if (!answer.ok) return { refusal: answer.refusal };
    for (const band of answer.value.bands) of.set(band.customerId, band.items);
  }
  return { of };
}

const NOBODY: ReadonlyMap<string, readonly HealthBannerItem[]> = new Map();

/** CU-08: what everybody on a page must be spared, asked at once and again when one of their records changes. */
export function useHealthBands(customerIds: readonly (string | null)[]): HealthBands {
  const may = useMay('customer.health_read');
  const key = [...new Set(customerIds.filter((id) => id !== null))].sort().join(' ');
  const [found, setFound] = useState<{ readonly key: string; readonly result: Found } | null>(null);
  const latest = useRef(key);
  latest.current = key;
  const reload = useCallback(() => {
    if (!may || key === '') return;
    void findBands(key.split(' ')).then((result) => {
      if (latest.current === key) setFound({ key, result });
    });
  }, [may, key]);
  useEffect(() => {
    reload();
    return onLive((news) => {
      if (news.topic === 'resync' || (news.type.startsWith('customer.health') && news.type !== 'customer.health_read' && key.includes(news.customerId ?? '?')))
        reload();
    });
  }, [reload, key]);
  const result = found?.key === key ? found.result : null;
  if (!may) return { state: 'off', of: NOBODY, reload };
  if (key === '') return { state: 'known', of: NOBODY, reload };
  if (!result) return { state: 'loading', of: NOBODY, reload };
  return 'of' in result ? { state: 'known', of: result.of, reload } : { state: 'failed', of: NOBODY, reload };
}

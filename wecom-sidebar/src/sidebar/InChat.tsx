import { lazy, Suspense, useRef } from 'react';
import { useQuery } from '../api/hooks';
import { HeadSkeleton, Problem } from '../components/states';
import { CustomerView } from './CustomerView';

const UnknownContact = lazy(() => import('../features/customers/UnknownContact').then((m) => ({ default: m.UnknownContact })));

/** The person in the chat: her record, or who she may be. */
export function InChat({ externalUserId }: { externalUserId: string }) {
  const known = useRef<string | null>(null);
  const query = useQuery(
    'customers.inChat',
    { externalUserId },
    { follow: (m) => (known.current ? m.customerId === known.current || m.id === known.current : m.topic === 'customer') },
  );
  const { data } = query;
  known.current = data?.status === 'linked' ? data.profile.id : null;
  if (!data) return query.refusal ? <Problem refusal={query.refusal} onRetry={query.reload} /> : <HeadSkeleton />;
  if (data.status === 'unknown')
    return (
      <Suspense fallback={<HeadSkeleton />}>
        <UnknownContact externalUserId={externalUserId} unknown={data} onLinked={(profile) => query.put({ status: 'linked', profile })} />
      </Suspense>
    );
  return (
    <CustomerView profile={data.profile} stale={query.refusal} onReload={query.reload} onProfile={(profile) => query.put({ status: 'linked', profile })} />
  );
}

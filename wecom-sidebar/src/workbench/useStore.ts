import { useQuery } from '../api/hooks';
import { useMe } from '../components/SessionGate';
import { useStay } from '../components/stay';
import { CHINA_OFFSET } from '../components/time';

/** The store the desk looks at; kept on this machine, and always one of the reader's own. */
export function useStore(): { storeId: string; offset: number; setStore: (id: string) => void } {
  const me = useMe();
  const [kept, setStore] = useStay('store', me.stores[0]?.id ?? '');
  const storeId = me.stores.some((s) => s.id === kept) ? kept : (me.stores[0]?.id ?? '');
  const stores = useQuery('stores.list', {});
  return { storeId, offset: stores.data?.stores.find((s) => s.id === storeId)?.utcOffsetMinutes ?? CHINA_OFFSET, setStore };
}

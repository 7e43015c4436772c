import type { ShopView, StoreView } from '@zhike/domain/stores/contract';
import { recall, remember } from '@/bridge/storage';
import { box } from './box';
import { useQuery, type Query } from './use-query';

const chosen = box<string | null>(recall('zk.storeId'));

export function chooseStore(storeId: string): void {
  remember('zk.storeId', storeId);
  chosen.set(storeId);
}

export function useShop(): ShopView | undefined {
  return useQuery('stores.shop', {}).value;
}

/** All stores and the one she chose last (the first one until she chooses). */
export function useStores(): Query<{ stores: StoreView[] }> & { readonly store: StoreView | undefined } {
  const query = useQuery('stores.list', {});
  const storeId = chosen.use();
  const stores = query.value?.stores ?? [];
  return { ...query, store: stores.find((s) => s.id === storeId) ?? stores[0] };
}

import type { Effect } from '@zhike/domain/engines/effects';
import { Checkbox, Select } from 'antd';
import { useQuery } from '../../api/hooks';

type Deal = Extract<Effect, { do: 'order.create' }>;
const AS: readonly { readonly value: Deal['as']; readonly label: string }[] = [
  { value: 'order', label: '订单' },
  { value: 'quote', label: '报价单' },
];

/** 成交 → 生成订单: of which package, whether her open quote counts, and whether the contract is drawn up with it. */
export function OrderEffect({ effect, onChange }: { effect: Deal; onChange: (effect: Effect) => void }) {
  const stores = useQuery('stores.list', {});
  const storeId = stores.data?.stores[0]?.id ?? null;
  const items = useQuery('catalogue.items', storeId ? { storeId, customerId: null, lineId: null, withInactive: false } : null);
  const templates = useQuery('orders.contractTemplates', {});
  const item = typeof effect.item === 'string' ? effect.item : null;
  const { contract: _, fromQuote: __, ...bare } = effect;
  const quoted = effect.fromQuote ? { fromQuote: true as const } : {};
  const drawn = effect.contract === undefined ? {} : { contract: effect.contract };
  return (
    <>
      <Select
        aria-label="订单还是报价单"
        value={effect.as}
        options={[...AS]}
        onChange={(as) => onChange(as === 'quote' ? { ...bare, as } : { ...effect, as })}
      />
      {item === null ? (
        <span>套系按记录里的字段</span>
      ) : (
        <Select
          aria-label="哪个套系"
          style={{ minWidth: 160 }}
          placeholder="哪个套系"
          loading={items.busy}
          value={item || undefined}
          // A package of no line of business has no steps for an order.
          options={(items.data?.items ?? []).filter((one) => one.lineId !== null).map((one) => ({ value: one.id, label: one.name }))}
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: 'label' }}
          notFoundContent="还没有，先去建一个"
          onChange={(next) => onChange({ ...effect, item: next })}
        />
      )}
      {effect.as === 'order' && (
        <>
          <Checkbox
            checked={effect.fromQuote ?? false}
            onChange={(e) => onChange({ ...bare, ...drawn, ...(e.target.checked ? { fromQuote: true as const } : {}) })}
          >
            有没答复的报价就按报价
          </Checkbox>
          <Select
            aria-label="同时出合同"
            value={effect.contract ?? ''}
            options={[
              { value: '', label: '不出合同' },
              ...(templates.data?.templates ?? []).filter((one) => one.active).map((one) => ({ value: one.id, label: `同时出《${one.name}》` })),
            ]}
            popupMatchSelectWidth={false}
            onChange={(next) => onChange({ ...bare, ...quoted, ...(next === '' ? {} : { contract: next }) })}
          />
        </>
      )}
    </>
  );
}

import { Select } from 'antd';
import { useMe } from '../components/SessionGate';

export function StoreSelect({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const me = useMe();
  if (me.stores.length < 2) return <span className="zk-second zk-nowrap">{me.stores[0]?.name}</span>;
  return (
    <Select
      aria-label="门店"
      value={value}
      onChange={onChange}
      style={{ minWidth: 140 }}
      options={me.stores.map((s) => ({ value: s.id, label: s.name }))}
      data-testid="store-select"
    />
  );
}

import { Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { Picked } from '../use-form';
import { type ControlProps, idsOf } from './control';

const PAUSE_MS = 250;

/** Another record: searched for on the server, so that who was deactivated a moment ago is not offered; one that was picked before stays, under its name. */
export function LinkControl({ slotId, slot, field, value, readonly, bad, ids, label, lookups, names, values, onChange }: ControlProps) {
  const [found, setFound] = useState<readonly Picked[]>([]);
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState(false);
  const round = useRef(0);
  const many = field.type === 'refs' || field.type === 'members';
  const chosen = idsOf(value);
  const known = JSON.stringify(values);
  const { pick } = lookups;
  useEffect(() => {
    if (!open) return;
    const mine = ++round.current;
    const timer = setTimeout(
      () => void pick(slotId, search, JSON.parse(known) as ControlProps['values']).then((items) => (mine === round.current ? setFound(items) : undefined)),
      search === '' ? 0 : PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [open, search, known, pick, slotId]);
  const told = (one: Picked): string =>
    [one.name, ...Object.entries(one.values).flatMap(([path, shown]) => (path === 'name' || shown === null ? [] : [String(shown)]))].join(' · ');
  const options = found.map((one) => ({ value: one.id, label: told(one) }));
  for (const id of chosen) if (!found.some((one) => one.id === id)) options.push({ value: id, label: names[id] ?? '…' });
  const shared = {
    ...ids,
    'aria-label': label,
    options,
    disabled: readonly,
    status: bad ? ('error' as const) : ('' as const),
    placeholder: slot.placeholder ?? '请选择',
    showSearch: { filterOption: false as const, onSearch: setSearch },
    onOpenChange: setOpen,
    notFoundContent: '没有找到',
    'data-testid': `slot-${slotId}`,
  };
  if (many) return <Select {...shared} mode="multiple" value={[...chosen]} onChange={onChange} />;
  return <Select {...shared} allowClear value={chosen[0]} onChange={(id: string | undefined) => onChange(id ?? null)} />;
}

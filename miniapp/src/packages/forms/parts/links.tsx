import { Input, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { Sheet } from '@/components/sheet';
import { type ControlProps, idsOf } from './control';
import { Shown } from './typed';

const PAUSE_MS = 300;

/** Another record, from a list that its form opens; what stands there already is shown by its name and nothing else. */
export function LinkControl({ id, slotId, slot, field, label, value, readonly, names, lookups, onChange, onPicked }: ControlProps) {
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const [items, setItems] = useState<readonly { readonly id: string; readonly name: string }[] | null>(null);
  const many = field.type === 'refs' || field.type === 'members';
  const chosen = idsOf(value);
  const text = chosen.map((one) => names[one] ?? '').join('、');
  const { pick } = lookups;
  useEffect(() => {
    if (!open) return;
    let on = true;
    const timer = setTimeout(() => void pick(slotId, search).then((found) => on && setItems(found)), search === '' ? 0 : PAUSE_MS);
    return () => {
      on = false;
      clearTimeout(timer);
    };
  }, [open, search, slotId, pick]);
  if (readonly) return <Shown id={id} text={text} />;
  const take = (one: { id: string; name: string }): void => {
    onPicked(one.id, one.name);
    if (many) onChange(chosen.includes(one.id) ? chosen.filter((other) => other !== one.id) : [...chosen, one.id]);
    else {
      onChange(one.id);
      setOpen(false);
    }
  };
  return (
    <View>
      <View id={id} className={text ? 'ask__pick' : 'ask__pick ask__pick--empty'} onClick={() => setOpen(true)}>
        {text || slot.placeholder || '请选择'}
      </View>
      <Sheet visible={open} title={label} onClose={() => setOpen(false)}>
        <Input
          id={`${id}-search`}
          className="typed"
          value={search}
          placeholder="输入名称查找"
          placeholderClass="placeholder"
          onInput={(e) => setSearch(e.detail.value)}
        />
        <View className="ask__list">
          {items?.length === 0 ? <View className="hint-text">没有找到</View> : null}
          {items?.map((one) => (
            <View key={one.id} className={chosen.includes(one.id) ? 'ask__item ask__item--on' : 'ask__item'} onClick={() => take(one)}>
              {one.name}
            </View>
          ))}
        </View>
      </Sheet>
    </View>
  );
}

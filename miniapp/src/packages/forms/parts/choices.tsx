import { Picker, Switch, Text, View } from '@tarojs/components';
import { type ControlProps, idsOf, textOf } from './control';
import { Shown } from './typed';

/** Options that may be chosen, and one that was chosen before it was retired. */
function optionsFor({ field, value }: Pick<ControlProps, 'field' | 'value'>) {
  const chosen = idsOf(value);
  return (field.options ?? [])
    .filter((option) => !option.retired || chosen.includes(option.id))
    .map((option) => ({ id: option.id, label: option.retired ? `${option.label}（已停用）` : option.label }));
}

const Chip = ({ id, label, on, onTap }: { id: string; label: string; on: boolean; onTap: () => void }) => (
  <View id={id} className={on ? 'chip chip--on ask__chip' : 'chip ask__chip'} onClick={onTap}>
    {label}
  </View>
);

/** One of a few: side by side, or by the phone's wheel. */
export function OptionControl(props: ControlProps) {
  const { id, slot, value, readonly, onChange } = props;
  const options = optionsFor(props);
  const at = options.findIndex((option) => option.id === textOf(value));
  if (readonly) return <Shown id={id} text={options[at]?.label ?? ''} />;
  if (slot.control === 'radio' || slot.control === 'chips')
    return (
      <View className="ask__chips" id={id}>
        {options.map((option) => (
          <Chip
            key={option.id}
            id={`${id}-${option.id}`}
            label={option.label}
            on={option.id === value}
            onTap={() => onChange(option.id === value ? null : option.id)}
          />
        ))}
      </View>
    );
  return (
    <Picker
      id={id}
      mode="selector"
      range={options.map((option) => option.label)}
      value={Math.max(0, at)}
      onChange={(e) => onChange(options[Number(e.detail.value)]?.id ?? null)}
    >
      <View className={at < 0 ? 'ask__pick ask__pick--empty' : 'ask__pick'}>{options[at]?.label ?? slot.placeholder ?? '请选择'}</View>
    </Picker>
  );
}

/** Any number of a few. */
export function OptionsControl(props: ControlProps) {
  const { id, value, readonly, onChange } = props;
  const chosen = idsOf(value);
  const options = optionsFor(props);
  if (readonly)
    return (
      <Shown
        id={id}
        text={options
          .filter((option) => chosen.includes(option.id))
          .map((option) => option.label)
          .join('、')}
      />
    );
  return (
    <View className="ask__chips" id={id}>
      {options.map((option) => {
        const on = chosen.includes(option.id);
        return (
          <Chip
            key={option.id}
            id={`${id}-${option.id}`}
            label={option.label}
            on={on}
            onTap={() => onChange(on ? chosen.filter((one) => one !== option.id) : [...chosen, option.id])}
          />
        );
      })}
    </View>
  );
}

/** Yes or no: a tick beside a text that is agreed to, two answers of which neither is given yet, or a switch. */
export function BoolControl({ id, slot, label, value, readonly, onChange }: ControlProps) {
  if (readonly) return <Shown id={id} text={value === true ? '是' : value === false ? '否' : ''} />;
  if (slot.consent || slot.control === 'checkbox')
    return (
      <View id={id} className={value === true ? 'agree agree--on' : 'agree'} onClick={() => onChange(value !== true)}>
        <View className="agree__box">{value === true ? '✓' : ''}</View>
        <Text>{slot.consent ? '我已阅读并同意' : label}</Text>
      </View>
    );
  if (slot.control === 'radio')
    return (
      <View className="ask__chips" id={id}>
        <Chip id={`${id}-yes`} label="是" on={value === true} onTap={() => onChange(true)} />
        <Chip id={`${id}-no`} label="否" on={value === false} onTap={() => onChange(false)} />
      </View>
    );
  return <Switch id={id} checked={value === true} onChange={(e) => onChange(e.detail.value)} />;
}

const STARS = [1, 2, 3, 4, 5];
const SAID = ['', '很不满意', '不满意', '一般', '满意', '非常满意'];

export function RatingControl({ id, value, readonly, onChange }: ControlProps) {
  const given = typeof value === 'number' ? value : 0;
  return (
    <View className="ask__line" id={id}>
      {STARS.map((star) => (
        <View key={star} id={`${id}-${star}`} className={star <= given ? 'star star--on' : 'star'} onClick={() => (readonly ? undefined : onChange(star))}>
          ★
        </View>
      ))}
      <Text className="hint-text">{SAID[given] ?? ''}</Text>
    </View>
  );
}

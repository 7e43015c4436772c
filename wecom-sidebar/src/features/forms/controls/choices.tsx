import { Checkbox, Radio, Rate, Select, Switch } from 'antd';
import { type ControlProps, idsOf, textOf } from './control';

/** Options that may be chosen, and one that was chosen before it was retired. */
function optionsFor({ field, value }: Pick<ControlProps, 'field' | 'value'>) {
  const chosen = idsOf(value);
  return (field.options ?? [])
    .filter((option) => !option.retired || chosen.includes(option.id))
    .map((option) => ({ value: option.id, label: option.retired ? `${option.label}（已停用）` : option.label }));
}

/** One of a few: side by side, or a list that opens. */
export function OptionControl(props: ControlProps) {
  const { slot, value, readonly, bad, ids, slotId, label, onChange } = props;
  const options = optionsFor(props);
  if (slot.control === 'radio' || slot.control === 'chips')
    return (
      <Radio.Group
        {...ids}
        aria-label={label}
        optionType={slot.control === 'chips' ? 'button' : 'default'}
        options={options}
        value={textOf(value)}
        disabled={readonly}
        data-testid={`slot-${slotId}`}
        onChange={(e) => onChange(e.target.value)}
      />
    );
  return (
    <Select
      {...ids}
      aria-label={label}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      options={options}
      value={textOf(value) || undefined}
      disabled={readonly}
      placeholder={slot.placeholder ?? '请选择'}
      status={bad ? 'error' : ''}
      data-testid={`slot-${slotId}`}
      onChange={(id: string | undefined) => onChange(id ?? null)}
    />
  );
}

/** Any number of a few. */
export function OptionsControl(props: ControlProps) {
  const { slot, value, readonly, bad, ids, slotId, label, onChange } = props;
  const options = optionsFor(props);
  if (slot.control === 'dropdown')
    return (
      <Select
        {...ids}
        aria-label={label}
        mode="multiple"
        options={options}
        value={[...idsOf(value)]}
        disabled={readonly}
        status={bad ? 'error' : ''}
        data-testid={`slot-${slotId}`}
        onChange={onChange}
      />
    );
  return <Checkbox.Group options={options} value={[...idsOf(value)]} disabled={readonly} data-testid={`slot-${slotId}`} onChange={onChange} />;
}

/** Yes or no: a switch, a tick beside a text that is agreed to, or two answers of which neither is given yet. */
export function BoolControl({ slot, value, readonly, ids, slotId, label, onChange }: ControlProps) {
  if (slot.consent || slot.control === 'checkbox')
    return (
      <Checkbox id={ids.id} checked={value === true} disabled={readonly} data-testid={`slot-${slotId}`} onChange={(e) => onChange(e.target.checked)}>
        {slot.consent ? '我已阅读并同意' : label}
      </Checkbox>
    );
  if (slot.control === 'radio')
    return (
      <Radio.Group
        {...ids}
        aria-label={label}
        options={[
          { value: true, label: '是' },
          { value: false, label: '否' },
        ]}
        value={value}
        disabled={readonly}
        data-testid={`slot-${slotId}`}
        onChange={(e) => onChange(e.target.value)}
      />
    );
  return <Switch id={ids.id} aria-label={label} checked={value === true} disabled={readonly} data-testid={`slot-${slotId}`} onChange={onChange} />;
}

/** Stars, from one to five. */
export function RatingControl({ value, readonly, slotId, label, onChange }: ControlProps) {
  return (
    <div role="group" aria-label={label} data-testid={`slot-${slotId}`}>
      <Rate value={typeof value === 'number' ? value : 0} disabled={readonly} onChange={(stars) => onChange(stars === 0 ? null : stars)} />
    </div>
  );
}

import { Select } from 'antd';
import { Field } from '../../components/parts';

/** A step of a running flow that it can be sent to. */
export function StepPick({
  label,
  value,
  steps,
  onChange,
}: {
  label: string;
  value: string | null;
  steps: readonly { readonly node: string; readonly title: string }[];
  onChange: (node: string) => void;
}) {
  return (
    <Field label={label}>
      {(ids) => (
        <Select {...ids} value={value} style={{ width: '100%' }} options={steps.map((one) => ({ value: one.node, label: one.title }))} onChange={onChange} />
      )}
    </Field>
  );
}

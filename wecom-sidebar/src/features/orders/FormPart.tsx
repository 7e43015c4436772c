import type { FormField } from '@zhike/domain/catalogue/contract';
import { Input, InputNumber, Select, Switch } from 'antd';
import { Field } from '../../components/parts';
import type { FormDraft } from './sale';

/** What the line of business asks for: 宝宝姓名, 目的地. */
export function FormPart({
  fields,
  draft,
  asked,
  onChange,
}: {
  fields: readonly FormField[];
  draft: FormDraft;
  asked: boolean;
  onChange: (draft: FormDraft) => void;
}) {
  if (fields.length === 0) return null;
  return (
    <section className="zk-card" data-testid="form-part">
      <h3>还需要知道</h3>
      {fields.map((field) => {
        const value = draft[field.key];
        const empty = value === undefined || (typeof value === 'string' && value.trim() === '');
        return (
          <Field key={field.key} label={field.required ? `${field.label} *` : field.label} problem={asked && field.required && empty ? '必须填写' : undefined}>
            {(ids) => <FieldInput id={ids.id} field={field} value={value} onChange={(next) => onChange({ ...draft, [field.key]: next })} />}
          </Field>
        );
      })}
    </section>
  );
}

function FieldInput({
  id,
  field,
  value,
  onChange,
}: {
  id: string;
  field: FormField;
  value: FormDraft[string] | undefined;
  onChange: (value: FormDraft[string]) => void;
}) {
  const testid = `form-${field.key}`;
  switch (field.type) {
    case 'text':
      return <Input id={id} value={typeof value === 'string' ? value : ''} maxLength={500} onChange={(e) => onChange(e.target.value)} data-testid={testid} />;
    case 'number':
      return (
        <InputNumber
          id={id}
          style={{ width: '100%' }}
          value={typeof value === 'number' ? value : null}
          onChange={(next) => onChange(next ?? '')}
          data-testid={testid}
        />
      );
    case 'boolean':
      return <Switch id={id} checked={value === true} onChange={onChange} data-testid={testid} />;
    case 'date':
      return <Input id={id} type="date" value={typeof value === 'string' ? value : ''} onChange={(e) => onChange(e.target.value)} data-testid={testid} />;
    case 'choice':
      return (
        <Select
          id={id}
          allowClear={!field.required}
          style={{ width: '100%' }}
          value={typeof value === 'string' && value !== '' ? value : null}
          placeholder="请选择"
          options={(field.options ?? []).map((option) => ({ value: option, label: option }))}
          onChange={(next: string | undefined) => onChange(next ?? '')}
          data-testid={testid}
        />
      );
  }
}

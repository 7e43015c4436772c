import type { Field } from '@zhike/domain/engines/catalogue/definition';
import { familyOf } from '@zhike/domain/engines/catalogue/find';
import type { Operand } from '@zhike/domain/engines/conditions/definition';
import type { Op } from '@zhike/domain/engines/conditions/definition';
import { Button, Select } from 'antd';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { beginOf, OperandEditor } from '../conditions/OperandEditor';
import { asField, settableOf } from './settable';

type Values = Readonly<Record<string, Operand>>;
type Known = ReturnType<typeof settableOf>[number];

/** The test whose right side is drawn as the field's value is written: one of it, or several. */
const opOf = (field: Field): Op => (familyOf(field) === 'ids' ? 'anyOf' : 'eq');
const begin = (field: Known): Operand => beginOf(asField(field), opOf(asField(field))) ?? '';

/** The first thing to set, or nothing where the shop has no field of its own. */
export function beginValues(answer: CatalogueAnswer, entity: string): Values | null {
  const [field] = settableOf(answer, entity);
  return field ? { [field.id]: begin(field) } : null;
}

/** 改字段: fields of the record and what each becomes: a value, or what another field of it says. */
export function SetValues({
  answer,
  entity,
  values,
  onChange,
}: {
  answer: CatalogueAnswer;
  entity: string;
  values: Values;
  onChange: (values: Values) => void;
}) {
  const fields = settableOf(answer, entity);
  const free = fields.filter((field) => !(field.id in values));
  const [next] = free;
  const put = (id: string, value: Operand | undefined): void =>
    onChange(Object.fromEntries(Object.entries({ ...values, [id]: value }).filter((pair): pair is [string, Operand] => pair[1] !== undefined)));
  return (
    <>
      {Object.entries(values).map(([id, value]) => {
        const field = fields.find((one) => one.id === id);
        if (!field) return <span key={id}>（在别处设好的一项）</span>;
        const copies = typeof value === 'object' && value !== null && 'field' in value;
        const alike = fields.filter((one) => one.id !== id && one.type === field.type);
        return (
          <span key={id} className="zk-row wrap" data-testid="set-value">
            <Select
              aria-label="改哪一项"
              value={id}
              options={[field, ...free].map((one) => ({ value: one.id, label: one.label }))}
              popupMatchSelectWidth={false}
              onChange={(other: string) => {
                const chosen = fields.find((one) => one.id === other);
                if (chosen) onChange(Object.fromEntries(Object.entries(values).map(([key, one]) => (key === id ? [other, begin(chosen)] : [key, one]))));
              }}
            />
            <Select
              aria-label={`${field.label}改成`}
              value={copies ? 'copy' : 'value'}
              options={[{ value: 'value', label: '改成' }, ...(alike.length > 0 || copies ? [{ value: 'copy', label: '抄另一项' }] : [])]}
              popupMatchSelectWidth={false}
              onChange={(how) => put(id, how === 'copy' ? { field: alike[0]?.id ?? id } : begin(field))}
            />
            {copies ? (
              <Select
                aria-label={`${field.label}抄哪一项`}
                value={String(value.field)}
                options={alike.map((one) => ({ value: one.id, label: one.label }))}
                popupMatchSelectWidth={false}
                onChange={(from: string) => put(id, { field: from })}
              />
            ) : (
              <OperandEditor op={opOf(asField(field))} field={asField(field)} value={value} onChange={(one) => put(id, one)} />
            )}
            {Object.keys(values).length > 1 && (
              <Button size="small" type="text" onClick={() => put(id, undefined)}>
                去掉
              </Button>
            )}
          </span>
        );
      })}
      {next && (
        <Button size="small" onClick={() => put(next.id, begin(next))} data-testid="add-value">
          ＋ 再改一项
        </Button>
      )}
    </>
  );
}

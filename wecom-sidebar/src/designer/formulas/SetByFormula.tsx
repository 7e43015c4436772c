import { entityScope, fieldTypeIn } from '@zhike/domain/engines/catalogue/formula/scope';
import { Button, Select } from 'antd';
import { useMemo } from 'react';
import { type CatalogueAnswer, toCatalogue } from '../conditions/catalogue';
import { FormulaInput } from './FormulaInput';
import { asField, chipsOfRecord, settableOf, type Setting, withSetting } from './settable';

/** 把…填成…: fields of a record and the formula that each is worked out by. */
export function SetByFormula({
  answer,
  entity,
  list,
  onChange,
}: {
  answer: CatalogueAnswer;
  entity: string;
  list: readonly Setting[];
  onChange: (list: readonly Setting[]) => void;
}) {
  const catalogue = useMemo(() => toCatalogue(answer), [answer]);
  const chips = useMemo(() => chipsOfRecord(answer, entity), [answer, entity]);
  const fields = settableOf(answer, entity);
  const free = fields.filter((field) => !list.some((one) => one.field === field.id));
  const [next] = free;
  if (fields.length === 0) return <p className="zk-hint">还没有可以自动填的字段：先到「字段」里加一项自己的字段。</p>;
  return (
    <>
      {list.map((one, i) => {
        const field = fields.find(({ id }) => id === one.field);
        return (
          <div key={one.field} className="zk-slot-settings" data-testid="set-by-formula">
            <div className="zk-row wrap">
              <span>把</span>
              <Select
                aria-label="填哪一项"
                value={field ? one.field : '（已不在）'}
                options={[...(field ? [field] : []), ...free].map(({ id, label }) => ({ value: id, label }))}
                popupMatchSelectWidth={false}
                onChange={(id: string) => onChange(withSetting(list, i, { ...one, field: id }))}
              />
              <span>填成</span>
              <Button size="small" type="text" onClick={() => onChange(withSetting(list, i, null))}>
                移除
              </Button>
            </div>
            <FormulaInput
              label={`${field?.label ?? '这一项'}填成`}
              value={one.formula}
              chips={chips}
              scope={entityScope(catalogue, entity)}
              wants={field && fieldTypeIn(catalogue, entity, asField(field))}
              onChange={(formula) => onChange(withSetting(list, i, { ...one, formula: formula ?? { value: null } }))}
            />
          </div>
        );
      })}
      {next && (
        <Button size="small" onClick={() => onChange(withSetting(list, list.length, { field: next.id, formula: { value: null } }))} data-testid="add-setting">
          ＋ 再填一项
        </Button>
      )}
    </>
  );
}

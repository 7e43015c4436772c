import type { ResourceTypeView, ResourceUnitView } from '@zhike/domain/booking/contract';
import { Button, Input, InputNumber, Select, Switch } from 'antd';
import { useState } from 'react';
import { useCommand } from '../api/hooks';
import { Chips, Field, ManyChips } from '../components/parts';
import { useMe } from '../components/SessionGate';
import { Sheet } from '../components/Sheet';
import { say } from '../components/toast';
import { STATE_WORDS } from '../features/resources/words';
import { ClashChoice } from './ClashList';

const STATE_DONE: Record<ResourceUnitView['state'], string> = { active: '恢复可约', repair: '在维修，暂时不可约', retired: '已停用，不再可约' };
type Values = ResourceUnitView['fields'];

/** One numbered unit with the values of its type's own fields, or several alike at once: a dress of one style ×3. */
export function UnitForm({
  unit,
  type,
  storeId,
  offsetMinutes,
  onClose,
  onSaved,
}: {
  unit: ResourceUnitView | null;
  type: ResourceTypeView;
  storeId: string;
  offsetMinutes: number;
  onClose: () => void;
  onSaved: () => void;
}) {
  const me = useMe();
  const [name, setName] = useState(unit?.name ?? '');
  const [storeIds, setStoreIds] = useState<string[]>(unit?.storeIds ?? [storeId]);
  const [skills, setSkills] = useState<string[]>(unit?.skills ?? []);
  const [fields, setFields] = useState<Values>(unit?.fields ?? {});
  const [before, setBefore] = useState(unit?.bufferBeforeMinutes ?? 0);
  const [after, setAfter] = useState(unit?.bufferAfterMinutes ?? 0);
  const [state, setState] = useState<ResourceUnitView['state']>(unit?.state ?? 'active');
  const [introduction, setIntroduction] = useState(unit?.introduction ?? '');
  const [asked, setAsked] = useState(false);
  const [count, setCount] = useState(1);
  const save = useCommand('booking.saveUnit');
  const add = useCommand('booking.addUnits');
  const missing = type.fields.filter((f) => f.required && (fields[f.key] === undefined || fields[f.key] === ''));
  // Stores the reader cannot see stay as they are: she may only add and remove her own.
  const foreign = storeIds.filter((id) => !me.stores.some((s) => s.id === id));
  const put = (key: string, value: string | number | boolean | null) =>
    setFields((now) => {
      const next = { ...now };
      if (value === null || value === '') delete next[key];
      else next[key] = value;
      return next;
    });
  const submit = async () => {
    setAsked(true);
    if (name.trim() === '' || storeIds.length === 0 || missing.length > 0) return;
    const known = Object.fromEntries(Object.entries(fields).filter(([key]) => type.fields.some((f) => f.key === key)));
    const alike = { typeId: type.id, name: name.trim(), storeIds, skills, fields: known, bufferBeforeMinutes: before, bufferAfterMinutes: after };
    if (!unit && count > 1) {
      const answer = await add.run({ ...alike, count });
      if (!answer.ok) return;
      const numbers = answer.value.units.map((u) => u.number);
      say(`已添加「${name.trim()}」×${numbers.length}，编号 ${Math.min(...numbers)}–${Math.max(...numbers)}`);
      return onSaved();
    }
    const answer = await save.run({ ...alike, unitId: unit?.id ?? null, state, introduction });
    if (!answer.ok) return;
    say(unit && unit.state !== state ? `${name.trim()} ${STATE_DONE[state]}` : unit ? '已保存' : `已添加「${name.trim()}」`);
    onSaved();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={unit ? `${type.name} ${unit.number} 号` : `添加${type.name}`}
      testid="unit-form"
      onSubmit={() => void submit()}
      foot={
        <Button block size="large" type="primary" loading={save.busy || add.busy} onClick={() => void submit()} data-testid="unit-save">
          {!unit && count > 1 ? `添加 ${count} 件` : '保存'}
        </Button>
      }
    >
      <Field label="名称" problem={asked && name.trim() === '' ? '请填名称' : undefined}>
        {(ids) => <Input {...ids} autoFocus value={name} maxLength={20} onChange={(e) => setName(e.target.value)} data-testid="unit-name" />}
      </Field>
      {!unit && type.kind !== 'person' && (
        <Field label="数量" hint={count > 1 ? '一样的几件，各有自己的编号，分别被预约' : '一样的有几件就填几，例如同款礼服 3 件'}>
          {(ids) => (
            <InputNumber id={ids.id} min={1} max={50} precision={0} prefix="×" value={count} onChange={(n) => setCount(n ?? 1)} data-testid="unit-count" />
          )}
        </Field>
      )}
      {me.stores.length > 1 && (
        <Field label="在哪些门店" problem={asked && storeIds.length === 0 ? '至少选一家门店' : undefined}>
          {() => (
            <ManyChips
              name="unit-store"
              label="门店"
              value={storeIds}
              choices={me.stores.map((s) => ({ key: s.id, title: s.name }))}
              onChange={(ids) => setStoreIds([...foreign, ...ids.filter((id) => !foreign.includes(id))])}
            />
          )}
        </Field>
      )}
      {type.fields.map((f) => (
        <Field key={f.key} label={f.required ? `${f.label} *` : f.label} problem={asked && missing.includes(f) ? `请填${f.label}` : undefined}>
          {(ids) => {
            const value = fields[f.key];
            if (f.type === 'boolean') return <Switch id={ids.id} checked={value === true} onChange={(on) => put(f.key, on)} />;
            if (f.type === 'number')
              return (
                <InputNumber
                  id={ids.id}
                  style={{ width: '100%' }}
                  value={typeof value === 'number' ? value : null}
                  onChange={(n) => put(f.key, n)}
                  data-testid={`unit-field-${f.key}`}
                />
              );
            if (f.type === 'choice')
              return (
                <Chips
                  name={`unit-field-${f.key}`}
                  label={f.label}
                  value={typeof value === 'string' ? value : null}
                  choices={(f.options ?? []).map((o) => ({ key: o, title: o }))}
                  onChange={(o) => put(f.key, o === value && !f.required ? null : o)}
                />
              );
            return (
              <Input
                {...ids}
                value={typeof value === 'string' ? value : ''}
                maxLength={500}
                onChange={(e) => put(f.key, e.target.value)}
                data-testid={`unit-field-${f.key}`}
              />
            );
          }}
        </Field>
      ))}
      <Field label="技能" hint="项目可以要求技能，例如「新娘妆」">
        {(ids) => (
          <Select
            id={ids.id}
            mode="tags"
            open={false}
            suffixIcon={null}
            style={{ width: '100%' }}
            placeholder="输入后回车"
            value={skills}
            onChange={(list: string[]) =>
              setSkills(
                list
                  .map((s) => s.trim().slice(0, 20))
                  .filter(Boolean)
                  .slice(0, 20),
              )
            }
          />
        )}
      </Field>
      <div className="zk-two">
        <Field label="前置准备（分钟）">
          {(ids) => <InputNumber id={ids.id} min={0} max={480} step={5} style={{ width: '100%' }} value={before} onChange={(n) => setBefore(n ?? 0)} />}
        </Field>
        <Field label="收尾清理（分钟）">
          {(ids) => <InputNumber id={ids.id} min={0} max={480} step={5} style={{ width: '100%' }} value={after} onChange={(n) => setAfter(n ?? 0)} />}
        </Field>
      </div>
      {count === 1 && (
        <Field label="介绍" hint="人员介绍会给客户看">
          {(ids) => (
            <Input.TextArea
              {...ids}
              value={introduction}
              maxLength={300}
              autoSize={{ minRows: 2, maxRows: 5 }}
              onChange={(e) => setIntroduction(e.target.value)}
            />
          )}
        </Field>
      )}
      {unit && (
        <Field label="状态">
          {() => (
            <Chips
              name="unit-state"
              label="状态"
              value={state}
              choices={(Object.keys(STATE_WORDS) as ResourceUnitView['state'][]).map((k) => ({ key: k, title: STATE_WORDS[k] }))}
              onChange={(next) => {
                save.clear();
                setState(next);
              }}
            />
          )}
        </Field>
      )}
      <ClashChoice refusal={save.refusal ?? add.refusal} offsetMinutes={offsetMinutes} busy={save.busy} />
    </Sheet>
  );
}

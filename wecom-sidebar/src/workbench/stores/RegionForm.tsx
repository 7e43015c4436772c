import type { RegionView } from '@zhike/domain/stores/contract';
import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { parentsFor } from './tree';

/** A region: its name, where it hangs, its place among its neighbours. */
export function RegionForm({
  region,
  regions,
  parentId: under,
  onClose,
  onSaved,
}: {
  region: RegionView | null;
  regions: readonly RegionView[];
  parentId: string | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const [name, setName] = useState(region?.name ?? '');
  const [parentId, setParentId] = useState(region ? region.parentId : under);
  const [position, setPosition] = useState(region?.position ?? regions.length);
  const [asked, setAsked] = useState(false);
  const [sure, setSure] = useState(false);
  const save = useCommand('stores.saveRegion');
  const remove = useCommand('stores.removeRegion');
  const submit = async () => {
    setAsked(true);
    if (name.trim() === '') return;
    const answer = await save.run({ regionId: region?.id ?? null, parentId, name: name.trim(), position });
    if (!answer.ok) return;
    say(region ? '区域已保存' : `已添加「${name.trim()}」`);
    onSaved();
  };
  const drop = async () => {
    if (!region) return;
    if (!sure) return setSure(true);
    const answer = await remove.run({ regionId: region.id });
    setSure(false);
    if (!answer.ok) return;
    say(`已删除「${region.name}」`);
    onSaved();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={region ? `修改「${region.name}」` : '新区域'}
      testid="region-form"
      onSubmit={() => void submit()}
      foot={
        <div className="zk-foot">
          {region && (
            <Button
              size="large"
              danger
              disabled={save.busy}
              loading={remove.busy}
              onClick={() => void drop()}
              onBlur={() => setSure(false)}
              data-testid="region-remove"
            >
              {sure ? '确定删除？' : '删除'}
            </Button>
          )}
          <Button size="large" type="primary" disabled={remove.busy} loading={save.busy} onClick={() => void submit()} data-testid="region-save">
            保存
          </Button>
        </div>
      }
    >
      <Field label="名称" problem={asked && name.trim() === '' ? '请填名称' : undefined}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            value={name}
            maxLength={20}
            placeholder="例如：华东区"
            onChange={(e) => setName(e.target.value)}
            data-testid="region-name"
          />
        )}
      </Field>
      <Field label="上级">
        {(ids) => (
          <Select
            id={ids.id}
            style={{ width: '100%' }}
            value={parentId ?? ''}
            options={[{ value: '', label: '总部' }, ...parentsFor(regions, region?.id ?? null).map((r) => ({ value: r.id, label: r.name }))]}
            onChange={(id: string) => setParentId(id === '' ? null : id)}
          />
        )}
      </Field>
      <Field label="排序" hint="小的在前">
        {(ids) => <InputNumber id={ids.id} min={0} max={1000} value={position} onChange={(n) => setPosition(n ?? 0)} />}
      </Field>
      <RefusalNote refusal={save.refusal ?? remove.refusal} />
    </Sheet>
  );
}

import type { ResourceTypeView } from '@zhike/domain/booking/contract';
import { Button, Input, Select, Switch } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { FIELD_TYPES, freshKey, KIND_WORDS } from './words';

type FieldDraft = ResourceTypeView['fields'][number];

/** A resource type of the shop's own, with its own fields: 摄影棚 has 面积 and 自然光. */
export function TypeForm({
  type,
  types,
  onClose,
  onSaved,
}: {
  type: ResourceTypeView | null;
  types: readonly ResourceTypeView[];
  onClose: () => void;
  onSaved: (type: ResourceTypeView) => void;
}) {
  const [name, setName] = useState(type?.name ?? '');
  const [kind, setKind] = useState<ResourceTypeView['kind']>(type?.kind ?? 'place');
  const [fields, setFields] = useState<FieldDraft[]>(type?.fields ?? []);
  const save = useCommand('booking.saveResourceType');
  const [asked, setAsked] = useState(false);
  const change = (key: string, part: Partial<FieldDraft>) => setFields(fields.map((f) => (f.key === key ? { ...f, ...part } : f)));
  const incomplete = fields.some((f) => f.label.trim() === '' || (f.type === 'choice' && (f.options ?? []).length === 0));
  const submit = async () => {
    setAsked(true);
    if (name.trim() === '' || incomplete) return;
    const key =
      type?.key ??
      freshKey(
        'type_',
        types.map((t) => t.key),
      );
    const answer = await save.run({
      typeId: type?.id ?? null,
      key,
      name: name.trim(),
      kind,
      fields: fields.map((f) => ({
        key: f.key,
        label: f.label.trim(),
        type: f.type,
        required: f.required,
        ...(f.type === 'choice' ? { options: f.options ?? [] } : {}),
      })),
    });
    if (!answer.ok) return;
    say(type ? '资源类型已保存' : `已添加「${name.trim()}」，接着添加编号资源`);
    onSaved(answer.value.type);
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={type ? `修改「${type.name}」` : '新资源类型'}
      testid="type-form"
      onSubmit={() => void submit()}
      foot={
        <Button block size="large" type="primary" loading={save.busy} onClick={() => void submit()} data-testid="type-save">
          保存
        </Button>
      }
    >
      <Field label="名称" problem={asked && name.trim() === '' ? '请填名称' : undefined}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            value={name}
            maxLength={20}
            placeholder="例如：摄影棚、婚纱、化妆师"
            onChange={(e) => setName(e.target.value)}
            data-testid="type-name"
          />
        )}
      </Field>
      <Field label="种类" hint={type ? '种类建好后不再改' : undefined}>
        {() => (
          <Chips
            name="type-kind"
            label="种类"
            value={kind}
            choices={(Object.keys(KIND_WORDS) as ResourceTypeView['kind'][]).map((k) => ({
              key: k,
              title: KIND_WORDS[k],
              disabled: type !== null && type.kind !== k,
            }))}
            onChange={setKind}
          />
        )}
      </Field>
      <h3 style={{ margin: '16px 0 8px' }}>自定义字段</h3>
      {fields.length === 0 && (
        <p className="zk-hint" style={{ marginBottom: 8 }}>
          例如面积、尺码、擅长风格。没有也可以。
        </p>
      )}
      {fields.map((f, i) => (
        <div key={f.key} className="zk-editor-row" data-testid="type-field">
          <div className="zk-row">
            <Input
              aria-label={`字段 ${i + 1} 名称`}
              value={f.label}
              maxLength={20}
              placeholder="字段名"
              status={asked && f.label.trim() === '' ? 'error' : ''}
              onChange={(e) => change(f.key, { label: e.target.value })}
              data-testid="field-label"
            />
            <Select
              aria-label="字段类型"
              value={f.type}
              style={{ width: 96 }}
              options={Object.entries(FIELD_TYPES).map(([value, label]) => ({ value, label }))}
              onChange={(value: FieldDraft['type']) => change(f.key, { type: value })}
              data-testid="field-type"
            />
          </div>
          {f.type === 'choice' && (
            <Select
              mode="tags"
              open={false}
              suffixIcon={null}
              style={{ width: '100%', marginTop: 8 }}
              aria-label="选项"
              placeholder="输入选项后回车"
              value={f.options ?? []}
              status={asked && (f.options ?? []).length === 0 ? 'error' : ''}
              onChange={(options: string[]) => change(f.key, { options: options.map((o) => o.trim().slice(0, 20)).filter(Boolean) })}
            />
          )}
          <div className="zk-row" style={{ justifyContent: 'space-between', marginTop: 8 }}>
            <span className="zk-row">
              <Switch size="small" aria-label="必填" checked={f.required} onChange={(required) => change(f.key, { required })} />
              必填
            </span>
            <Button size="small" type="text" danger onClick={() => setFields(fields.filter((x) => x.key !== f.key))}>
              去掉
            </Button>
          </div>
        </div>
      ))}
      {fields.length < 30 && (
        <Button
          block
          type="dashed"
          onClick={() =>
            setFields([
              ...fields,
              {
                key: freshKey(
                  'field_',
                  fields.map((f) => f.key),
                ),
                label: '',
                type: 'text',
                required: false,
              },
            ])
          }
          data-testid="add-field"
        >
          ＋ 加一个字段
        </Button>
      )}
      <RefusalNote refusal={save.refusal} />
    </Sheet>
  );
}

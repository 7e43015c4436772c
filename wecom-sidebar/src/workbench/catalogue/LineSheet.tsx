import type { BusinessLine, FormField, Stage } from '@zhike/domain/catalogue/contract';
import { Button, Checkbox, Input, Select, Switch } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { freshKey, type LineDraft, lineProblem, moved, NEW_LINE, STAGE_NEEDS } from './draft';
import '../services/services.css';

const TYPES: readonly { value: FormField['type']; label: string }[] = [
  { value: 'text', label: '文字' },
  { value: 'number', label: '数字' },
  { value: 'date', label: '日期' },
  { value: 'boolean', label: '是否' },
  { value: 'choice', label: '单选' },
];

/** The steps of a line of business and what it asks for. Orders that are there keep the steps they were made with. */
export function LineSheet({
  line,
  all,
  may,
  onClose,
  onSaved,
}: {
  line: BusinessLine | null;
  all: readonly BusinessLine[];
  may: boolean;
  onClose: () => void;
  onSaved: () => void;
}) {
  const save = useCommand('catalogue.saveLine');
  const [draft, setDraft] = useState<LineDraft>(() => {
    if (!line)
      return {
        ...NEW_LINE,
        key: freshKey(
          'line',
          all.map((one) => one.key),
        ),
        position: all.length,
      };
    const { id: _id, ...rest } = line;
    return rest;
  });
  const [asked, setAsked] = useState(false);
  const problem = lineProblem(draft);
  const change = (part: Partial<LineDraft>) => setDraft({ ...draft, ...part });
  const submit = async () => {
    setAsked(true);
    if (problem || !may) return;
    const { name, stages, fields } = draft;
    const answer = await save.run({
      ...draft,
      lineId: line?.id ?? null,
      name: name.trim(),
      stages: stages.map((stage) => ({ ...stage, name: stage.name.trim() })),
      fields: fields.map((field) => ({ ...field, label: field.label.trim() })),
    });
    if (!answer.ok) return;
    say(line ? '已保存，新订单按它走；已有的订单不变' : `已添加业务线「${answer.value.line.name}」`);
    onSaved();
  };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={line ? `业务线 · ${line.name}` : '新业务线'}
      testid="line-sheet"
      foot={
        may && (
          <div>
            {asked && problem && <p className="zk-field-problem">{problem}</p>}
            <Button block size="large" type="primary" loading={save.busy} onClick={() => void submit()} data-testid="line-save">
              保存
            </Button>
          </div>
        )
      }
    >
      <fieldset className="zk-plain-set" disabled={!may}>
        <Field label="名称">
          {(ids) => (
            <Input
              {...ids}
              value={draft.name}
              maxLength={20}
              placeholder="例如：旅拍"
              onChange={(e) => change({ name: e.target.value })}
              data-testid="line-name"
            />
          )}
        </Field>
        <Stages stages={draft.stages} onChange={(stages) => change({ stages })} />
        <Fields fields={draft.fields} onChange={(fields) => change({ fields })} />
        <Field label="启用" hint="停用后不能再开这条线的单">
          {(ids) => <Switch id={ids.id} checked={draft.active} onChange={(active) => change({ active })} />}
        </Field>
        <RefusalNote refusal={save.refusal} />
      </fieldset>
    </Sheet>
  );
}

function Stages({ stages, onChange }: { stages: readonly Stage[]; onChange: (stages: Stage[]) => void }) {
  const change = (at: number, part: Partial<Stage>) => onChange(stages.map((stage, i) => (i === at ? { ...stage, ...part } : stage)));
  return (
    <Field label="订单走哪几步" hint="右边是到这一步的条件；收款、约好、服务完成会自动往前走">
      {() => (
        <>
          {stages.map((stage, i) => (
            <div key={stage.key} className="zk-stage-row" data-testid="stage-row">
              <Input
                aria-label={`第 ${i + 1} 步`}
                value={stage.name}
                maxLength={20}
                onChange={(e) => change(i, { name: e.target.value })}
                data-testid="stage-name"
              />
              <Select
                aria-label={`第 ${i + 1} 步的条件`}
                value={stage.needs}
                options={[...STAGE_NEEDS]}
                disabled={i === 0 && stage.needs === 'nothing'}
                onChange={(needs: Stage['needs']) => change(i, { needs })}
              />
              <Button type="text" aria-label="往上" disabled={i === 0} onClick={() => onChange(moved(stages, i, -1))}>
                ↑
              </Button>
              <Button type="text" aria-label="往下" disabled={i === stages.length - 1} onClick={() => onChange(moved(stages, i, 1))}>
                ↓
              </Button>
              <Button type="text" aria-label="去掉这一步" disabled={stages.length <= 2} onClick={() => onChange(stages.filter((_, j) => j !== i))}>
                ×
              </Button>
            </div>
          ))}
          <Button
            size="small"
            disabled={stages.length >= 20}
            onClick={() =>
              onChange([
                ...stages,
                {
                  key: freshKey(
                    'step',
                    stages.map((stage) => stage.key),
                  ),
                  name: '',
                  needs: 'nothing',
                },
              ])
            }
            data-testid="stage-add"
          >
            ＋ 加一步
          </Button>
        </>
      )}
    </Field>
  );
}

function Fields({ fields, onChange }: { fields: readonly FormField[]; onChange: (fields: FormField[]) => void }) {
  const change = (at: number, part: Partial<FormField>) => onChange(fields.map((field, i) => (i === at ? { ...field, ...part } : field)));
  return (
    <Field label="开单时要问什么">
      {() => (
        <>
          {fields.map((field, i) => (
            <div key={field.key} className="zk-field-row" data-testid="field-row">
              <Input
                aria-label={`字段 ${i + 1}`}
                value={field.label}
                maxLength={20}
                placeholder="例如：宝宝姓名"
                onChange={(e) => change(i, { label: e.target.value })}
                data-testid="field-label"
              />
              <Select aria-label="类型" value={field.type} options={[...TYPES]} onChange={(type: FormField['type']) => change(i, { type })} />
              <Checkbox checked={field.required} onChange={(e) => change(i, { required: e.target.checked })}>
                必填
              </Checkbox>
              <Button type="text" aria-label="去掉" onClick={() => onChange(fields.filter((_, j) => j !== i))}>
                ×
              </Button>
              {field.type === 'choice' && (
                <Select
                  className="wide"
                  mode="tags"
                  open={false}
                  suffixIcon={null}
                  aria-label="可选项"
                  placeholder="输入一个可选项后回车"
                  value={field.options ?? []}
                  onChange={(options: string[]) =>
                    change(i, {
                      options: options
                        .map((one) => one.trim().slice(0, 20))
                        .filter(Boolean)
                        .slice(0, 50),
                    })
                  }
                />
              )}
            </div>
          ))}
          <Button
            size="small"
            disabled={fields.length >= 30}
            onClick={() =>
              onChange([
                ...fields,
                {
                  key: freshKey(
                    'field',
                    fields.map((field) => field.key),
                  ),
                  label: '',
                  type: 'text',
                  required: false,
                },
              ])
            }
            data-testid="field-add"
          >
            ＋ 加一个
          </Button>
        </>
      )}
    </Field>
  );
}

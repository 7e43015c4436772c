import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { CONTROLS } from '@zhike/domain/engines/forms/controls';
import { type ControlId, type FormBody, isScratch, type Slot, type SlotId } from '@zhike/domain/engines/forms/definition';
import { Button, Input, Select } from 'antd';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { beginCond, ConditionEditor } from '../conditions/ConditionEditor';
import { type At, removeSection, setNote, setSection, setSlot } from './draft-form';
import { ComputeSetting } from './ComputeSetting';
import { FormSettings } from './FormSettings';
import { labelOfSlot, type Labels, typeOfSlot } from './labels';
import { Labelled, Text, Toggle } from './parts';
import { RowsSetting } from './RowsSetting';
import { FillSettings, SlotChecks } from './SlotChecks';

const CONTROL_WORDS: Readonly<Record<ControlId, string>> = {
  input: '输入框',
  textarea: '多行输入',
  stepper: '加减按钮',
  slider: '滑块',
  stars: '星星',
  switch: '开关',
  checkbox: '勾选',
  radio: '平铺单选',
  dropdown: '下拉',
  chips: '标签按钮',
  picker: '选择器',
  calendar: '日历',
  camera: '直接拍照',
  upload: '上传',
  sign: '手写签名',
  table: '明细表',
};

/** The settings of what is chosen: a question, a group, a text; of the form itself when nothing is. */
export function Settings({
  form,
  labels,
  answer,
  at,
  onChange,
  onGone,
}: {
  form: FormBody;
  labels: Labels;
  answer: CatalogueAnswer;
  at: At | null;
  onChange: (form: FormBody) => void;
  onGone: () => void;
}) {
  const section = at ? form.layout[at.section] : undefined;
  const place = at && at.index >= 0 ? section?.slots[at.index] : undefined;
  if (!at || !section) return <FormSettings form={form} labels={labels} answer={answer} onChange={onChange} />;
  if (place === undefined)
    return (
      <>
        <h2>分组</h2>
        <Text label="标题" value={section.title} onChange={(title) => onChange(setSection(form, at.section, { title }))} />
        <Text label="说明" value={section.help} onChange={(help) => onChange(setSection(form, at.section, { help }))} />
        <Toggle
          label="在手机上另起一页"
          on={section.page === true}
          onChange={(on) => onChange(setSection(form, at.section, { page: on ? true : (undefined as never) }))}
        />
        <When
          label="什么时候显示"
          always="总是显示"
          cond={section.visibleIf}
          form={form}
          labels={labels}
          answer={answer}
          except={[]}
          onChange={(visibleIf) => onChange(setSection(form, at.section, { visibleIf: visibleIf as never }))}
        />
        {form.layout.length > 1 && (
          <Button
            danger
            onClick={() => {
              onChange(removeSection(form, at.section));
              onGone();
            }}
          >
            取消这个分组（内容保留）
          </Button>
        )}
      </>
    );
  if (typeof place !== 'string' && 'note' in place)
    return (
      <>
        <h2>说明文字</h2>
        <Input.TextArea
          aria-label="说明文字"
          autoSize={{ minRows: 3 }}
          maxLength={500}
          value={place.note}
          onChange={(e) => onChange(setNote(form, at, e.target.value))}
        />
      </>
    );
  const ids = typeof place === 'string' ? [place] : place.row;
  return (
    <>
      {ids.map((id) => (
        <SlotSettings key={id} form={form} id={id} labels={labels} answer={answer} onChange={onChange} />
      ))}
    </>
  );
}

function SlotSettings({
  form,
  id,
  labels,
  answer,
  onChange,
}: {
  form: FormBody;
  id: SlotId;
  labels: Labels;
  answer: CatalogueAnswer;
  onChange: (form: FormBody) => void;
}) {
  const slot = form.fields[id];
  const type = typeOfSlot(form, id, labels);
  if (!slot) return null;
  const set = (change: { readonly [Key in keyof Slot]?: Slot[Key] | undefined }) => onChange(setSlot(form, id, change as Partial<Slot>));
  const controls = type ? CONTROLS[type] : [];
  const to = slot.scratch?.to ?? answer.entities.find((one) => one.id === form.entity)?.fields.find((field) => field.id === slot.field)?.to;
  const linked = answer.entities.find((one) => one.id === to)?.fields;
  return (
    <section className="zk-slot-settings" data-testid="slot-settings">
      <h2>{labelOfSlot(form, id, labels)}</h2>
      <Text
        label="标题"
        value={slot.label}
        placeholder={labelOfSlot({ ...form, fields: { ...form.fields, [id]: { ...slot, label: '' } } }, id, labels)}
        onChange={(label) => set({ label })}
      />
      <Text label="提示" value={slot.help} onChange={(help) => set({ help })} />
      <Text label="空着时显示" value={slot.placeholder} onChange={(placeholder) => set({ placeholder })} />
      {controls.length > 1 && (
        <Labelled label="样子">
          <Select
            aria-label="样子"
            value={slot.control ?? controls[0]}
            options={controls.map((control) => ({ value: control, label: CONTROL_WORDS[control] }))}
            onChange={(control) => set({ control: control === controls[0] ? undefined : control })}
          />
        </Labelled>
      )}
      {isScratch(slot) && (type === 'option' || type === 'options') && (
        <Labelled label="选项">
          <Select
            mode="tags"
            aria-label="选项"
            style={{ width: '100%' }}
            placeholder="写一个按回车"
            value={(slot.scratch?.options ?? []).map((option) => option.label)}
            onChange={(list: string[]) =>
              set({
                scratch: {
                  ...slot.scratch,
                  options: list.map((label) => ({ id: slot.scratch?.options?.find((one) => one.label === label)?.id ?? newOption(slot), label })),
                },
              })
            }
          />
        </Labelled>
      )}
      {type === 'rows' && <RowsSetting form={form} id={id} slot={slot} labels={labels} answer={answer} set={set} />}
      {type && <ComputeSetting key={`compute ${id}`} form={form} id={id} slot={slot} labels={labels} answer={answer} set={set} />}
      {type && <SlotChecks key={`${id} ${type}`} slot={slot} type={type} set={set} />}
      {linked && <FillSettings form={form} id={id} slot={slot} fields={linked} labelOf={(other) => labelOfSlot(form, other, labels)} set={set} />}
      {!slot.compute && (
        <When
          label="什么时候必填"
          always="总是必填"
          never="可以不填"
          cond={slot.requiredIf}
          form={form}
          labels={labels}
          answer={answer}
          except={[id]}
          onChange={(requiredIf) => set({ requiredIf })}
        />
      )}
      <When
        label="什么时候显示"
        always="总是显示"
        cond={slot.visibleIf}
        form={form}
        labels={labels}
        answer={answer}
        except={[id]}
        onChange={(visibleIf) => set({ visibleIf: visibleIf === true ? undefined : visibleIf })}
      />
      {!slot.compute && <Toggle label="只能看，不能改" on={slot.readonlyIf === true} onChange={(on) => set({ readonlyIf: on ? true : undefined })} />}
    </section>
  );
}

/** An id for an option that never changes with its words. */
function newOption(slot: Slot): string {
  const taken = new Set((slot.scratch?.options ?? []).map((one) => one.id));
  let n = taken.size + 1;
  while (taken.has(`o${n}`)) n += 1;
  return `o${n}`;
}

/** A test that always holds, never, or under a condition on the form's other questions. */
function When({
  label,
  always,
  never,
  cond,
  form,
  labels,
  answer,
  except,
  onChange,
}: {
  label: string;
  always: string;
  never?: string;
  cond: Cond | true | undefined;
  form: FormBody;
  labels: Labels;
  answer: CatalogueAnswer;
  except: readonly SlotId[];
  onChange: (cond: Cond | true | undefined) => void;
}) {
  const mode = cond === undefined ? (never ? 'never' : 'always') : cond === true ? 'always' : 'if';
  const slots = questions(form, labels, answer, except);
  const modes = [{ value: 'always', label: always }, ...(never ? [{ value: 'never', label: never }] : []), { value: 'if', label: '满足条件时' }];
  return (
    <Labelled label={label}>
      <Select
        aria-label={label}
        value={mode}
        options={modes}
        onChange={(next) => onChange(next === 'if' ? beginCond(slots, 'form') : next === 'never' ? undefined : never ? true : undefined)}
      />
      {mode === 'if' && cond !== true && cond !== undefined && <ConditionEditor answer={slots} entity="form" value={cond} label={label} onChange={onChange} />}
    </Labelled>
  );
}

/** The form's own questions as something that a condition can test: `form.<slot>`. */
function questions(form: FormBody, labels: Labels, answer: CatalogueAnswer, except: readonly SlotId[]): CatalogueAnswer {
  const known = answer.entities.find((one) => one.id === form.entity)?.fields ?? [];
  const fields = Object.entries(form.fields)
    .filter(([id]) => !except.includes(id))
    .flatMap(([id, slot]) => {
      const type = typeOfSlot(form, id, labels);
      if (!type) return [];
      const field = known.find((one) => one.id === slot.field);
      const options = slot.scratch?.options ?? field?.options;
      return [
        {
          id,
          key: id,
          label: labelOfSlot(form, id, labels),
          type,
          storage: 'plain' as const,
          sensitivity: 'internal' as const,
          masked: false,
          ...(options ? { options: options.map((one) => ({ id: one.id, label: one.label })) } : {}),
          ...(field?.to ? { to: field.to } : {}),
        },
      ];
    });
  const slots = { id: 'slots', label: '这张表单', unit: '份', name: '', fields, hosts: [], verbs: [], relations: [] };
  const root = {
    id: 'form',
    label: '这张表单',
    unit: '份',
    name: '',
    fields: [],
    hosts: [],
    verbs: [],
    relations: [{ id: 'form', label: '', to: 'slots', kind: 'one' as const }],
  };
  return { version: answer.version, entities: [root, slots] };
}

import type { FieldType } from '@zhike/domain/engines/catalogue/definition';
import { SENSITIVITIES } from '@zhike/domain/engines/catalogue/definition';
import type { FieldEntity, FieldSaying, FieldView } from '@zhike/domain/fields/contract';
import { Button, Checkbox, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { FieldVersions } from './FieldVersions';
import { blankOption, OptionsEditor } from './OptionsEditor';
import { sayFieldProblem, SENSITIVITY_WORDS, TYPE_WORDS } from './words';

const PAUSE_MS = 400;
const BEGIN: FieldSaying = { label: '', type: 'text', sensitivity: 'internal' };
const sayingOf = ({ id: _, version: __, sealed: ___, ...saying }: FieldView): FieldSaying => saying;
const NUMBERS: readonly FieldType[] = ['number', 'percent'];
const UNIQUE: readonly FieldType[] = ['text', 'phone', 'email', 'idcard', 'url', 'number', 'date'];

/** What a saying keeps when its type is another: the rest would mean nothing there. */
function asType(saying: FieldSaying, type: FieldType): FieldSaying {
  const { options, to: _, scale, unit, unique, ...rest } = saying;
  const chooses = type === 'option' || type === 'options';
  return {
    ...rest,
    type,
    ...(chooses ? { options: options ?? [blankOption(), blankOption()] } : {}),
    ...(type === 'ref' ? { to: 'customer' } : {}),
    ...(NUMBERS.includes(type) ? { ...(scale ? { scale } : {}), ...(unit ? { unit } : {}) } : {}),
    ...(unique && UNIQUE.includes(type) ? { unique } : {}),
  };
}

/** Without the choices that nobody has written. */
const written = ({ options, ...saying }: FieldSaying): FieldSaying => ({
  ...saying,
  ...(options ? { options: options.filter((option) => option.label.trim() !== '') } : {}),
});

/** A field, and what becomes of the records that are there when it is saved so. */
export function FieldSheet({
  entity,
  entityLabel,
  unit,
  field,
  may,
  onClose,
  onSaved,
}: {
  entity: FieldEntity;
  entityLabel: string;
  unit: string;
  field: FieldView | null;
  may: boolean;
  onClose: () => void;
  onSaved: () => void;
}) {
  const [saying, setSaying] = useState<FieldSaying>(() => (field ? sayingOf(field) : BEGIN));
  const [looked, setLooked] = useState(saying);
  const [versions, setVersions] = useState(false);
  const save = useCommand('fields.save');
  // Each key stroke would ask the database how many records there are.
  useEffect(() => {
    const timer = setTimeout(() => setLooked(saying), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [saying]);
  const change = { entity, id: field?.id ?? null, version: field?.version ?? 0 };
  const preview = useQuery('fields.preview', { ...change, field: written(looked) }, { keepPrevious: true });
  const problems = saying.label.trim() === '' ? [] : (preview.data?.problems ?? []);
  const blocked = saying.label.trim() === '' || problems.some((problem) => problem.level === 'error');
  const set = (over: Partial<FieldSaying>) => setSaying((before) => ({ ...before, ...over }));
  const flag = (key: 'required' | 'hidden' | 'retired', on: boolean) => setSaying(({ [key]: _, ...rest }) => (on ? { ...rest, [key]: true as const } : rest));
  const submit = async () => {
    if (blocked || !may) return;
    const answer = await save.run({ ...change, field: written(saying) });
    if (!answer.ok) return;
    say(field ? '字段已保存' : `「${saying.label.trim()}」已加好，现在就能填`);
    onSaved();
  };
  const at = (path: string): string | undefined => {
    const found = problems.find((problem) => problem.path === path && problem.level === 'error');
    return found && sayFieldProblem(found);
  };
  const elsewhere = problems.filter(
    (problem) => problem.level === 'warning' || !['/label', '/type', '/options', '/unique', '/sensitivity', '/scale', '/to'].includes(problem.path),
  );
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={field ? `${entityLabel}的「${field.label}」` : `给${entityLabel}加一个字段`}
      testid="field-sheet"
      onSubmit={() => void submit()}
      foot={
        may ? (
          <Button block type="primary" size="large" disabled={blocked} loading={save.busy} onClick={() => void submit()} data-testid="save-field">
            {field ? '保存' : '加上'}
          </Button>
        ) : undefined
      }
    >
      <fieldset disabled={!may} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <Field label="名称" problem={at('/label')}>
          {(ids) => <Input {...ids} autoFocus value={saying.label} maxLength={40} onChange={(e) => set({ label: e.target.value })} data-testid="field-label" />}
        </Field>
        <Field label="类型" problem={at('/type') ?? at('/to')}>
          {(ids) => (
            <Select
              {...ids}
              style={{ width: '100%' }}
              disabled={!may}
              value={saying.type}
              // All that most shops need without scrolling.
              listHeight={440}
              showSearch={{ optionFilterProp: 'label' }}
              options={Object.entries(TYPE_WORDS).map(([value, label]) => ({ value: value as FieldType, label }))}
              onChange={(type) => setSaying((before) => asType(before, type))}
              data-testid="field-type"
            />
          )}
        </Field>
        {saying.options && (
          <Field label="选项" problem={at('/options')}>
            {() => (
              <OptionsEditor value={saying.options ?? []} kept={new Set(field?.options?.map((option) => option.id))} onChange={(options) => set({ options })} />
            )}
          </Field>
        )}
        {NUMBERS.includes(saying.type) && (
          <div className="zk-two">
            <Field label="小数位数" problem={at('/scale')}>
              {(ids) => (
                <Select
                  {...ids}
                  disabled={!may}
                  value={saying.scale ?? 0}
                  options={([0, 1, 2, 3, 4] as const).map((value) => ({ value, label: value === 0 ? '整数' : `${value} 位` }))}
                  onChange={(scale) => set({ scale })}
                />
              )}
            </Field>
            <Field label="单位" hint="如 厘米、次">
              {(ids) => <Input {...ids} value={saying.unit ?? ''} maxLength={8} onChange={(e) => set({ unit: e.target.value })} />}
            </Field>
          </div>
        )}
        <Field label="填写提示" hint="写在填写框下面，例如「先问客户，再看舌头」">
          {(ids) => <Input {...ids} value={saying.help ?? ''} maxLength={200} onChange={(e) => set({ help: e.target.value })} />}
        </Field>
        <Field label="保护等级" problem={at('/sensitivity')} hint="敏感个人信息只有能看健康档案的岗位看得到；手机号、身份证和敏感文字加密保存。">
          {(ids) => (
            <Select
              {...ids}
              style={{ width: '100%' }}
              disabled={!may}
              value={saying.sensitivity}
              options={SENSITIVITIES.map((value) => ({ value, label: SENSITIVITY_WORDS[value] }))}
              onChange={(sensitivity) => set({ sensitivity })}
              data-testid="field-sensitivity"
            />
          )}
        </Field>
        <div className="zk-stack">
          <Checkbox disabled={!may} checked={saying.required === true} onChange={(e) => flag('required', e.target.checked)} data-testid="field-required">
            必填（只对以后的填写有效，已有的不强制补）
          </Checkbox>
          {UNIQUE.includes(saying.type) && (
            <Checkbox
              disabled={!may}
              checked={saying.unique !== undefined}
              onChange={(e) => setSaying(({ unique: _, ...rest }) => (e.target.checked ? { ...rest, unique: 'org' } : rest))}
              data-testid="field-unique"
            >
              不能重复（全店）
            </Checkbox>
          )}
          {at('/unique') && <p className="zk-field-problem">{at('/unique')}</p>}
          <Checkbox disabled={!may} checked={saying.hidden === true} onChange={(e) => flag('hidden', e.target.checked)} data-testid="field-hidden">
            资料页上不显示（表单、规则、报表照常能用）
          </Checkbox>
          {field && (
            <Checkbox disabled={!may} checked={saying.retired === true} onChange={(e) => flag('retired', e.target.checked)} data-testid="field-retired">
              停用（填过的内容留在改动记录里，随时可以恢复）
            </Checkbox>
          )}
        </div>
      </fieldset>
      {elsewhere.map((problem) => (
        <p key={problem.code} className={problem.level === 'error' ? 'zk-field-problem' : 'zk-notice'} role="alert" data-testid="field-problem">
          {sayFieldProblem(problem)}
        </p>
      ))}
      {preview.data && (
        <section className="zk-card" style={{ marginTop: 12 }} data-testid="field-effect">
          <h3>保存后</h3>
          <p>{effectWords(preview.data.effect, unit, entityLabel, field, saying)}</p>
          {preview.data.effect.options.length > 0 && (
            <p className="zk-hint">{preview.data.effect.options.map((option) => `${option.label} ${option.records}`).join(' · ')}</p>
          )}
        </section>
      )}
      <RefusalNote refusal={save.refusal} />
      {field && (
        <button type="button" className="zk-link" onClick={() => setVersions(true)} data-testid="field-versions">
          以前的样子（第 {field.version} 版）
        </button>
      )}
      {versions && field && <FieldVersions field={field} may={may} onClose={() => setVersions(false)} onRestored={onSaved} />}
    </Sheet>
  );
}

function effectWords(
  { records, filled }: { records: number; filled: number },
  unit: string,
  entityLabel: string,
  field: FieldView | null,
  saying: FieldSaying,
): string {
  if (!field) return `现有 ${records} ${unit}${entityLabel}都先空着，其他内容不变。`;
  if (saying.retired && !field.retired) return `填过的 ${filled} ${unit}不再显示这一项，内容留着，恢复后还在。`;
  if (saying.required && !field.required && records > filled) return `有 ${records - filled} ${unit}还没有填，不会被强制补填；下次编辑资料时要填。`;
  if (saying.type === 'options' && field.type === 'option') return `填过的 ${filled} ${unit}改成多选，原来选的保留。`;
  return `填过的 ${filled} ${unit}内容不变。`;
}

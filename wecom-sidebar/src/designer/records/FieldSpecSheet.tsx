import { type Sensitivity, SENSITIVITIES } from '@zhike/domain/engines/catalogue/definition';
import { type FieldSpec, MEANINGS } from '@zhike/domain/forms/record-type';
import { Checkbox, Input, Select } from 'antd';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { OptionsEditor } from '../fields/OptionsEditor';
import { SENSITIVITY_WORDS } from '../fields/words';

const NUMBERS: readonly string[] = ['number', 'percent'];
const UNIQUE: readonly string[] = ['text', 'phone', 'email', 'idcard', 'number'];

/** What the shop's numbers take a field for, and which of them come of it. */
export const MEANING_WORDS: Readonly<Record<keyof typeof MEANINGS, string>> = {
  stars: '满意度评分（满意度、技师评分）',
  recommend: '推荐意愿 0 到 10 分（NPS）',
  startedOn: '开始日期（项目周期）',
  signedOn: '签约日期（项目转化率）',
  dueOn: '应完成日期（延期率）',
  finishedOn: '实际完成日期（项目周期、延期率）',
  delayReason: '延期原因',
  lostReason: '流失原因',
  revisions: '修改了几次（反复修改次数）',
  addedScope: '增购金额（增购率）',
  spend: '投放花费（投放 ROI）',
  spentOn: '花费日期（投放 ROI）',
  channel: '渠道（投放 ROI）',
  referred: '介绍来的客户（转介绍率）',
};

/** Everything about one field beyond its name and type. `kept`: as it is in force, null for a new one. */
export function FieldSpecSheet({
  field,
  kept,
  targets,
  onChange,
  onClose,
}: {
  field: FieldSpec;
  kept: FieldSpec | null;
  /** What a link may lead to. */
  targets: readonly { readonly value: string; readonly label: string }[];
  onChange: (field: FieldSpec) => void;
  onClose: () => void;
}) {
  const set = (over: Partial<FieldSpec>) => onChange({ ...field, ...over });
  const meanings = Object.keys(MEANINGS).filter((one) => MEANINGS[one]?.includes(field.type));
  return (
    <Sheet open wide onClose={onClose} title={field.label || '新字段'} testid="spec-sheet">
      {field.options && (
        <Field label="选项">
          {() => (
            <OptionsEditor value={field.options ?? []} kept={new Set(kept?.options?.map((option) => option.id))} onChange={(options) => set({ options })} />
          )}
        </Field>
      )}
      {(field.type === 'ref' || field.type === 'refs') && (
        <Field label="关联什么" {...(kept ? { hint: '已经用过，不能换' } : {})}>
          {(ids) => (
            <Select
              {...ids}
              style={{ width: '100%' }}
              disabled={kept !== null}
              value={field.to ?? ''}
              options={[...targets]}
              onChange={(to) => set({ to })}
              data-testid="spec-to"
            />
          )}
        </Field>
      )}
      {NUMBERS.includes(field.type) && (
        <div className="zk-two">
          <Field label="小数位数">
            {(ids) => (
              <Select
                {...ids}
                value={field.scale ?? 0}
                options={([0, 1, 2, 3, 4] as const).map((value) => ({ value, label: value === 0 ? '整数' : `${value} 位` }))}
                onChange={(scale) => set({ scale })}
              />
            )}
          </Field>
          <Field label="单位" hint="如 厘米、次">
            {(ids) => <Input {...ids} value={field.unit ?? ''} maxLength={8} onChange={(e) => set({ unit: e.target.value })} />}
          </Field>
        </div>
      )}
      <Field label="填写提示" hint="写在填写框下面">
        {(ids) => <Input {...ids} value={field.help ?? ''} maxLength={200} onChange={(e) => set({ help: e.target.value })} />}
      </Field>
      <Field label="保护等级" hint="敏感个人信息只有能看健康档案的岗位看得到；手机号、身份证和敏感文字加密保存。">
        {(ids) => (
          <Select
            {...ids}
            style={{ width: '100%' }}
            value={field.sensitivity}
            options={SENSITIVITIES.map((value) => ({ value, label: SENSITIVITY_WORDS[value] }))}
            onChange={(sensitivity: Sensitivity) => set({ sensitivity })}
          />
        )}
      </Field>
      {meanings.length > 0 && (
        <Field label="统计口径" hint="选了之后，系统自带的报表会把这种单据一起算进去。">
          {(ids) => (
            <Select
              {...ids}
              style={{ width: '100%' }}
              value={field.means ?? ''}
              options={[{ value: '', label: '不用于自带的报表' }, ...meanings.map((one) => ({ value: one, label: MEANING_WORDS[one] ?? one }))]}
              onChange={(means: string) => {
                const { means: _, ...rest } = field;
                onChange(means === '' ? rest : { ...rest, means });
              }}
              data-testid="spec-means"
            />
          )}
        </Field>
      )}
      {UNIQUE.includes(field.type) && (
        <Checkbox
          disabled={kept !== null && kept.unique === undefined}
          checked={field.unique !== undefined}
          onChange={(e) => {
            const { unique: _, ...rest } = field;
            onChange(e.target.checked ? { ...rest, unique: 'org' } : rest);
          }}
        >
          不能重复（全店）{kept !== null && kept.unique === undefined ? '：已经用过的字段不能再打开' : ''}
        </Checkbox>
      )}
    </Sheet>
  );
}

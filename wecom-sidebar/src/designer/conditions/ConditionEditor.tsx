import type { Field } from '@zhike/domain/engines/catalogue/definition';
import type { Cond, Op, Operand } from '@zhike/domain/engines/conditions/definition';
import { Button, Segmented, Select, Switch } from 'antd';
import { createContext, useContext, useMemo } from 'react';
import {
  type ActionProps,
  type CombinatorSelectorProps,
  type FieldSelectorProps,
  type NotToggleProps,
  type OperatorSelectorProps,
  QueryBuilder,
  type RuleGroupType,
  type RuleType,
  type ValueEditorProps,
} from 'react-querybuilder';
import { type CatalogueAnswer, choicesOf, fieldAt, type FieldChoice, opWord, toCatalogue } from './catalogue';
import { beginOf, OperandEditor } from './OperandEditor';
import { fromQuery, KEPT, RELATION, type RelationValue, toQuery } from './tree';
import './conditions.css';

interface Of {
  readonly answer: CatalogueAnswer;
  readonly entity: string;
}
const OfEntity = createContext<Of | null>(null);
function useOf(): Of {
  const of = useContext(OfEntity);
  if (!of) throw new Error('a part of the condition editor stands outside of it');
  return of;
}

const NUMBER: Field = {
  id: 'count',
  key: 'count',
  label: '条数',
  type: 'number',
  storage: 'plain',
  sensitivity: 'public',
  sortable: false,
  groupable: false,
  measurable: true,
  writableBy: 'system',
};
const COMPARE: readonly Op[] = ['gte', 'lte', 'eq', 'gt', 'lt', 'between'];

/** A condition to begin with: one row, about a choice where there is one, with nothing chosen yet. */
export function beginCond(answer: CatalogueAnswer, entity: string): Cond {
  const catalogue = toCatalogue(answer);
  const choices = choicesOf(answer, entity).filter((choice) => !choice.name.startsWith(RELATION));
  const first = choices.find((choice) => fieldAt(catalogue, entity, choice.name)?.options) ?? choices[0];
  const field = first && fieldAt(catalogue, entity, first.name);
  const op = first?.ops[0] as Op | undefined;
  if (!first || !field || !op) return { all: [] };
  const v = beginOf(field, op);
  return { all: [{ f: first.name, op, ...(v === undefined ? {} : { v }) }] };
}

/**
 * A condition by hand: rows of field, test and value in groups of 全部满足 or 任一满足, which may be turned round. Related records open a
 * condition of their own. Everything can be reached by keyboard; nothing needs dragging.
 */
export function ConditionEditor({
  answer,
  entity,
  value,
  onChange,
  label,
}: {
  answer: CatalogueAnswer;
  entity: string;
  value: Cond;
  onChange: (cond: Cond) => void;
  label: string;
}) {
  const choices = useMemo(() => choicesOf(answer, entity), [answer, entity]);
  const catalogue = useMemo(() => toCatalogue(answer), [answer]);
  const of = useMemo(() => ({ answer, entity }), [answer, entity]);
  const query = useMemo(() => toQuery(value), [value]);
  const first = choices[0];
  const change = (next: RuleGroupType) => {
    const cond = fromQuery(next);
    if (JSON.stringify(cond) !== JSON.stringify(fromQuery(query))) onChange(cond);
  };
  const begin = (rule: RuleType): RuleType => {
    const field = fieldAt(catalogue, entity, rule.field);
    return { ...rule, value: field ? beginOf(field, rule.operator as Op) : rule.value };
  };
  if (!first) return <p className="zk-second">没有可以用来筛选的内容。</p>;
  return (
    <OfEntity.Provider value={of}>
      <div className="zk-conditions" role="group" aria-label={label}>
        <QueryBuilder
          fields={[...grouped(choices), ...kept(query)]}
          query={query}
          onQueryChange={change}
          enableMountQueryChange={false}
          showNotToggle
          maxLevels={4}
          combinators={[
            { name: 'and', value: 'and', label: '全部满足' },
            { name: 'or', value: 'or', label: '任一满足' },
          ]}
          getOperators={(name) => operatorsOf(choices, catalogue, entity, name)}
          getDefaultField={() => first.name}
          onAddRule={(rule) => begin(rule)}
          controlElements={CONTROLS}
          translations={{ notToggle: { label: '反过来' } }}
        />
      </div>
    </OfEntity.Provider>
  );
}

function grouped(choices: readonly FieldChoice[]) {
  const groups = [...new Set(choices.map((choice) => choice.group))];
  return groups.map((label) => ({
    label,
    options: choices.filter((choice) => choice.group === label).map(({ name, label: words }) => ({ name, value: name, label: words })),
  }));
}

/** Fields of rows that nobody may choose here but that stand in the condition: out of the reader's rights, or only made elsewhere. */
function kept(query: RuleGroupType) {
  const has = (group: RuleGroupType): boolean => group.rules.some((rule) => ('rules' in rule ? has(rule) : rule.field === KEPT));
  return has(query) ? [{ label: '其他', options: [{ name: KEPT, value: KEPT, label: '在别处设好的条件' }] }] : [];
}

function operatorsOf(choices: readonly FieldChoice[], catalogue: ReturnType<typeof toCatalogue>, entity: string, name: string) {
  const choice = choices.find((one) => one.name === name);
  const field = fieldAt(catalogue, entity, name);
  return (choice?.ops ?? [KEPT]).map((op) => ({ name: op, value: op, label: opWord(op, field) }));
}

type Options = readonly {
  readonly label: string;
  readonly value?: string;
  readonly options?: readonly { readonly label: string; readonly value?: string }[];
}[];
const toAntd = (options: unknown) =>
  (options as Options).map((one) =>
    one.options ? { label: one.label, options: one.options.map((o) => ({ label: o.label, value: o.value })) } : { label: one.label, value: one.value },
  );

function FieldSelector({ options, value, handleOnChange, disabled }: FieldSelectorProps) {
  return (
    <Select
      aria-label="看哪一项"
      className="zk-condition-field"
      value={value}
      options={toAntd(options)}
      disabled={disabled}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      onChange={handleOnChange}
    />
  );
}
function OperatorSelector({ options, value, handleOnChange, field }: OperatorSelectorProps) {
  if (field === KEPT) return null;
  return <Select aria-label="怎么比" value={value} options={toAntd(options)} popupMatchSelectWidth={false} onChange={handleOnChange} />;
}
function CombinatorSelector({ options, value, handleOnChange }: CombinatorSelectorProps) {
  return (
    <Segmented
      size="small"
      value={value}
      options={toAntd(options).map((o) => ({ label: o.label, value: String('value' in o ? o.value : '') }))}
      onChange={handleOnChange}
    />
  );
}
function NotToggle({ checked, handleOnChange }: NotToggleProps) {
  return (
    <span className="zk-row zk-hint">
      <Switch size="small" checked={checked ?? false} onChange={handleOnChange} aria-label="反过来：不满足下面这些" />
      反过来
    </span>
  );
}
function Verb({ words, type, of }: { words: string; type: 'link' | 'text'; of: ActionProps }) {
  return (
    <Button size="small" type={type} disabled={of.disabled} onClick={(event) => of.handleOnClick(event)}>
      {words}
    </Button>
  );
}
const AddRule = (of: ActionProps) => <Verb words="＋ 条件" type="link" of={of} />;
const AddGroup = (of: ActionProps) => <Verb words="＋ 一组" type="link" of={of} />;
const RemoveRule = (of: ActionProps) => <Verb words="移除" type="text" of={of} />;
const RemoveGroup = (of: ActionProps) => <Verb words="移除这组" type="text" of={of} />;

function ValueEditor({ field: name, operator, value, handleOnChange }: ValueEditorProps) {
  const { answer, entity } = useOf();
  const catalogue = useMemo(() => toCatalogue(answer), [answer]);
  if (name === KEPT) return null;
  if (name.startsWith(RELATION))
    return <RelationEditor relation={name.slice(RELATION.length)} q={operator} value={(value ?? {}) as RelationValue} onChange={handleOnChange} />;
  const field = fieldAt(catalogue, entity, name);
  if (!field) return <span className="zk-hint">无权查看的内容，按原样保留</span>;
  const known = value === undefined || value === '' ? beginOf(field, operator as Op) : (value as Operand);
  return <OperandEditor field={field} op={operator as Op} value={known} onChange={handleOnChange} />;
}

/** Related records: which of them, and for a count or a sum how much they come to. */
function RelationEditor({ relation, q, value, onChange }: { relation: string; q: string; value: RelationValue; onChange: (value: RelationValue) => void }) {
  const { answer, entity } = useOf();
  const to = answer.entities.find((one) => one.id === entity)?.relations.find((one) => one.id === relation)?.to ?? '';
  const target = answer.entities.find((one) => one.id === to);
  const catalogue = useMemo(() => toCatalogue(answer), [answer]);
  const summed = (target?.fields ?? []).filter((field) => !field.masked && ['number', 'money', 'percent', 'rating'].includes(field.type));
  const quantifies = q === 'some' || q === 'none' || q === 'every';
  const of = value.of ?? summed[0]?.id ?? '';
  const compared = q === 'count' ? NUMBER : (catalogue.entities[to]?.fields[of] ?? NUMBER);
  const op = value.op ?? 'gte';
  return (
    <span className="zk-relation">
      {!quantifies && (
        <span className="zk-row wrap">
          {q !== 'count' && (
            <Select
              aria-label="算哪一项"
              value={of}
              options={summed.map((field) => ({ value: field.id, label: field.label }))}
              popupMatchSelectWidth={false}
              onChange={(next) => onChange({ ...value, of: next })}
            />
          )}
          <Select
            aria-label="怎么比"
            value={op}
            options={COMPARE.map((one) => ({ value: one, label: opWord(one, compared) }))}
            onChange={(next) => onChange({ ...value, of, op: next, v: next === 'between' ? [0, 0] : 0 })}
          />
          <OperandEditor field={compared} op={op} value={value.v ?? 1} onChange={(v) => onChange({ ...value, of, op, v })} />
        </span>
      )}
      {value.where ? (
        <>
          <ConditionEditor
            answer={answer}
            entity={to}
            value={value.where}
            onChange={(where) => onChange({ ...value, where })}
            label={`哪些${target?.label ?? ''}`}
          />
          <Button
            size="small"
            type="link"
            onClick={() => {
              const { where: _, ...rest } = value;
              onChange(rest);
            }}
          >
            不限哪些{target?.label}
          </Button>
        </>
      ) : (
        <Button size="small" type="link" onClick={() => onChange({ ...value, where: { all: [] } })}>
          只算满足条件的{target?.label}
        </Button>
      )}
    </span>
  );
}

const CONTROLS = {
  fieldSelector: FieldSelector,
  operatorSelector: OperatorSelector,
  combinatorSelector: CombinatorSelector,
  notToggle: NotToggle,
  valueEditor: ValueEditor,
  addRuleAction: AddRule,
  addGroupAction: AddGroup,
  removeRuleAction: RemoveRule,
  removeGroupAction: RemoveGroup,
};

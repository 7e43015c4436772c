import type { Formula } from '@zhike/domain/engines/catalogue/definition';
import { type Chip, chipsOf } from '@zhike/domain/engines/catalogue/formula/chips';
import { parseFormula } from '@zhike/domain/engines/catalogue/formula/parse';
import { sayFormula } from '@zhike/domain/engines/catalogue/formula/say';
import type { FormulaScope, FormulaType } from '@zhike/domain/engines/catalogue/formula/scope';
import { checkFormula } from '@zhike/domain/engines/catalogue/formula/types';
import { Input, Select } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useMemo, useRef, useState } from 'react';
import { CHECK_WORDS, functionChoices, PARSE_WORDS } from './words';

/**
 * A formula as a manager types it: `[单价] × [数量]`. What can be read is handed on at once, with or without problems of its types, which
 * stand below in words; what cannot be read yet stays in the box and the formula before it stays in force. An empty box is none.
 */
export function FormulaInput({
  label,
  value,
  chips: list,
  scope,
  wants,
  onChange,
}: {
  label: string;
  value: Formula | undefined;
  /** What may be named. */
  chips: readonly Chip[];
  scope: FormulaScope;
  /** The type that its result is kept as. */
  wants: FormulaType | undefined;
  onChange: (formula: Formula | undefined) => void;
}) {
  const area = useRef<TextAreaRef>(null);
  const chips = useMemo(() => chipsOf(list), [list]);
  const kept = value ? sayFormula(value, chips) : '';
  // What is being typed, beside the formula that it began with: another one from outside (undo, the version before) takes its place.
  const [typed, setTyped] = useState<{ readonly text: string; readonly of: string }>({ text: kept, of: kept });
  const text = typed.of === kept ? typed.text : kept;
  const read = (next: string): { readonly formula?: Formula; readonly problem?: string; readonly at?: number } => {
    if (next.trim() === '') return {};
    const parsed = parseFormula(next, chips);
    return parsed.ok ? { formula: parsed.formula } : { problem: PARSE_WORDS[parsed.problem.code](parsed.problem.facts), at: parsed.problem.at };
  };
  const now = read(text);
  const problems = now.formula ? checkFormula(now.formula, scope, wants).problems : [];
  const put = (next: string): void => {
    const { formula, problem } = read(next);
    const says = problem === undefined ? (formula ? sayFormula(formula, chips) : '') : kept;
    setTyped({ text: next, of: says });
    if (problem === undefined) onChange(formula);
  };
  const insert = (what: string): void => {
    const field = area.current?.resizableTextArea?.textArea;
    const [from, until] = [field?.selectionStart ?? text.length, field?.selectionEnd ?? text.length];
    put(`${text.slice(0, from)}${what}${text.slice(until)}`);
    area.current?.focus();
  };
  const named = list.flatMap((one) => {
    const chip = chips.byFormula(one.formula);
    return chip ? [{ value: chip.label, label: chip.label }] : [];
  });
  const wrong = [
    ...(now.problem === undefined ? [] : [`第 ${(now.at ?? 0) + 1} 个字起：${now.problem}`]),
    ...problems.map((one) => CHECK_WORDS[one.code](one.facts)),
  ];
  return (
    <div className="zk-setting" data-testid="formula">
      <Input.TextArea
        ref={area}
        aria-label={label}
        aria-invalid={wrong.length > 0}
        value={text}
        autoSize={{ minRows: 1, maxRows: 6 }}
        maxLength={2000}
        placeholder="如：[单价] × [数量]"
        status={wrong.length > 0 ? 'warning' : ''}
        onChange={(e) => put(e.target.value)}
      />
      <div className="zk-row wrap">
        <Select
          aria-label={`${label}：插入内容`}
          placeholder="插入内容"
          size="small"
          value={null}
          showSearch
          optionFilterProp="label"
          options={named}
          popupMatchSelectWidth={false}
          notFoundContent="没有可用的内容"
          onChange={(chip: string | null) => chip !== null && insert(`[${chip.replace(/[\\\]]/g, (sign) => `\\${sign}`)}]`)}
        />
        <Select
          aria-label={`${label}：插入算法`}
          placeholder="插入算法"
          size="small"
          value={null}
          showSearch
          optionFilterProp="label"
          options={functionChoices(list.some((one) => one.rows !== undefined)).map((one) => ({ value: one.text, label: one.label }))}
          popupMatchSelectWidth={false}
          onChange={(what: string | null) => what !== null && insert(what)}
        />
      </div>
      {wrong.map((words) => (
        <p key={words} className="zk-bad" role="alert">
          {words}
        </p>
      ))}
    </div>
  );
}

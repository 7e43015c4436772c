import type { FieldSaying } from '@zhike/domain/fields/contract';
import { Button, Input } from 'antd';
import { useRef } from 'react';

type Option = NonNullable<FieldSaying['options']>[number];
/** A choice that is still to be written. */
export const blankOption = (): Option => ({ id: newId(), label: '' });
const newId = (): string => `o${Math.random().toString(36).slice(2, 10)}`;

/** The choices of a field, in the order in which they are offered. One that records may have chosen is retired, not taken away. */
export function OptionsEditor({
  value,
  kept,
  onChange,
}: {
  value: readonly Option[] /** Ids that are saved already. */;
  kept: ReadonlySet<string>;
  onChange: (options: Option[]) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const set = (at: number, change: Partial<Option>) => onChange(value.map((option, n) => (n === at ? { ...option, ...change } : option)));
  const move = (at: number, by: number) => {
    const next = [...value];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(at + by, 0, moved);
    onChange(next);
  };
  const add = () => {
    onChange([...value, blankOption()]);
    setTimeout(() => list.current?.querySelector<HTMLInputElement>('.zk-row:last-of-type input')?.focus());
  };
  return (
    <div role="group" aria-label="选项" ref={list}>
      {value.map((option, n) => (
        <div key={option.id} className="zk-row" style={{ marginBottom: 6 }}>
          <Input
            value={option.label}
            maxLength={40}
            aria-label={`第 ${n + 1} 个选项`}
            disabled={option.retired === true}
            onChange={(e) => set(n, { label: e.target.value })}
            onPressEnter={(e) => {
              e.preventDefault();
              add();
            }}
            data-testid="option-label"
          />
          <Button size="small" aria-label={`把${option.label || `第 ${n + 1} 个选项`}往上移`} disabled={n === 0} onClick={() => move(n, -1)}>
            ↑
          </Button>
          <Button size="small" aria-label={`把${option.label || `第 ${n + 1} 个选项`}往下移`} disabled={n === value.length - 1} onClick={() => move(n, 1)}>
            ↓
          </Button>
          {kept.has(option.id) ? (
            <Button
              size="small"
              onClick={() => {
                const { retired, ...rest } = option;
                onChange(value.map((one, at) => (at === n ? (retired ? rest : { ...rest, retired: true }) : one)));
              }}
            >
              {option.retired ? '重新启用' : '停用'}
            </Button>
          ) : (
            <Button size="small" onClick={() => onChange(value.filter((_, at) => at !== n))}>
              删除
            </Button>
          )}
        </div>
      ))}
      <Button onClick={add} data-testid="add-option">
        加一个选项
      </Button>
    </div>
  );
}

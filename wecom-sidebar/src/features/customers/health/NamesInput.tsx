import { readNames } from '@zhike/domain/customers/health/rules';
import { HEALTH_NAME_MAX } from '@zhike/domain/customers/health/limits';
import { Input } from 'antd';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { Field } from '../../../components/parts';

/** Adds names to a list: Enter or 、 ends one, leaving the field ends it too, so that nothing typed is lost when the form is saved. */
export function AddName({
  label,
  often,
  taken,
  onAdd,
  testid,
  children,
}: {
  label: string;
  often: readonly string[];
  taken: readonly string[];
  onAdd: (names: string[]) => void;
  testid: string;
  /** What is in the list. */
  children: ReactNode;
}) {
  const [typed, setTyped] = useState('');
  const add = (text: string) => {
    const fresh = readNames(text).filter((name) => !taken.includes(name));
    if (fresh.length > 0) onAdd(fresh);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    add(typed);
  };
  const offered = often.filter((name) => !taken.includes(name));
  return (
    <Field label={label}>
      {(ids) => (
        <>
          {children}
          <Input
            {...ids}
            value={typed}
            maxLength={HEALTH_NAME_MAX * 3}
            placeholder="填写后按回车；多项用、隔开"
            onChange={(e) => (/[、，,；;]$/.test(e.target.value) ? add(e.target.value) : setTyped(e.target.value))}
            onKeyDown={onKeyDown}
            onBlur={() => add(typed)}
            data-testid={testid}
          />
          {offered.length > 0 && (
            <div className="zk-chips zk-health-often" role="group" aria-label={`常见的${label}`}>
              {offered.map((name) => (
                <button key={name} type="button" className="zk-chip" onClick={() => onAdd([name])}>
                  ＋{name}
                </button>
              ))}
            </div>
          )}
        </>
      )}
    </Field>
  );
}

/** What is in a list, each to take off. */
export function Names({ names, onRemove, tone = 'plain' }: { names: readonly string[]; onRemove: (name: string) => void; tone?: 'plain' | 'red' }) {
  if (names.length === 0) return null;
  return (
    <ul className="zk-health-list">
      {names.map((name) => (
        <li key={name} className={tone === 'red' ? 'zk-health-name red' : 'zk-health-name'}>
          <span>{name}</span>
          <button type="button" aria-label={`去掉 ${name}`} onClick={() => onRemove(name)}>
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}

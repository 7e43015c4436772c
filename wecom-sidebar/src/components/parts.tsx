import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

/** Small tabs with the keyboard manners of tabs (arrow keys, one tab stop). antd's own bring a menu and a dropdown along. */
export function Tabs<Key extends string>({
  tabs,
  active,
  onChange,
  label,
}: {
  tabs: readonly { key: Key; title: string }[];
  active: Key;
  onChange: (key: Key) => void;
  label: string;
}) {
  const refs = useRef(new Map<Key, HTMLButtonElement>());
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex((t) => t.key === active);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.key);
    refs.current.get(next.key)?.focus();
  };
  return (
    <div className="zk-tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.key}
          type="button"
          role="tab"
          aria-selected={tab.key === active}
          tabIndex={tab.key === active ? 0 : -1}
          data-testid={`tab-${tab.key}`}
          ref={(el) => {
            if (el) refs.current.set(tab.key, el);
          }}
          onClick={() => onChange(tab.key)}
        >
          {tab.title}
        </button>
      ))}
    </div>
  );
}

export interface Choice<Key extends string> {
  readonly key: Key;
  readonly title: string;
  readonly hint?: string;
  readonly disabled?: boolean;
}

/** One of a few, shown whole: chips that say which one is pressed. */
export function Chips<Key extends string>({
  choices,
  value,
  onChange,
  label,
  name,
}: {
  choices: readonly Choice<Key>[];
  value: Key | null;
  onChange: (key: Key) => void;
  label: string;
  name: string;
}) {
  return (
    <div className="zk-chips" role="group" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.key}
          type="button"
          className="zk-chip"
          aria-pressed={choice.key === value}
          disabled={choice.disabled}
          data-testid={`${name}-${choice.key}`}
          title={choice.hint}
          onClick={() => onChange(choice.key)}
        >
          {choice.title}
        </button>
      ))}
    </div>
  );
}

/** Several of a few. */
export function ManyChips<Key extends string>({
  choices,
  value,
  onChange,
  label,
  name,
  line = false,
}: {
  choices: readonly Choice<Key>[];
  value: readonly Key[];
  onChange: (keys: Key[]) => void;
  label: string;
  name: string;
  line?: boolean;
}) {
  return (
    <div className={line ? 'zk-chips line' : 'zk-chips'} role="group" aria-label={label}>
      {choices.map((choice) => {
        const on = value.includes(choice.key);
        return (
          <button
            key={choice.key}
            type="button"
            className="zk-chip"
            aria-pressed={on}
            data-testid={`${name}-${choice.key}`}
            onClick={() => onChange(on ? value.filter((k) => k !== choice.key) : [...value, choice.key])}
          >
            {choice.title}
          </button>
        );
      })}
    </div>
  );
}

/** A labelled control; what is wrong with it stands beneath and is read with it. */
export function Field({
  label,
  hint,
  problem,
  children,
}: {
  label: string;
  hint?: ReactNode;
  problem?: string | undefined;
  children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean | undefined }) => ReactNode;
}) {
  const id = useId();
  const about = problem || hint ? `${id}-about` : undefined;
  return (
    <div className="zk-field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': about, 'aria-invalid': problem ? true : undefined })}
      {(problem || hint) && (
        <div id={about} className={problem ? 'zk-field-problem' : 'zk-field-hint'}>
          {problem ?? hint}
        </div>
      )}
    </div>
  );
}

/** A state variable that survives a reload of this window: drafts, filters. */
export function useKept<Value>(key: string, initial: Value): [Value, (value: Value) => void] {
  const full = `zhike.kept.${key}`;
  const read = (): Value => {
    const text = sessionStorage.getItem(full);
    if (text === null) return initial;
    try {
      return JSON.parse(text) as Value;
    } catch {
      return initial;
    }
  };
  const [held, setHeld] = useState<{ key: string; value: Value }>(() => ({ key: full, value: read() }));
  const value = held.key === full ? held.value : read();
  return [
    value,
    (next) => {
      setHeld({ key: full, value: next });
      if (JSON.stringify(next) === JSON.stringify(initial)) sessionStorage.removeItem(full);
      else sessionStorage.setItem(full, JSON.stringify(next));
    },
  ];
}

/** The clock of the screen: ticks each half minute so that 今天 and a hold's countdown stay true. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** True in a window too narrow for columns. */
export function useNarrow(maxWidth = 767): boolean {
  const query = `(max-width: ${maxWidth}px)`;
  const [narrow, setNarrow] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const follow = () => setNarrow(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [query]);
  return narrow;
}

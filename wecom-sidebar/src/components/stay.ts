import { useState } from 'react';
import { entryName } from '../api/session';

/** A state variable that stays on this machine over days: filters, the chosen store. Without storage it lives as long as the page. */
export function useStay<Value>(key: string, initial: Value): [Value, (value: Value) => void] {
  const full = `zhike.${entryName()}.stay.${key}`;
  const [held, setHeld] = useState<{ key: string; value: Value }>(() => ({ key: full, value: readStay(full, initial) }));
  const value = held.key === full ? held.value : readStay(full, initial);
  return [
    value,
    (next) => {
      setHeld({ key: full, value: next });
      try {
        if (JSON.stringify(next) === JSON.stringify(initial)) localStorage.removeItem(full);
        else localStorage.setItem(full, JSON.stringify(next));
      } catch {
        // A browser that forbids storage: the choice holds until the page is closed.
      }
    },
  ];
}

function readStay<Value>(full: string, initial: Value): Value {
  try {
    const text = localStorage.getItem(full);
    return text === null ? initial : (JSON.parse(text) as Value);
  } catch {
    return initial;
  }
}

import { useSyncExternalStore } from 'react';

/** What just happened, said once at the bottom, with 撤销 where the act can be undone. */
interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
  readonly undo: (() => void) | undefined;
}

const STAY_MS = 4_000;
const UNDO_STAY_MS = 10_000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const watchers = new Set<() => void>();

function become(next: readonly Toast[]): void {
  toasts = next;
  for (const watcher of [...watchers]) watcher();
}

export function say(text: string, options: { tone?: 'plain' | 'bad'; undo?: () => void } = {}): void {
  const id = nextId++;
  // Two at a time at most: an older message makes room.
  become([...toasts.slice(-1), { id, text, tone: options.tone ?? 'plain', undo: options.undo }]);
  setTimeout(() => dismiss(id), options.undo ? UNDO_STAY_MS : options.tone === 'bad' ? UNDO_STAY_MS : STAY_MS);
}

function dismiss(id: number): void {
  if (toasts.some((t) => t.id === id)) become(toasts.filter((t) => t.id !== id));
}

export function Toasts() {
  const shown = useSyncExternalStore((watcher) => { watchers.add(watcher); return () => { watchers.delete(watcher); }; }, () => toasts);
  return (
    <div className="zk-toasts" role="status" aria-live="polite" data-testid="toasts">
      {shown.map((toast) => (
        <div key={toast.id} className={`zk-toast ${toast.tone}`} data-testid="toast">
          <span>{toast.text}</span>
          {toast.undo && (
            <button type="button" data-testid="undo" onClick={() => { dismiss(toast.id); toast.undo?.(); }}>撤销</button>
          )}
          <button type="button" className="zk-toast-close" aria-label="关闭" onClick={() => dismiss(toast.id)}>×</button>
        </div>
      ))}
    </div>
  );
}

import { useSyncExternalStore } from 'react';

/** One thing that can be done about it: 撤销 after an act that can be undone, another try after a refusal. */
interface ToastAct {
  readonly label: string;
  readonly testid: string;
  run(): void;
}

/** What just happened, said once at the bottom. */
interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
  readonly act: ToastAct | undefined;
}

const STAY_MS = 4_000;
const LONG_STAY_MS = 10_000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const watchers = new Set<() => void>();

function become(next: readonly Toast[]): void {
  toasts = next;
  for (const watcher of [...watchers]) watcher();
}

export function say(text: string, options: { tone?: 'plain' | 'bad'; undo?: () => void; again?: { label: string; run: () => void } } = {}): void {
  const id = nextId++;
  const act = options.undo ? { label: '撤销', testid: 'undo', run: options.undo } : options.again ? { ...options.again, testid: 'again' } : undefined;
  // Two at a time at most: an older message makes room.
  become([...toasts.slice(-1), { id, text, tone: options.tone ?? 'plain', act }]);
  setTimeout(() => dismiss(id), act || options.tone === 'bad' ? LONG_STAY_MS : STAY_MS);
}

function dismiss(id: number): void {
  if (toasts.some((t) => t.id === id)) become(toasts.filter((t) => t.id !== id));
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
      };
    },
    () => toasts,
  );
  return (
    <div className="zk-toasts" role="status" aria-live="polite" data-testid="toasts">
      {shown.map((toast) => (
        <div key={toast.id} className={`zk-toast ${toast.tone}`} data-testid="toast">
          <span>{toast.text}</span>
          {toast.act && (
            <button
              type="button"
              data-testid={toast.act.testid}
              onClick={() => {
                dismiss(toast.id);
                toast.act?.run();
              }}
            >
              {toast.act.label}
            </button>
          )}
          <button type="button" className="zk-toast-close" aria-label="关闭" onClick={() => dismiss(toast.id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}

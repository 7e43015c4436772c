import type { Callable } from './types';

/** Timers at most this long count as "still working" when a caller waits for the page to come to rest; a poll every second does not. */
const SHORT_MS = 60;

/** The timers of one logic layer: WeChat's numeric ids, all of them stoppable at once, so that a closed host leaves no timer behind. */
export class Timers {
  private readonly live = new Map<number, { handle: NodeJS.Timeout; short: boolean }>();
  private next = 1;
  private closed = false;

  constructor(private readonly guard: (run: () => unknown) => unknown) {}

  /** True while a short timer waits. */
  get busy(): boolean {
    for (const timer of this.live.values()) if (timer.short) return true;
    return false;
  }

  once(run: Callable, delay: unknown, args: readonly unknown[] = []): number {
    if (this.closed) return 0;
    const id = this.next++;
    const ms = Math.max(0, Number(delay) || 0);
    const handle = setTimeout(() => {
      this.live.delete(id);
      this.guard(() => run(...args));
    }, ms);
    this.live.set(id, { handle, short: ms <= SHORT_MS });
    return id;
  }

  every(run: Callable, delay: unknown, args: readonly unknown[] = []): number {
    if (this.closed) return 0;
    const id = this.next++;
    const handle = setInterval(
      () => {
        this.guard(() => run(...args));
      },
      Math.max(1, Number(delay) || 0),
    );
    this.live.set(id, { handle, short: false });
    return id;
  }

  stop(id: unknown): void {
    const timer = typeof id === 'number' ? this.live.get(id) : undefined;
    if (timer === undefined || typeof id !== 'number') return;
    clearTimeout(timer.handle);
    this.live.delete(id);
  }

  close(): void {
    this.closed = true;
    for (const timer of this.live.values()) clearTimeout(timer.handle);
    this.live.clear();
  }
}

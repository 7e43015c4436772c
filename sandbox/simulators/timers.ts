/** Timers that end with the simulators and do not keep the process alive. */
export interface Timers {
  /** Runs `work` after `delayMs` of story time, which is `scale` times as long in real time. Its failure is reported, not thrown. */
  after(delayMs: number, work: () => Promise<void> | void): void;
  readonly scale: number;
  readonly stopping: AbortSignal;
  /** Cancels what has not started and waits for what has. */
  stop(): Promise<void>;
}

/** @param scale 1: as in life. 0.001: a second becomes a millisecond, for specs. */
export function createTimers(scale: number): Timers {
  const stopper = new AbortController();
  const waiting = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  return {
    scale,
    stopping: stopper.signal,
    after(delayMs, work) {
      if (stopper.signal.aborted) return;
      const timer = setTimeout(
        () => {
          waiting.delete(timer);
          const run: Promise<void> = Promise.resolve()
            .then(work)
            .catch((error: unknown) => {
              if (!stopper.signal.aborted) console.error('the sandbox failed at something it had planned:', error);
            })
            .finally(() => running.delete(run));
          running.add(run);
        },
        Math.min(delayMs * scale, 2 ** 31 - 1),
      );
      timer.unref();
      waiting.add(timer);
    },
    async stop() {
      stopper.abort();
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
      await Promise.all(running);
    },
  };
}

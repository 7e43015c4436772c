import { type Callable, isCallable } from '../types';

/** Everything registered with `wx.onX`; `wx.offX` takes one listener, or all. The host or a test fires them with `emit('onX', …)`. */
export class WxListeners {
  private readonly byName = new Map<string, Callable[]>();

  constructor(private readonly guard: (run: () => unknown) => unknown) {}

  on(name: string, listener: unknown): void {
    if (isCallable(listener)) this.byName.set(name, [...(this.byName.get(name) ?? []), listener]);
  }

  off(name: string, listener: unknown): void {
    if (isCallable(listener))
      this.byName.set(
        name,
        (this.byName.get(name) ?? []).filter((one) => one !== listener),
      );
    else this.byName.delete(name);
  }

  emit(name: string, ...args: unknown[]): number {
    const listeners = this.byName.get(name) ?? [];
    for (const listener of listeners) this.guard(() => listener(...args));
    return listeners.length;
  }
}

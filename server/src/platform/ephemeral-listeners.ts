import type { Log } from './log';

type Listener = (message: string) => void;

/** Who listens to which channel in this process; what both ephemeral stores share. */
export interface Listeners {
  /** Adds a listener; the same function added twice is called twice. The returned function removes it, and says whether the channel has none left. */
  add(channel: string, listener: Listener): () => boolean;
  /** Calls everyone on the channel. A listener that throws is logged and keeps nothing from the others. */
  call(channel: string, message: string): void;
  clear(): void;
}

export function createListeners(log: Log): Listeners {
  const channels = new Map<string, Set<{ readonly listener: Listener }>>();
  return {
    add(channel, listener) {
      const entry = { listener };
      const group = channels.get(channel) ?? new Set();
      channels.set(channel, group.add(entry));
      return () => {
        if (!group.delete(entry) || group.size > 0 || channels.get(channel) !== group) return false;
        channels.delete(channel);
        return true;
      };
    },
    call(channel, message) {
      for (const { listener } of [...(channels.get(channel) ?? [])]) {
        try {
          listener(message);
        } catch (error) {
          log.error({ channel, err: error instanceof Error ? error.message : 'unknown' }, 'a listener failed');
        }
      }
    },
    clear: () => channels.clear(),
  };
}

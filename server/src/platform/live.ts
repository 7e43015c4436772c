import type { LiveMessage } from '@zhike/domain/api';
import type { Ephemeral } from './ephemeral';
import type { Log } from './log';

/** Tells every connected workbench and sidebar, on every node, that something changed. Ids only; may be lost. */
export interface Live {
  tell(message: LiveMessage): void;
  listen(listener: (message: LiveMessage) => void): Promise<() => Promise<void>>;
}

const CHANNEL = 'live';

/** Live messages over the ephemeral port's publish/subscribe. */
export function createLive(ephemeral: Ephemeral, log: Log): Live {
  return {
    tell(message) {
      ephemeral.publish(CHANNEL, JSON.stringify(message)).catch((error: unknown) => log.warn({ reason: String(error) }, 'live.not_told'));
    },
    listen: (listener) => ephemeral.subscribe(CHANNEL, (text) => listener(JSON.parse(text) as LiveMessage)),
  };
}

import type { Clock } from '../platform/clock';
import type { Ephemeral } from '../platform/ephemeral';
import type { Log } from '../platform/log';
import type { HttpLimits } from './http-json';

/** What every gateway is given beside its part of the configuration. */
export interface GatewayDependencies {
  readonly ephemeral: Ephemeral;
  readonly clock: Clock;
  /** Receives service, path, status and code; never a query string, a body, a token or a person. */
  readonly log: Log;
  /** Shorter time limits, for tests. */
  readonly limits?: HttpLimits;
}

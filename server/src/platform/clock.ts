/** The one source of time. Injected everywhere, so that tests and seeds can move it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

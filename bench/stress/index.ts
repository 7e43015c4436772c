/** What a stress run says at its end: one JSON line. */
export interface StressLine {
  readonly name: string;
  readonly attempts: number;
  readonly winners: number;
  readonly refusals: number;
  readonly overlaps: number;
  readonly deadlocks: number;
  /** Broken promises; each one was named on stderr when it was seen. */
  readonly faults: number;
  readonly seed: number;
  readonly pass: boolean;
  readonly [more: string]: number | boolean | string;
}

export interface StressOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What a benchmark says: one JSON line each. `ratio` is against a baseline measured in the same run, never an absolute promise. */
export interface Line {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: number | null;
  readonly ratio: number | null;
  /** In words: what must hold for `pass`. */
  readonly target: string;
  readonly pass: boolean;
  readonly note?: string;
}

export interface BenchContext {
  /** Fewer and shorter rounds: shows that the benchmark runs, not how fast anything is. */
  readonly quick: boolean;
  /** Steps that take a quarter of an hour as well. */
  readonly long: boolean;
  readonly say: (line: string) => void;
  readonly emit: (line: Line) => void;
}

export interface Rate {
  /** Finished calls a second. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly done: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Three figures are honest here; more is noise. */
export const round3 = (value: number): number => (value === 0 ? 0 : Number(value.toPrecision(3)));

/**
 * Calls `work` from `width` callers for `seconds`, or until `work` answers false (nothing left to do). The rate counts whole
 * calls only, over the time until the last of them ended.
 */
export async function runFor(seconds: number, width: number, work: (caller: number) => Promise<boolean>): Promise<Rate> {
  const took: number[] = [];
  const begun = performance.now();
  const until = begun + seconds * 1000;
  await Promise.all(
    Array.from({ length: width }, async (_, caller) => {
      while (performance.now() < until) {
        const at = performance.now();
        if (!(await work(caller))) return;
        took.push(performance.now() - at);
      }
    }),
  );
  const spent = (performance.now() - begun) / 1000;
  return { perSecond: took.length / spent, p50Ms: percentile(took, 0.5), p95Ms: percentile(took, 0.95), done: took.length };
}

export interface Contest {
  readonly ours: readonly Rate[];
  readonly theirs: readonly Rate[];
  /** Median over the rounds of ours a second / theirs a second: a neighbour's load hits both halves of a round alike. */
  readonly ratio: number;
}

/** Rounds of ours and the baseline in turn, the order changing each round; the first round warms up and is not counted. */
export async function interleave(rounds: number, ours: () => Promise<Rate>, theirs: () => Promise<Rate>): Promise<Contest> {
  const mine: Rate[] = [];
  const other: Rate[] = [];
  for (let round = 0; round <= rounds; round++) {
    const [first, second] = round % 2 === 0 ? [ours, theirs] : [theirs, ours];
    const a = await first();
    const b = await second();
    if (round === 0) continue;
    mine.push(round % 2 === 0 ? a : b);
    other.push(round % 2 === 0 ? b : a);
  }
  return { ours: mine, theirs: other, ratio: median(mine.map((rate, i) => rate.perSecond / Math.max(1e-9, other[i]?.perSecond ?? 0))) };
}

/** A contest as a line. */
export function contestLine(name: string, contest: Contest, target: number, note?: string): Line {
  return {
    name,
    value: round3(median(contest.ours.map((rate) => rate.perSecond))),
    unit: 'calls/s',
    baseline: round3(median(contest.theirs.map((rate) => rate.perSecond))),
    ratio: round3(contest.ratio),
    target: `ratio >= ${target}`,
    pass: contest.ratio >= target,
    note: `p50 ${round3(median(contest.ours.map((rate) => rate.p50Ms)))} ms, p95 ${round3(median(contest.ours.map((rate) => rate.p95Ms)))} ms; baseline p50 ${round3(median(contest.theirs.map((rate) => rate.p50Ms)))} ms${note ? `; ${note}` : ''}`,
  };
}

/** What the peer did on a machine of this kind with the same load generator; quoted from its measurement and not measured again. */
export interface Peer {
  readonly perSecond: number;
  /** How many times as many we want to answer. */
  readonly times: number;
}

/** Rates beside a peer's quoted figure. Unlike a contest it depends on the machine and on who else is at work on it. */
export function peerLine(name: string, rates: readonly Rate[], peer: Peer, note: string): Line {
  const value = median(rates.map((rate) => rate.perSecond));
  return {
    name,
    value: round3(value),
    unit: 'calls/s',
    baseline: peer.perSecond,
    ratio: round3(value / peer.perSecond),
    target: `>= ${peer.times} x Easy!Appointments (quoted: ${peer.perSecond}/s on a machine of this kind, not measured again)`,
    pass: value >= peer.times * peer.perSecond,
    note: `p50 ${round3(median(rates.map((rate) => rate.p50Ms)))} ms, p95 ${round3(median(rates.map((rate) => rate.p95Ms)))} ms; ${note}`,
  };
}

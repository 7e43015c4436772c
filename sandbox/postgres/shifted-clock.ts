const NAMES = ['LD_PRELOAD', 'SHIFT_CLOCK_SECONDS'];

/**
 * What shifts the clock of a run (`sandbox/launch/clocks.mjs`), if it is shifted. A program whose environment we choose gets it as
 * well: a database or a server that lives in another hour than its test would make every comparison wrong.
 */
export function shiftedClock(): Record<string, string> {
  if (!process.env.SHIFT_CLOCK_SECONDS) return {};
  return Object.fromEntries(NAMES.map((name) => [name, process.env[name] ?? '']));
}

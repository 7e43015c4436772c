import { allow, refuse, type Decision } from './decision';

/** States × verbs as one table of data: `table[state][verb]` is the state that the verb leads to. */
export interface Lifecycle<State extends string, Verb extends string> {
  readonly name: string;
  readonly initial: readonly State[];
  readonly table: { readonly [S in State]: { readonly [V in Verb]?: State } };
}

export type IllegalStep = {
  readonly code: 'lifecycle.illegal_step';
  readonly facts: { readonly state: string; readonly verb: string; readonly possible: readonly string[] };
};

/** Checks the table once at start-up: every target exists and every state can be reached. Throws: a wrong table is a programming fault. */
export function defineLifecycle<State extends string, Verb extends string>(lifecycle: Lifecycle<State, Verb>): Lifecycle<State, Verb> {
  const states = Object.keys(lifecycle.table) as State[];
  const reached = new Set<State>(lifecycle.initial);
  for (let grew = true; grew; ) {
    grew = false;
    for (const from of [...reached])
      for (const to of Object.values<State | undefined>(lifecycle.table[from] ?? {})) {
        if (!to) continue;
        if (!states.includes(to)) throw new Error(`lifecycle ${lifecycle.name}: ${from} leads to ${to}, which is no state`);
        if (!reached.has(to)) {
          reached.add(to);
          grew = true;
        }
      }
  }
  const lost = states.filter((state) => !reached.has(state));
  if (lost.length > 0) throw new Error(`lifecycle ${lifecycle.name}: no way leads to ${lost.join(', ')}`);
  return lifecycle;
}

/** The verbs that a state allows. */
export function verbsFrom<State extends string, Verb extends string>(lifecycle: Lifecycle<State, Verb>, state: State): Verb[] {
  return Object.keys(lifecycle.table[state]) as Verb[];
}

/** The state after a verb, or a refusal that names what is possible instead. */
export function decideStep<State extends string, Verb extends string>(
  lifecycle: Lifecycle<State, Verb>,
  state: State,
  verb: Verb,
): Decision<State, IllegalStep> {
  const next = lifecycle.table[state][verb];
  if (!next) return refuse('lifecycle.illegal_step', { state, verb, possible: verbsFrom(lifecycle, state) });
  return allow(next);
}

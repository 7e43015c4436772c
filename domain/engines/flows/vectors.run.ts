import type { FlowDef } from './definition';
import type { FlowEvent, Instance } from './instance';
import { newInstance } from './instance';
import { interpret } from './interpret';

/**
 * A vector says what a flow does with a row of events. Plain TypeScript without any host's interface, so that the same file runs in Node,
 * in a browser and in a mini-program. A vector is never edited, only superseded: old definitions keep their meaning.
 */
export interface FlowVector {
  readonly id: string;
  readonly engine: 'flows';
  readonly spec: string;
  readonly replacedBy?: string;
  readonly def: FlowDef;
  readonly events: readonly FlowEvent[];
  /** After each event; what is left out is not looked at. */
  readonly expect: readonly Expected[];
}
interface Expected {
  readonly refused?: string;
  readonly by?: string;
  readonly asks?: readonly string[];
  readonly effects?: readonly string[];
  readonly tokens?: readonly string[];
  readonly forks?: readonly string[];
  readonly status?: Instance['status'];
  readonly result?: string;
  readonly todos?: readonly string[];
}

const sameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one, i) => one === b[i]);

/** What is otherwise than the vector says, in words; empty: it holds. */
export function runFlowVector(vector: FlowVector): string[] {
  const found: string[] = [];
  let instance = newInstance('i', vector.def, { entity: vector.def.entity, id: 's' });
  vector.events.forEach((event, i) => {
    const expected = vector.expect[i] ?? {};
    const step = interpret(vector.def, instance, event);
    instance = step.instance;
    const todos = instance.tokens.flatMap((token) =>
      (token.lines ?? []).flatMap((line) => line.todos.filter((todo) => todo.state === 'open').map((todo) => `${token.key} ${todo.person}`)),
    );
    const lists: Readonly<Record<'asks' | 'effects' | 'tokens' | 'forks' | 'todos', readonly string[]>> = {
      asks: step.asks.map((ask) => `${ask.key} ${ask.ask}`),
      effects: step.effects.map((effect) => effect.key),
      tokens: instance.tokens.map((token) => token.key),
      forks: Object.keys(instance.forks),
      todos,
    };
    for (const name of ['asks', 'effects', 'tokens', 'forks', 'todos'] as const) {
      const wanted = expected[name];
      if (wanted && !sameList(wanted, lists[name]))
        found.push(`${vector.id} event ${i + 1}: ${name} are ${lists[name].join(', ')} and not ${wanted.join(', ')}`);
    }
    const told: Readonly<Record<'refused' | 'by' | 'status' | 'result', string | undefined>> = {
      refused: step.refused?.code,
      by: step.refused?.by,
      status: instance.status,
      result: instance.result,
    };
    if (told.refused !== expected.refused) found.push(`${vector.id} event ${i + 1}: refused is ${told.refused} and not ${expected.refused}`);
    for (const name of ['by', 'status', 'result'] as const)
      if (expected[name] !== undefined && told[name] !== expected[name])
        found.push(`${vector.id} event ${i + 1}: ${name} is ${told[name]} and not ${expected[name]}`);
  });
  return found;
}

import type { Signing } from './definition';
import type { Line, Person, Todo } from './instance';

/**
 * Who of those who are asked may speak, and what it comes to. People stand in lines: a line is one who was asked, with whoever she put
 * before or behind her; it agrees when all of them do and refuses with the first. The way of signing says what the lines come to.
 */
export type Outcome = 'approve' | 'reject' | 'open';

const opened = (line: Line): Line => {
  const refused = line.todos.some((todo) => todo.state === 'refused');
  const turn = line.todos.findIndex((todo) => todo.state !== 'agreed');
  return {
    ...line,
    todos: line.todos.map((todo, i): Todo => {
      if (todo.state === 'agreed' || todo.state === 'refused') return todo;
      return { ...todo, state: refused ? 'closed' : i === turn ? 'open' : 'waiting' };
    }),
  };
};
const waiting = (line: Line): Line => ({ ...line, todos: line.todos.map((todo) => (todo.state === 'open' ? { ...todo, state: 'waiting' as const } : todo)) });

/** agreed, refused or open. */
export function lineState(line: Line): 'agreed' | 'refused' | 'open' {
  if (line.todos.some((todo) => todo.state === 'refused')) return 'refused';
  return line.todos.every((todo) => todo.state === 'agreed') ? 'agreed' : 'open';
}

/** The lines with everybody open whose turn it is: in sequence a line waits for those before it. */
export function turns(mode: Signing, lines: readonly Line[]): readonly Line[] {
  if (mode !== 'seq') return lines.map(opened);
  const first = lines.findIndex((line) => !line.above && lineState(line) !== 'agreed');
  return lines.map((line, i) => (line.above || i <= first || first < 0 ? opened(line) : waiting(line)));
}

/** One line a person; somebody who is named twice is asked once. */
export function linesOf(mode: Signing, people: readonly Person[]): readonly Line[] {
  const once = people.filter((one, i) => people.findIndex((other) => other.person === one.person) === i);
  return turns(
    mode,
    once.map((one) => ({ todos: [{ ...one, state: 'waiting' }] })),
  );
}

/** What the lines come to; a vote is settled as soon as the rest could not change it. */
export function outcomeOf(mode: Signing, lines: readonly Line[]): Outcome {
  const above = lines.filter((line) => line.above).map(lineState);
  if (above.includes('agreed')) return 'approve';
  if (above.includes('refused')) return 'reject';
  const states = lines.filter((line) => !line.above).map(lineState);
  const agreed = states.filter((state) => state === 'agreed').length;
  const refused = states.filter((state) => state === 'refused').length;
  const needed = neededOf(mode, states.length);
  if (agreed >= needed) return 'approve';
  return states.length - refused < needed ? 'reject' : 'open';
}

/** How many lines must agree. With `all` and `seq` the first refusal makes it impossible, with `or` the last one. */
function neededOf(mode: Signing, n: number): number {
  if (mode === 'or') return Math.min(1, n);
  if (mode === 'all' || mode === 'seq') return n;
  return Math.max(1, Math.ceil((n * mode.vote) / 100));
}

/** The to-dos in one list, with the place of each. */
export function todosOf(lines: readonly Line[]): readonly { readonly todo: Todo; readonly line: number; readonly at: number }[] {
  return lines.flatMap((line, i) => line.todos.map((todo, at) => ({ todo, line: i, at })));
}

/** Whoever may speak now. */
export function openPeople(lines: readonly Line[]): Person[] {
  return todosOf(lines)
    .filter(({ todo }) => todo.state === 'open')
    .map(({ todo }) => (todo.insteadOf === undefined ? { person: todo.person } : { person: todo.person, insteadOf: todo.insteadOf }));
}

/** The lines with the to-do of a person replaced by these. */
export function replaced(lines: readonly Line[], person: string, by: (todo: Todo) => readonly Todo[]): readonly Line[] {
  return lines.map((line) => ({ ...line, todos: line.todos.flatMap((todo) => (todo.person === person ? by(todo) : [todo])) }));
}

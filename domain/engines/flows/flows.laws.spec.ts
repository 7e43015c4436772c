import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import fc from 'fast-check';
import ts from 'typescript';
import { interpret } from './interpret';
import { Broken, play, type Interpret } from './laws.play';

const seeds = fc.integer({ min: 1, max: 1_000_000_000 });
const STEPS = 60;

test('FL-01 law: whatever happens in whatever order, an instance is deterministic, uses no key twice and leaves nothing behind', () => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(seeds, (seed) => {
      const { world } = play(interpret, seed, STEPS);
      for (const [kind, n] of [...Object.entries(world.seen), [world.inst.status, 1] as const]) seen[kind] = (seen[kind] ?? 0) + n;
    }),
    { numRuns: 400 },
  );
  // A law that nothing happened to holds for no reason.
  for (const kind of [
    'decide',
    'decide!',
    'timer',
    'timer!',
    'event',
    'effect',
    'child',
    'customer',
    'transfer',
    'addSigner',
    'return',
    'left',
    'goto',
    'retry',
    'done',
  ])
    expect({ kind, n: seen[kind] ?? 0 }).toMatchObject({ n: expect.any(Number), kind: (seen[kind] ?? 0) > 0 ? kind : 'something that happened' });
});

interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}
const MUTANTS: readonly Mutant[] = [
  { name: 'siblings of a block that is left go on', file: 'draft', from: '.filter((one) => one.scope.includes(fork))) drop', to: '.filter(() => false)) drop' },
  { name: 'blocks inside of a block that is left stay', file: 'draft', from: 'if (key !== fork && !one.scope.includes(fork))', to: 'if (key !== fork)' },
  { name: 'a timer is not cancelled', file: 'draft', from: 'dropTimer(draft, token.key, timer, true);', to: 'void timer;' },
  {
    name: 'to-dos stay open when a node is settled',
    file: 'draft',
    from: "if (token.state === 'people') effect",
    to: "if (token.state === 'people' && why !== 'settled') effect",
  },
  { name: 'visits are not counted', file: 'draft', from: '(own(draft.inst.visits, node) ?? 0) + 1', to: '1' },
  {
    name: 'whoever has decided may decide again',
    file: 'on.people',
    from: "todo.state === 'agreed' || todo.state === 'refused') return { code: 'already_decided' }",
    to: "todo.state === 'refused') return { code: 'already_decided' }",
  },
  { name: 'somebody may decide before her turn', file: 'on.people', from: "if (todo.state === 'waiting') return { code: 'not_your_turn' };", to: '' },
  { name: 'events are not remembered', file: 'interpret', from: "event.t === 'answer' ? inst.seen", to: 'true ? inst.seen' },
  { name: 'or-sign needs everybody', file: 'signing', from: 'return Math.min(1, n);', to: 'return n;' },
  { name: 'a sequence opens all at once', file: 'signing', from: "if (mode !== 'seq') return", to: "if (mode !== 'seq' || true) return" },
  { name: 'a vote needs one more than it says', file: 'signing', from: 'Math.ceil((n * mode.vote) / 100)', to: 'Math.floor((n * mode.vote) / 100) + 1' },
  { name: 'a timer may ring early', file: 'interpret', from: "if (draft.now < due) return { code: 'early' };", to: '' },
  {
    name: "another record's event wakes a wait",
    file: 'node.waiting',
    from: 'if (token.match === undefined || !event.about.includes(token.match)) continue;',
    to: '',
  },
  { name: 'a join goes on with the first who arrives', file: 'node.ways', from: "node.how === 'all' ? fork.n :", to: "node.how === 'all' ? 1 :" },
  { name: 'an arrival is not counted', file: 'node.ways', from: 'const arrived = fork.arrived + 1;', to: 'const arrived = fork.arrived;' },
  { name: 'the customer is not told that it is over', file: 'draft', from: "if (token.state === 'customer') closeCustomer(draft, token);", to: '' },
  { name: 'a child flow runs on without its parent', file: 'draft', from: "if (token.state === 'child') effect", to: "if (token.state === 'customer') effect" },
  {
    name: 'an incident stays open',
    file: 'on.admin',
    from: "if (token.state !== 'stuck') return token;",
    to: "if (token.state !== 'stuck') return token; if (how === 'retry') return change(draft, token.key, { state: 'asking' });",
  },
];

const folder = __dirname;
const sources = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.startsWith('laws.'))
    .map((name) => [name.slice(0, -3), readFileSync(join(folder, name), 'utf8')] as const),
);

/** The interpreter from its own text with one place changed, so that production code carries no seam for it. */
function mutated({ file, from, to }: Pick<Mutant, 'file' | 'from' | 'to'>): Interpret {
  const modules = new Map<string, Record<string, unknown>>();
  const load = (name: string): Record<string, unknown> => {
    const known = modules.get(name);
    if (known) return known;
    const text = sources.get(name) ?? '';
    if (name === file && text.split(from).length !== 2) throw new Error(`${file} holds 「${from}」 ${text.split(from).length - 1} times`);
    const { outputText } = ts.transpileModule(name === file ? text.replace(from, () => to) : text, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2020 },
    });
    const exports: Record<string, unknown> = {};
    modules.set(name, exports);
    const find = (path: string): unknown => (path.startsWith('./') ? load(path.slice(2)) : require(join(folder, path)));
    compileFunction(outputText, ['require', 'exports'])(find, exports);
    return exports;
  };
  return load('interpret').interpret as Interpret;
}

/** The first seed whose play breaks a law. */
function killer(interpreter: Interpret): { readonly seed: number; readonly law: string } | null {
  for (let seed = 1; seed <= 1_500; seed++)
    try {
      play(interpreter, seed, STEPS);
    } catch (error) {
      if (error instanceof Broken || error instanceof Error) return { seed, law: error.message };
    }
  return null;
}

test('FL-01 the interpreter that the mutants are made from is the one that is shipped', () => {
  const copy = mutated({ file: 'draft', from: 'why: Leaving, by?: string): void', to: 'why: Leaving, by?: string ): void' });
  for (let seed = 1; seed <= 20; seed++) expect(play(copy, seed, STEPS).world.inst).toEqual(play(interpret, seed, STEPS).world.inst);
});

test.each(MUTANTS)('FL-01 the laws notice it when $name', (mutant) => {
  expect(killer(mutated(mutant))?.law).toEqual(expect.any(String));
});

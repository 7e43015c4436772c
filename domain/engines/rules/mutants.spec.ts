import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import type { RuleVector } from './vectors.run';

/**
 * Small faults of the engine of rules. Each must break a story: what no story notices, nobody would notice in the shop either. Not among
 * them is what two things keep at once (a firing that is planned twice is told once by the key of its effect: the laws look at it alone).
 */
interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}
const MUTANTS: readonly Mutant[] = [
  {
    name: 'the year of a greeting is that of the day on which it is told',
    file: 'due',
    from: 'year: Number(about.slice(0, 4))',
    to: 'year: Number(day.slice(0, 4))',
  },
  {
    name: 'an occurrence has another name each time',
    file: 'occurrence',
    from: 'yearly: ({ year }) => `y:',
    to: 'yearly: ({ year }) => Math.random() + `y:',
  },
  {
    name: 'what was due before the rule was on is made up for',
    file: 'due',
    from: "if (ask.limit === undefined && ask.dueAt < span.enabledAt) return skipped('before_enabled');",
    to: '',
  },
  {
    name: 'nothing is ever too late',
    file: 'due',
    from: "if (ask.day < addDays(clock.dateOf(span.now), -catchUpDays(rule))) return skipped('too_late');",
    to: '',
  },
  { name: 'an import is a feast', file: 'due', from: 'record.imported && ask.day === createdOn && !rule.imported', to: 'false' },
  { name: 'a reminder comes after the visit has begun', file: 'run', from: 'facts.passesAt !== null && facts.passesAt <= facts.now', to: 'false' },
  { name: 'a date that was moved is told still', file: 'run', from: "if (!facts.still) return { do: 'cancel', reason: 'moved' };", to: '' },
  { name: 'the condition is not asked again', file: 'run', from: "if (!facts.matches) return { do: 'skip', reason: 'not_matching' };", to: '' },
  { name: 'a payment stops nothing', file: 'run', from: "if (facts.stop) return { do: 'cancel', reason: 'stopped' };", to: '' },
  { name: 'an event stops nothing', file: 'react', from: 'return event.happened.kind ===', to: 'return false && event.happened.kind ===' },
  { name: 'once is as often as it comes', file: 'reentry', from: "if (reentry === 'once') return 'already_once';", to: '' },
  { name: 'the same value again is a change', file: 'react', from: '!same(from, to) && among', to: 'among' },
  { name: 'a rule may call itself for ever', file: 'chain', from: 'chain.links.includes(linkOf(ruleId, recordId)) || ', to: '' },
  {
    name: 'days after are counted from one day later',
    file: 'due',
    from: 'clock.instantOf(addDays(on, days), trigger.at) }));',
    to: 'clock.instantOf(addDays(on, days + 1), trigger.at) }));',
  },
];

const folder = __dirname;
const stories = JSON.parse(readFileSync(join(folder, 'vectors/stories.json'), 'utf8')) as RuleVector[];
const sources = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => [name.slice(0, -3), readFileSync(join(folder, name), 'utf8')] as const),
);

/** The stories' runner on the engine's own text with one place changed, so that production code carries no seam for it. */
function mutated({ file, from, to }: Pick<Mutant, 'file' | 'from' | 'to'>): (story: RuleVector) => string | null {
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
  return load('vectors.run').runVector as (story: RuleVector) => string | null;
}

test('RU-16 the engine that the mutants are made from is the one that is shipped', () => {
  const copy = mutated({ file: 'run', from: "if (!rule.on) return { do: 'cancel'", to: "if (!rule.on)  return { do: 'cancel'" });
  for (const story of stories) expect(copy(story)).toBeNull();
});

test.each(MUTANTS)('RU-16 a story notices it when $name', (mutant) => {
  const run = mutated(mutant);
  const killed = stories.filter((story) => {
    try {
      return run(story) !== null;
    } catch {
      return true;
    }
  });
  expect(killed.map((story) => story.id)).not.toEqual([]);
});

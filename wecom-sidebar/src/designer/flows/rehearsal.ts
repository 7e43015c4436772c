import { durationMs } from '@zhike/domain/engines/effects';
import { nodeOf } from '@zhike/domain/engines/flows/blocks';
import type { FlowDef, FlowNode, NodeId } from '@zhike/domain/engines/flows/definition';
import {
  type Ask,
  type Answer,
  type FlowEvent,
  type FlowNo,
  type Instance,
  newInstance,
  type Token,
  type WorldEffect,
} from '@zhike/domain/engines/flows/instance';
import { interpret } from '@zhike/domain/engines/flows/interpret';
import { openPeople } from '@zhike/domain/engines/flows/signing';
import { stepWords } from '../../features/flows/words';
import type { FlowBody } from './draft-flow';
import { whoWords } from './parts';
import { doesWords, outcomeWords } from './words';

/* 试走一遍: the flow's own interpreter with a clock that is moved by hand and people who are made up. Nothing is written, nobody is asked. */

const RECORD = 'rehearsal';
const DAY_MS = 86_400_000;

export interface Line {
  /** Since the beginning. */
  readonly atMs: number;
  readonly title: string;
  readonly words: string;
}

/** A question that only whoever plays it can answer: which row of a branch the record fits. */
interface Open {
  readonly ask: Ask;
  readonly node: NodeId;
}

export interface Rehearsal {
  readonly def: FlowDef;
  readonly instance: Instance;
  readonly now: number;
  readonly n: number;
  readonly lines: readonly Line[];
  readonly open: readonly Open[];
  /** The people whom a step would ask, as it says who they are. */
  readonly refused: FlowNo | null;
}

/** One thing that may happen next. */
export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly play: (rehearsal: Rehearsal) => Rehearsal;
}

export interface Waiting {
  readonly key: string;
  readonly title: string;
  readonly hint: string;
  readonly choices: readonly Choice[];
}

export function begin(body: FlowBody): Rehearsal {
  const def: FlowDef = { ...body, id: 'rehearsal', version: 0, title: '试走', store: 'org' };
  const instance = newInstance('rehearsal', def, { entity: body.entity, id: RECORD });
  return happen({ def, instance, now: 0, n: 0, lines: [], open: [], refused: null }, { t: 'start', starter: '发起人' });
}

/** An event without its id and its instant. */
type Happening = FlowEvent extends infer E ? (E extends FlowEvent ? Omit<E, 'id' | 'now'> : never) : never;

function happen(before: Rehearsal, what: Happening): Rehearsal {
  const event = { ...what, id: `e${before.n}`, now: before.now } as FlowEvent;
  const step = interpret(before.def, before.instance, event);
  if (step.refused) return { ...before, n: before.n + 1, refused: step.refused };
  const said = step.log
    .filter((entry) => entry.what !== 'entered' && entry.what !== 'started')
    .map((entry): Line => ({ atMs: before.now, title: titleOf(before.def, entry.node), words: wordsOf(entry) }));
  const done = step.effects.flatMap(({ key, what: effect }) => {
    const words = doesWords(effect as WorldEffect);
    return words === null ? [] : [{ atMs: before.now, title: titleOf(before.def, key.split('/')[1]), words }];
  });
  let next: Rehearsal = { ...before, n: before.n + 1, refused: null, instance: step.instance, lines: [...before.lines, ...said, ...done] };
  for (const ask of step.asks) {
    const node = step.instance.tokens.find((token) => token.key === ask.key)?.node ?? '';
    const answer = answerTo(next, ask, node);
    next = answer ? happen(next, { t: 'answer', key: ask.key, answer }) : { ...next, open: [...next.open, { ask, node }] };
  }
  return next;
}

const titleOf = (def: FlowDef, node: NodeId | undefined): string => (node === undefined ? '' : (nodeOf(def, node)?.title ?? ''));
const wordsOf = (entry: { readonly what: string; readonly actor?: string; readonly facts?: object }): string => {
  const words = stepWords({ what: entry.what as never, facts: { ...entry.facts }, at: '', node: null, title: null, actorName: null, version: 0, tookMs: null });
  return entry.actor ? `${entry.actor}：${words}` : words;
};

/** What the shop would answer; null: whoever plays it is asked. Business hours are counted as hours here, and a moment of the record lies a day ahead. */
function answerTo({ def, now }: Rehearsal, ask: Ask, node: NodeId): Answer | null {
  switch (ask.ask) {
    case 'people':
      return { ask: 'people', people: peopleOf(nodeOf(def, node), whoWords(ask.who)).map((person) => ({ person })) };
    case 'due':
      return { ask: 'due', at: ask.from + durationMs(ask.due.after) };
    case 'until':
      return { ask: 'until', at: Math.max(now, DAY_MS) };
    case 'wait':
      return { ask: 'wait', match: RECORD };
    case 'row':
      return null;
  }
}

/** Where several may be asked there are two, so that what becomes of the other can be seen. */
function peopleOf(node: FlowNode | undefined, who: string): string[] {
  const alone = node?.kind === 'approval' && 'users' in node.who && node.who.users.length === 1;
  return alone ? [who] : [`${who}甲`, `${who}乙`];
}

const choice = (key: string, label: string, what: Happening): Choice => ({ key, label, play: (rehearsal) => happen(rehearsal, what) });

/** What the flow waits for, each with everything that may happen next. */
export function waitingOf(rehearsal: Rehearsal): Waiting[] {
  const { def, instance } = rehearsal;
  return instance.tokens.map((token) => {
    const open = rehearsal.open.find((one) => one.ask.key === token.key);
    const choices = open ? rowsOf(rehearsal, open) : [...choicesOf(def, token), ...clockOf(rehearsal, token)];
    return { key: token.key, title: titleOf(def, token.node), hint: open ? '这条记录符合哪一种' : HINTS[token.state], choices };
  });
}

const HINTS: Readonly<Record<Token['state'], string>> = {
  asking: '',
  people: '等人处理',
  customer: '等客户',
  timer: '等时间到',
  event: '等一件事发生',
  effect: '系统正在做',
  child: '等子流程结束',
  stuck: '卡住了：这里要有人去「需要处理」里解决',
};

function rowsOf(rehearsal: Rehearsal, { ask, node }: Open): Choice[] {
  const branch = nodeOf(rehearsal.def, node);
  const labels = branch?.kind === 'branch' ? branch.rows.map((row) => row.label) : [];
  const answer = (row: number | null, label: string): Choice => ({
    key: `row-${row ?? 'else'}`,
    label,
    play: (now) => happen({ ...now, open: now.open.filter((one) => one.ask.key !== ask.key) }, { t: 'answer', key: ask.key, answer: { ask: 'row', row } }),
  });
  return [...labels.map((label, i) => answer(i, label)), answer(null, '其他情况')];
}

function choicesOf(def: FlowDef, token: Token): Choice[] {
  const node = nodeOf(def, token.node);
  const { key } = token;
  if (token.state === 'people')
    return openPeople(token.lines ?? []).flatMap(({ person }) =>
      (node?.kind === 'task' ? (['done'] as const) : (['approve', 'reject'] as const)).map((d) =>
        choice(`${d}-${person}`, `${person}：${{ done: '办好了', approve: '同意', reject: '不同意' }[d]}`, {
          t: 'decide',
          key,
          actor: person,
          d,
          ...(d === 'reject' || (node?.kind === 'approval' && node.needComment) ? { comment: '试走' } : {}),
        }),
      ),
    );
  if (token.state === 'customer' && node?.kind === 'customer')
    return Object.keys(node.outcomes).map((outcome) => choice(`outcome-${outcome}`, `客户：${outcomeWords(outcome)}`, { t: 'customer', key, outcome }));
  if (token.state === 'event' && node?.kind === 'wait') return [choice('event', '等到了', { t: 'event', name: node.event, about: [RECORD] })];
  if (token.state === 'child' && node?.kind === 'subflow') {
    const results = Object.keys(node.outcomes);
    return [...results, ''].map((result) => choice(`child-${result}`, result ? `结果：${outcomeWords(result)}` : '其他结果', { t: 'child', key, result }));
  }
  if (token.state === 'effect' && token.effect !== undefined)
    return [
      choice('done', '做成了', { t: 'effect', key: token.effect, ok: true }),
      choice('failed', '没做成', { t: 'effect', key: token.effect, ok: false, reason: 'failed' }),
    ];
  return [];
}

/** 快进: the clock goes to the moment for which a step waits. */
function clockOf({ now }: Rehearsal, token: Token): Choice[] {
  return Object.entries(token.timers ?? {})
    .sort(([, a], [, b]) => a - b)
    .slice(0, 1)
    .map(([key, at]) => ({
      key: `clock-${key}`,
      label: `快进到${momentWords(at)}${token.state === 'timer' ? '' : '，还没有回应'}`,
      play: (rehearsal) => happen({ ...rehearsal, now: Math.max(now, at) }, { t: 'timer', key }),
    }));
}

/** 刚开始, 2 小时后, 第 2 天: since the beginning. */
export function momentWords(ms: number): string {
  if (ms < 60_000) return '刚开始';
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} 分钟后`;
  return ms < 2 * DAY_MS ? `${Math.round(ms / 3_600_000)} 小时后` : `${Math.round(ms / DAY_MS)} 天后`;
}

import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { ELSE_STATE, type StandingBody, type StandingState, type TaggingBody } from '@zhike/domain/standing/definition';

export const EMPTY_TAGGING: TaggingBody = { tag: '', where: { all: [] }, removes: true };
export const EMPTY_STANDING: StandingBody = {
  states: [
    { id: 's1', label: '老客', color: '#2f855a', where: { all: [] } },
    { id: ELSE_STATE, label: '潜在', color: '#718096' },
  ],
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** What stands in a body that another build or a file brought: never taken on trust. */
export function taggingOf(body: unknown): TaggingBody {
  const { tag, where, removes } = isRecord(body) ? body : {};
  return { tag: typeof tag === 'string' ? tag : '', where: isRecord(where) ? (where as Cond) : { all: [] }, removes: removes !== false };
}

export function standingOf(body: unknown): StandingBody {
  const states = isRecord(body) && Array.isArray(body.states) ? (body.states as unknown[]).filter(isRecord) : [];
  const read = states.map(
    ({ id, label, color, where }): StandingState => ({
      id: String(id),
      label: typeof label === 'string' ? label : '',
      ...(typeof color === 'string' ? { color } : {}),
      ...(isRecord(where) ? { where: where as Cond } : {}),
    }),
  );
  return read.length >= 2 ? { states: read } : EMPTY_STANDING;
}

/** A new stage before the last, with an id that no other has. */
export function withState(body: StandingBody): StandingBody {
  const used = new Set(body.states.map((state) => state.id));
  let n = body.states.length;
  while (used.has(`s${n}`)) n += 1;
  const last = body.states[body.states.length - 1];
  const made: StandingState = { id: `s${n}`, label: `阶段 ${n}`, color: '#2b6cb0', where: { all: [] } };
  return { states: [...body.states.slice(0, -1), made, ...(last ? [last] : [])] };
}

/** One step up or down; the last stays the last. */
export function moved(body: StandingBody, at: number, by: -1 | 1): StandingBody {
  const to = at + by;
  if (to < 0 || to >= body.states.length - 1 || at >= body.states.length - 1) return body;
  const states = [...body.states];
  const [one] = states.splice(at, 1);
  if (one) states.splice(to, 0, one);
  return { states };
}

import type { Path } from '../conditions/definition';
import type { Assign } from '../effects';
import { own } from '../conditions/values';
import type { Person } from './instance';

/** Somebody of the staff, as far as the question who should do something goes. */
export interface Candidate {
  readonly id: string;
  readonly active: boolean;
  readonly roles: readonly string[];
  /** `all`: the whole shop. */
  readonly storeIds: readonly string[] | 'all';
  readonly teamIds: readonly string[];
  readonly skills: readonly string[];
  readonly supervisorId: string | null;
  readonly away: boolean;
  /** Open to-dos and minutes of today that are booked: what leastLoad goes by. */
  readonly openTodos: number;
  readonly bookedMinutes: number;
}

export interface Delegation {
  readonly from: string;
  readonly to: string;
  readonly starts: number;
  readonly ends: number;
  /** Absent: of all flows. */
  readonly flows?: readonly string[];
}

/** What is known when the question is asked. `paths` and `skills`: what the record says at the paths of the rule. */
export interface AssignFacts {
  readonly staff: readonly Candidate[];
  readonly storeId: string | null;
  readonly teamIds: readonly string[];
  readonly starter: string | null;
  readonly paths: Readonly<Record<Path, readonly string[]>>;
  readonly skills: Readonly<Record<Path, readonly string[]>>;
  /** Who could serve the record at its time, the least loaded first. Absent: nobody asked for it. */
  readonly free?: readonly string[];
  readonly delegations: readonly Delegation[];
  readonly flow: string;
  readonly now: number;
  /** Counts the picks of this node, so that rotation goes round; 0 where nothing does (`goesRound`). */
  readonly picks: number;
}

const inStore = (one: Candidate, storeId: string | null): boolean => storeId === null || one.storeIds === 'all' || one.storeIds.includes(storeId);

/** The standing candidates of a rule, in a stable order: by id, or as the rule or the record names them. */
function candidates(rule: Assign, facts: AssignFacts): Candidate[] {
  const byId = (ids: readonly string[]): Candidate[] => ids.flatMap((id) => facts.staff.filter((one) => one.id === id));
  const standing = [...facts.staff].sort((a, b) => (a.id < b.id ? -1 : 1));
  if ('users' in rule) return byId(rule.users);
  if ('path' in rule) return byId(own(facts.paths, rule.path) ?? []);
  if ('supervisorOf' in rule) {
    const of = rule.supervisorOf === 'starter' ? (facts.starter === null ? [] : [facts.starter]) : (own(facts.paths, rule.supervisorOf) ?? []);
    return byId(byId(of).flatMap((one) => (one.supervisorId === null ? [] : [one.supervisorId])));
  }
  if ('role' in rule) {
    const near = (one: Candidate): boolean => (rule.scope === 'store' ? inStore(one, facts.storeId) : one.teamIds.some((team) => facts.teamIds.includes(team)));
    return standing.filter((one) => one.roles.includes(rule.role) && near(one));
  }
  if ('skillOf' in rule) {
    const needed = own(facts.skills, rule.skillOf) ?? [];
    if (rule.free) return byId(facts.free ?? []);
    return needed.length === 0 ? [] : standing.filter((one) => inStore(one, facts.storeId) && needed.every((skill) => one.skills.includes(skill)));
  }
  return [];
}

/** Whoever stands in for a person now; nobody stands in for a stand-in, so two who point at each other end at once. */
function standIn(person: Candidate, facts: AssignFacts): { readonly who: Candidate; readonly insteadOf?: string } {
  const covers = facts.delegations.find(
    (one) => one.from === person.id && one.starts <= facts.now && facts.now < one.ends && (one.flows === undefined || one.flows.includes(facts.flow)),
  );
  const to = covers && facts.staff.find((one) => one.id === covers.to);
  return to?.active && !to.away ? { who: to, insteadOf: person.id } : { who: person };
}

/** Whoever started it does not decide about it herself: her supervisor does. */
function notSelf(list: readonly Candidate[], facts: AssignFacts, self: 'allow' | 'supervisor'): readonly Candidate[] {
  if (self === 'allow') return list;
  return list.flatMap((one) => (one.id === facts.starter ? candidates({ supervisorOf: 'starter' }, facts) : [one]));
}

function picked(people: readonly Found[], rule: Extract<Assign, { readonly pick: Assign }>, facts: AssignFacts): readonly Found[] {
  if (people.length === 0) return [];
  const turn = facts.picks % people.length;
  const round = [...people.slice(turn), ...people.slice(0, turn)];
  const first = round[0];
  if (rule.by === 'rotation' || !first) return round.slice(0, 1);
  const load = ({ who }: Found): number => who.openTodos * 1_000_000 + who.bookedMinutes;
  return [round.reduce((best, one) => (load(one) < load(best) ? one : best), first)];
}
type Found = ReturnType<typeof standIn>;

function resolve(rule: Assign, facts: AssignFacts, self: 'allow' | 'supervisor'): readonly Found[] {
  if ('anyOf' in rule) {
    for (const one of rule.anyOf) {
      const found = resolve(one, facts, self);
      if (found.length > 0) return found;
    }
    return [];
  }
  if ('pick' in rule) return picked(resolve(rule.pick, facts, self), rule, facts);
  const active = notSelf(candidates(rule, facts), facts, self).filter((one) => one.active);
  const people = active.map((one) => standIn(one, facts)).filter(({ who }, i, all) => all.findIndex((other) => other.who.id === who.id) === i);
  const here = people.filter(({ who }) => !who.away);
  return here.length > 0 ? here : people;
}

/**
 * Who is asked: candidates who work here and can do it; a stand-in for whoever has named one; people on leave only if nobody else is left;
 * of these one if the rule picks. Empty: nobody, and the node's own policy says what then.
 */
export function resolvePeople(rule: Assign, facts: AssignFacts, self: 'allow' | 'supervisor' = 'allow'): Person[] {
  return resolve(rule, facts, self).map(({ who, insteadOf }) => (insteadOf === undefined ? { person: who.id } : { person: who.id, insteadOf }));
}

/** Whether a rule goes round its people, and so must know how often it was asked. */
export function goesRound(rule: Assign): boolean {
  if ('anyOf' in rule) return rule.anyOf.some(goesRound);
  return 'pick' in rule && (rule.by === 'rotation' || goesRound(rule.pick));
}

/** The paths of the record that a rule needs: to people, and to a service whose skills are asked for. */
export function pathsOf(rule: Assign): { readonly people: readonly Path[]; readonly skills: readonly Path[]; readonly free?: true } {
  if ('anyOf' in rule) {
    const all = rule.anyOf.map(pathsOf);
    return {
      people: all.flatMap((one) => one.people),
      skills: all.flatMap((one) => one.skills),
      ...(all.some((one) => one.free) ? { free: true as const } : {}),
    };
  }
  if ('pick' in rule) return pathsOf(rule.pick);
  if ('path' in rule) return { people: [rule.path], skills: [] };
  if ('supervisorOf' in rule) return { people: rule.supervisorOf === 'starter' ? [] : [rule.supervisorOf], skills: [] };
  if ('skillOf' in rule) return { people: [], skills: [rule.skillOf], ...(rule.free ? { free: true } : {}) };
  return { people: [], skills: [] };
}

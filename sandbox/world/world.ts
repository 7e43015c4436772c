import { EventEmitter } from 'node:events';
import { randomBytes, randomInt } from 'node:crypto';
import { noFaults, withNewSwitches } from './faults';
import { defaultPeople, type Customer, type Member, type People } from './people';
import { readSnapshot, snapshotStore } from './store';
import type { JournalEntry, WorldState } from './state';

export interface Clock {
  now(): Date;
}

export interface WorldOptions {
  readonly clock: Clock;
  /** Where the world is remembered between runs; null: in memory only. */
  readonly stateFile: string | null;
  /** Who lives in it. People of an earlier run stay; new ones are added, known ones keep their history and take the new name. */
  readonly people?: People;
  /** False: it is written when it closes and not before, for a world that begins anew after a crash. True unless told. */
  readonly lasting?: boolean;
}

/** The simulated outside world: what the platforms remember, and what has happened. Emits `journal` with each new entry. */
export interface World {
  readonly clock: Clock;
  readonly state: WorldState;
  readonly events: EventEmitter<{ journal: [JournalEntry] }>;
  /** Writes one line into the journal. */
  record(service: JournalEntry['service'], kind: string, text: string, refs?: Readonly<Record<string, string>>): void;
  /** The state was changed in place and must reach the disk soon. */
  changed(): void;
  /** Resolves when the state is on disk. Anything that moves money waits for it before it answers. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const KEPT = {
  journal: 1000,
  codes: 5000,
  tokens: 50,
  subscribeMessages: 1000,
  smsMessages: 1000,
  appMessages: 1000,
  chats: 2000,
  notifications: 1000,
  callbacks: 300,
} as const;

function emptyState(people: People): WorldState {
  return {
    version: 1,
    sequence: 0,
    people,
    codes: [],
    tokens: [],
    tickets: [],
    acceptances: {},
    subscribeMessages: [],
    smsMessages: [],
    appMessages: [],
    chats: [],
    orders: [],
    refunds: [],
    notifications: [],
    callbacks: [],
    callbackUrl: null,
    tagGroups: [],
    nonces: {},
    faults: noFaults(),
    journal: [],
  };
}

/** Adds people of this run to those remembered. */
function mergePeople(known: People, given: People): void {
  const upsert = <Person>(list: Person[], person: Person, same: (a: Person) => boolean): void => {
    const at = list.findIndex(same);
    if (at < 0) list.push(person);
    else list[at] = person;
  };
  for (const person of given.customers) upsert(known.customers, person, (other) => other.openid === person.openid);
  for (const person of given.members) upsert(known.members, person, (other) => other.userid === person.userid);
}

/** Drops what nobody will ask for again, oldest first, so that a long-running demo does not grow without end. Orders and refunds stay. */
function prune(state: WorldState, now: number): void {
  const trim = (list: unknown[], keep: number): void => void (list.length > keep && list.splice(0, list.length - keep));
  trim(state.journal, KEPT.journal);
  trim(state.codes, KEPT.codes);
  trim(state.tokens, KEPT.tokens);
  trim(state.subscribeMessages, KEPT.subscribeMessages);
  trim(state.smsMessages, KEPT.smsMessages);
  trim(state.appMessages, KEPT.appMessages);
  trim(state.chats, KEPT.chats);
  // In place, and never one that is still to be delivered.
  const done = state.notifications.filter((notification) => notification.state !== 'pending' && notification.state !== 'held');
  for (const old of done.slice(0, Math.max(0, done.length - KEPT.notifications))) state.notifications.splice(state.notifications.indexOf(old), 1);
  trim(state.callbacks, KEPT.callbacks);
  for (const [nonce, until] of Object.entries(state.nonces)) if (until < now) delete state.nonces[nonce];
}

/** Opens the world, remembering an earlier run when `stateFile` holds one. */
export function createWorld(options: WorldOptions): World {
  const stored = options.stateFile === null ? null : (readSnapshot(options.stateFile) as WorldState | null);
  if (stored && stored.version !== 1)
    throw new Error(`the sandbox state has version ${String(stored.version)}; this program knows version 1. Remove the file to start anew.`);
  // A run before may not have known all that this one does.
  const state = stored ? { ...emptyState(stored.people), ...stored, faults: withNewSwitches(stored.faults) } : emptyState(options.people ?? defaultPeople());
  if (stored) mergePeople(state.people, options.people ?? defaultPeople());
  const events = new EventEmitter<{ journal: [JournalEntry] }>();
  events.setMaxListeners(0);
  const snapshot = (): WorldState => {
    prune(state, options.clock.now().getTime());
    return state;
  };
  const store = snapshotStore(options.stateFile, snapshot, { lasting: options.lasting ?? true });
  return {
    clock: options.clock,
    state,
    events,
    record(service, kind, text, refs = {}) {
      state.sequence += 1;
      const entry: JournalEntry = { id: state.sequence, at: options.clock.now().toISOString(), service, kind, text, refs };
      state.journal.push(entry);
      if (state.journal.length > KEPT.journal * 2) prune(state, options.clock.now().getTime());
      store.changed();
      events.emit('journal', entry);
    },
    changed: () => store.changed(),
    flush: () => store.flush(),
    close: () => store.close(),
  };
}

/** A new identifier: prefix + `length` characters of [0-9A-Za-z_-]. */
export function newId(prefix: string, length: number): string {
  return prefix + randomBytes(length).toString('base64url').slice(0, length);
}

/** A new number as text: `length` decimal digits. */
export function newDigits(length: number): string {
  return Array.from({ length }, () => String(randomInt(10))).join('');
}

/** One more person with WeChat, a contact of nobody. Known openids are left as they are. */
export function addCustomer(world: World, person: Customer): Customer {
  const known = customerByOpenid(world, person.openid);
  if (known) return known;
  world.state.people.customers.push(person);
  world.changed();
  return person;
}

export const customerByOpenid = (world: World, openid: string): Customer | undefined => world.state.people.customers.find((person) => person.openid === openid);
export const customerByExternalId = (world: World, id: string): Customer | undefined =>
  world.state.people.customers.find((person) => person.externalUserId === id);
export const memberById = (world: World, userid: string): Member | undefined => world.state.people.members.find((person) => person.userid === userid);

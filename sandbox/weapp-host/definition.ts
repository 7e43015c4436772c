import { type Callable, type Dict, isCallable, isDict } from './types';

export interface Property {
  readonly type: string;
  readonly initial: unknown;
  readonly observer: Callable | string | null;
}
export interface Observer {
  readonly paths: readonly string[];
  readonly run: Callable;
}

/** What `Page(...)` or `Component(...)` was given, with its behaviors folded in. */
export interface Definition {
  readonly kind: 'page' | 'component';
  readonly data: Dict;
  readonly properties: Map<string, Property>;
  /** Methods, and for a page every other field that it was given. */
  readonly fields: Dict;
  readonly lifetimes: Map<string, Callable[]>;
  readonly pageLifetimes: Map<string, Callable[]>;
  readonly observers: Observer[];
}

const LIFETIMES = ['created', 'attached', 'ready', 'moved', 'detached', 'error'] as const;
const RESERVED = new Set<string>([
  'data',
  'properties',
  'methods',
  'options',
  'lifetimes',
  'pageLifetimes',
  'observers',
  'behaviors',
  'externalClasses',
  'relations',
  ...LIFETIMES,
]);

function typeName(type: unknown): string {
  return isCallable(type) ? type.name : 'null';
}

function toProperty(raw: unknown): Property {
  if (!isDict(raw)) return { type: typeName(raw), initial: undefined, observer: null };
  const observer = isCallable(raw.observer) || typeof raw.observer === 'string' ? raw.observer : null;
  return { type: typeName(raw.type), initial: raw.value, observer };
}

function pushHooks(into: Map<string, Callable[]>, from: Dict, names: Iterable<string>): void {
  for (const name of names) {
    const hook = from[name];
    if (isCallable(hook)) into.set(name, [...(into.get(name) ?? []), hook]);
  }
}

function fold(raw: Dict, into: Definition): void {
  for (const behavior of Array.isArray(raw.behaviors) ? raw.behaviors : []) if (isDict(behavior)) fold(behavior, into);
  if (isDict(raw.data)) Object.assign(into.data, raw.data);
  if (isDict(raw.properties)) for (const [name, property] of Object.entries(raw.properties)) into.properties.set(name, toProperty(property));
  if (isDict(raw.methods)) Object.assign(into.fields, raw.methods);
  const lifetimes = isDict(raw.lifetimes) ? raw.lifetimes : {};
  // `lifetimes.attached` wins over a top-level `attached`.
  pushHooks(into.lifetimes, { ...raw, ...lifetimes }, LIFETIMES);
  if (isDict(raw.pageLifetimes)) pushHooks(into.pageLifetimes, raw.pageLifetimes, Object.keys(raw.pageLifetimes));
  if (isDict(raw.observers)) {
    for (const [paths, run] of Object.entries(raw.observers))
      if (isCallable(run)) into.observers.push({ paths: paths.split(',').map((path) => path.trim()), run });
  }
}

/**
 * Normalises a definition. Not covered: relations, generics, externalClasses, pureDataPattern and built-in behaviors (`wx://…`).
 */
export function define(kind: Definition['kind'], raw: Dict): Definition {
  const made: Definition = { kind, data: {}, properties: new Map(), fields: {}, lifetimes: new Map(), pageLifetimes: new Map(), observers: [] };
  fold(raw, made);
  if (kind === 'page') for (const [name, value] of Object.entries(raw)) if (!RESERVED.has(name)) made.fields[name] = value;
  return made;
}

/** A value as a property of this type receives it. */
export function coerce(property: Property, value: unknown): unknown {
  switch (property.type) {
    case 'String':
      return value === undefined || value === null ? '' : String(value);
    case 'Number':
      return Number(value) || 0;
    case 'Boolean':
      return Boolean(value);
    default:
      return value;
  }
}

/** What a property is before anybody sets it. */
export function initialOf(property: Property): unknown {
  if (property.initial !== undefined) return property.initial;
  switch (property.type) {
    case 'String':
      return '';
    case 'Number':
      return 0;
    case 'Boolean':
      return false;
    case 'Array':
      return [];
    default:
      return null;
  }
}

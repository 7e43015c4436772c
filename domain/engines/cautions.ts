import type { CalendarDate } from '../kernel/calendar-date';

/**
 * Does what is done to a customer touch what she must be spared? One side lists what it contains or strains (a service's cautions),
 * the other what is known about her; names are what people type, so they are compared normalised.
 */
export const CAUTION_KINDS = ['ingredient', 'body_part', 'pressure', 'recent_state', 'condition', 'other'] as const;
export type CautionKind = (typeof CAUTION_KINDS)[number];
export const TABOO_KINDS = ['ingredient', 'body_part', 'pressure', 'other'] as const;
export type TabooKind = (typeof TABOO_KINDS)[number];

/** warn: staff look and decide. block: it is not saved. */
export const CAUTION_EFFECTS = ['warn', 'block'] as const;
export type CautionEffect = (typeof CAUTION_EFFECTS)[number];
export type CautionSource = 'allergy' | 'taboo' | 'condition' | 'recent_state';

export interface Caution {
  readonly kind: CautionKind;
  readonly name: string;
  readonly effect: CautionEffect;
}

/** What is known about her. An allergy counts as an ingredient taboo that warns; the service, or a taboo of hers, may make it a block. */
export interface Spared {
  readonly allergies: readonly string[];
  readonly chronicConditions: readonly string[];
  /** `until`: the last day on which it is so; null: until somebody takes it off. */
  readonly recentStates: readonly { readonly name: string; readonly until: CalendarDate | null }[];
  readonly taboos: readonly { readonly kind: TabooKind; readonly name: string; readonly severity: CautionEffect }[];
}

export interface FoundCaution {
  /** The service's caution. */
  readonly kind: CautionKind;
  readonly name: string;
  readonly effect: CautionEffect;
  /** What of her record it meets, and in which words. */
  readonly source: CautionSource;
  readonly entry: string;
}

/** A name as it is compared: full width is half width, capitals and spaces say nothing, 「对…过敏」 is what it is about. */
export function normaliseName(name: string): string {
  const plain = name.normalize('NFKC').toLowerCase().replace(/\s+/g, '').normalize('NFKC');
  return /^对(.+)过敏$/.exec(plain)?.[1] ?? plain;
}

/** same: one name. alike: one holds the other (腰 is too short to tell), so somebody should look, but nothing is refused: 备孕期 is not 孕期. */
function likeness(a: string, b: string): 'same' | 'alike' | 'none' {
  if (a === '' || b === '') return 'none';
  if (a === b) return 'same';
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 2 && long.includes(short) ? 'alike' : 'none';
}

interface Entry {
  readonly source: CautionSource;
  readonly name: string;
  readonly severity: CautionEffect;
}

function entriesOf(health: Spared, kind: CautionKind, onDate: CalendarDate): Entry[] {
  const warning = (source: CautionSource, names: readonly string[]): Entry[] => names.map((name) => ({ source, name, severity: 'warn' }));
  if (kind === 'condition') return warning('condition', health.chronicConditions);
  if (kind === 'recent_state')
    return warning(
      'recent_state',
      health.recentStates.filter((state) => state.until === null || state.until >= onDate).map((state) => state.name),
    );
  const taboos = health.taboos.filter((taboo) => taboo.kind === kind).map((taboo): Entry => ({ source: 'taboo', name: taboo.name, severity: taboo.severity }));
  return kind === 'ingredient' ? [...warning('allergy', health.allergies), ...taboos] : taboos;
}

function meet(caution: Caution, entry: Entry): FoundCaution | null {
  const like = likeness(normaliseName(caution.name), normaliseName(entry.name));
  if (like === 'none') return null;
  const blocks = like === 'same' && (caution.effect === 'block' || entry.severity === 'block');
  return { kind: caution.kind, name: caution.name, effect: blocks ? 'block' : 'warn', source: entry.source, entry: entry.name };
}

/** Block before warn; of two alike the exact name, then the first. */
function stronger(a: FoundCaution | null, b: FoundCaution | null): FoundCaution | null {
  if (!a || !b) return a ?? b;
  if (a.effect !== b.effect) return a.effect === 'block' ? a : b;
  const exact = (found: FoundCaution): boolean => normaliseName(found.name) === normaliseName(found.entry);
  return exact(b) && !exact(a) ? b : a;
}

/**
 * The cautions of a service that meet something in her record on a day (of the store), each once with its strongest effect,
 * blocks first. No record, no caution.
 */
export function findCautions(health: Spared | null, cautions: readonly Caution[], onDate: CalendarDate): FoundCaution[] {
  if (!health) return [];
  const found = new Map<string, FoundCaution>();
  for (const caution of cautions) {
    const key = `${caution.kind} ${normaliseName(caution.name)}`;
    const best = entriesOf(health, caution.kind, onDate).reduce<FoundCaution | null>((so, entry) => stronger(so, meet(caution, entry)), found.get(key) ?? null);
    if (best) found.set(key, best);
  }
  return [...found.values()].sort((a, b) => Number(b.effect === 'block') - Number(a.effect === 'block'));
}

/** Whether any of them forbids it. */
export function isBlocked(found: readonly FoundCaution[]): boolean {
  return found.some((caution) => caution.effect === 'block');
}

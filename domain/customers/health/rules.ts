import type { CalendarDate } from '../../kernel/calendar-date';
import { allow, refuse, type Decision, type RefusalOf } from '../../kernel/decision';
import type { CommonRefusals } from '../../kernel/contract';
import { normaliseName } from '../../engines/cautions';
import type { HealthBannerItem, HealthRecord, HealthRefusals, Taboo } from './contract';
import { HEALTH_NAME_MAX } from './limits';

export const NO_HEALTH: HealthRecord = { allergies: [], chronicConditions: [], recentStates: [], aims: [], taboos: [] };

/** What people write into a list to say that it is empty. */
const NOTHING = new Set(['无', '没有', '暂无', '无过敏', '无过敏史', '没有过敏', '无禁忌', 'none', 'no', '-', '/']);

/** One entry a name: the first that says it, joined with what later ones add. Answers that mean "nothing" are left out. */
function once<Item>(items: readonly Item[], nameOf: (item: Item) => string, keyOf: (item: Item) => string, join: (first: Item, next: Item) => Item): Item[] {
  const kept = new Map<string, Item>();
  for (const item of items) {
    if (NOTHING.has(normaliseName(nameOf(item)))) continue;
    const before = kept.get(keyOf(item));
    kept.set(keyOf(item), before === undefined ? item : join(before, item));
  }
  return [...kept.values()];
}

const names = (list: readonly string[]): string[] =>
  once(
    list,
    (name) => name,
    normaliseName,
    (first) => first,
  );

/** The later end; no end is the latest. */
const later = (a: CalendarDate | null, b: CalendarDate | null): CalendarDate | null => (a === null || b === null ? null : a > b ? a : b);

const joinNotes = (a: string, b: string): string => [...new Set([...a.split('；'), ...b.split('；')])].filter((part) => part !== '').join('；');

const joinTaboos = (first: Taboo, next: Taboo): Taboo => ({
  ...first,
  severity: first.severity === 'block' || next.severity === 'block' ? 'block' : 'warn',
  note: joinNotes(first.note, next.note),
});

/** The record as it is stored: nothing twice, and no 「无」 that would show as an allergy. */
export function cleanHealth(record: HealthRecord): HealthRecord {
  return {
    allergies: names(record.allergies),
    chronicConditions: names(record.chronicConditions),
    recentStates: once(
      record.recentStates,
      (state) => state.name,
      (state) => normaliseName(state.name),
      (first, next) => ({ name: first.name, until: later(first.until, next.until) }),
    ),
    aims: names(record.aims),
    taboos: once(
      record.taboos,
      (taboo) => taboo.name,
      (taboo) => `${taboo.kind} ${normaliseName(taboo.name)}`,
      joinTaboos,
    ),
  };
}

/** Both records in one: nothing that either knew is lost, and where both speak the careful word stands. */
export function uniteHealth(into: HealthRecord, from: HealthRecord): HealthRecord {
  return cleanHealth({
    allergies: [...into.allergies, ...from.allergies],
    chronicConditions: [...into.chronicConditions, ...from.chronicConditions],
    recentStates: [...into.recentStates, ...from.recentStates],
    aims: [...into.aims, ...from.aims],
    taboos: [...into.taboos, ...from.taboos],
  });
}

/** The same record, word for word and in the same order. */
export function sameHealth(a: HealthRecord, b: HealthRecord): boolean {
  const written = (record: HealthRecord): string =>
    JSON.stringify([
      record.allergies,
      record.chronicConditions,
      record.recentStates.map((state) => [state.name, state.until]),
      record.aims,
      record.taboos.map((taboo) => [taboo.kind, taboo.name, taboo.severity, taboo.note]),
    ]);
  return written(a) === written(b);
}

/** What somebody types into a list: several names at once are several entries. */
export function readNames(typed: string): string[] {
  return names(typed.split(/[、，,；;\n]/).flatMap((part) => (part.trim() === '' ? [] : [part.trim().slice(0, HEALTH_NAME_MAX)])));
}

/** The red band: allergies, and taboos that block. What only warns is said when a service meets it. */
export function bannerOf(record: HealthRecord): HealthBannerItem[] {
  return [
    ...record.allergies.map((name): HealthBannerItem => ({ kind: 'allergy', name, severity: 'warn' })),
    ...record.taboos.filter((taboo) => taboo.severity === 'block').map(({ kind, name, severity }): HealthBannerItem => ({ kind, name, severity })),
  ];
}

/* ---- consent ---- */

/** Instants in epoch milliseconds. */
export interface HealthConsent {
  readonly at: number;
  readonly source: 'customer' | 'staff';
}

/** What is stored of one customer. `record` is null exactly while there is no consent. */
export interface HealthFile {
  readonly version: number;
  readonly record: HealthRecord | null;
  readonly consent: HealthConsent | null;
  readonly withdrawnAt: number | null;
}

export interface HealthWish {
  readonly customerId: string;
  /** The version that was read; 0 when there was none. */
  readonly version: number;
  readonly consent: 'given' | 'kept';
}

type SaveRefusal = RefusalOf<HealthRefusals & Pick<CommonRefusals, 'record.changed'>>;

/** Whether the record may be written, and on which consent: nothing is stored without one, and nobody writes over what she has not seen. */
export function decideHealthSave(present: HealthFile | null, wish: HealthWish, by: HealthConsent['source'], now: number): Decision<HealthConsent, SaveRefusal> {
  const version = present?.version ?? 0;
  if (wish.version !== version) return refuse('record.changed', { noun: 'health_record', id: wish.customerId, version });
  if (wish.consent === 'given') return allow({ at: now, source: by });
  return present?.consent ? allow(present.consent) : refuse('customers.health_consent_missing', { customerId: wish.customerId });
}

/**
 * The file of a customer who was two records. Contents are united under the consent of the surviving record, else of the other. A
 * withdrawal is the person's, not the record's: content whose consent is no younger than it is erased. The version is younger
 * than both, so that neither record's open form can write over the union.
 */
export function mergeHealthFiles(into: HealthFile | null, from: HealthFile | null): HealthFile | null {
  if (!into && !from) return null;
  const files = [into, from].filter((file) => file !== null);
  const withdrawnAt = files.reduce<number | null>(
    (last, file) => (file.withdrawnAt === null ? last : Math.max(last ?? file.withdrawnAt, file.withdrawnAt)),
    null,
  );
  const agreed = files.flatMap(({ record, consent }) => (record && consent && (withdrawnAt === null || consent.at > withdrawnAt) ? [{ record, consent }] : []));
  const version = Math.max(...files.map((file) => file.version)) + 1;
  const [first] = agreed;
  if (!first) return { version, record: null, consent: null, withdrawnAt };
  return { version, record: agreed.map((file) => file.record).reduce(uniteHealth), consent: first.consent, withdrawnAt: null };
}

import type { HealthRecord, HealthView, Taboo } from '@zhike/domain/customers/health/contract';
import { readNames, sameHealth, uniteHealth } from '@zhike/domain/customers/health/rules';

export type NameList = 'allergies' | 'chronicConditions' | 'aims';
export type Field = NameList | 'recentStates' | 'taboos';

/** What she fills in. `typed` is what stands in the inputs and was not added yet: saving adds it, nothing typed is lost. */
export interface Draft {
  /** The version that it began from, and what was in it. */
  readonly version: number;
  readonly before: HealthRecord;
  readonly record: HealthRecord;
  readonly typed: Readonly<Partial<Record<Field, string>>>;
  /** What the next taboo is about. */
  readonly kind: Taboo['kind'];
  /** Somebody else wrote meanwhile, and both are in it: to be looked at before it is saved. */
  readonly united: boolean;
}

export function draftOf(health: HealthView): Draft {
  return { version: health.version, before: health.record, record: health.record, typed: {}, kind: 'body_part', united: false };
}

export function addNames(draft: Draft, field: Field, text: string): Draft {
  const { record } = draft;
  const names = readNames(text);
  const missing = (taken: readonly string[]): string[] => names.filter((name) => !taken.includes(name));
  const cleared = { ...draft, typed: { ...draft.typed, [field]: '' } };
  switch (field) {
    case 'recentStates': {
      const fresh = missing(record.recentStates.map((state) => state.name));
      return { ...cleared, record: { ...record, recentStates: [...record.recentStates, ...fresh.map((name) => ({ name, until: null }))] } };
    }
    case 'taboos': {
      const fresh = missing(record.taboos.filter((taboo) => taboo.kind === draft.kind).map((taboo) => taboo.name));
      return {
        ...cleared,
        record: { ...record, taboos: [...record.taboos, ...fresh.map((name): Taboo => ({ kind: draft.kind, name, severity: 'warn', note: '' }))] },
      };
    }
    default:
      return { ...cleared, record: { ...record, [field]: [...record[field], ...missing(record[field])] } };
  }
}

/** The draft with everything that was typed in it. */
export function withTyped(draft: Draft): Draft {
  return (Object.keys(draft.typed) as Field[]).reduce((so, field) => addNames(so, field, so.typed[field] ?? ''), draft);
}

export function isTouched(draft: Draft): boolean {
  return !sameHealth(withTyped(draft).record, draft.before);
}

/** The draft after the newest record came in: hers as it is while she changed nothing; else both in one, so that neither loses anything. */
export function meetFresh(draft: Draft | null, fresh: HealthView): Draft {
  if (draft?.version === fresh.version) return draft;
  if (!draft || !isTouched(draft)) return draftOf(fresh);
  return { ...draft, version: fresh.version, before: fresh.record, record: uniteHealth(draft.record, fresh.record), united: true };
}

import type { TimeRange } from '@zhike/domain/kernel/time-range';

export interface UnitRow {
  readonly id: string;
  readonly typeId: string;
  readonly kind: 'person' | 'place' | 'thing';
  readonly name: string;
  readonly skills: readonly string[];
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly photoUrl: string | null;
  readonly introduction: string;
}

/** Units as a JSON list; a WHERE over `u`, `t`, `us` and `), '[]')` follow. */
export const UNITS_AS_JSON = `COALESCE((SELECT json_agg(json_build_object('id', u.id, 'typeId', u.type_id, 'kind', t.kind, 'name', u.name, 'skills', u.skills, 'bufferBeforeMinutes', u.buffer_before_minutes,
    'bufferAfterMinutes', u.buffer_after_minutes, 'photoUrl', u.photo_url, 'introduction', u.introduction) ORDER BY u.number)
  FROM resource_units u JOIN resource_types t ON t.id = u.type_id JOIN unit_stores us ON us.unit_id = u.id`;

/** Stretches of time by unit, in whole minutes: what is taken is rounded outwards. */
export type SpansByUnit = ReadonlyMap<string, readonly TimeRange[]>;

/** An instant for a timestamptz parameter. */
export const iso = (instant: number): string => new Date(instant).toISOString();

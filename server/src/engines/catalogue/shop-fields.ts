import { levelDefaults } from '@zhike/config/levels';
import type { Catalogue, Field } from '@zhike/domain/engines/catalogue/definition';
import { type CustomField, mergeCatalogue } from '@zhike/domain/engines/catalogue/merge';
import type { LevelTerms } from '@zhike/domain/membership/contract';
import type { StandingBody, StandingState } from '@zhike/domain/standing/definition';
import type { Sql } from '../../platform/db';
import { standingInForce } from '../standing/definitions';
import { CORE, CORE_PHYSICAL } from './core';
import { listMadeKinds, withMadeKinds, withMadePlaces } from './made-kinds';
import type { Physical } from './physical';

type Option = NonNullable<Field['options']>[number];

interface FieldRow {
  readonly id: string;
  readonly entity: string;
  readonly key: string;
  readonly label: string;
  readonly type: Field['type'];
  readonly spec: Partial<Field>;
  readonly sensitivity: Field['sensitivity'];
  readonly version: number;
  readonly retired: boolean;
}

/** What of a field lies in `spec`: everything that has no column of its own. */
export function specOf({ id: _, key: __, label: ___, type: ____, sensitivity: _____, retired: ______, ...spec }: Field): Partial<Field> {
  return spec;
}

function toField(row: FieldRow): CustomField {
  const plain = { storage: 'plain', sortable: false, groupable: false, measurable: false, writableBy: 'user' } as const;
  const { id, key, label, type, sensitivity } = row;
  return { entity: row.entity, field: { ...plain, ...row.spec, id, key, label, type, sensitivity, ...(row.retired ? { retired: true as const } : {}) } };
}

const FIELDS = `SELECT id, entity, key, label, type, spec, sensitivity, version, retired_at IS NOT NULL AS retired FROM field_defs`;

/** One of the shop's own fields, for a change of it; null: there is none. Locks it when asked in a transaction. */
export async function lockField(sql: Sql, id: string): Promise<(CustomField & { readonly version: number }) | null> {
  const [row] = await sql<FieldRow>(`${FIELDS} WHERE id = $1 FOR UPDATE`, [id]);
  return row ? { ...toField(row), version: row.version } : null;
}

/** The stages and the levels of a customer are the shop's to name. */
const withNames = (core: typeof CORE, states: readonly StandingState[], levels: readonly Option[]): typeof CORE =>
  core.map((entity) => {
    const { standing, level } = entity.fields;
    if (entity.id !== 'customer' || !standing || !level) return entity;
    const stages = states.map(({ id, label, color }) => ({ id, label, ...(color ? { color } : {}) }));
    return { ...entity, fields: { ...entity.fields, standing: { ...standing, options: stages }, level: { ...level, options: levels } } };
  });

/** The levels by their names, the lowest first; behind them those that the shop had before and somebody may still be told to have had. */
async function levelOptions(sql: Sql): Promise<Option[]> {
  const rows = await sql<{ levels: LevelTerms[] }>('SELECT levels FROM level_rules ORDER BY version DESC LIMIT 50', []);
  const [now = levelDefaults, ...before] = [...rows.map((row) => row.levels), levelDefaults];
  const current = [...now].sort((a, b) => a.rank - b.rank).map(({ key, name }) => ({ id: key, label: name }));
  const known = new Map<string, Option>(current.map((option) => [option.id, option]));
  for (const { key, name } of before.flat()) if (!known.has(key)) known.set(key, { id: key, label: name, retired: true });
  return [...known.values()];
}

/**
 * The core's entities with the fields that the shop added, and the kinds of records that it made up. Its version grows with each change of
 * a field, and of a kind.
 * @param known the list of stages, where somebody has read it already
 */
export async function loadShopCatalogue(sql: Sql, known?: StandingBody): Promise<Catalogue> {
  const [rows, kinds, { states }, levels] = await Promise.all([
    sql<FieldRow>(`${FIELDS} ORDER BY position, created_at, id`, []),
    listMadeKinds(sql),
    known ?? standingInForce(sql),
    levelOptions(sql),
  ]);
  const fields = rows.reduce((sum, row) => sum + row.version, 1);
  const catalogue = mergeCatalogue(
    withNames(CORE, states, levels),
    rows.map(toField),
    fields + kinds.reduce((latest, kind) => Math.max(latest, kind.changedAt.getTime()), 0),
  );
  return kinds.length === 0
    ? catalogue
    : withMadeKinds(
        catalogue,
        kinds.map((kind) => kind.body),
      );
}

/** Where everything of a shop's catalogue lies. */
export const shopPlaces = (catalogue: Catalogue): Physical => withMadePlaces(CORE_PHYSICAL, catalogue);

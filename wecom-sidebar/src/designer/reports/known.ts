import type { ApiOutput } from '@zhike/domain/api';
import type { Catalogue, Field } from '@zhike/domain/engines/catalogue/definition';
import { familyOf } from '@zhike/domain/engines/catalogue/find';
import type { Dimension, DimensionRef, Measure, ReportDef } from '@zhike/domain/engines/reports/definition';
import { reach } from '@zhike/domain/engines/reports/grain';
import { type CatalogueAnswer, toCatalogue } from '../conditions/catalogue';

/** What the server says that a report can be made of. */
export type Known = ApiOutput<'reports.catalogue'>;

/** The same as a catalogue that the engines and the condition editor read. */
export interface World {
  readonly known: Known;
  readonly answer: CatalogueAnswer;
  readonly catalogue: Catalogue;
}
export function worldOf(known: Known): World {
  const answer: CatalogueAnswer = { version: known.version, entities: known.entities };
  return { known, answer, catalogue: toCatalogue(answer) };
}

export const entityIn = ({ known }: World, id: string | null) => known.entities.find((one) => one.id === id);

/** The measures of a report by id: shipped ones, and its own. */
export function measureIn({ known }: World, report: ReportDef, id: string): { label: string; format: Measure['format']; formulaText: string } | undefined {
  return report.own?.measures?.find((one) => one.id === id) ?? known.measures.find((one) => one.id === id);
}

/** The records that a measure counts; of one made of others, of its first part. */
export function homeOf(world: World, report: ReportDef, id: string, depth = 0): string | null {
  const own = report.own?.measures?.find((one) => one.id === id);
  if (own) return 'combine' in own ? (depth < 4 ? homeOf(world, report, own.of[0], depth + 1) : null) : own.home;
  const shipped = world.known.measures.find((one) => one.id === id);
  if (!shipped) return null;
  return shipped.home ?? (depth < 4 && shipped.of?.[0] ? homeOf(world, report, shipped.of[0], depth + 1) : null);
}

/** What a report speaks of: the records of its funnel or Gantt chart, else those of its first measure. */
export function sourceOf(world: World, report: ReportDef): string | null {
  if (report.chart === 'funnel' && report.funnel) return report.funnel.home;
  if (report.chart === 'gantt' && report.gantt) return report.gantt.home;
  return report.measures[0] ? homeOf(world, report, report.measures[0].m) : null;
}

/** A date of the records, or of what they belong to. */
export interface Moment {
  readonly path: string;
  readonly label: string;
}
export function momentsOf(world: World, source: string): Moment[] {
  const entity = entityIn(world, source);
  if (!entity) return [];
  const dates = (of: typeof entity): Moment[] =>
    of.fields.filter((field) => !field.retired && !field.masked && isDate(field)).map(({ id, label }) => ({ path: id, label }));
  const beside = entity.relations
    .filter((relation) => relation.kind === 'one')
    .flatMap((relation) => {
      const to = entityIn(world, relation.to);
      return to ? dates(to).map((moment) => ({ path: `${relation.id}.${moment.path}`, label: `${relation.label || to.label}的${moment.label}` })) : [];
    });
  return [...dates(entity), ...beside];
}
function isDate(field: Pick<Field, 'type' | 'storage'>): boolean {
  const family = familyOf(field);
  return family === 'date' || family === 'datetime';
}

export interface NumberChoice {
  readonly id: string;
  readonly label: string;
  readonly type: Field['type'];
}
/** What can be added up: numbers of the records themselves, so that nothing is added twice. */
export function numbersOf(world: World, source: string): NumberChoice[] {
  return (entityIn(world, source)?.fields ?? [])
    .filter((field) => !field.retired && !field.masked && familyOf(field) === 'number')
    .map(({ id, label, type }) => ({ id, label, type }));
}

/** A way to split numbers: a shipped one, a field, or bands of a field. */
export interface DimensionChoice {
  readonly key: string;
  readonly label: string;
  readonly group: string;
  readonly ref: DimensionRef;
  /** A dimension of the report's own that goes with it. */
  readonly own?: Dimension;
  /** Numbers and dates are split by bands that somebody writes. */
  readonly bands?: 'number' | 'money' | 'years';
}

export const GRAINS = [
  ['day', '按天'],
  ['week', '按周'],
  ['month', '按月'],
  ['quarter', '按季度'],
  ['year', '按年'],
] as const;

const GROUPED: readonly (string | null)[] = ['text', 'bool', 'id', 'member'];

/** Everything that numbers about some records can be split by: time, shipped ways, and every choice of theirs and of what they belong to. */
export function dimensionsOf(world: World, source: string): DimensionChoice[] {
  const { known, catalogue } = world;
  const entity = entityIn(world, source);
  if (!entity) return [];
  const time = GRAINS.map(([grain, label]): DimensionChoice => ({ key: `time:${grain}`, label, group: '时间', ref: { time: grain } }));
  const shipped = known.dimensions
    .filter((one) => reach(catalogue, source, one).kind === 'path')
    .map((one): DimensionChoice => ({ key: `dim:${one.id}`, label: one.label, group: '常用', ref: { dim: one.id } }));
  const taken = new Set(
    known.dimensions.filter((one) => !one.banded && reach(catalogue, source, one).kind === 'path').map((one) => pathOf(world, source, one)),
  );
  const fields = [
    ...fieldChoices(entity, source, null, entity.label),
    ...entity.relations
      .filter((relation) => relation.kind === 'one')
      .flatMap((relation) => {
        const to = entityIn(world, relation.to);
        return to ? fieldChoices(to, source, relation.id, relation.label || to.label) : [];
      }),
  ].filter((choice) => !choice.own || choice.bands || !taken.has(pathOf(world, source, choice.own)));
  return [...time, ...shipped, ...fields];
}

function pathOf({ catalogue }: World, source: string, dimension: Pick<Dimension, 'entity' | 'field' | 'routes'>): string {
  const way = reach(catalogue, source, dimension);
  return way.kind === 'path' ? way.path : '';
}

function fieldChoices(entity: Known['entities'][number], source: string, relation: string | null, group: string): DimensionChoice[] {
  const base = (field: Known['entities'][number]['fields'][number]): Dimension => ({
    id: `own.${relation ?? source}.${field.id}`,
    label: relation && field.id !== 'id' ? `${group}的${field.label}` : relation ? group : field.label,
    entity: entity.id,
    field: field.id,
    ...(relation ? { routes: { [source]: [relation] } } : {}),
  });
  return entity.fields
    .filter((field) => !field.retired && !field.masked)
    .flatMap((field): DimensionChoice[] => {
      const family = familyOf(field);
      const own = base(field);
      const choice = { key: own.id, label: own.label, group, ref: { dim: own.id }, own };
      if (field.groupable && GROUPED.includes(family)) return [choice];
      if (family === 'number') return [{ ...choice, label: `${own.label}（分段）`, bands: field.type === 'money' ? ('money' as const) : ('number' as const) }];
      return family === 'date' ? [{ ...choice, label: `${own.label}（几年前）`, bands: 'years' as const }] : [];
    });
}

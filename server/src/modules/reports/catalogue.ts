import { shippedReports } from '@zhike/config/dashboards';
import { catalogueFor } from '@zhike/domain/engines/catalogue/allow';
import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import type { Dimension, Measure } from '@zhike/domain/engines/reports/definition';
import { allow } from '@zhike/domain/kernel/decision';
import type { ReportCatalogue } from '@zhike/domain/reports/contract';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { toEntityView, toFieldView } from '../../engines/catalogue/view';
import { listRoles } from '../access/roles';
import { publishedOf } from '../definitions/in-force';
import { type Reading, readingFor } from './reading';

/** What a designer of reports chooses from: only what she may see herself. */
export async function getCatalogue(ask: Ask<ActorOf<'reports.catalogue'>>): Answer<'reports.catalogue'> {
  const sql = sqlOf(ask.ports.db);
  const reading = await readingFor(ask.ports, sql, ask.actor, ask.now);
  const { catalogue, semantics } = reading.env;
  const seen: Catalogue = catalogueFor(catalogue, reading.allowed);
  const saved = (await publishedOf(sql, ['report'])).filter((one) => one.on);
  return allow({
    version: seen.version,
    today: reading.env.today,
    entities: Object.values(seen.entities).map((entity) => ({
      ...toEntityView(entity),
      fields: Object.values(entity.fields).map((field) => ({
        ...toFieldView(field, reading.allowed[entity.id]?.mask.has(field.id) ?? false),
        groupable: field.groupable,
        measurable: field.measurable,
      })),
      hosts: [],
      verbs: [],
    })),
    measures: [...semantics.measures.values()].filter((measure) => mayCount(reading, measure)).map(toMeasure),
    dimensions: [...semantics.dimensions.values()].filter((dimension) => seen.entities[dimension.entity]?.fields[dimension.field]).map(toDimension),
    reports: [...Object.entries(shippedReports).map(([id, { title }]) => ({ id, title })), ...saved.map(({ id, title }) => ({ id, title }))],
    roles: (await listRoles(sql)).map(({ key, name }) => ({ key, name })),
  });
}

/** A measure that the reader would be refused is not offered. */
function mayCount(reading: Reading, measure: Measure): boolean {
  const alone = { title: measure.label, chart: 'table', measures: [{ m: measure.id }], rows: [], period: { toDate: 'month' }, zeroFill: false };
  return reading.check(alone).every((problem) => problem.level !== 'error');
}

function toMeasure(measure: Measure): ReportCatalogue['measures'][number] {
  const { id, label, format, formulaText } = measure;
  if ('combine' in measure) return { id, label, format, formulaText, combine: measure.combine, of: [...measure.of] };
  const { home, agg, time, of } = measure;
  return { id, label, format, formulaText, home, agg, time, ...(of === undefined ? {} : { path: of }) };
}

function toDimension({ id, label, entity, field, bands, routes }: Dimension): ReportCatalogue['dimensions'][number] {
  return {
    id,
    label,
    entity,
    field,
    banded: bands !== undefined,
    ...(routes ? { routes: Object.fromEntries(Object.entries(routes).map(([home, route]) => [home, [...route]])) } : {}),
  };
}

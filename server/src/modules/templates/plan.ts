import { kpiMeasures } from '@zhike/config/kpi';
import { sameBody } from '@zhike/domain/definitions/body';
import { merge3, type Choices } from '@zhike/domain/definitions/merge3';
import type { PlannedPart, TemplateRow } from '@zhike/domain/templates/contract';
import type { Practice } from '@zhike/domain/templates/practice';
import { toShared, type Template, type TemplatePart } from '@zhike/domain/templates/template';
import type { Sql } from '../../platform/db';
import { standingText } from '../definitions/commands/install';
import { partKinds } from './kinds';
import type { Parts, PartText } from './part-kind';
import type { OriginRow } from './records';

export interface PartPlan {
  readonly part: TemplatePart;
  readonly origin: OriginRow | null;
  /** What it will say, in the template's words. */
  readonly merged: PartText;
  readonly standing: PlannedPart['standing'];
  readonly conflicts: PlannedPart['conflicts'];
}

export const partsOf = (origins: readonly OriginRow[]): Parts => new Map(origins.map((one) => [one.partId, one.localId]));

/** What there is of a part now, in the template's words; null: the shop took it out. */
async function standing(sql: Sql, { kind, localId }: OriginRow, parts: Parts): Promise<PartText | null> {
  const own = Object.hasOwn(partKinds, kind) ? partKinds[kind] : undefined;
  const text = own ? await own.read(sql, localId, parts) : await standingText(sql, localId);
  return text && { title: text.title, body: toShared(text.body as PartText['body'], parts) };
}

/** What a template would do to the shop, part by part. */
export async function planTemplate(sql: Sql, template: Template, origins: readonly OriginRow[], choices: Choices): Promise<PartPlan[]> {
  const parts = partsOf(origins);
  const plans: PartPlan[] = [];
  for (const part of template.parts) {
    const origin = origins.find((one) => one.partId === part.id) ?? null;
    const theirs: PartText = { title: part.title, body: part.body };
    const mine = origin && (await standing(sql, origin, parts));
    if (!origin) plans.push({ part, origin, merged: theirs, standing: 'new', conflicts: [] });
    else if (!mine) plans.push({ part, origin, merged: theirs, standing: 'gone', conflicts: [] });
    else plans.push(planPart(part, origin, mine, theirs, choices));
  }
  return plans;
}

function planPart(part: TemplatePart, origin: OriginRow, mine: PartText, theirs: PartText, choices: Choices): PartPlan {
  const here = Object.fromEntries(Object.entries(choices).flatMap(([at, whose]) => (at.startsWith(`${part.id}/`) ? [[at.slice(part.id.length), whose]] : [])));
  const { body, kept, conflicts } = merge3(origin.base, mine, theirs, here);
  const merged = body as PartText;
  const follows = !sameBody(merged, mine);
  const state = conflicts.length > 0 ? 'conflict' : follows ? 'follow' : kept.length > 0 ? 'mine' : 'same';
  return { part, origin, merged, standing: state, conflicts: conflicts.map((one) => ({ ...one })) };
}

export const toPlanned = ({ part, standing: state, conflicts }: PartPlan): PlannedPart => ({
  id: part.id,
  kind: part.kind,
  title: part.title,
  standing: state,
  conflicts: [...conflicts],
});

export function toTemplateRow(template: Template, origins: readonly OriginRow[]): TemplateRow {
  const counts = new Map<string, number>();
  for (const { kind } of template.parts) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const installed = origins.filter((one) => one.templateId === template.id).map((one) => one.version);
  const { id, title, summary, version } = template;
  return {
    ...{ id, title, summary, version, installed: Math.max(0, ...installed), counts: [...counts].map(([kind, n]) => ({ kind, n })) },
    practice: template.practice ? toPracticeRow(template.practice) : null,
  };
}

/** What a practice shop's reports show, under the names and formats of their measures. */
function toPracticeRow({ customers, orders, expects }: Practice): TemplateRow['practice'] {
  const measures = kpiMeasures();
  const figures = Object.entries(expects).flatMap(([measure, value]) => {
    const known = measures.find((one) => one.id === measure);
    return known ? [{ measure, label: known.label, format: known.format, value }] : [];
  });
  return { customers: customers.length, orders: orders.length, figures };
}

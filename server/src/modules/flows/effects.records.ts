import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { own } from '@zhike/domain/engines/conditions/values';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import { writeCustom } from '../../engines/catalogue/custom-values';
import { valuesOf } from '../../engines/flows/effects.own';
import { sqlIn } from '../../platform/db';
import type { EffectAsk, EffectHandler } from '../../platform/flow-setup';
import { newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { loadCatalogue } from '../forms/catalogue';
import { findRecord, insertRecord, takeUniques, updateRecord } from '../forms/records';
import { linksOf, opened, searchText, toStored, uniquesOf } from '../forms/sealed';

/** What flows write into records: the shop's own fields, and records of the kinds that it made up. A core column is written only by its verb. */

/** Values whose fields the kind has and may be written by an engine; the first other one is the answer. */
function strangeIn(values: Readonly<Record<string, unknown>>, entity: Entity): string | null {
  return Object.keys(values).find((id) => own(entity.fields, id) === undefined || own(entity.fields, id)?.writableBy === 'system') ?? null;
}

async function setOfKind(write: Write, ask: EffectAsk<'record.set'>, values: Readonly<Record<string, Value>>) {
  const sql = sqlIn(write.tx);
  const entity = own((await loadCatalogue(sql)).entities, ask.entity);
  const record = entity && (await findRecord(sql, { kind: 'all' }, ask.subjectId, true));
  if (!entity || !record) return refuse('record.not_found', { noun: ask.entity, id: ask.subjectId });
  const strange = strangeIn(values, entity);
  if (strange !== null) return refuse('fields.not_writable', { field: strange });
  const next = { ...opened(record.custom, record.links, entity, record.id, ask.ports), ...values };
  const content = { custom: toStored(next, entity, record.id, ask.ports), search: searchText(next, entity), links: linksOf(next, entity), at: write.now };
  await updateRecord(write.tx, record.id, content);
  const clashes = await takeUniques(write.tx, entity.id, record.id, uniquesOf(next, entity, new Map(), record.storeId, ask.ports));
  return clashes.length > 0 ? refuse('fields.not_unique', { field: entity.fields[clashes[0] ?? '']?.label ?? '' }) : allow('done' as const);
}

export const recordSet: EffectHandler<'record.set'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: Object.keys(what.values).join(', ') }),
  async run(write, ask) {
    const values = valuesOf(ask.what.values, ask);
    const catalogue = await loadShopCatalogue(sqlIn(write.tx));
    if (own(catalogue.entities, ask.entity)?.custom === undefined) return setOfKind(write, ask, values);
    const { entity, subjectId: recordId, subject } = ask;
    const change = { entity, recordId, storeId: subject?.storeId ?? null, values, by: 'engine' as const, cause: `flow:${ask.instanceId}` };
    const done = await writeCustom(write, ask.ports, catalogue, change);
    return done.ok ? allow('done' as const) : done;
  },
};

/** A new record of a kind that the shop made up; `link`: its field that leads to the record that the flow is about. */
export const recordCreate: EffectHandler<'record.create'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.entity }),
  async run(write, ask) {
    const { what, subject, subjectId, starterId, ports } = ask;
    const entity = own((await loadCatalogue(sqlIn(write.tx))).entities, what.entity);
    if (!entity) return refuse('record.not_found', { noun: what.entity, id: '' });
    const link = what.link === undefined ? undefined : own(entity.fields, what.link);
    const linked = link === undefined ? {} : { [link.id]: link.to === 'customer' ? (subject?.customerId ?? null) : subjectId };
    const values: Record<string, Value> = { ...valuesOf(what.values, ask), ...linked };
    const strange = strangeIn(values, entity);
    if (strange !== null) return refuse('fields.not_writable', { field: strange });
    const id = newId(write.now);
    const storeId = subject?.storeId ?? null;
    const content = { custom: toStored(values, entity, id, ports), search: searchText(values, entity), links: linksOf(values, entity), at: write.now };
    await insertRecord(write.tx, { id, entity: entity.id, storeId, ownerId: starterId, parent: null, ...content });
    const clashes = await takeUniques(write.tx, entity.id, id, uniquesOf(values, entity, new Map(), storeId, ports));
    return clashes.length > 0 ? refuse('fields.not_unique', { field: entity.fields[clashes[0] ?? '']?.label ?? '' }) : allow('done' as const);
  },
};

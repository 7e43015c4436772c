import { own } from '@zhike/domain/engines/conditions/values';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { writeCustom } from '../../engines/catalogue/custom-values';
import { isMadeKind } from '../../engines/catalogue/made-kinds';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import { valuesOf } from '../../engines/flows/effects.own';
import { sqlIn } from '../../platform/db';
import type { EffectHandler } from '../../platform/flow-setup';
import { addTo, createRecord, setValues } from '../forms/by-engine';

/** What flows write into records: the shop's own fields, and records of the kinds that it made up. A core column is written only by its verb. */

export const recordSet: EffectHandler<'record.set'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: Object.keys(what.values).join(', ') }),
  async run(write, ask) {
    const { entity, subjectId, subject, ports } = ask;
    const values = valuesOf(ask.what.values, ask);
    const catalogue = await loadShopCatalogue(sqlIn(write.tx));
    if (isMadeKind(entity)) return setValues(write, ports, entity, subjectId, values);
    const change = { entity, recordId: subjectId, storeId: subject?.storeId ?? null, values, by: 'engine' as const, cause: `flow:${ask.instanceId}` };
    const done = await writeCustom(write, ports, catalogue, change);
    return done.ok ? allow('done' as const) : done;
  },
};

/** A number of the record, or of the one that a field of it leads to: stock that goes down by what was asked for. */
export const recordAdd: EffectHandler<'record.add'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.field }),
  async run(write, ask) {
    const { what, entity, subjectId, subject, ports } = ask;
    const catalogue = await loadShopCatalogue(sqlIn(write.tx));
    const link = what.on === undefined ? undefined : own(own(catalogue.entities, entity)?.fields ?? {}, what.on);
    const led = link && subject?.row.values[link.id];
    const kind = what.on === undefined ? entity : link?.to;
    const id = what.on === undefined ? subjectId : typeof led === 'string' ? led : null;
    const { by } = valuesOf({ by: what.by }, ask);
    if (kind === undefined || id === null || typeof by !== 'number') return refuse('record.not_found', { noun: kind ?? entity, id: id ?? '' });
    return addTo(write, ports, { kind, id, field: what.field }, by * (what.times ?? 1), what.least ?? null);
  },
};

/** A new record of a kind that the shop made up; `link`: its field that leads to the record that the flow is about, or to its customer. */
export const recordCreate: EffectHandler<'record.create'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.entity }),
  run(write, ask) {
    const { what, entity, subject, subjectId, starterId, ports } = ask;
    const to = { customer: subject?.customerId ?? null, [entity]: subjectId };
    const link = what.link === undefined ? null : { field: what.link, to };
    return createRecord(write, ports, what.entity, { values: valuesOf(what.values, ask), link, storeId: subject?.storeId ?? null, ownerId: starterId });
  },
};

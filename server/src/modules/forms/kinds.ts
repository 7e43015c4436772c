import type { FormBody, FormDef } from '@zhike/domain/engines/forms/definition';
import { checkForm } from '@zhike/domain/engines/forms/check';
import { checkRecordType, ENTITY_ID, RecordTypeBody } from '@zhike/domain/forms/record-type';
import type { Found } from '@zhike/domain/definitions/contract';
import { changeIn } from '../../platform/db';
import type { DefinitionKind } from '../../platform/definition-kinds';
import { loadWorld, shopEntities, WRITTEN } from './catalogue';
import { publishedOf } from '../definitions/in-force';
import { findType, listTypes, saveType } from './records.types';

const told = (
  problems: readonly {
    code: string;
    path: string;
    level: 'error' | 'warning';
    facts: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  }[],
): Found[] =>
  problems.map(({ code, path, level, facts }) => ({
    code,
    path,
    level,
    facts: Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, typeof value === 'object' ? [...value] : value])),
  }));

/** Kind `record`: a kind of record that the shop makes up. In force it is a row of `record_types`. */
export const recordKind: DefinitionKind = {
  async check(sql, body) {
    const entity = typeof body === 'object' && body !== null && 'entity' in body ? String(body.entity) : '';
    const before = ENTITY_ID.test(entity) ? await findType(sql, entity) : null;
    const types = await listTypes(sql);
    return told(checkRecordType(body, before && (before.spec as RecordTypeBody), [...shopEntities(), ...types.map((type) => type.entity)]));
  },
  uses: () => [],
  async changed(write, before, now) {
    const kept = now ?? before;
    if (!kept) return;
    const spec = RecordTypeBody.parse(kept.body);
    const saved = await saveType(write.tx, { entity: spec.entity, definitionId: kept.id, label: spec.label, spec, at: write.now, retired: now === null });
    // Its check compares with whatever is in force under the id, so only a made-up id of somebody else's gets here.
    if (!saved) throw new Error(`entity ${spec.entity} belongs to another definition`);
    // Records from before it had states begin where a new one does.
    const begin = spec.states?.find((state) => !state.retired);
    if (begin) await changeIn(write.tx, 'UPDATE records SET state = $2 WHERE entity = $1 AND state IS NULL AND parent_id IS NULL', [spec.entity, begin.id]);
  },
};

/** Kind `form`: how records of a kind are written. */
export const formKind: DefinitionKind = {
  async check(sql, body) {
    const world = await loadWorld(sql);
    const problems = told(checkForm(body, world.catalogue, world.forms));
    const form = body as Partial<FormBody> | null;
    const entity = form?.entity;
    if (typeof entity === 'string' && shopEntities().includes(entity) && !WRITTEN.includes(entity))
      problems.push({ code: 'entity_not_written', path: '/entity', level: 'error', facts: { entity } });
    const flow = problems.length === 0 ? form?.submit?.startFlow : undefined;
    if (flow !== undefined && !(await publishedOf(sql, ['flow'])).some((one) => one.id === flow))
      problems.push({ code: 'flow_unknown', path: '/submit/startFlow', level: 'error', facts: {} });
    // Nobody is made without a name.
    const isNamed = (): boolean => Object.values(form?.fields ?? {}).some((slot) => slot.field === 'name' && slot.requiredIf === true && !slot.visibleIf);
    if (entity === 'customer' && problems.length === 0 && form?.mode !== 'edit' && !isNamed())
      problems.push({ code: 'customer_without_name', path: '/fields', level: 'error', facts: {} });
    return problems;
  },
  uses: (body) => [...new Set(Object.values((body as FormDef).fields).flatMap((slot) => (slot.rows ? [slot.rows.form] : [])))],
};

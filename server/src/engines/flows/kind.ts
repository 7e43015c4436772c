import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { checkCondition } from '@zhike/domain/engines/conditions/check';
import type { FlowSurroundings } from '@zhike/domain/engines/flows/check';
import { checkFlow } from '@zhike/domain/engines/flows/check';
import { shapeFlow, type FlowBody } from '@zhike/domain/engines/flows/shape';
import type { Found } from '@zhike/domain/definitions/contract';
import { readText } from '@zhike/domain/engines/messages/text';
import { EVENT_TYPES } from '@zhike/domain/events';
import { RIGHTS } from '@zhike/domain/kernel/access';
import type { Sql } from '../../platform/db';
import type { DefinitionKind } from '../../platform/definition-kinds';
import type { FlowSetup } from '../../platform/flow-setup';
import { listRoles } from '../../modules/access/roles';
import { publishedOf } from '../../modules/definitions/in-force';
import { untold } from '../messages/values';
import { isMadeKind } from '../catalogue/made-kinds';
import { namesOf } from '../rules/asking';
import { ownEffects } from './effects.own';

const childrenOf = (body: FlowBody): string[] => Object.values(body.nodes).flatMap((node) => (node.kind === 'subflow' ? [node.flow] : []));
const textsOf = (body: FlowBody): string[] => Object.values(body.nodes).flatMap((node) => (node.kind === 'message' ? [node.template] : []));
const resultsOf = (body: FlowBody): string[] => Object.values(body.nodes).flatMap((node) => (node.kind === 'end' ? [node.result] : []));

async function holdersOf(sql: Sql): Promise<Record<string, number>> {
  const rows = await sql<{ role: string; n: number }>(
    'SELECT r AS role, count(*)::int AS n FROM staff_members m, unnest(m.roles) r WHERE m.left_at IS NULL GROUP BY r',
    [],
  );
  return { ...Object.fromEntries((await listRoles(sql)).map((role) => [role.key, 0])), ...Object.fromEntries(rows.map((row) => [row.role, row.n])) };
}

/** What a flow may speak of, as it is now. The right to a verb is the publisher's to hold: here every right that there is counts. */
async function surroundings(sql: Sql, setup: FlowSetup, entity: string): Promise<FlowSurroundings> {
  const [names, texts, flows, holders] = await Promise.all([namesOf(sql), publishedOf(sql, ['text']), publishedOf(sql, ['flow']), holdersOf(sql)]);
  const kinds = new Set([...Object.keys(setup.effects), ...Object.keys(ownEffects)]);
  return {
    checkCondition: (cond, entity) => checkCondition(cond, entity, names.catalogue, { profile: 'server', withoutActor: true, segments: names.segments }),
    checkEffect: (effect) => (kinds.has(effect.do) ? [] : [{ code: 'effect_unknown', path: '/do', level: 'error', facts: { do: effect.do } }]),
    verbs: Object.fromEntries(Object.entries(setup.verbs).map(([verb, { right }]) => [verb, right])),
    rights: new Set(RIGHTS),
    events: new Set(EVENT_TYPES),
    templates: Object.fromEntries(texts.map((one) => [one.id, untold(readText(one.body), entity, names.catalogue, false)])),
    flows: Object.fromEntries(flows.map((one) => [one.id, { results: resultsOf(one.body as FlowBody), calls: childrenOf(one.body as FlowBody) }])),
    roles: holders,
    // A record of the shop's own kind has a customer when one of its fields leads to her.
    reaches: new Set([...Object.keys(setup.entities), ...kindsWithCustomer(names.catalogue)]),
  };
}

const kindsWithCustomer = ({ entities }: Catalogue): string[] =>
  Object.values(entities).flatMap((one) => (isMadeKind(one.id) && Object.values(one.fields).some((field) => field.to === 'customer') ? [one.id] : []));

/** Flows among the definitions: checked against the catalogue, the verbs and what else there is. Running ones keep their version. */
export function flowKind(setup: FlowSetup): DefinitionKind {
  return {
    async check(sql, body) {
      const { body: flow, problems } = shapeFlow(body);
      return (flow === null ? problems : checkFlow(body, { id: '', title: '这个流程' }, await surroundings(sql, setup, flow.entity))) as Found[];
    },
    uses: (body) => [...childrenOf(body as FlowBody), ...textsOf(body as FlowBody)],
  };
}

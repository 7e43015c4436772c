import type { EndpointName } from '@zhike/domain/api';
import type { definitionsEndpoints } from '@zhike/domain/definitions/contract';
import type { segmentsEndpoints } from '@zhike/domain/segments/contract';
import type { Call, Stage } from './contract.stage';

/* The calls about what a manager makes without a programmer. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

/** Customers who came from a place, as a segment. */
export const segmentOf = (source: string) => ({ entity: 'customer', where: { f: 'source', op: 'eq', v: source } });

const drafted = async ({ shop, boss }: Stage) =>
  (await shop.do('definitions.create', { kind: 'segment', title: '小红书来的客户', body: segmentOf('小红书') }, boss)).definition;
const inForce = async (stage: Stage) => {
  const { id } = await drafted(stage);
  return (await stage.shop.do('definitions.publish', { id, rev: 1, note: '第一版' }, stage.boss)).definition;
};

export const definitionCalls: Calls<keyof typeof definitionsEndpoints | keyof typeof segmentsEndpoints> = {
  'segments.catalogue': ({ boss }) => ({ as: boss, input: {} }),
  'segments.preview': ({ boss }) => ({ as: boss, input: segmentOf('抖音') }),
  'segments.why': ({ boss, customerId }) => ({ as: boss, input: { ...segmentOf('抖音'), id: customerId } }),
  'segments.names': ({ boss }) => ({ as: boss, input: { entity: 'tag', search: '', ids: [] } }),
  'definitions.list': ({ boss }) => ({ as: boss, input: { kind: 'segment' } }),
  'definitions.read': async (stage) => ({ as: stage.boss, input: { id: (await drafted(stage)).id } }),
  'definitions.create': ({ boss }) => ({ as: boss, input: { kind: 'segment', title: '抖音来的客户', body: segmentOf('抖音') } }),
  'definitions.saveDraft': async (stage) => ({
    as: stage.boss,
    input: { id: (await drafted(stage)).id, rev: 1, title: '抖音来的客户', body: segmentOf('抖音') },
  }),
  'definitions.stepDraft': async (stage) => {
    const { id } = await drafted(stage);
    await stage.shop.do('definitions.saveDraft', { id, rev: 1, title: '抖音来的客户', body: segmentOf('抖音') }, stage.boss);
    return { as: stage.boss, input: { id, rev: 2, to: 'back' } };
  },
  'definitions.dropDraft': async (stage) => ({ as: stage.boss, input: { id: (await drafted(stage)).id, rev: 1 } }),
  'definitions.takeOver': async (stage) => ({ as: stage.boss, input: { id: (await drafted(stage)).id } }),
  'definitions.check': ({ boss }) => ({ as: boss, input: { kind: 'segment', body: segmentOf('抖音') } }),
  'definitions.publish': async (stage) => ({ as: stage.boss, input: { id: (await drafted(stage)).id, rev: 1, note: '第一版' } }),
  'definitions.versions': async (stage) => ({ as: stage.boss, input: { id: (await inForce(stage)).id } }),
  'definitions.version': async (stage) => ({ as: stage.boss, input: { id: (await inForce(stage)).id, version: 1 } }),
  'definitions.restore': async (stage) => {
    const { id } = await inForce(stage);
    await stage.shop.do('definitions.saveDraft', { id, rev: 0, title: '抖音来的客户', body: segmentOf('抖音') }, stage.boss);
    await stage.shop.do('definitions.publish', { id, rev: 2, note: '第二版' }, stage.boss);
    return { as: stage.boss, input: { id, version: 1, note: '还是第一版好' } };
  },
  'definitions.switch': async (stage) => ({ as: stage.boss, input: { id: (await inForce(stage)).id, on: false, reason: '先停一停' } }),
  'definitions.retire': async (stage) => ({ as: stage.boss, input: { id: (await inForce(stage)).id, reason: '不用了' } }),
  'definitions.mine': ({ boss }) => ({ as: boss, input: {} }),
};

import type { EndpointName } from '@zhike/domain/api';
import type { bulkEndpoints } from '@zhike/domain/bulk/contract';
import { runBulk } from '../src/modules/bulk/jobs';
import type { Call, Stage } from './contract.stage';

/* The calls about many customers at once. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

const some = async (stage: Stage) => ({ ids: [(await stage.person()).id] });
const begun = async (stage: Stage) => {
  const change = { do: 'set', field: 'source', value: '批量' } as const;
  return (await stage.shop.do('bulk.begin', { selection: await some(stage), change, expected: 1 }, stage.boss)).bulk.id;
};

export const bulkCalls: Calls<keyof typeof bulkEndpoints> = {
  'bulk.fields': ({ boss }) => ({ as: boss, input: { of: 'order' } }),
  'bulk.preview': async (stage) => ({ as: stage.boss, input: { selection: await some(stage) } }),
  'bulk.begin': async (stage) => ({
    as: stage.boss,
    input: { selection: await some(stage), change: { do: 'set', field: 'source', value: '批量改' }, expected: 1 },
  }),
  'bulk.get': async (stage) => ({ as: stage.boss, input: { bulkId: await begun(stage) } }),
  'bulk.list': ({ boss }) => ({ as: boss, input: {} }),
  'bulk.undo': async (stage) => {
    const bulkId = await begun(stage);
    await runBulk(bulkId, stage.shop.server.ports);
    return { as: stage.boss, input: { bulkId } };
  },
  'bulk.export': async (stage) => ({ as: stage.boss, input: { selection: await some(stage) } }),
};

import type { EndpointName } from '@zhike/domain/api';
import type { importsEndpoints } from '@zhike/domain/imports/contract';
import type { Call, Stage } from './contract.stage';
import { runImport } from '../src/modules/imports/jobs';
import { bookOf, sendFile } from './imports.shop';

/* The calls about files that bring data in. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

const CUSTOMERS = { kind: 'customer', formId: null } as const;
let serial = 0;
const file = () =>
  bookOf([
    ['姓名', '来源'],
    [`表里的客户 ${++serial}`, '老系统'],
  ]);
const sent = async ({ shop, boss }: Stage) => sendFile(shop, boss, CUSTOMERS, await file());
/** Nobody works beside the stage: it does the worker's part itself. */
const ready = async (stage: Stage): Promise<string> => {
  const importId = await sent(stage);
  const { mapping } = await stage.shop.do('imports.read', { importId }, stage.boss);
  await stage.shop.do('imports.check', { importId, mapping, existing: 'update', heard: false }, stage.boss);
  await runImport(importId, stage.shop.server.ports);
  return importId;
};

export const importCalls: Calls<keyof typeof importsEndpoints> = {
  'imports.kinds': ({ boss }) => ({ as: boss, input: {} }),
  'imports.template': ({ boss }) => ({ as: boss, input: CUSTOMERS }),
  'imports.begin': ({ boss, fixture }) => ({ as: boss, input: { ...CUSTOMERS, fileName: '客户.xlsx', bytes: 12_000, storeId: fixture.storeId } }),
  'imports.read': async (stage) => ({ as: stage.boss, input: { importId: await sent(stage) } }),
  'imports.check': async (stage) => {
    const importId = await sent(stage);
    await stage.shop.do('imports.read', { importId }, stage.boss);
    return { as: stage.boss, input: { importId, mapping: ['name', 'source'], existing: 'update', heard: false } };
  },
  'imports.write': async (stage) => ({ as: stage.boss, input: { importId: await ready(stage), mode: 'all' } }),
  'imports.cancel': async (stage) => ({ as: stage.boss, input: { importId: await sent(stage) } }),
  'imports.undo': async (stage) => {
    const importId = await ready(stage);
    await stage.shop.do('imports.write', { importId, mode: 'all' }, stage.boss);
    await runImport(importId, stage.shop.server.ports);
    return { as: stage.boss, input: { importId } };
  },
  'imports.list': ({ boss }) => ({ as: boss, input: {} }),
  'imports.get': async (stage) => ({ as: stage.boss, input: { importId: await ready(stage) } }),
  'imports.result': async (stage) => ({ as: stage.boss, input: { importId: await ready(stage) } }),
  'imports.pastVisits': ({ boss, customerId }) => ({ as: boss, input: { customerId } }),
  'imports.export': ({ boss }) => ({ as: boss, input: CUSTOMERS }),
};

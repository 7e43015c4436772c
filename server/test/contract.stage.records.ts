import { randomUUID } from 'node:crypto';
import type { EndpointName } from '@zhike/domain/api';
import type { recordsEndpoints } from '@zhike/domain/records/contract';
import type { Call, Stage } from './contract.stage';
import { consultType, publish } from './forms.shop';

/* The calls about lists of records that the shop made up. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

const kinds = new WeakMap<Stage, Promise<string>>();
const kindOf = (stage: Stage): Promise<string> => {
  const type = consultType();
  const known = kinds.get(stage) ?? publish(stage.shop, stage.boss, 'record', type.label, type).then(() => type.entity);
  kinds.set(stage, known);
  return known;
};
const asked = async (stage: Stage) => ({ entity: await kindOf(stage), search: '痒', where: { f: 'cf_budget', op: 'gt', v: 100 } });

export const recordCalls: Calls<keyof typeof recordsEndpoints> = {
  'records.types': ({ boss }) => ({ as: boss, input: {} }),
  'records.list': async (stage) => ({ as: stage.boss, input: await asked(stage) }),
  'records.setState': async (stage) => {
    const type = consultType({
      states: [
        { id: 'new', label: '待接诊' },
        { id: 'done', label: '已完成' },
      ],
    });
    await publish(stage.shop, stage.boss, 'record', type.label, type);
    const id = randomUUID();
    await stage.shop.server.ports.db.prisma.record.create({
      data: { id, entity: type.entity, state: 'new', createdAt: new Date(), updatedAt: new Date() },
    });
    return { as: stage.boss, input: { id, version: 1, state: 'done' } };
  },
  'records.export': async (stage) => ({ as: stage.boss, input: await asked(stage) }),
};

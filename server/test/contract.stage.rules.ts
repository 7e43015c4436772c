import type { EndpointName } from '@zhike/domain/api';
import type { rulesEndpoints } from '@zhike/domain/rules/contract';
import type { Call, Stage } from './contract.stage';

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

const RULE = {
  entity: 'customer',
  runAs: 'store',
  trigger: { on: 'yearly', path: 'birthday', offset: { days: -3 }, at: '09:00' },
  when: {
    all: [
      { f: 'source', op: 'eq', v: '抖音' },
      {
        any: [
          { f: 'birthday', op: 'notEmpty' },
          { f: 'weddingDate', op: 'notEmpty' },
        ],
      },
    ],
  },
  recheck: true,
  reentry: 'everyTime',
  catchUp: { days: 2 },
  effects: [{ id: 't', what: { do: 'task.open', who: { path: 'owner' }, title: '打电话' } }],
  priority: 5,
  category: 'service',
};

/** A rule in force. */
async function inForce({ shop, boss }: Stage): Promise<string> {
  const { definition } = await shop.do('definitions.create', { kind: 'rule', title: '生日前三天', body: RULE }, boss);
  return (await shop.do('definitions.publish', { id: definition.id, rev: 1, note: '第一版' }, boss)).definition.id;
}

export const ruleCalls: Calls<keyof typeof rulesEndpoints> = {
  'rules.log': async (stage) => ({ as: stage.boss, input: { ruleId: await inForce(stage) } }),
  'rules.simulate': ({ boss }) => ({ as: boss, input: { body: RULE, storeId: null, days: 90 } }),
  'rules.recipes': ({ boss }) => ({ as: boss, input: {} }),
  'rules.tryRecipe': ({ boss }) => ({ as: boss, input: { recipeId: 'birthday3', given: { days: 5 }, days: 30 } }),
  'rules.useRecipe': ({ boss }) => ({ as: boss, input: { recipeId: 'silent', given: {} } }),
  'rules.why': async (stage) => ({ as: stage.boss, input: { ruleId: await inForce(stage), recordId: stage.customerId } }),
};

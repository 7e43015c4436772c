import type { EndpointName } from '@zhike/domain/api';
import type { flowsEndpoints } from '@zhike/domain/flows/contract';
import type { Call, Stage } from './contract.stage';
import { begin, bodyOf, inForce, newCustomer, TECHNICIANS } from './flows.fixture';

/* The calls about to-dos and running flows. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

/** A flow that the boss began and in which she is asked. */
async function asked({ shop, boss, fixture }: Stage, fields: { readonly stuck?: boolean } = {}) {
  const { ports } = shop.server;
  const [me] = (await ports.db.pool.query<{ id: string }>(`SELECT id FROM staff_members WHERE wecom_user_id = 'zongbu'`)).rows;
  const id = `flow.stage${crypto.randomUUID().slice(0, 8)}`;
  const who = fields.stuck ? { users: [] } : { users: [me?.id ?? ''] };
  const owner = fields.stuck ? { users: [] } : TECHNICIANS;
  const body = bodyOf(
    {
      A: { kind: 'task', title: '受理', who, what: '受理', done: 'B' },
      B: { kind: 'approval', title: '审批', mode: 'or', who, allow: ['transfer', 'return'], returnTo: ['A'], approve: 'Z', reject: 'X', empty: 'admin' },
    },
    { owner, entry: fields.stuck ? 'A' : 'B' },
  );
  const flow = await inForce(ports, id, body);
  const customerId = await newCustomer(ports, fixture.storeId);
  const instance = await begin(ports, flow, customerId, undefined, me?.id ?? null);
  return { as: boss, flowId: id, customerId, instanceId: instance.id, token: `${instance.id}/${fields.stuck ? 'A' : 'B'}/1` };
}

async function colleague({ shop }: Stage): Promise<string> {
  const [one] = (await shop.server.ports.db.pool.query<{ id: string }>(`SELECT id FROM staff_members WHERE wecom_user_id = 'mei'`)).rows;
  return one?.id ?? '';
}

export const flowCalls: Calls<keyof typeof flowsEndpoints> = {
  'flows.todos': ({ boss }) => ({ as: boss, input: { state: 'open' } }),
  'flows.mine': ({ boss }) => ({ as: boss, input: { search: '确认' } }),
  'flows.decide': async (stage) => {
    const { as, token } = await asked(stage);
    return { as, input: { token, d: 'approve' } };
  },
  'flows.pass': async (stage) => {
    const { as, token } = await asked(stage);
    return { as, input: { token, how: 'transfer', staffId: await colleague(stage) } };
  },
  'flows.sendBack': async (stage) => {
    const { as, token } = await asked(stage);
    return { as, input: { token, to: 'A', comment: '请再核对' } };
  },
  'flows.asks': ({ lin }) => ({ as: lin, input: {} }),
  'flows.answer': async (stage) => {
    const { shop, fixture, lin, customerId } = stage;
    const { ports } = shop.server;
    const id = `flow.stage${crypto.randomUUID().slice(0, 8)}`;
    const node = { kind: 'customer', title: '请确认方案', act: 'confirm', target: 'id', link: 'mini', outcomes: { confirmed: 'Z', refused: 'X' } } as const;
    const flow = await inForce(ports, id, bodyOf({ A: node }));
    const instance = await begin(ports, flow, customerId);
    const token = `${instance.id}/A/1`;
    const row = { token, instanceId: instance.id, customerId, storeId: fixture.storeId, act: 'confirm', title: node.title, outcomes: ['confirmed', 'refused'] };
    await ports.db.prisma.flowAsk.create({ data: { ...row, state: 'open', openedAt: new Date() } });
    return { as: lin, input: { token, outcome: 'confirmed' } };
  },
  'flows.start': async (stage) => {
    const { as, flowId, customerId } = await asked(stage);
    return { as, input: { flowId, subjectId: customerId } };
  },
  'flows.instance': async (stage) => {
    const { as, instanceId } = await asked(stage);
    return { as, input: { instanceId } };
  },
  'flows.withdraw': async (stage) => {
    const { as, instanceId } = await asked(stage);
    return { as, input: { instanceId, reason: '填错了' } };
  },
  'flows.list': ({ boss }) => ({ as: boss, input: { running: true } }),
  'flows.incidents': ({ boss }) => ({ as: boss, input: {} }),
  'flows.resolve': async (stage) => {
    const { as, token } = await asked(stage, { stuck: true });
    return { as, input: { how: 'skip', token, reason: '不需要' } };
  },
  'flows.previewMigration': async (stage) => {
    const { as, flowId } = await asked(stage);
    return { as, input: { flowId, choices: { A: 'next' } } };
  },
  'flows.migrate': async (stage) => {
    const { as, flowId } = await asked(stage);
    return { as, input: { flowId, version: 1, choices: {} } };
  },
  'flows.delegations': ({ boss }) => ({ as: boss, input: {} }),
  'flows.delegate': async (stage) => ({
    as: stage.boss,
    input: { toId: await colleague(stage), startsAt: stage.fixture.at('09:00'), endsAt: stage.fixture.at('18:00'), flows: [] },
  }),
  'flows.endDelegation': async (stage) => {
    const input = { toId: await colleague(stage), startsAt: stage.fixture.at('09:00'), endsAt: stage.fixture.at('18:00'), flows: [] };
    return { as: stage.boss, input: { id: (await stage.shop.do('flows.delegate', input, stage.boss)).delegation.id } };
  },
};

import type { FlowBody } from '@zhike/domain/engines/flows/shape';
import type { FlowNode } from '@zhike/domain/engines/flows/definition';
import type { Actor } from '@zhike/domain/kernel/actor';
import { flowVersion, type FlowInForce } from '../src/engines/flows/definitions';
import { startFlow, stepFlow, type Stepped } from '../src/engines/flows/runner';
import type { FlowEvent, Instance } from '@zhike/domain/engines/flows/instance';
import { findInstance } from '../src/engines/flows/records';
import { sqlOf } from '../src/platform/db';
import { newCode } from '../src/platform/ids';
import type { Ports } from '../src/platform/ports';

export const TECHNICIANS = { role: 'photographer', scope: 'store' } as const;
export const END: FlowNode = { kind: 'end', title: '结束', result: 'ok' };
export const REFUSED: FlowNode = { kind: 'end', title: '未成', result: 'refused' };

/** A flow about a customer with these nodes; it begins at `A`. */
export const bodyOf = (nodes: FlowBody['nodes'], fields: Partial<FlowBody> = {}): FlowBody => ({
  entity: 'customer',
  kind: 'business',
  start: { on: 'manual', by: [] },
  nodes: { Z: END, X: REFUSED, ...nodes },
  entry: 'A',
  vars: {},
  maxVisits: 50,
  owner: { role: 'manager', scope: 'store' },
  ...fields,
});

/** Puts a flow in force, as publishing does. */
export async function inForce(ports: Ports, id: string, body: FlowBody, version = 1): Promise<FlowInForce> {
  const { prisma } = ports.db;
  const now = new Date();
  await prisma.definition.upsert({
    where: { id },
    create: { id, kind: 'flow', title: id, current: version, createdAt: now, updatedAt: now },
    update: { current: version },
  });
  await prisma.definitionVersion.create({ data: { definitionId: id, version, title: id, body: body as object, note: '测试', at: now } });
  return { def: await flowVersion(sqlOf(ports.db), id, version), storeId: null };
}

const BY = { actor: { kind: 'system', job: 'test' } satisfies Actor, requestId: null };

export async function begin(
  ports: Ports,
  flow: FlowInForce,
  subjectId: string,
  cause: string = crypto.randomUUID(),
  starterId: string | null = null,
): Promise<Instance> {
  const begun = await ports.writer.transaction(BY, (write) => startFlow(write, ports, { flow, subjectId, cause, starterId }));
  if (!begun) throw new Error('the flow did not begin');
  return begun;
}

/** One event; a refusal is rolled back as a command does it. */
export function step(ports: Ports, instanceId: string, event: FlowEvent): Promise<Stepped> {
  return ports.writer.transaction(BY, (write) => stepFlow(write, ports, instanceId, event));
}

export async function instanceOf(ports: Ports, id: string): Promise<Instance> {
  const row = await findInstance(sqlOf(ports.db), id);
  if (!row) throw new Error('no instance');
  return row.state;
}

export async function newCustomer(ports: Ports, storeId: string, name = '林小雨'): Promise<string> {
  return (await ports.db.prisma.customer.create({ data: { name, storeId, memberCode: newCode(12) } })).id;
}

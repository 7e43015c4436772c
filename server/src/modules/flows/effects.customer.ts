import { nodeOf } from '@zhike/domain/engines/flows/blocks';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { flowVersion } from '../../engines/flows/definitions';
import { findInstance } from '../../engines/flows/records';
import { stepFlow } from '../../engines/flows/runner';
import { sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import type { EffectHandler } from '../../platform/flow-setup';
import { makeLink } from '../forms/made-links';
import { tellAsked } from '../messaging/asked';
import { endAsk, insertAsk, isAsked } from './records.asks';

/** A step that the customer takes: she finds it in the mini-program, is told of it, and reminded. */

export const customerAsk: EffectHandler<'customer.ask'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.act }),
  async run(write, { key, what, entity, subject, subjectId, instanceId, ports }) {
    const sql = sqlIn(write.tx);
    const { token, act } = what;
    const instance = await findInstance(sql, instanceId);
    const [, nodeId = ''] = token.split('/');
    const node = instance ? nodeOf(await flowVersion(sql, instance.flowId, instance.version), nodeId) : undefined;
    if (!subject?.customerId || node?.kind !== 'customer') return refuse('record.not_found', { noun: 'customer', id: subjectId });
    const { customerId, storeId, title: about } = subject;
    const asked = { token, instanceId, customerId, storeId, act: act as typeof node.act, title: node.title, note: node.note ?? '', about };
    await insertAsk(write.tx, { ...asked, outcomes: Object.keys(node.outcomes) }, write.now);
    const link =
      node.act === 'form' && node.form !== undefined
        ? await makeLink(write, ports, { formId: node.form, key, customerId, storeId, about: { entity, id: subjectId }, askToken: token })
        : null;
    if (link && !link.ok) return link;
    const url = node.link === 'one_time' ? (link?.value.url ?? null) : null;
    await tellAsked(write, { key, customerId, storeId, title: node.title, about, url, cause: `flow:${instanceId}` });
    return allow('done' as const);
  },
};

/** Once more, while she has not answered. */
export const customerRemind: EffectHandler<'customer.remind'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.act }),
  async run(write, { key, what, subject, subjectId, instanceId }) {
    if (!(await isAsked(sqlIn(write.tx), what.token))) return allow('done' as const);
    if (!subject?.customerId) return refuse('record.not_found', { noun: 'customer', id: subjectId });
    const { customerId, storeId, title } = subject;
    await tellAsked(write, { key, customerId, storeId, title: '还有一件事等您处理', about: title, url: null, cause: `flow:${instanceId}` });
    return allow('done' as const);
  },
};

/** By which way a step goes on when its form is in: the shop's word for it, or the only way there is. */
const wayOn = (outcomes: readonly string[]): string | undefined =>
  ['submitted', 'filled', 'done', 'confirmed'].find((word) => outcomes.includes(word)) ?? outcomes[0];

/** Her form is in. */
export async function handedIn(write: Write, ports: Ports, token: string): Promise<void> {
  const [instanceId = '', nodeId = ''] = token.split('/');
  const instance = await findInstance(sqlIn(write.tx), instanceId);
  const node = instance ? nodeOf(await flowVersion(sqlIn(write.tx), instance.flowId, instance.version), nodeId) : undefined;
  const outcome = node?.kind === 'customer' ? wayOn(Object.keys(node.outcomes)) : undefined;
  if (outcome === undefined) return;
  // A flow that has gone on without her is no reason to lose what she wrote.
  const stepped = await stepFlow(write, ports, instanceId, { id: newId(write.now), now: write.now.getTime(), t: 'customer', key: token, outcome });
  if (stepped.ok) await endAsk(write.tx, token, outcome, write.now);
}

export const customerClose: EffectHandler<'customer.close'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.act }),
  async run(write, { what }) {
    await endAsk(write.tx, what.token, null, write.now);
    return allow('done' as const);
  },
};

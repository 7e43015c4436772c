import { nodeOf } from '@zhike/domain/engines/flows/blocks';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { flowVersion } from '../../engines/flows/definitions';
import { findInstance } from '../../engines/flows/records';
import { sqlIn } from '../../platform/db';
import type { EffectHandler } from '../../platform/flow-setup';
import { tellAsked } from '../messaging/asked';
import { endAsk, insertAsk, isAsked } from './records.asks';

/** A step that the customer takes: she finds it in the mini-program, is told of it, and reminded. */

export const customerAsk: EffectHandler<'customer.ask'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.act }),
  async run(write, { key, what, subject, subjectId, instanceId }) {
    const sql = sqlIn(write.tx);
    const { token, act } = what;
    const instance = await findInstance(sql, instanceId);
    const [, nodeId = ''] = token.split('/');
    const node = instance ? nodeOf(await flowVersion(sql, instance.flowId, instance.version), nodeId) : undefined;
    if (!subject?.customerId || node?.kind !== 'customer') return refuse('record.not_found', { noun: 'customer', id: subjectId });
    const { customerId, storeId, title: about } = subject;
    const asked = { token, instanceId, customerId, storeId, act: act as typeof node.act, title: node.title, note: node.note ?? '', about };
    await insertAsk(write.tx, { ...asked, outcomes: Object.keys(node.outcomes) }, write.now);
    await tellAsked(write, { key, customerId, storeId, title: node.title, about, cause: `flow:${instanceId}` });
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
    await tellAsked(write, { key, customerId, storeId, title: '还有一件事等您处理', about: title, cause: `flow:${instanceId}` });
    return allow('done' as const);
  },
};

export const customerClose: EffectHandler<'customer.close'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: what.act }),
  async run(write, { what }) {
    await endAsk(write.tx, what.token, null, write.now);
    return allow('done' as const);
  },
};

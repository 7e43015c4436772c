import { MESSAGE_TEMPLATES, type messagingEndpoints } from '@zhike/domain/messaging/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import type { Write } from '../../platform/write';
import { addGrants } from './records';

type Input = ParsedInputOf<(typeof messagingEndpoints)['messaging.recordSubscription']>;

/** Counts what the person allowed in wx.requestSubscribeMessage. A later "no" takes nothing back: WeChat keeps what was allowed before. Unknown templates are passed over. */
export async function recordSubscription(
  ask: Ask<ActorOf<'messaging.recordSubscription'>>,
  input: Input,
  write: Write,
): Answer<'messaging.recordSubscription'> {
  const known: readonly string[] = MESSAGE_TEMPLATES;
  const accepted = input.outcomes.filter((o) => o.outcome === 'accept' && known.includes(o.templateKey)).map((o) => o.templateKey);
  await addGrants(write.tx, ask.actor.identityId, [...new Set(accepted)].sort());
  return allow({ done: true as const });
}

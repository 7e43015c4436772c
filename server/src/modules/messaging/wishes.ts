import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { type messagingEndpoints, WishTold, type WishChange, type WishKind } from '@zhike/domain/messaging/contract';
import type { ActorOf, Answer, Ask } from '../../http/route';
import { type Sql, sqlIn, sqlOf } from '../../platform/db';
import type { Write } from '../../platform/write';
import { holdCustomer } from '../customers/commands';
import { customerRowFacts } from '../customers/row-facts';
import { listRefusals, listWishChanges, setRefusal, type WishChangeRow } from './records.settings';

/* MK-10: what a customer wants to hear, by her own hand or as she told a member. One store of it, asked by the one gate. */

type Input<Name extends keyof typeof messagingEndpoints> = ParsedInputOf<(typeof messagingEndpoints)[Name]>;

/** Her wish holds from now on, and says whose word it was: `how` she told a member, or by her own hand. */
async function keep(write: Write, customerId: string, kind: WishKind, wanted: boolean, how?: WishTold): Promise<void> {
  await setRefusal(write.tx, customerId, kind, wanted, write.now);
  const told: Readonly<Record<string, string>> = how ? { how } : {};
  if (kind === 'all') await write.event({ type: wanted ? 'advertising.allowed' : 'advertising.refused', customerId, data: told });
  else await write.event({ type: 'message.wish_changed', customerId, data: { kind, wanted, ...told } });
}

/** MK-10: her word. What waits is asked anew when its time comes, and then this holds. */
export async function setMyWish(
  ask: Ask<ActorOf<'messaging.setMyWish'>>,
  { kind, wanted }: Input<'messaging.setMyWish'>,
  write: Write,
): Answer<'messaging.setMyWish'> {
  const { customerId } = ask.actor;
  if (!customerId) return refuse('record.not_found', { noun: 'customer', id: '' });
  await keep(write, customerId, kind, wanted);
  return allow({ refused: (await listRefusals(sqlIn(write.tx), customerId)) as WishKind[] });
}

/** Her living record's id, if the actor holds the right on all of her; else null. */
async function reached(sql: Sql, actor: Actor, right: 'customer.read' | 'customer.write', id: string): Promise<string | null> {
  const facts = await customerRowFacts(sql, id);
  return facts && visibleParts(compileScope(actor, right), facts) === 'all' ? facts.customerId : null;
}

async function wishesNow(sql: Sql, actor: Actor, customerId: string) {
  const may = (await reached(sql, actor, 'customer.write', customerId)) !== null;
  return {
    refused: (await listRefusals(sql, customerId)) as WishKind[],
    changes: (await listWishChanges(sql, customerId, 5)).map(toChange),
    can: may ? ['record' as const] : [],
  };
}

function toChange({ type, at, data, byName }: WishChangeRow): WishChange {
  const ownWord = type !== 'message.wish_changed';
  return {
    kind: ownWord ? 'all' : data.kind,
    wanted: ownWord ? type === 'advertising.allowed' : data.wanted,
    at: at.toISOString(),
    how: WishTold.safeParse(data.how).data ?? null,
    byName: byName ?? '客户本人',
  };
}

/** MK-10: for whoever sees the customer in full. */
export async function wishesOf(ask: Ask<ActorOf<'messaging.wishesOf'>>, input: Input<'messaging.wishesOf'>): Answer<'messaging.wishesOf'> {
  const sql = sqlOf(ask.ports.db);
  const customerId = await reached(sql, ask.actor, 'customer.read', input.customerId);
  if (customerId === null) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  return allow(await wishesNow(sql, ask.actor, customerId));
}

/** MK-10: told by telephone, at the desk or in a chat. What is so already is not written again. */
export async function recordWish(
  ask: Ask<ActorOf<'messaging.recordWish'>>,
  { customerId, kind, wanted, how }: Input<'messaging.recordWish'>,
  write: Write,
): Answer<'messaging.recordWish'> {
  const sql = sqlIn(write.tx);
  const held = (await reached(sql, ask.actor, 'customer.write', customerId)) === null ? null : await holdCustomer(write, customerId);
  if (held === null) return refuse('record.not_found', { noun: 'customer', id: customerId });
  if ((await listRefusals(sql, held)).includes(kind) === wanted) await keep(write, held, kind, wanted, how);
  return allow(await wishesNow(sql, ask.actor, held));
}

import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import type { ApiRefusal } from '@zhike/domain/api';
import type { ExternalContact } from '../../gateways/wecom/port';
import type { Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { linkByUnionid } from './link';
import { phoneIndexOf } from './phone';
import { findFollowedContact, forgetFollow, lockIdentity, saveContact, type IdentityRow } from './records.contacts';
import { adoptByStore } from './records.write';
import { transact } from './transact';

/** How long a "yes, she follows" is believed without asking WeCom again, and how old our copy may be when WeCom is away. */
const BELIEVED_SECONDS = 300;
const COPY_MS = DAY_MS;
/** Longer than this nobody waits for WeCom when our copy can answer. */
const SLOW_MS = 600;
const RETRY_SECONDS = 30;
/** No such contact for this corp (any more). */
const UNKNOWN_CONTACT: readonly string[] = ['84061', '40096'];

/** The person in the chat, after WeCom has said that this member follows her. */
export interface CheckedContact extends IdentityRow {
  readonly remark: string;
  /** Blind indexes of the numbers that this member noted in WeCom; the numbers themselves are kept nowhere. */
  readonly phoneIndexes: readonly string[];
}

type Asker = Pick<Ask<StaffActor>, 'actor' | 'requestId' | 'ports'>;

const beliefKey = (staffId: string, externalUserId: string): string => `customers:follows:${staffId}:${externalUserId}`;

/**
 * Whether the member may see this chat's person at all, asked of WeCom (the browser's word is no proof), and our copy brought up to
 * date. A yes is believed for five minutes. While WeCom is slow or away, a copy younger than a day answers, so that the sidebar
 * opens within a second (IT-02); without one the member waits, and gets `service.unavailable` when WeCom stays silent.
 */
export async function checkContact(ask: Asker, externalUserId: string): Promise<Decision<CheckedContact, ApiRefusal>> {
  const { actor, ports } = ask;
  const [belief, copy] = await Promise.all([
    ports.ephemeral.get(beliefKey(actor.staffId, externalUserId)).catch(() => null),
    findFollowedContact(sqlOf(ports.db), externalUserId, actor.staffId),
  ]);
  // Somebody without a record may have got one since (she booked on her phone): then the slow way finds and ties her.
  if (belief !== null && copy && copy.customerId !== null) return allow({ ...copy, phoneIndexes: JSON.parse(belief) as string[] });
  const isFresh = copy !== null && ports.clock.now().getTime() - copy.checkedAt.getTime() < COPY_MS;
  const fallback = isFresh
    ? allow({ ...copy, phoneIndexes: [] })
    : refuse('service.unavailable', { service: 'wecom' as const, retryAfterSeconds: RETRY_SECONDS });
  const asked = askWecom(ask, externalUserId);
  const answer = isFresh ? await within(asked, SLOW_MS) : await asked;
  if (answer === 'late')
    asked.catch((error: unknown) => ports.log.warn({ reason: error instanceof Error ? error.constructor.name : 'unknown' }, 'customers.contact_not_saved'));
  return answer === 'late' || answer === 'silent' ? fallback : answer;
}

/** A contact changed in WeCom: what was believed about it is asked anew when the sidebar opens next. */
export async function forgetBelief(ports: Ports, wecomUserId: string, externalUserId: string): Promise<void> {
  const staff = await ports.db.prisma.staffMember.findUnique({ where: { wecomUserId }, select: { id: true } });
  if (staff) await ports.ephemeral.delete(beliefKey(staff.id, externalUserId));
}

/** WeCom's word, saved before it is answered; `silent` when there is none. */
async function askWecom(ask: Asker, externalUserId: string): Promise<Decision<CheckedContact, ApiRefusal> | 'silent'> {
  const { actor, ports } = ask;
  const answer = await ports.wecom.externalContact(externalUserId);
  const follower = answer.kind === 'ok' ? answer.value.followers.find((f) => f.userId === actor.wecomUserId) : undefined;
  if (answer.kind === 'ok' && follower) {
    const phoneIndexes = follower.mobiles
      .map(normalisePhone)
      .filter(isMobile)
      .map((phone) => phoneIndexOf(ports, phone));
    const saved = await saveCopy(ask, answer.value, follower.remark);
    if (!saved.ok) return saved;
    await ports.ephemeral.set(beliefKey(actor.staffId, externalUserId), JSON.stringify(phoneIndexes), BELIEVED_SECONDS).catch(() => undefined);
    return allow({ ...saved.value, remark: follower.remark, phoneIndexes });
  }
  if (answer.kind === 'ok' || (answer.kind === 'rejected' && UNKNOWN_CONTACT.includes(answer.code))) {
    await transact(ask, async (write) => allow(await forgetFollow(write.tx, externalUserId, actor.staffId)));
    return refuse('customers.not_your_contact', { externalUserId });
  }
  ports.log.warn({ kind: answer.kind, code: answer.kind === 'rejected' ? answer.code : undefined }, 'customers.contact_not_checked');
  return 'silent';
}

async function within<Value>(work: Promise<Value>, ms: number): Promise<Value | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Saves what WeCom said; the same person in the mini-program is recognised by her unionid. A customer whom no store looks after joins the store that talks to her. */
function saveCopy(ask: Asker, contact: ExternalContact, remark: string): Promise<Decision<IdentityRow, ApiRefusal>> {
  return transact(ask, async (write) => {
    const identityId = await saveContact(write.tx, contact, { staffId: ask.actor.staffId, remark, checkedAt: write.now });
    const identity = await lockIdentity(write.tx, identityId);
    if (!identity) throw new Error('a contact vanished inside its own transaction');
    const customerId = identity.customerId ?? (await linkByUnionid(write, identity));
    const [storeId] = ask.actor.storeIds;
    if (customerId !== null && storeId) await adoptByStore(write.tx, customerId, storeId);
    return allow({ ...identity, customerId });
  });
}

import { DAY_MS, HOUR_MS } from '@zhike/domain/kernel/time-range';
import { hashToken, newToken } from '../../platform/crypto';
import type { Tx } from '../../platform/db';

const CUSTOMER_SESSION_MS = 30 * DAY_MS;
const STAFF_SESSION_MS = 12 * HOUR_MS;
const TICKET_MS = 60_000;

/** A new customer session; the token is told once and only its hash is kept. */
export async function openCustomerSession(tx: Tx, identityId: string, now: Date): Promise<{ token: string; expiresAt: Date }> {
  const token = newToken();
  const expiresAt = new Date(now.getTime() + CUSTOMER_SESSION_MS);
  await tx.session.create({ data: { kind: 'customer', identityId, tokenHash: hashToken(token), expiresAt, createdAt: now } });
  return { token, expiresAt };
}

/** A staff session that waits for its one-time ticket to be exchanged; without that it never has a token. */
export async function openStaffTicket(tx: Tx, staffId: string, now: Date): Promise<string> {
  const ticket = newToken();
  await tx.session.create({
    data: {
      kind: 'staff',
      staffId,
      ticketHash: hashToken(ticket),
      ticketExpiresAt: new Date(now.getTime() + TICKET_MS),
      expiresAt: new Date(now.getTime() + STAFF_SESSION_MS),
      createdAt: now,
    },
  });
  return ticket;
}

/** Exchanges a ticket in one statement: of two callers at once exactly one gets the session. */
export async function redeemTicket(tx: Tx, ticket: string, now: Date): Promise<{ token: string; expiresAt: Date; staffId: string } | null> {
  const token = newToken();
  const ticketHash = hashToken(ticket);
  const session = await tx.session.findUnique({ where: { ticketHash }, select: { id: true, staffId: true, expiresAt: true } });
  if (!session?.staffId) return null;
  const taken = await tx.session.updateMany({
    where: { id: session.id, ticketHash, ticketExpiresAt: { gt: now } },
    data: { tokenHash: hashToken(token), ticketHash: null, ticketExpiresAt: null },
  });
  return taken.count === 1 ? { token, expiresAt: session.expiresAt, staffId: session.staffId } : null;
}

import type { CustomerMe, StaffMe } from '@zhike/domain/access/contract';
import { limitIn } from '@zhike/domain/kernel/access';
import { maskPhone } from '@zhike/domain/kernel/phone';
import { sqlIn, type Reader } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { listReachedStores } from '../stores/queries.reach';
import { grantsIn, listRoles } from './roles';

/** Who an identity is, for the mini-program. */
export async function customerMe(reader: Reader, identityId: string, ports: Ports): Promise<CustomerMe> {
  const identity = await reader.customerIdentity.findUniqueOrThrow({ where: { id: identityId }, include: { customer: true } });
  const customer = identity.customer;
  const phone = customer?.phoneCipher ? ports.crypto.decrypt(customer.phoneCipher, `customers:phone_cipher:${customer.id}`) : null;
  return {
    identityId,
    customerId: customer?.id ?? null,
    name: customer?.name ?? null,
    maskedPhone: phone ? maskPhone(phone) : null,
    phoneVerified: customer?.phoneVerified ?? false,
    memberCode: customer?.memberCode ?? null,
  };
}

/** Who a member is, for the sidebar and the workbench; null when she has left. */
export async function staffMe(reader: Reader, staffId: string): Promise<StaffMe | null> {
  const member = await reader.staffMember.findUnique({ where: { id: staffId } });
  if (!member || member.leftAt) return null;
  const roles = await listRoles(sqlIn(reader));
  const grants = grantsIn(roles, member.roles);
  const stores = grants.some((grant) => grant.reach === 'all')
    ? await reader.store.findMany({ where: { closedAt: null }, select: { id: true, name: true }, orderBy: [{ position: 'asc' }, { name: 'asc' }] })
    : await listReachedStores(sqlIn(reader), staffId);
  return {
    staffId: member.id,
    wecomUserId: member.wecomUserId,
    name: member.name,
    title: member.title,
    roles: member.roles.map((key) => ({ key, name: roles.find((role) => role.key === key)?.name ?? key })),
    stores,
    rights: [...new Set(grants.map((grant) => grant.right))],
    discountPercent: limitIn(grants, 'order.discount'),
  };
}

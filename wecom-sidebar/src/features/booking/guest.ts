import { call, newIntent, type Answer } from '../../api/call';

/** The record of whoever has this number, made when there is none: somebody at the counter says name and number once. */
export async function guestByPhone(name: string, phone: string, storeId: string): Promise<Answer<string>> {
  const found = await call('customers.find', { by: 'phone', value: phone });
  if (!found.ok) return found;
  if (found.value.customerId) return { ok: true, value: found.value.customerId };
  const made = await call(
    'customers.create',
    { name: name.slice(0, 20), phone, gender: 'unknown', birthday: null, weddingDate: null, source: '到店', note: '', storeId },
    newIntent(),
  );
  if (made.ok) return { ok: true, value: made.value.profile.id };
  // Somebody else made it meanwhile.
  if (made.refusal.code === 'customers.phone_taken') return { ok: true, value: made.refusal.facts.customerId };
  return made;
}

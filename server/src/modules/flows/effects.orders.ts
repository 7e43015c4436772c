import type { Value } from '@zhike/domain/engines/conditions/definition';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { FieldValue } from '@zhike/domain/kernel/fields';
import { valuesOf } from '../../engines/flows/effects.own';
import type { ActorOf } from '../../http/route';
import { sqlIn } from '../../platform/db';
import type { EffectHandler, FlowSubject } from '../../platform/flow-setup';
import { orderForCustomer } from '../orders/for-customer';
import { discountLimitOf } from './limits';
import { onlyStore } from './records';
import { asShop } from './verbs';

const LONGEST_NOTE = 500;
const isFieldValue = (value: Value): value is FieldValue & Value => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Whoever is in charge of the record, or of her whose it is. */
function ownerOf({ row, load }: FlowSubject): string | null {
  const owner = row.values.owner ?? load.one(row, 'customer')?.values.owner;
  return typeof owner === 'string' ? owner : null;
}

/** OR-10: 成交: the order that follows, with what the record says. Done once, as its mark is written with it. */
export const orderCreate: EffectHandler<'order.create'> = {
  internal: true,
  dryRun: (what) => ({ kind: what.do, says: typeof what.item === 'string' ? what.item : '' }),
  async run(write, ask) {
    const { subject, what, subjectId } = ask;
    const customerId = subject?.customerId;
    if (!subject || !customerId) return refuse('record.not_found', { noun: 'customer', id: subjectId });
    const storeId = subject.storeId ?? (await onlyStore(sqlIn(write.tx)));
    if (storeId === null) return refuse('record.not_found', { noun: 'store', id: '' });
    const { item, note } = valuesOf({ item: what.item, note: what.note ?? null }, ask);
    const form = Object.entries(valuesOf(what.form ?? {}, ask)).flatMap(([key, value]): [string, FieldValue][] => (isFieldValue(value) ? [[key, value]] : []));
    const carried = {
      storeId,
      customerId,
      item: typeof item === 'string' ? item : '',
      quantity: what.n ?? 1,
      as: what.as,
      fromQuote: what.fromQuote ?? false,
      note: typeof note === 'string' ? note.slice(0, LONGEST_NOTE) : '',
      form: Object.fromEntries(form),
      sellerId: ownerOf(subject),
      templateId: what.contract ?? null,
    };
    const limitOf = (staffId: string) => discountLimitOf(sqlIn(write.tx), staffId);
    const done = await orderForCustomer(asShop<ActorOf<'orders.create'>>(write, ask), write, carried, limitOf);
    return done.ok ? allow('done' as const) : done;
  },
};

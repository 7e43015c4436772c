import type { GateCategory } from '@zhike/domain/marketing/gate';
import { shopVariables } from '@zhike/domain/messaging/variables';
import type { Write } from '../../platform/write';
import { queueMessage } from './records';
import { findRecipientOf } from './records.members';

export interface ShopMessage {
  /** Unique for ever: the message is written once. */
  readonly key: string;
  readonly customerId: string;
  readonly storeId: string | null;
  readonly text: { readonly title: string; readonly text: string };
  readonly about: { readonly name: string; readonly daysLeft: number | null };
  readonly category: GateCategory;
  readonly priority: number;
  readonly expiresAt: number | null;
  /** What must still be so when it leaves. */
  readonly cause: string;
}

/** Writes what the shop says to a customer; whether and when it leaves is the gate's to say. */
export async function tellFromShop(write: Write, message: ShopMessage): Promise<void> {
  const { key, customerId, storeId, category, priority, cause } = message;
  await queueMessage(write, {
    occurrenceKey: key,
    templateKey: 'shop_message',
    channel: 'weapp',
    recipientId: (await findRecipientOf(write.tx, customerId, 'shop_message')) ?? customerId,
    customerId,
    bookingId: null,
    variables: shopVariables(message.text, message.about),
    category: category === 'marketing' ? 'marketing' : 'service',
    priority,
    expiresAt: message.expiresAt === null ? null : new Date(message.expiresAt),
    storeId,
    cause,
  });
}

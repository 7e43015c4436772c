import type { Write } from '../../platform/write';
import { queueMessage } from './records';
import { findRecipientOf } from './records.members';

/** Tells a customer that a flow waits for her; a tap leads to 我的, where she finds it. */
export async function tellAsked(
  write: Write,
  asked: {
    /** Unique for ever: the message is written once. */
    readonly key: string;
    readonly customerId: string;
    readonly storeId: string | null;
    readonly title: string;
    /** The record that it is about, by name. */
    readonly about: string;
    readonly cause: string;
  },
): Promise<void> {
  const { key, customerId, storeId, title, about, cause } = asked;
  await queueMessage(write, {
    occurrenceKey: key,
    templateKey: 'shop_message',
    channel: 'weapp',
    recipientId: (await findRecipientOf(write.tx, customerId, 'shop_message')) ?? customerId,
    customerId,
    bookingId: null,
    variables: { shopTitle: title, shopText: `${about}，请在小程序里处理` },
    storeId,
    cause,
  });
}

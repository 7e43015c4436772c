import type { Write } from '../../platform/write';
import { queueOwnWords } from './shop-message';

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
  await queueOwnWords(write, { key, customerId, storeId, cause }, { shopTitle: title, shopText: `${about}，请在小程序里处理` });
}

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
    /** An address where she does it without the mini-program; null: there is none. */
    readonly url: string | null;
    readonly cause: string;
  },
): Promise<void> {
  const { key, customerId, storeId, title, about, url, cause } = asked;
  const shopText = `${about}，请在小程序里处理`;
  const variables = { shopTitle: title, shopText, ...(url === null ? {} : { shopWhole: `${about}，请打开 ${url} 填写` }) };
  await queueOwnWords(write, { key, customerId, storeId, cause }, variables);
}

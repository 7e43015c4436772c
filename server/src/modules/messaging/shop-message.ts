import { fillText, FORM_PATH, formsIn, type MessageText } from '@zhike/domain/engines/messages/text';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { GateCategory } from '@zhike/domain/marketing/gate';
import type { Variables } from '@zhike/domain/messaging/rules';
import { shopVariables } from '@zhike/domain/messaging/variables';
import type { CompileOptions } from '../../engines/conditions/compile';
import { contextAt, storeClock } from '../../engines/conditions/context';
import { findText } from '../../engines/messages/kind';
import { pathsFrom, readValues } from '../../engines/messages/values';
import { askingOf } from '../../engines/rules/asking';
import { makeLink } from '../forms/made-links';
import { sqlIn, type Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { queueMessage } from './records';
import { findRecipientOf } from './records.members';

/** The record that a text is sent about. */
export interface TextSubject {
  readonly entity: string;
  readonly id: string;
  /** IANA name of its store's zone. */
  readonly zone: string;
  /** Days until the date that the message is about; null: it is about none. */
  readonly daysLeft: number | null;
}
export interface ShopMessage {
  /** Unique for ever: the message is written once. */
  readonly key: string;
  readonly customerId: string;
  readonly storeId: string | null;
  /** The definition that says it. */
  readonly template: string;
  readonly about: TextSubject;
  readonly category: GateCategory;
  readonly priority: number;
  /** Epoch milliseconds; null: it stays worth something. */
  readonly expiresAt: number | null;
  /** What must still be so when it leaves. */
  readonly cause: string;
}

/**
 * Writes what the shop says to a customer; whether and when it leaves is the gate's to say. Nobody gets half a sentence: a text that
 * cannot be filled in for this record is refused with the variables that lack a value.
 */
export async function tellFromShop(write: Write, message: ShopMessage, ports: Ports): Promise<Decision<'done'>> {
  const sql = sqlIn(write.tx);
  const text = await findText(sql, message.template);
  if (!text) return refuse('message.text_missing', { template: message.template });
  const options = { ...(await askingOf(sql, ports)), context: contextAt(write.now, message.about.zone), zone: message.about.zone };
  const links: Record<string, string> = {};
  for (const formId of formsIn(text)) {
    const made = await makeLink(write, ports, { formId, key: message.key, customerId: message.customerId, storeId: message.storeId, about: message.about });
    if (!made.ok) return made;
    links[`${FORM_PATH}${formId}`] = made.value.url;
  }
  const filled = await fillFor(sql, text, message.about, options, ports.shop.name, links);
  if (!filled.ok) return filled;
  await queueOwnWords(write, message, shopVariables(filled.value, text.sms?.template ?? null));
  return allow('done');
}

/** Writes a message in the shop's own words to whoever can be told in the mini-program, else by her number. */
export async function queueOwnWords(
  write: Write,
  message: Pick<ShopMessage, 'key' | 'customerId' | 'storeId' | 'cause'> & Partial<Pick<ShopMessage, 'category' | 'priority' | 'expiresAt'>>,
  variables: Variables,
): Promise<void> {
  const { key, customerId, storeId, category, priority, expiresAt, cause } = message;
  await queueMessage(write, {
    occurrenceKey: key,
    templateKey: 'shop_message',
    channel: 'weapp',
    recipientId: (await findRecipientOf(write.tx, customerId, 'shop_message')) ?? customerId,
    customerId,
    bookingId: null,
    variables,
    category: category === 'marketing' ? 'marketing' : 'service',
    ...(priority === undefined ? {} : { priority }),
    expiresAt: expiresAt === undefined || expiresAt === null ? null : new Date(expiresAt),
    storeId,
    cause,
  });
}

type Filled = Omit<ReturnType<typeof fillText>, 'missing'>;

/** A text filled in for a record within the scopes of `options`. */
export async function fillFor(
  sql: Sql,
  text: MessageText,
  about: TextSubject,
  options: CompileOptions,
  shopName: string,
  links: Readonly<Record<string, string>>,
): Promise<Decision<Filled>> {
  const paths = pathsFrom(text, about.entity, options.catalogue);
  if (!paths) return refuse('message.text_misfit', { about: text.entity, sentFrom: about.entity });
  const values = await readValues(sql, paths, about, options);
  if (!values) return refuse('record.not_found', { noun: about.entity, id: about.id });
  const moment = { ...links, '@shop': shopName, '@daysLeft': about.daysLeft === null ? null : String(about.daysLeft) };
  const { missing, ...filled } = fillText(text, { catalogue: options.catalogue, values, moment, wallClock: storeClock(about.zone).wallClock });
  return missing.length > 0 ? refuse('message.value_missing', { variables: missing }) : allow(filled);
}

import { messages } from '@zhike/config/messages';
import type { FlaggedWord, MessageFate, MessageRow } from '@zhike/domain/messaging/contract';
import { fillWording, MissingVariable } from '@zhike/domain/messaging/rules';
import { flaggedWords, type GateSettings } from '@zhike/domain/marketing/gate';
import { writtenIn } from './gate';
import { FATES, type ListedMessage } from './records.list';

function fixedText(row: ListedMessage): string {
  const wording = messages[row.templateKey];
  const parts = wording.channel === 'wecom' ? [wording.title, wording.description] : Object.values(wording.fields);
  try {
    return parts.map((part) => fillWording(part, row.variables)).join('；');
  } catch (error) {
    if (error instanceof MissingVariable) return '';
    throw error;
  }
}

/** Which words kept it back then, by what the gate wrote down; of one that nobody asked about, by the list as it is now. */
function wordsOf(row: ListedMessage, text: string, words: GateSettings['words']): FlaggedWord[] {
  const now = flaggedWords(text, words);
  if (row.why !== 'forbidden_words') return [];
  const told = String(row.facts?.words ?? '').split(',');
  return told.flatMap((one) => {
    const [word = '', at = ''] = one.split('@');
    const level = now.find((other) => other.word === word)?.level ?? (row.verdict === 'hold' ? ('approve' as const) : ('block' as const));
    return word === '' ? [] : [{ word, at: Number(at), level }];
  });
}

export function toMessageRow(row: ListedMessage, words: GateSettings['words'], mayRelease: boolean): MessageRow {
  const written = writtenIn(row);
  const fate = (Object.keys(FATES) as MessageFate[]).find((one) => FATES[one].includes(row.state)) ?? 'failed';
  const { id, templateKey, channel, category, customerId, customerName, storeName, decidedByName } = row;
  return {
    id,
    fate,
    templateKey,
    channel,
    category,
    customerId,
    customerName,
    storeName,
    text: written === '' ? fixedText(row) : written,
    words: wordsOf(row, written, words),
    reason: row.reason ?? (fate === 'queued' ? row.why : null),
    facts: { ...row.facts },
    until: fate === 'queued' ? (row.until?.toISOString() ?? null) : null,
    decidedByName,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
    can: fate === 'held' && mayRelease ? ['release', 'drop'] : [],
  };
}

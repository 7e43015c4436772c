import type { MessageFate, MessageRow } from '@zhike/domain/messaging/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { MESSAGE_WORDS, whyNotSent } from '../../features/customers/words';

export const FATE_WORDS: Readonly<Record<MessageFate, string>> = {
  held: '待放行',
  queued: '等待',
  sent: '已发',
  kept_back: '没发',
  failed: '失败',
};
export const CHANNEL_WORDS: Readonly<Record<MessageRow['channel'], string>> = { weapp: '微信', sms: '短信', wecom: '企业微信' };
export const LEVEL_WORDS = { block: '直接拦下', approve: '放行后才发' } as const;
export const templateWords = (key: string): string => MESSAGE_WORDS[key] ?? '消息';

const number = (row: Pick<MessageRow, 'facts'>, key: string): number => Number(row.facts[key] ?? 0);

/** Why a message is where it is, with its numbers: 「24 小时内已收到 1 条短信营销消息（上限 1）」. */
export function reasonWords(row: Pick<MessageRow, 'reason' | 'facts' | 'channel'>): string {
  switch (row.reason) {
    case null:
      return '';
    case 'cap_day':
      return `24 小时内已收到 ${number(row, 'n')} 条${CHANNEL_WORDS[row.channel]}营销消息（上限 ${number(row, 'limit')}）`;
    case 'cap_week':
      return `7 天内已收到 ${number(row, 'n')} 条营销消息（上限 ${number(row, 'limit')}）`;
    case 'gap':
      return `离上一条不到 ${number(row, 'minutes')} 分钟，晚些再发`;
    case 'quiet_hours':
      return row.facts.until ? `夜里不打扰，${String(row.facts.until)} 后再发` : '夜里不打扰';
    case 'others_first':
      return '更要紧的一条先发';
    case 'budget':
      return `本月短信预算不够：还剩 ${formatFen(number(row, 'leftFen'), 'short')}，这一条 ${formatFen(number(row, 'costFen'), 'full')}`;
    case 'no_advertising':
      return row.facts.channel ? `顾客不接收${CHANNEL_WORDS[row.channel]}推广消息` : '顾客不接收推广消息';
    case 'forbidden_words':
      return '文案里有要留意的词';
    case 'dropped_by_member':
      return '看过后决定不发';
    case 'not_approved':
      return '文案还没有审过';
    default:
      return whyNotSent(row.reason) || '没有发出去';
  }
}

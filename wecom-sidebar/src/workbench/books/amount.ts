import { formatFen } from '@zhike/domain/kernel/money';

const UNIT = { session: '次', point: '分' } as const;

/** An amount of an account in its own unit: `¥1,280`, `5 次`, `300 分`. */
export function amountOf(amount: number, unit: 'fen' | 'session' | 'point'): string {
  return unit === 'fen' ? formatFen(amount, 'short') : `${amount.toLocaleString('zh-CN')} ${UNIT[unit]}`;
}

import type { BulkRefusals } from '@zhike/domain/bulk/contract';

type Words = { [Code in keyof BulkRefusals]: (facts: BulkRefusals[Code]) => string };

export const BULK_WORDS: Words = {
  'bulk.nobody': () => '没有选中可以修改的。请重新选择。',
  'bulk.too_many': ({ most }) => `一次最多 ${most} 条。请先用筛选缩小范围。`,
  'bulk.value_invalid': ({ field, reason }) => `「${field}」${reason}。`,
  'bulk.count_changed': ({ expected, count }) => `符合条件的客户已从 ${expected} 位变为 ${count} 位。请核对后再确认。`,
};

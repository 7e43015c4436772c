import type { FinanceRefusals } from '@zhike/domain/finance/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { clock, type Reader } from './words.reader';

type Words = { [Code in keyof FinanceRefusals]: (facts: FinanceRefusals[Code], reader: Reader) => string };

const PROBLEM_WORDS: Readonly<Record<string, string>> = {
  cut_off: '文件不完整',
  no_header: '没有表头',
  unknown_columns: '栏目和约定的不一样',
  bad_line: '有一行读不出来',
  other_merchant: '是别的商户的账单',
  count_differs: '笔数和合计对不上',
  sums_differ: '金额和合计对不上',
  twice: '有一笔出现了两次',
};

/** What the sidebar and the workbench say when finance refuses. */
export const FINANCE_WORDS: Words = {
  'finance.bill_not_there': ({ date, readyAt, keptDays }, reader) =>
    `${date} 的账单现在拿不到：微信支付要到 ${clock(readyAt, reader)} 之后才出，并且只保留 ${keptDays} 天。`,
  'finance.bill_refused': ({ date, problem }) => `${date} 的账单有问题（${PROBLEM_WORDS[problem] ?? problem}），一笔都没有采用。请过一会儿重新下载。`,
  'finance.merchant_unknown': ({ mchid }) => `商户号 ${mchid} 没有配置，请刷新后重选，或联系技术人员。`,
  'finance.still_differs': ({ number }) => `又问了一次微信支付，${number} 还是对不上。请核实后写明原因。`,
  'finance.already_settled': ({ number }) => `${number} 已经处理过了，请刷新。`,
  'finance.till_changed': ({ expectedFen }) => `刚刚又有现金进出，账上现在是 ${formatFen(expectedFen)}。请重新核对。`,
  'finance.bank_above_count': ({ countedFen }) => `交存的不能比点出来的 ${formatFen(countedFen)} 还多。`,
};

import type { CatalogueRefusals } from '@zhike/domain/catalogue/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { problemWord, type Reader } from './words.reader';

type Words = { [Code in keyof CatalogueRefusals]: (facts: CatalogueRefusals[Code], reader: Reader) => string };

const TERMS_PROBLEMS: Readonly<Record<string, string>> = {
  nothing_left: '至少要有一项包含在套系里',
  too_many: '选项太多，最多 40 个',
  repeated: '有两项重复了',
  out_of_range: '「已含」要在最少和最多之间',
  fits_everybody: '这条价格对谁都一样，请直接改标价，或选门店、等级、时间',
  unknown: '有一项已经不在了',
  first_needs_nothing: '第一步不能有条件',
  service_twice: '「已服务」只能有一步',
  never_paid: '要有一步确认款已付清',
};

/** Every "no" of the catalogue in words for staff. Exhaustive by type. */
export const CATALOGUE_WORDS: Words = {
  'catalogue.not_on_sale': ({ name, from, until }) =>
    `「${name}」${from || until ? `只在 ${from ?? '即日'} 到 ${until ?? '长期'} 销售` : '已经下架'}，请换一个。`,
  'catalogue.option_unknown': ({ name }) => `「${name}」里有一项已经取消，请重新打开再选。`,
  'catalogue.option_out_of_range': ({ name, option, min, max }) => `「${name}」的${option}要在 ${min} 到 ${max} 之间。`,
  'catalogue.terms_invalid': ({ problem }) => `这样存不了：${TERMS_PROBLEMS[problem] ?? problemWord(problem)}。`,
  'catalogue.too_much': ({ maxFen }) => `一张单最多 ${formatFen(maxFen, 'short')}，请分开下单。`,
  'catalogue.name_taken': ({ name }) => `已经有一个叫「${name}」的商品，请换一个名字。`,
  'catalogue.key_taken': ({ key }) => `标识「${key}」已经用过，请换一个。`,
};

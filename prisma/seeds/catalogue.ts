import { businessLines } from '@zhike/config/business-lines';
import type { ApiInput } from '@zhike/domain/api';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { Call } from './call';

type Terms = ApiInput<'catalogue.saveItem'>['terms'];
type Option = Terms['options'][number];

/** What the demo studio sells: packages by the service that they are shot in, and goods over the counter. */
interface SeedItem {
  readonly key: string;
  /** Key of the business line. */
  readonly line: string;
  /** The service in which it is shot; none for goods. */
  readonly service?: string;
  readonly terms: Pick<Terms, 'kind' | 'name' | 'text' | 'priceFen' | 'costFen'> & { readonly options?: readonly Option[]; readonly prices?: Terms['prices'] };
}

const option = (
  key: string,
  name: string,
  unit: string,
  money: readonly [priceFen: number, costFen: number],
  range: readonly [min: number, included: number, max: number],
): Option => ({
  key,
  name,
  unit,
  priceFen: money[0],
  costFen: money[1],
  min: range[0],
  included: range[1],
  max: range[2],
});
const outfits = (included: number): Option => option('outfits', '服装', '套', [30_000, 8_000], [1, included, included + 5]);
const retouched = (included: number): Option => option('retouched', '精修', '张', [5_000, 1_200], [10, included, included + 160]);
const album = (included: number): Option => option('album', '相册', '本', [68_000, 22_000], [0, included, 4]);
const rush = option('rush', '加急', '次', [20_000, 6_000], [0, 0, 1]);
const gold: Terms['prices'][number] = { storeId: null, level: 'gold', priceFen: null, optionPrices: { retouched: 4_000 }, from: null, until: null };

export const items: readonly SeedItem[] = [
  {
    key: 'wedding',
    line: 'wedding',
    service: 'wedding',
    terms: {
      kind: 'package',
      name: '经典婚纱套系',
      text: '三套服装，棚拍两景，精修四十张，相册一本。底片全送。',
      priceFen: 399_900,
      costFen: 78_000,
      options: [outfits(3), retouched(40), album(1), rush],
      prices: [{ ...gold, priceFen: 379_900 }],
    },
  },
  {
    key: 'wedding_plus',
    line: 'wedding',
    service: 'wedding_plus',
    terms: {
      kind: 'package',
      name: '轻奢婚纱套系',
      text: '五套服装，棚拍与外景，精修六十张，相册两本，摆台一个。底片全送。',
      priceFen: 599_900,
      costFen: 118_000,
      options: [outfits(5), retouched(60), album(2), rush],
      prices: [{ ...gold, priceFen: 569_900 }],
    },
  },
  {
    key: 'child',
    line: 'child',
    service: 'child',
    terms: {
      kind: 'package',
      name: '宝宝成长照套系',
      text: '两套服装，精修二十张，相册一本。',
      priceFen: 69_900,
      costFen: 15_000,
      options: [outfits(2), retouched(20), album(1), rush],
      prices: [gold],
    },
  },
  {
    key: 'family',
    line: 'family',
    service: 'family',
    terms: {
      kind: 'package',
      name: '全家福套系',
      text: '一景两组，精修十五张，放大照片一幅。',
      priceFen: 79_900,
      costFen: 17_000,
      options: [outfits(2), retouched(15), album(0), rush],
      prices: [gold],
    },
  },
  { key: 'frame', line: 'retail', terms: { kind: 'product', name: '实木相框', text: '12 寸，胡桃木。', priceFen: 16_800, costFen: 5_200 } },
  { key: 'canvas', line: 'retail', terms: { kind: 'product', name: '放大画布', text: '60 × 90 厘米，无框。', priceFen: 39_800, costFen: 12_000 } },
  { key: 'drive', line: 'retail', terms: { kind: 'product', name: '定制 U 盘', text: '64G，木盒装，刻字。', priceFen: 12_800, costFen: 4_600 } },
];

const contractBody = `合同编号：【单号】　　签订日期：【日期】

甲方（服务方）：【门店】
乙方（顾客）：【顾客】

一、服务内容（【业务线】）
【明细】

二、费用
原价【总价】，优惠【优惠】，应付合计【金额】。

三、付款
【付款计划】

四、约定
1. 乙方如需改期，请至少提前一天告知甲方。
2. 精修照片在选片完成后十五个工作日内交付；加急另计。
3. 因甲方原因未能按约拍摄的，乙方可以选择改期或全额退款。
4. 未尽事宜由双方协商。

经办顾问：【顾问】`;

export interface Catalogue {
  /** By key. */
  readonly lines: ReadonlyMap<string, string>;
  readonly items: ReadonlyMap<string, string>;
}

/** Opens the catalogue as its owner would. */
export async function seedCatalogue(call: Call, boss: Actor): Promise<Catalogue> {
  const lines = new Map<string, string>();
  for (const [position, { key, name, stages, fields }] of businessLines.entries()) {
    const input = { lineId: null, key, name, stages: [...stages], fields: fields.map((field) => ({ ...field })), position, active: true };
    lines.set(key, (await call('catalogue.saveLine', input, boss)).line.id);
  }
  const ids = new Map<string, string>();
  for (const { key, line, terms } of items) {
    const whole = {
      ...terms,
      lineId: lines.get(line) ?? null,
      options: [...(terms.options ?? [])],
      prices: [...(terms.prices ?? [])],
      from: null,
      until: null,
      active: true,
    };
    ids.set(key, (await call('catalogue.saveItem', { itemId: null, version: 0, terms: whole }, boss)).item.id);
  }
  await call('orders.saveContractTemplate', { templateId: null, version: 0, name: '摄影服务合同', body: contractBody, active: true }, boss);
  return { lines, items: ids };
}

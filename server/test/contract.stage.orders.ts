import type { ApiInput, EndpointName } from '@zhike/domain/api';
import type { Call, Stage } from './contract.stage';

/* The calls about what is sold: the catalogue. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

let serial = 0;

export const packageTerms = (over: Partial<ApiInput<'catalogue.saveItem'>['terms']> = {}): ApiInput<'catalogue.saveItem'>['terms'] => ({
  kind: 'package',
  lineId: null,
  name: `套系 ${++serial}`,
  text: '三套服装，精修四十张，相册一本。',
  priceFen: 399_900,
  costFen: 80_000,
  options: [
    { key: 'outfits', name: '服装', unit: '套', priceFen: 30_000, costFen: 10_000, min: 1, max: 8, included: 3 },
    { key: 'retouched', name: '精修', unit: '张', priceFen: 5_000, costFen: 1_200, min: 0, max: 200, included: 40 },
    { key: 'album', name: '相册', unit: '本', priceFen: 68_000, costFen: 20_000, min: 0, max: 3, included: 1 },
  ],
  prices: [{ storeId: null, level: 'gold', priceFen: 379_900, optionPrices: { retouched: 4_000 }, from: null, until: null }],
  from: null,
  until: null,
  active: true,
  ...over,
});

const line = (): ApiInput<'catalogue.saveLine'> => ({
  lineId: null,
  key: `line_${++serial}`,
  name: '儿童摄影',
  stages: [
    { key: 'created', name: '创建订单', needs: 'nothing' },
    { key: 'settled', name: '付清', needs: 'paid' },
  ],
  fields: [{ key: 'baby', label: '宝宝姓名', type: 'text', required: true }],
  position: 1,
  active: true,
});

const saved = async ({ shop, boss }: Stage): Promise<string> =>
  (await shop.do('catalogue.saveItem', { itemId: null, version: 0, terms: packageTerms() }, boss)).item.id;
const where = ({ fixture, customerId }: Stage) => ({ storeId: fixture.storeId, customerId });

export const orderCalls: Calls<'catalogue.lines' | 'catalogue.saveLine' | 'catalogue.items' | 'catalogue.item' | 'catalogue.saveItem' | 'catalogue.price'> = {
  'catalogue.lines': async ({ shop, boss }) => {
    await shop.do('catalogue.saveLine', line(), boss);
    return { as: boss, input: {} };
  },
  'catalogue.saveLine': ({ boss }) => ({ as: boss, input: line() }),
  'catalogue.items': async (stage) => {
    await saved(stage);
    return { as: stage.boss, input: { ...where(stage), lineId: null, withInactive: true } };
  },
  'catalogue.item': async (stage) => ({ as: stage.boss, input: { ...where(stage), itemId: await saved(stage) } }),
  'catalogue.saveItem': ({ boss }) => ({ as: boss, input: { itemId: null, version: 0, terms: packageTerms() } }),
  'catalogue.price': async (stage) => ({
    as: stage.boss,
    input: { ...where(stage), lines: [{ itemId: await saved(stage), quantity: 1, options: { retouched: 50 } }] },
  }),
};

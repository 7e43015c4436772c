import type { CatalogueAnswer } from '../conditions/catalogue';
import { beginAdd, placesToAdd, withPlace } from './draft-add';

const field = (id: string, label: string, type: CatalogueAnswer['entities'][number]['fields'][number]['type'], over: object = {}) => ({
  ...{ id, key: id, label, type, storage: 'plain' as const, sensitivity: 'internal' as const, masked: false },
  ...over,
});
const entity = (id: string, fields: ReturnType<typeof field>[]) => ({ id, label: id, unit: '条', name: '', fields, hosts: [], verbs: [], relations: [] });
const answer: CatalogueAnswer = {
  version: 1,
  entities: [
    entity('customer', [field('visits', '来店次数', 'number')]),
    entity('rt_supply', [field('cf_stock', '库存', 'number'), field('cf_name', '名称', 'text')]),
    entity('rt_request', [
      field('cf_boxes', '盒数', 'number'),
      field('cf_supply', '耗材', 'ref', { to: 'rt_supply' }),
      field('cf_for', '客户', 'ref', { to: 'customer' }),
      field('cf_old', '旧数', 'number', { retired: true }),
    ]),
  ],
};

describe('FL-16 a step that adds to a number', () => {
  test('may change numbers of the shop’s own kinds: those that a field leads to, and the record’s own; never a customer’s', () => {
    expect(placesToAdd(answer, 'rt_request')).toEqual([
      { on: 'cf_supply', field: 'cf_stock', label: '耗材的库存' },
      { on: undefined, field: 'cf_boxes', label: '盒数' },
    ]);
    expect(placesToAdd(answer, 'customer')).toEqual([]);
  });

  test('begins by taking one away while there is one, and keeps how much when the number is another', () => {
    const [stock, boxes] = placesToAdd(answer, 'rt_request');
    if (!stock || !boxes) throw new Error('two numbers can be changed');
    const taken = beginAdd(stock);
    expect(taken).toEqual({ do: 'record.add', on: 'cf_supply', field: 'cf_stock', by: 1, times: -1, least: 0 });
    expect(withPlace({ ...taken, by: { field: 'cf_boxes' } }, boxes)).toEqual({
      do: 'record.add',
      field: 'cf_boxes',
      by: { field: 'cf_boxes' },
      times: -1,
      least: 0,
    });
  });
});

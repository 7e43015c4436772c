import { decideTemplate, writeContract, type ContractFacts } from './contract-text';

const FACTS: ContractFacts = {
  shopName: '拾光影像',
  storeName: '静安店',
  date: '2026-11-26',
  code: 'D261126-7K3M9P',
  customerName: '林小雨',
  lineName: '婚纱摄影',
  sellerName: '唐小棠',
  lines: [
    {
      name: '经典婚纱套系',
      text: '底片全送。',
      quantity: 1,
      parts: [
        { key: null, name: '经典婚纱套系', unit: '', quantity: 1 },
        { key: 'retouched', name: '精修', unit: '张', quantity: 50 },
        { key: 'rush', name: '加急', unit: '次', quantity: 0 },
      ],
      priceFen: 449_900,
    },
  ],
  listFen: 449_900,
  discountFen: 0,
  billedFen: 449_900,
  instalments: [{ name: '定金', amountFen: 100_000, dueOn: '2026-11-26' }],
};

test('OR-03 a template is filled with the order: customer, package, amount, due items', () => {
  const text = writeContract('甲方【商家】【门店】，乙方【顾客】，【日期】签订【单号】。\n【明细】\n合计【金额】\n【付款计划】', FACTS);
  expect(text).toBe(
    '甲方拾光影像静安店，乙方林小雨，2026-11-26签订D261126-7K3M9P。\n1. 经典婚纱套系：¥4,499.00\n   底片全送。\n   含精修 50 张\n合计¥4,499.00\n1. 定金：¥1,000.00，2026-11-26 前付清',
  );
});

test('OR-03 what a customer is called is never read as a variable, and a variable that does not exist is refused by name', () => {
  expect(writeContract('【顾客】', { ...FACTS, customerName: '【金额】' })).toBe('【金额】');
  expect(decideTemplate('【顾客】【金额】')).toEqual({ ok: true, value: null });
  expect(decideTemplate('【身份证】')).toEqual({ ok: false, refusal: { code: 'orders.template_invalid', facts: { variable: '身份证' } } });
});

import * as fc from 'fast-check';
import { amountInCapitals, writeReceipt } from './receipt-text';

test.each([
  [0, '零元整'],
  [5, '伍分'],
  [50, '伍角'],
  [500, '伍元整'],
  [505, '伍元零伍分'],
  [550, '伍元伍角'],
  [1_000, '壹拾元整'],
  [1_005, '壹拾元零伍分'],
  [10_500, '壹佰零伍元整'],
  [123_456, '壹仟贰佰叁拾肆元伍角陆分'],
  [100_050_000, '壹佰万零伍佰元整'],
  [100_500_000, '壹佰万伍仟元整'],
  [1_000_000_500, '壹仟万零伍元整'],
  [1_000_000_001, '壹仟万元零壹分'],
  [10_000_000_000, '壹亿元整'],
  [10_000_100_000, '壹亿零壹仟元整'],
])('OR-06 %d fen in capitals: %s', (fen, words) => expect(amountInCapitals(fen)).toBe(words));

/** Reads capitals again, by another way than they are written. */
function read(words: string): number {
  const digit = (sign: string): number => '零壹贰叁肆伍陆柒捌玖'.indexOf(sign);
  const [, whole = '', rest = ''] = /^(?:(.*)元)?(.*)$/.exec(words) ?? [];
  let total = 0;
  let group = 0;
  let last = 0;
  for (const sign of whole) {
    const place = '拾佰仟'.indexOf(sign);
    if (sign === '万' || sign === '亿') {
      total = (total + group + last) * (sign === '万' ? 10_000 : 100_000_000);
      if (sign === '亿') total = Math.round(total);
      group = 0;
      last = 0;
    } else if (place >= 0) {
      group += last * 10 ** (place + 1);
      last = 0;
    } else last = digit(sign);
  }
  const jiao = /(.)角/.exec(rest)?.[1];
  const fen = /(.)分/.exec(rest)?.[1];
  return (total + group + last) * 100 + (jiao ? digit(jiao) * 10 : 0) + (fen ? digit(fen) : 0);
}

test('OR-06 law: capitals say exactly the amount (below a hundred million yuan), and never two zeros', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000_000), (fen) => {
      const words = amountInCapitals(fen);
      expect(read(words)).toBe(fen);
      expect(words).not.toMatch(/零零|零元[^整]|零万|零拾/);
    }),
  );
});

test('OR-06 a receipt names number, both parties, way and amount; money that goes back turns the parties round', () => {
  const facts = {
    number: 'S2611-00042',
    shopName: '拾光影像',
    storeName: '静安店',
    paidAt: '2026-11-26 10:00',
    orderCode: 'D261126-7K3M9P',
    payerName: '林小雨',
    items: ['经典婚纱套系'],
    payment: { kind: 'card' as const, till: null, amountFen: 110_000, cardName: '储值 1000', principalFen: 100_000, bonusFen: 10_000 },
    byName: '钱芊',
  };
  const words = writeReceipt(facts);
  for (const part of [
    'S2611-00042',
    '收款单位：拾光影像 静安店',
    '付款人：林小雨',
    '储值卡「储值 1000」（本金 ¥1,000.00，赠送 ¥100.00）',
    '壹仟壹佰元整',
    '经手人：钱芊',
  ])
    expect(words).toContain(part);
  const back = writeReceipt({ ...facts, payerName: null, byName: '', payment: { ...facts.payment, kind: 'refund', till: 'cash' } });
  expect(back).toContain('付款单位：拾光影像 静安店\n收款人：见签名');
  expect(back).toContain('方式：现金');
  expect(back).not.toContain('经手人');
});

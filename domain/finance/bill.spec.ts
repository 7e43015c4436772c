import * as fc from 'fast-check';
import { compare, fenOf, readBill, type BillLine, type OurMove } from './bill';

const HEAD =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const SUMS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
const yuan = (fen: number): string => (fen / 100).toFixed(2);
const row = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',');
const payment = (number: string, fen: number, mchid = 'M1'): string =>
  row([
    '2026-11-25 10:00:00',
    'wx',
    mchid,
    '0',
    '',
    '42',
    number,
    'o',
    'JSAPI',
    'SUCCESS',
    'OTHERS',
    'CNY',
    yuan(fen),
    '0.00',
    '0',
    '0',
    '0.00',
    '0.00',
    '',
    '',
    '婚纱',
    '',
    '0.30000',
    '0.60%',
    yuan(fen),
    '0.00',
    '',
  ]);
const refund = (number: string, fen: number): string =>
  row([
    '2026-11-25 11:00:00',
    'wx',
    'M1',
    '0',
    '',
    '42',
    'T',
    'o',
    'JSAPI',
    'REFUND',
    'OTHERS',
    'CNY',
    '0.00',
    '0.00',
    '50',
    number,
    yuan(fen),
    '0.00',
    'ORIGINAL',
    'SUCCESS',
    '婚纱',
    '',
    '-0.30000',
    '0.60%',
    '0.00',
    yuan(fen),
    '',
  ]);
const sums = (count: number, paid: number, back: number): string => row([String(count), yuan(paid), yuan(back), '0.00', '0.00000', yuan(paid), yuan(back)]);
const file = (...rows: string[]): string => `\uFEFF${rows.join('\r\n')}\r\n`;

test('OR-06 a bill is read to the fen, its byte order mark and back-ticks apart', () => {
  const read = readBill(file(HEAD, payment('ZK1', 50_001), refund('ZK1R1', 20_000), SUMS, sums(2, 50_001, 20_000)), 'M1');
  expect(read).toEqual({
    ok: true,
    bill: {
      lines: [
        { what: 'payment', number: 'ZK1', amountFen: 50_001, feeFen: 30 },
        { what: 'refund', number: 'ZK1R1', amountFen: 20_000, feeFen: -30 },
      ],
      paidFen: 50_001,
      refundedFen: 20_000,
      feeFen: 0,
    },
  });
});

test.each([
  ['cut off in the middle', file(HEAD, payment('ZK1', 1)), 'cut_off'],
  ['cut off after the head of the sums', file(HEAD, payment('ZK1', 1), SUMS), 'cut_off'],
  ['sums only, of lines that are not there', file(SUMS, sums(3, 300, 0)), 'count_differs'],
  ['another merchant’s', file(HEAD, payment('ZK1', 1, 'M2'), SUMS, sums(1, 1, 0)), 'other_merchant'],
  ['a line lost', file(HEAD, payment('ZK1', 1), SUMS, sums(2, 2, 0)), 'count_differs'],
  ['an amount changed', file(HEAD, payment('ZK1', 2), SUMS, sums(1, 1, 0)), 'sums_differ'],
  ['a line twice', file(HEAD, payment('ZK1', 1), payment('ZK1', 1), SUMS, sums(2, 2, 0)), 'twice'],
  ['an amount that is none', file(HEAD, payment('ZK1', 1).replaceAll('`0.01', '`1e2'), SUMS, sums(1, 1, 0)), 'bad_line'],
  ['columns that are not there', file(HEAD.replace('商户退款单号', '别的'), payment('ZK1', 1), SUMS, sums(1, 1, 0)), 'unknown_columns'],
  ['no head', file('你好', payment('ZK1', 1), SUMS, sums(1, 1, 0)), 'no_header'],
  ['nothing at all', '', 'cut_off'],
])('OR-06 a bill that is %s is refused as a whole', (_, text, problem) => {
  expect(readBill(text, 'M1')).toEqual({ ok: false, problem });
});

test('OR-06 a day on which nothing happened has sums of nothing', () => {
  expect(readBill(file(HEAD, SUMS, sums(0, 0, 0)), 'M1')).toMatchObject({ ok: true, bill: { lines: [], paidFen: 0 } });
  expect(readBill(file(SUMS, sums(0, 0, 0)), 'M1')).toMatchObject({ ok: true, bill: { lines: [] } });
});

test('OR-06 yuan are read as fen without a float’s error', () => {
  expect(['0.01', '19.99', '1.15', '4.35', '0.07', '9999999.99', '-0.30000', '0.00500', '12'].map(fenOf)).toEqual([
    1, 1999, 115, 435, 7, 999_999_999, -30, 1, 1200,
  ]);
  expect(['', '1,000.00', '1e3', ' 1', '0x1', '１'].map(fenOf)).toEqual([null, null, null, null, null, null]);
});

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 20 });
const line = (n: number, amountFen = n * 100): BillLine => ({ what: 'payment', number: `ZK${n}`, amountFen, feeFen: 0 });
const move = (n: number, settled = true): OurMove => ({ what: 'payment', number: `ZK${n}`, amountFen: n * 100, settled });

test('OR-06 law: bill and books that say the same have no difference; each number that one of them lacks has one', () => {
  fc.assert(
    fc.property(numbers, numbers, (bill, books) => {
      const differences = compare(
        bill.map((n) => line(n)),
        books.map((n) => move(n)),
        books.map((n) => move(n)),
        new Set(),
      );
      expect(differences.filter((one) => one.kind === 'missing_here').map((one) => one.number)).toEqual(
        bill.filter((n) => !books.includes(n)).map((n) => `ZK${n}`),
      );
      expect(differences.filter((one) => one.kind === 'missing_there').map((one) => one.number)).toEqual(
        books.filter((n) => !bill.includes(n)).map((n) => `ZK${n}`),
      );
      expect(differences.filter((one) => one.kind === 'amount_differs')).toEqual([]);
    }),
  );
});

test('OR-06 another amount, a payment that is not settled here, and a refund that yesterday’s bill had', () => {
  expect(compare([line(1, 99), line(2)], [move(1), move(2, false)], [], new Set())).toEqual([
    { kind: 'amount_differs', what: 'payment', number: 'ZK1', oursFen: 100, theirsFen: 99 },
    { kind: 'missing_here', what: 'payment', number: 'ZK2', oursFen: null, theirsFen: 200 },
  ]);
  const back: OurMove = { what: 'refund', number: 'ZK3R1', amountFen: 5, settled: true };
  expect(compare([], [], [back], new Set(['refund ZK3R1']))).toEqual([]);
});

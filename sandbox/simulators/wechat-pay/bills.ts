import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import type { PayOrder, PayRefund } from '../../world/state';
import { no, wrongParameter, type PayAnswer, type PayRequest } from './answers';
import { chinaDate, chinaTime } from './crypto';
import { isOf, type MerchantView } from './merchants';

const TYPES = ['ALL', 'SUCCESS', 'REFUND'] as const;
type BillType = (typeof TYPES)[number];
const KEPT_MS = 92 * 86_400_000;

const HEAD =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const SUMMARY_HEAD = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

const yuan = (fen: number): string => (fen / 100).toFixed(2);
/** Six per mille, rounded half up to a fen: what a payment costs the merchant. */
const feeOf = (fen: number): number => Math.round((fen * 6) / 1000);
/** Every value carries a back-tick, so that a spreadsheet keeps long numbers as text; commas would break the line. */
const line = (...values: string[]): string => values.map((value) => `\`${value.replace(/[,\r\n]/g, ' ')}`).join(',');
const billTime = (at: string): string => chinaTime(at).slice(0, 19).replace('T', ' ');

function paymentLine(keys: WorldKeys, order: PayOrder): string {
  return line(
    billTime(order.paidAt ?? order.createdAt),
    keys.appid,
    keys.mchid,
    '0',
    '',
    order.transactionId ?? '',
    order.outTradeNo,
    order.openid ?? '',
    order.tradeType ?? 'JSAPI',
    'SUCCESS',
    'OTHERS',
    'CNY',
    yuan(order.totalFen),
    '0.00',
    '0',
    '0',
    '0.00',
    '0.00',
    '',
    '',
    order.description,
    order.attach ?? '',
    (feeOf(order.totalFen) / 100).toFixed(5),
    '0.60%',
    yuan(order.totalFen),
    '0.00',
    '',
  );
}

function refundLine(keys: WorldKeys, refund: PayRefund, order: PayOrder | undefined): string {
  return line(
    billTime(refund.createdAt),
    keys.appid,
    keys.mchid,
    '0',
    '',
    refund.transactionId,
    refund.outTradeNo,
    order?.openid ?? '',
    order?.tradeType ?? 'JSAPI',
    'REFUND',
    'OTHERS',
    'CNY',
    '0.00',
    '0.00',
    refund.refundId,
    refund.outRefundNo,
    yuan(refund.refundFen),
    '0.00',
    'ORIGINAL',
    refund.status,
    order?.description ?? '',
    order?.attach ?? '',
    (-feeOf(refund.refundFen) / 100).toFixed(5),
    '0.60%',
    '0.00',
    yuan(refund.refundFen),
    '',
  );
}

/** The bill of one day (China time) with a leading byte order mark; null when nothing happened that day. */
export function tradeBill(world: World, keys: MerchantView, date: string, type: BillType): string | null {
  const payments =
    type === 'REFUND' ? [] : world.state.orders.filter((order) => isOf(keys, order) && order.paidAt !== null && chinaDate(order.paidAt) === date);
  const refunds = type === 'SUCCESS' ? [] : world.state.refunds.filter((refund) => isOf(keys, refund) && chinaDate(refund.createdAt) === date);
  if (payments.length + refunds.length === 0) return null;
  const paid = payments.reduce((sum, order) => sum + order.totalFen, 0);
  const returned = refunds.reduce((sum, refund) => sum + refund.refundFen, 0);
  const fees = payments.reduce((sum, order) => sum + feeOf(order.totalFen), 0) - refunds.reduce((sum, refund) => sum + feeOf(refund.refundFen), 0);
  const rows = [
    ...payments.map((order) => paymentLine(keys, order)),
    ...refunds.map((refund) =>
      refundLine(
        keys,
        refund,
        world.state.orders.find((order) => order.outTradeNo === refund.outTradeNo),
      ),
    ),
  ];
  const summary = line(String(rows.length), yuan(paid), yuan(returned), '0.00', (fees / 100).toFixed(5), yuan(paid), yuan(returned));
  return `\uFEFF${[HEAD, ...rows, SUMMARY_HEAD, summary].join('\r\n')}\r\n`;
}

const seal = (keys: WorldKeys, claim: string): string => createHmac('sha256', keys.apiV3Key).update(claim).digest('base64url');

/** GET /v3/bill/tradebill: where the bill lies and its SHA1. A day's bill exists from 10:00 (China time) of the next day, for three months. */
export function requestTradeBill(world: World, keys: MerchantView, { query }: PayRequest): PayAnswer {
  const date = query.get('bill_date') ?? '';
  const type = TYPES.find((known) => known === (query.get('bill_type') ?? 'ALL'));
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date))) return wrongParameter('bill_date', date, '格式须为yyyy-MM-dd', 'query');
  if (!type) return wrongParameter('bill_type', query.get('bill_type'), '须为ALL、SUCCESS或REFUND', 'query');
  if (query.get('tar_type') !== null) return wrongParameter('tar_type', query.get('tar_type'), '本环境只提供数据流', 'query');
  const now = world.clock.now().getTime();
  const readyAt = Date.parse(`${date}T10:00:00+08:00`) + 86_400_000;
  if (now < readyAt) return no(400, 'INVALID_REQUEST', '账单日期不正确，请在次日10点后获取');
  if (now - readyAt > KEPT_MS) return no(400, 'INVALID_REQUEST', '仅支持三个月内的账单');
  const bill = tradeBill(world, keys, date, type);
  if (bill === null) return no(400, 'NO_STATEMENT_EXIST', '账单文件不存在');
  const claim = `${date}.${type}`;
  return {
    status: 200,
    body: {
      hash_type: 'SHA1',
      hash_value: createHash('sha1').update(bill).digest('hex'),
      download_url: `https://api.mch.weixin.qq.com/v3/billdownload/file?token=${claim}.${seal(keys, claim)}`,
    },
  };
}

/** GET /v3/billdownload/file: the file itself. Its answer is not signed; the SHA1 is the check. */
export function downloadBill(world: World, keys: MerchantView, { query }: PayRequest): PayAnswer {
  const [date = '', type = '', given = ''] = (query.get('token') ?? '').split('.');
  const expected = seal(keys, `${date}.${type}`);
  const known = TYPES.find((candidate) => candidate === type);
  const valid = known && given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
  const bill = valid ? tradeBill(world, keys, date, known) : null;
  return bill === null
    ? no(404, 'RESOURCE_NOT_EXISTS', '账单文件不存在')
    : { status: 200, unsigned: { type: 'text/plain; charset=utf-8', bytes: Buffer.from(bill, 'utf8') } };
}

import { formatFen, type Fen } from '../kernel/money';
import type { OrderPayment } from './contract';

const DIGITS = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'] as const;
const PLACES = ['', '拾', '佰', '仟'] as const;
const GROUPS = ['', '万', '亿'] as const;

/** Up to four digits in capitals; inner zeros once, trailing ones not at all. */
function fourDigits(group: number): string {
  let text = '';
  let zero = false;
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(group / 10 ** place) % 10;
    if (digit === 0) zero = text !== '';
    else {
      text += `${zero ? '零' : ''}${DIGITS[digit] ?? ''}${PLACES[place] ?? ''}`;
      zero = false;
    }
  }
  return text;
}

function yuanInCapitals(yuan: number): string {
  let text = '';
  let rest = yuan;
  const groups: number[] = [];
  for (; rest > 0; rest = Math.floor(rest / 10_000)) groups.push(rest % 10_000);
  for (let at = groups.length - 1; at >= 0; at--) {
    const group = groups[at] ?? 0;
    if (group === 0) continue;
    // A gap between two groups is read as one zero: 壹万零伍.
    const gap = text !== '' && (group < 1_000 || groups[at + 1] === 0);
    text += `${gap ? '零' : ''}${fourDigits(group)}${GROUPS[at] ?? ''}`;
  }
  return text;
}

/**
 * An amount as Chinese papers write it: `壹仟贰佰叁拾肆元伍角陆分`, `伍元整`, `拾元零伍分`. The rules are those of the People's Bank for filling in
 * bills (《正确填写票据和结算凭证的基本规定》): a whole amount ends in 整, a missing 角 before 分 is 零.
 */
export function amountInCapitals(amountFen: Fen): string {
  const yuan = Math.floor(amountFen / 100);
  const jiao = Math.floor(amountFen / 10) % 10;
  const fen = amountFen % 10;
  if (amountFen === 0) return '零元整';
  const head = yuan === 0 ? '' : `${yuanInCapitals(yuan)}元`;
  if (jiao === 0 && fen === 0) return `${head}整`;
  const tenths = jiao === 0 ? (head === '' ? '' : '零') : `${DIGITS[jiao] ?? ''}角`;
  return `${head}${tenths}${fen === 0 ? '' : `${DIGITS[fen] ?? ''}分`}`;
}

/** What a receipt tells. */
export interface ReceiptFacts {
  readonly number: string;
  readonly shopName: string;
  readonly storeName: string;
  /** The store's day and time of the payment. */
  readonly paidAt: string;
  readonly orderCode: string;
  /** Null: nobody knows it; the signature tells. */
  readonly payerName: string | null;
  readonly items: readonly string[];
  readonly payment: Pick<OrderPayment, 'kind' | 'till' | 'amountFen' | 'cardName' | 'principalFen' | 'bonusFen'>;
  readonly byName: string;
}

const TILLS: Readonly<Record<NonNullable<OrderPayment['till']>, string>> = { cash: '现金', bank: '银行转账', pos: '刷卡', wechat: '微信支付' };

export const receiptTitle = (kind: OrderPayment['kind']): string => (kind === 'refund' ? '退款收据' : '收款收据');

function wayOf({ kind, till, cardName, principalFen, bonusFen }: ReceiptFacts['payment']): string {
  if (till !== null) return TILLS[till];
  if (kind === 'deposit') return '预约定金抵扣';
  return `${kind === 'refund' ? '退回储值卡' : '储值卡'}「${cardName}」（本金 ${formatFen(principalFen)}，赠送 ${formatFen(bonusFen)}）`;
}

/** A receipt's words; amounts in figures and in capitals. */
export function writeReceipt(facts: ReceiptFacts): string {
  const { payment, orderCode } = facts;
  return written(facts, { back: payment.kind === 'refund', about: `订单：${orderCode}`, way: wayOf(payment), amountFen: payment.amountFen });
}

/** What the receipt of a card tells: the money that came, or went back, till by till. */
export interface CardReceiptFacts extends Omit<ReceiptFacts, 'orderCode' | 'payment'> {
  readonly cardCode: string;
  readonly back: boolean;
  readonly parts: readonly { readonly way: 'cash' | 'bank' | 'pos' | 'wechat' | 'refund_due'; readonly amountFen: Fen }[];
}

/** The same for what is paid for a card: `现金 500.00，微信支付 500.00`. */
export function writeCardReceipt(facts: CardReceiptFacts): string {
  const { back, cardCode, parts } = facts;
  const amountFen = parts.reduce((sum, part) => sum + part.amountFen, 0);
  const way = parts.map((part) => `${part.way === 'refund_due' ? '原路退回' : TILLS[part.way]}${parts.length > 1 ? ` ${formatFen(part.amountFen)}` : ''}`);
  return written(facts, { back, about: `卡号：${cardCode}`, way: way.join('，'), amountFen });
}

function written(
  facts: Omit<ReceiptFacts, 'orderCode' | 'payment'>,
  { back, about, way, amountFen }: { readonly back: boolean; readonly about: string; readonly way: string; readonly amountFen: Fen },
): string {
  return [
    `编号：${facts.number}`,
    `${back ? '付款' : '收款'}单位：${facts.shopName} ${facts.storeName}`,
    `${back ? '收款人' : '付款人'}：${facts.payerName ?? '见签名'}`,
    `日期：${facts.paidAt}`,
    about,
    `事由：${facts.items.join('、')}`,
    `方式：${way}`,
    `金额：人民币 ${formatFen(amountFen)}`,
    `大写：人民币${amountInCapitals(amountFen)}`,
    ...(facts.byName === '' ? [] : [`经手人：${facts.byName}`]),
  ].join('\n');
}

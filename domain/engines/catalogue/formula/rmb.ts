import type { Fen } from '../../../kernel/money';

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '万亿'];

function group(four: number): string {
  let text = '';
  let gap = false;
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(four / 10 ** place) % 10;
    if (digit === 0) gap = text !== '';
    else {
      text += `${gap ? '零' : ''}${DIGITS[digit] ?? ''}${PLACES[place] ?? ''}`;
      gap = false;
    }
  }
  return text;
}

/**
 * An amount as it is written out on receipts: 人民币大写 by 支付结算办法, annex 1. `壹仟零伍元叁角整` without 人民币 before it; 负 before one
 * below zero. 整 ends what has no fen; 零 stands for a gap between digits, and before the fen when there is no jiao.
 * @returns '' for more than 9999 万亿, which has no place name here
 */
export function upperRmb(fen: Fen): string {
  const all = Math.abs(fen);
  const yuan = Math.floor(all / 100);
  if (yuan >= 1e16 || !Number.isSafeInteger(fen)) return '';
  const jiao = Math.floor(all / 10) % 10;
  const cent = all % 10;
  let text = '';
  let gap = false;
  for (let at = 3; at >= 0; at--) {
    const four = Math.floor(yuan / 10_000 ** at) % 10_000;
    if (four === 0) gap = text !== '';
    else {
      text += `${text !== '' && (gap || four < 1000) ? '零' : ''}${group(four)}${GROUPS[at] ?? ''}`;
      gap = false;
    }
  }
  // 万亿 is said once: 壹万亿 and 壹万零壹亿, not 壹万亿零壹亿.
  text = /万亿.*亿/.test(text) ? text.replace('万亿', '万') : text;
  const head = text === '' ? '' : `${text}元`;
  const sign = fen < 0 ? '负' : '';
  if (jiao === 0 && cent === 0) return `${sign}${head || '零元'}整`;
  if (cent === 0) return `${sign}${head}${DIGITS[jiao] ?? ''}角整`;
  const middle = jiao > 0 ? `${DIGITS[jiao] ?? ''}角` : head ? '零' : '';
  return `${sign}${head}${middle}${DIGITS[cent] ?? ''}分`;
}

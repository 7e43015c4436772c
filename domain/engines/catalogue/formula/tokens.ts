import { own } from '../../conditions/values';
import { OPERATORS } from './chips';

export type Token =
  | { readonly is: 'number'; readonly value: number; readonly at: number }
  | { readonly is: 'text' | 'chip' | 'name' | 'sign'; readonly text: string; readonly at: number };

/** Why a text is no formula. `at`: the place of the sign, from 0, in UTF-16 units. */
export interface ParseProblem {
  readonly code:
    | 'unexpected_sign'
    | 'unexpected_end'
    | 'unclosed'
    | 'unknown_chip'
    | 'unknown_function'
    | 'number_invalid'
    | 'comparison_chain'
    | 'text_too_long'
    | 'nested_too_deep';
  readonly at: number;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** What people type on a Chinese keyboard, as it is meant. Outside of quotes and chips only. */
const HALF: Readonly<Record<string, string>> = {
  '（': '(',
  '）': ')',
  '，': ',',
  '＝': '=',
  '＋': '+',
  '－': '-',
  '−': '-',
  '＊': '*',
  '／': '/',
  '＜': '<',
  '＞': '>',
};
const SIGNS: readonly string[] = ['(', ')', ',', ...OPERATORS.flatMap((operator): readonly string[] => operator.signs)].sort((a, b) => b.length - a.length);
const OPEN: Readonly<Record<string, string>> = { '"': '"', '“': '”', '[': ']', '【': '】' };
const half = (sign: string): string => own(HALF, sign) ?? sign;

/** Cuts a text into tokens, each with its place, in time that grows with its length alone. */
export function tokensOf(text: string): { readonly tokens: readonly Token[] } | { readonly problem: ParseProblem } {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const sign = text.charAt(at);
    if (/\s/.test(sign)) {
      at += 1;
      continue;
    }
    const close = own(OPEN, sign);
    if (close !== undefined) {
      const inside = quotedFrom(text, at + 1, close);
      if (inside === null) return { problem: { code: 'unclosed', at, facts: { sign } } };
      tokens.push({ is: close === '"' || close === '”' ? 'text' : 'chip', text: inside.text, at });
      at = inside.end;
      continue;
    }
    if (/[0-9]/.test(sign)) {
      const written = /^\d+(?:\.\d+)?/.exec(text.slice(at, at + 40))?.[0] ?? sign;
      const end = at + written.length;
      if (/[0-9.A-Za-z_]/.test(text.charAt(end))) return { problem: { code: 'number_invalid', at, facts: { text: text.slice(at, end + 1) } } };
      tokens.push({ is: 'number', value: Number(written), at });
      at = end;
      continue;
    }
    const name = /^(?:[A-Za-z_][A-Za-z_.]*|[是否空](?![\u4e00-\u9fff]))/.exec(text.slice(at, at + 40))?.[0];
    if (name) {
      tokens.push({ is: 'name', text: name, at });
      at += name.length;
      continue;
    }
    const pair = half(sign) + half(text.charAt(at + 1));
    const known = SIGNS.find((one) => pair.startsWith(one));
    if (known === undefined) return { problem: { code: 'unexpected_sign', at, facts: { sign } } };
    tokens.push({ is: 'sign', text: known, at });
    at += known.length;
  }
  return { tokens };
}

/** Up to the closing sign; a backslash takes the next sign as it is. */
function quotedFrom(text: string, start: number, close: string): { readonly text: string; readonly end: number } | null {
  let inside = '';
  for (let at = start; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === close) return { text: inside, end: at + 1 };
    if (sign === '\\' && at + 1 < text.length) at += 1;
    inside += text.charAt(at);
  }
  return null;
}

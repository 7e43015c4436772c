import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import type { Fen } from '../kernel/money';
import type { CatalogueRefusals, ItemOption, ItemTerms, PriceRule } from './contract';

/** What one order can hold, in fen: ten million yuan. */
export const MOST_FEN = 1_000_000_000;

/** For whom and when a price is asked. `level` '' : none. `date`: the store's calendar day. */
export interface At {
  readonly storeId: string;
  readonly level: string;
  readonly date: string;
}

export interface Choice {
  readonly quantity: number;
  /** How many of each option, for one unit of the item; one that is missing comes as often as it is included. */
  readonly options: Readonly<Record<string, number>>;
}

/** A part of a line: the item itself (key null) or one of its options. Amounts are for the whole line. */
export interface Part {
  readonly key: string | null;
  readonly name: string;
  readonly unit: string;
  readonly quantity: number;
  readonly included: number;
  readonly unitPriceFen: Fen;
  readonly priceFen: Fen;
  readonly costFen: Fen;
}

export interface PricedLine {
  readonly quantity: number;
  /** Every option with its number, those that were not named as well. */
  readonly options: Readonly<Record<string, number>>;
  readonly parts: readonly Part[];
  readonly priceFen: Fen;
  readonly costFen: Fen;
  /** A price of her level is in it already: her level takes nothing more off. */
  readonly levelPriced: boolean;
}

export type PricingRefusal = RefusalOf<
  Pick<CatalogueRefusals, 'catalogue.not_on_sale' | 'catalogue.option_unknown' | 'catalogue.option_out_of_range' | 'catalogue.too_much'>
>;

const within = (date: string, from: string | null, until: string | null): boolean => (from === null || date >= from) && (until === null || date <= until);

/** How particular a rule is: a store counts for more than a level, both for more than a time. */
const weight = (rule: PriceRule): number => (rule.storeId ? 4 : 0) + (rule.level ? 2 : 0) + (rule.from !== null || rule.until !== null ? 1 : 0);

/** The price by the rules that fit and say something; the item's own without any. The order in which rules are written does not matter. */
function ruled(rules: readonly PriceRule[], own: Fen, priceOf: (rule: PriceRule) => Fen | null | undefined): { readonly fen: Fen; readonly byLevel: boolean } {
  let best: { readonly weight: number; readonly fen: Fen; readonly byLevel: boolean } | null = null;
  for (const rule of rules) {
    const fen = priceOf(rule);
    if (fen === null || fen === undefined) continue;
    const candidate = { weight: weight(rule), fen, byLevel: rule.level !== null };
    if (!best || candidate.weight > best.weight || (candidate.weight === best.weight && candidate.fen < best.fen)) best = candidate;
  }
  return best ?? { fen: own, byLevel: false };
}

/** What one unit as it stands costs here and now; null when it is not on sale. */
export function priceNow(terms: ItemTerms, at: At): Fen | null {
  return ruledNow(terms, at)?.fen ?? null;
}

function ruledNow(terms: ItemTerms, at: At): ReturnType<typeof ruled> | null {
  if (!terms.active || !within(at.date, terms.from, terms.until)) return null;
  return ruled(rulesAt(terms, at), terms.priceFen, (rule) => rule.priceFen);
}

function rulesAt(terms: ItemTerms, at: At): PriceRule[] {
  return terms.prices.filter(
    (rule) =>
      (rule.storeId === null || rule.storeId === at.storeId) && (rule.level === null || rule.level === at.level) && within(at.date, rule.from, rule.until),
  );
}

/**
 * PK-03, PK-04: the price and the cost of a choice. The item's own price covers what is included; each unit of an option beyond costs its
 * price, and fewer than included cost no less. Cost counts every unit that is made, included or not.
 */
export function priceLine(terms: ItemTerms, choice: Choice, at: At): Decision<PricedLine, PricingRefusal> {
  const own = ruledNow(terms, at);
  if (own === null) return refuse('catalogue.not_on_sale', { name: terms.name, from: terms.from, until: terms.until });
  const unknown = Object.keys(choice.options).find((key) => !terms.options.some((option) => option.key === key));
  if (unknown !== undefined) return refuse('catalogue.option_unknown', { name: terms.name, option: unknown });
  const rules = rulesAt(terms, at);
  const { quantity } = choice;
  const base = own.fen;
  let levelPriced = own.byLevel;
  const chosen = new Map(Object.entries(choice.options));
  const parts: Part[] = [
    {
      key: null,
      name: terms.name,
      unit: '',
      quantity,
      included: 0,
      unitPriceFen: base,
      priceFen: base * quantity,
      costFen: terms.costFen * quantity,
    },
  ];
  for (const option of terms.options) {
    const count = chosen.get(option.key) ?? option.included;
    if (count < option.min || count > option.max)
      return refuse('catalogue.option_out_of_range', { name: terms.name, option: option.name, min: option.min, max: option.max });
    const unit = ruled(rules, option.priceFen, (rule) => new Map(Object.entries(rule.optionPrices)).get(option.key));
    // An option that costs nothing here tells nothing.
    if (count > option.included) levelPriced = levelPriced || unit.byLevel;
    parts.push(optionPart(option, count, unit.fen, quantity));
  }
  const priceFen = sum(parts, (part) => part.priceFen);
  const costFen = sum(parts, (part) => part.costFen);
  if (priceFen > MOST_FEN || costFen > MOST_FEN) return refuse('catalogue.too_much', { maxFen: MOST_FEN });
  const options = Object.fromEntries(terms.options.map((option) => [option.key, chosen.get(option.key) ?? option.included]));
  return allow({ quantity, options, parts, priceFen, costFen, levelPriced });
}

function optionPart({ key, name, unit, included, costFen }: ItemOption, count: number, unitPriceFen: Fen, times: number): Part {
  const more = Math.max(0, count - included);
  return {
    key,
    name,
    unit,
    quantity: count * times,
    included: Math.min(count, included) * times,
    unitPriceFen,
    priceFen: more * unitPriceFen * times,
    costFen: count * costFen * times,
  };
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number => items.reduce((total, item) => total + of(item), 0);

/** Lines together; in whatever order they stand. */
export function sumLines(lines: readonly Pick<PricedLine, 'priceFen' | 'costFen'>[]): {
  readonly priceFen: Fen;
  readonly costFen: Fen;
  readonly marginFen: Fen;
} {
  const priceFen = sum(lines, (line) => line.priceFen);
  const costFen = sum(lines, (line) => line.costFen);
  return { priceFen, costFen, marginFen: priceFen - costFen };
}

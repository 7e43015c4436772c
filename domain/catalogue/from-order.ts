import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import type { CatalogueRefusals, ItemOption, ItemTerms } from './contract';
import type { SoldLine } from './policy';
import { MOST_FEN, sumLines } from './pricing';

/** A line of an order that stands. */
export interface PackageLine {
  readonly id: string;
  readonly sold: SoldLine;
}
export interface PackageWish {
  readonly name: string;
  readonly text: string;
  readonly lineId: string;
  /** What the package costs; null: what the lines cost that are in it. */
  readonly priceFen: number | null;
  /** Lines that a customer takes or leaves; the others are the package. */
  readonly optional: readonly string[];
}

const MOST_OPTIONS = 40;
const MOST_OF_ONE = 9_999;
const OPTION_NAME = 20;
const invalid = (field: string, problem: string) => refuse('catalogue.terms_invalid', { field, problem });

/** How many more of something a package lets one have than it includes. */
const roomFor = (count: number): number => Math.min(MOST_OF_ONE, Math.max(count * 2, 10));

/** Of a line that is in the package: what it can be had more of, as often as it was sold included. */
function optionsIn({ sold }: PackageLine, at: number): ItemOption[] {
  return sold.parts.flatMap((part): ItemOption[] => {
    if (part.key === null || part.quantity === 0) return [];
    const { name, unit, quantity, unitPriceFen, costFen } = part;
    // A cost that cannot be shared out to the fen is told a little high rather than low.
    return [
      {
        key: `p${at}_${part.key}`.slice(0, 31),
        name,
        unit,
        priceFen: unitPriceFen,
        costFen: Math.ceil(costFen / quantity),
        min: 0,
        max: roomFor(quantity),
        included: quantity,
      },
    ];
  });
}

/** A line as something to take or to leave, at what one of it cost. */
function asOption({ sold }: PackageLine, at: number): ItemOption {
  const { name, quantity, priceFen, costFen } = sold;
  const max = Math.min(MOST_OF_ONE, Math.max(quantity, 10));
  return {
    key: `o${at}`,
    name: name.slice(0, OPTION_NAME),
    unit: '份',
    priceFen: Math.round(priceFen / quantity),
    costFen: Math.round(costFen / quantity),
    min: 0,
    max,
    included: 0,
  };
}

/**
 * PK-06: what was put together for one customer as a package for all. The lines that are in it make its price and its options; the others can be
 * had with it. Chosen as it was sold, it costs what it cost then.
 */
export function packageOf(
  lines: readonly PackageLine[],
  wish: PackageWish,
): Decision<ItemTerms, RefusalOf<Pick<CatalogueRefusals, 'catalogue.terms_invalid' | 'catalogue.too_much'>>> {
  const stranger = wish.optional.find((id) => !lines.some((line) => line.id === id));
  if (stranger !== undefined) return invalid('optional', 'unknown');
  const inside = lines.filter((line) => !wish.optional.includes(line.id));
  if (inside.length === 0) return invalid('optional', 'nothing_left');
  const options = lines.flatMap((line, at) => (inside.includes(line) ? optionsIn(line, at) : [asOption(line, at)]));
  if (options.length > MOST_OPTIONS) return invalid('options', 'too_many');
  const { priceFen, costFen } = sumLines(inside.map((line) => line.sold));
  const price = wish.priceFen ?? priceFen;
  if (price > MOST_FEN) return refuse('catalogue.too_much', { maxFen: MOST_FEN });
  // The cost of what is counted by the piece is in the options; the rest is the package's own.
  const counted = inside.flatMap(({ sold }) => sold.parts).reduce((sum, part) => sum + (part.key === null || part.quantity === 0 ? 0 : part.costFen), 0);
  const { name, text, lineId } = wish;
  return allow({
    kind: 'package',
    lineId,
    name,
    text,
    priceFen: price,
    costFen: costFen - counted,
    options,
    prices: [],
    from: null,
    until: null,
    active: true,
  });
}

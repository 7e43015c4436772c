import { compileScope, inScope } from '../kernel/access';
import type { Actor } from '../kernel/actor';
import type { PricedLineView } from './contract';
import type { Part } from './pricing';

/** Whether the actor may know what something costs the shop, in a store. Everywhere: lists, orders, exports. */
export function mayKnowCost(actor: Actor, storeId: string): boolean {
  return actor.kind === 'staff' && inScope(compileScope(actor, 'catalogue.cost_read'), { storeId, customerId: null, staffIds: [] });
}

/** A line as it was, or is to be, sold. */
export interface SoldLine {
  readonly itemId: string;
  readonly itemVersion: number;
  readonly kind: 'product' | 'package';
  readonly name: string;
  readonly text: string;
  readonly quantity: number;
  readonly options: Readonly<Record<string, number>>;
  readonly parts: readonly Part[];
  readonly priceFen: number;
  readonly costFen: number;
  /** A price of her level is in it already. Absent: sold before that was written down. */
  readonly levelPriced?: boolean;
}

/** The one place where a line becomes what a reader sees: cost, margin and the cost of each part stay behind for whoever may not know them. */
export function toLineView(line: SoldLine, withCost: boolean): PricedLineView {
  return {
    itemId: line.itemId,
    itemVersion: line.itemVersion,
    kind: line.kind,
    name: line.name,
    text: line.text,
    quantity: line.quantity,
    options: { ...line.options },
    parts: line.parts.map((part) => ({ ...part, costFen: withCost ? part.costFen : null })),
    priceFen: line.priceFen,
    levelPriced: line.levelPriced ?? false,
    costFen: withCost ? line.costFen : null,
    marginFen: withCost ? line.priceFen - line.costFen : null,
  };
}

import { mayKnowCost, toLineView } from '@zhike/domain/catalogue/policy';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { QuoteView } from '@zhike/domain/orders/contract';
import type { QuoteRow } from './records.quotes';

/** A quote with every version as this reader sees it. */
export function toQuoteView(row: QuoteRow, actor: Actor): QuoteView {
  const withCost = mayKnowCost(actor, row.storeId);
  const { zone: _, sellerId: __, versions, ...quote } = row;
  return {
    ...quote,
    form: { ...(versions[0]?.form ?? {}) },
    versions: versions.map(({ form: _form, lines, costFen, ...version }) => ({
      ...version,
      at: new Date(version.at).toISOString(),
      lines: lines.map((line) => toLineView(line, withCost)),
      totalFen: version.listFen - version.discountFen,
      costFen: withCost ? costFen : null,
      marginFen: withCost ? version.listFen - version.discountFen - costFen : null,
    })),
  };
}

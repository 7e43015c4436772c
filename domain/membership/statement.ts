/** One act on a card, as the books have it; instants in epoch ms. A statement tells what a person owns: stored value and sessions. */
export interface StatementAct {
  readonly at: number;
  readonly sessions: number;
  readonly principalFen: number;
  readonly bonusFen: number;
}

export interface Held {
  readonly principalFen: number;
  readonly bonusFen: number;
  readonly sessions: number;
}

export interface Statement<Act extends StatementAct> {
  readonly opening: Held;
  /** The oldest first, each with what the card held afterwards. */
  readonly lines: readonly { readonly act: Act; readonly after: Held }[];
  readonly closing: Held;
}

const NOTHING: Held = { principalFen: 0, bonusFen: 0, sessions: 0 };
const add = (held: Held, act: StatementAct): Held => ({
  principalFen: held.principalFen + act.principalFen,
  bonusFen: held.bonusFen + act.bonusFen,
  sessions: held.sessions + act.sessions,
});

/**
 * CD-09: a card's statement over a half-open span of time: opening + every act = closing. `acts`: everything that was ever done to it, the newest
 * first, in the order of the books (which is what counts when two acts share a moment).
 */
export function statementOf<Act extends StatementAct>(acts: readonly Act[], span: { readonly from: number; readonly until: number }): Statement<Act> {
  let opening = NOTHING;
  let held = NOTHING;
  const lines: { act: Act; after: Held }[] = [];
  for (const act of [...acts].reverse()) {
    if (act.at >= span.until) continue;
    held = add(held, act);
    if (act.at < span.from) opening = add(opening, act);
    else lines.push({ act, after: held });
  }
  return { opening, lines, closing: held };
}

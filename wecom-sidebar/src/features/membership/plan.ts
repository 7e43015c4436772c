import type { UseOption } from '@zhike/domain/membership/contract';

/** What finishing a visit does about cards. */
export type FinishPlan = { readonly kind: 'plain' } | { readonly kind: 'take'; readonly option: UseOption } | { readonly kind: 'ask' };

/**
 * The one card that fits and pays all of it is used without a question, where the shop's rule says so; several, or one that pays a
 * part, are a person's choice.
 */
export function planFinish(options: readonly UseOption[], useWhenFinished: boolean): FinishPlan {
  const [only] = options;
  if (!only) return { kind: 'plain' };
  return options.length === 1 && only.openFen === 0 && useWhenFinished ? { kind: 'take', option: only } : { kind: 'ask' };
}

/** The cards that were chosen, in the rule's order, with what each gives once those before it have given theirs. Amounts in fen. */
export function sharesOf(options: readonly UseOption[], chosen: readonly string[], openFen: number): { option: UseOption; givesFen: number }[] {
  let open = openFen;
  return options
    .filter((option) => chosen.includes(option.cardId))
    .map((option) => {
      const givesFen = option.takes.sessions > 0 ? open : Math.min(open, option.takes.valueFen);
      open -= givesFen;
      return { option, givesFen };
    });
}

/** What is still to be paid in another way. */
export function openAfterCards(options: readonly UseOption[], chosen: readonly string[], openFen: number): number {
  return sharesOf(options, chosen, openFen).reduce((open, share) => open - share.givesFen, openFen);
}

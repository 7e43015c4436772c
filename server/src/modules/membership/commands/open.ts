import type { ApiRefusal } from '@zhike/domain/api';
import type { Right } from '@zhike/domain/kernel/access';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { CardOf } from '@zhike/domain/ledger/acts.cards';
import type { CardView } from '@zhike/domain/membership/contract';
import type { Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { findCardRows, lockCards, type CardRow } from '../records.cards';
import { reaches, toCardView, withPurses, type Card } from '../view';

/** Whose card it is, for the books. */
export const cardOf = ({ id, storeId, customerId }: Pick<CardRow, 'id' | 'storeId' | 'customerId'>): CardOf => ({ cardId: id, storeId, customerId });

/** Locks a card on which the actor holds the right; one that she does not reach is not there. */
export async function openCard(ask: Pick<Ask, 'actor'>, write: Write, cardId: string, right: Right): Promise<Decision<Card, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  const [card] = await withPurses(sql, await lockCards(sql, [cardId]));
  return card && reaches(ask.actor, right, card.row) ? allow(card) : refuse('record.not_found', { noun: 'card', id: cardId });
}

/** The card as the reader sees it now. */
export async function answerCard(ask: Pick<Ask, 'actor'>, write: Write, cardId: string): Promise<Decision<{ card: CardView }, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  const [card] = await withPurses(sql, await findCardRows(sql, [cardId]));
  if (!card) throw new Error('a card that was just written is not there');
  return allow({ card: toCardView(card, ask.actor, write.now) });
}

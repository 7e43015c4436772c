import type { CardView } from '@zhike/domain/membership/contract';
import { todayAt, CHINA_OFFSET } from '../../components/time';
import { useNow } from '../../components/parts';
import { CARD_STATE_WORDS } from '../../words.membership';
import { dueWords, KIND_WORDS, leftOf, partsOf, progressOf, STATE_TONES, validityOf } from './words';

export function CardStateTag({ state }: { state: CardView['state'] }) {
  return <span className={`zk-booking-state ${STATE_TONES[state]}`}>{CARD_STATE_WORDS[state]}</span>;
}

const DOTS = 20;
/** A course's sessions as a row of marks: those that were given are filled. */
export function Progress({ card }: { card: CardView }) {
  const { given, total } = progressOf(card);
  if (card.kind === 'stored_value' || total > DOTS) return null;
  return (
    <span className="zk-progress" role="img" aria-label={`已用 ${given} 次，共 ${total} 次`}>
      {Array.from({ length: total }, (_, i) => (
        <i key={i} className={i < given ? 'given' : ''} />
      ))}
    </span>
  );
}

/** Until when, what is due next, whose it is: the small lines of a card. */
export function CardLines({ card, holderId }: { card: CardView; holderId: string | null }) {
  const today = todayAt(useNow(), CHINA_OFFSET);
  const validity = validityOf(card, today);
  const due = card.state === 'active' ? dueWords(card.nextDueOn, today) : null;
  return (
    <>
      {due && <span className={`zk-hint zk-block${due.late ? ' zk-card-late' : ''}`}>{due.text}</span>}
      <span className={`zk-hint zk-block${validity.soon ? ' zk-card-soon' : ''}`}>{validity.text}</span>
      {holderId !== null && card.customerId !== holderId && <span className="zk-hint zk-block">家人 {card.customerName} 的卡，已同意给她用</span>}
    </>
  );
}

/**
 * One card, closed: what is left is the largest thing on it.
 * @param holderId in front of whom it is drawn; null: in a list of many, where each card says whose it is
 */
export function CardFace({ card, holderId, onOpen }: { card: CardView; holderId: string | null; onOpen: () => void }) {
  const over = card.state !== 'active' && card.state !== 'frozen';
  return (
    <button type="button" className={`zk-member-card${over ? ' over' : ''}`} onClick={onOpen} data-testid="card" data-card={card.name} data-state={card.state}>
      <span className="zk-row">
        <span className="zk-card-kind">{KIND_WORDS[card.kind]}</span>
        <b className="zk-grow zk-ellipsis">{card.name}</b>
        {card.state !== 'active' && <CardStateTag state={card.state} />}
      </span>
      {holderId === null && <span className="zk-second zk-block">{card.customerName}</span>}
      <span className="zk-row" style={{ alignItems: 'baseline' }}>
        <span className="zk-card-left" data-testid="card-left">
          {leftOf(card)}
        </span>
        <span className="zk-hint">{partsOf(card)}</span>
      </span>
      <Progress card={card} />
      <CardLines card={card} holderId={holderId} />
    </button>
  );
}

import { Text, View } from '@tarojs/components';
import type { CardView } from '@zhike/domain/membership/contract';
import { badgeOfCard, dueWords, isOver, KINDS, leftOf, partsOf, progressOf, today, validityOf } from '../words';
import './card-face.scss';

/** More steps than this are told in words alone. */
const MOST_DOTS = 12;

function Progress({ card }: { card: CardView }) {
  const { given, total } = progressOf(card);
  if (card.kind !== 'course' || total > MOST_DOTS) return null;
  return (
    <View className="face-card__dots">
      {Array.from({ length: total }, (_, n) => (
        <View className={n < given ? 'face-card__dot face-card__dot--on' : 'face-card__dot'} key={n} />
      ))}
    </View>
  );
}

/** A card as a card: what is left of it large, its two purses or its progress, and until when. */
export function CardFace({ card, onTap }: { card: CardView; onTap?: () => void }) {
  const left = leftOf(card);
  const on = today();
  const due = dueWords(card, on);
  const { text, soon } = validityOf(card, on);
  const { word, tone } = badgeOfCard(card.state);
  const look = isOver(card.state) ? 'over' : card.kind;
  return (
    <View className={`face-card face-card--${look}`} id={`card-${card.id}`} onClick={onTap}>
      <View className="face-card__top">
        <View className="grow">
          <View className="face-card__name">{card.name}</View>
          <View className="face-card__kind">{card.mine ? KINDS[card.kind] : `${KINDS[card.kind]} · ${card.customerName}的卡，家人可用`}</View>
        </View>
        {card.state === 'active' ? null : <Text className={`badge badge--${tone} card-${card.state}`}>{word}</Text>}
      </View>
      <View className="face-card__left">
        {card.kind === 'stored_value' ? null : <Text className="face-card__unit">剩</Text>}
        <Text className="face-card__number" id={`left-${card.id}`}>
          {left.number}
        </Text>
        {left.unit ? <Text className="face-card__unit">{left.unit}</Text> : null}
        <Text className="face-card__parts">{partsOf(card)}</Text>
      </View>
      <Progress card={card} />
      {due ? <View className="face-card__due">{due}</View> : null}
      <View className={soon ? 'face-card__until face-card__until--soon' : 'face-card__until'}>{text}</View>
    </View>
  );
}

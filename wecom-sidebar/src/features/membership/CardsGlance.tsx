import { followCards } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { CHINA_OFFSET, todayAt } from '../../components/time';
import { leftOf, validityOf } from './words';
import './membership.css';

/** Her level and what she still has on her cards, in a few lines of the overview; nothing is drawn when she has nothing. */
export function CardsGlance({ customerId, onOpen }: { customerId: string; onOpen: () => void }) {
  const mayRead = useMay('card.read');
  const today = todayAt(useNow(), CHINA_OFFSET);
  const cards = useQuery('membership.cardsOf', mayRead ? { customerId } : null, { follow: followCards });
  const mayReadLevel = useMay('points.read');
  const level = useQuery('membership.levelOf', mayReadLevel ? { customerId } : null).data?.level;
  const usable = (cards.data?.cards ?? []).filter((card) => card.state === 'active');
  if (usable.length === 0 && !level) return null;
  const soon = usable.filter((card) => validityOf(card, today).soon);
  return (
    <button type="button" className="zk-member-card zk-glance" onClick={onOpen} data-testid="cards-glance">
      <span className="zk-row">
        <span className="zk-grow zk-hint">{usable.length > 0 ? '会员卡' : '等级'}</span>
        {level && <b data-testid="glance-level">{level.name}</b>}
      </span>
      {usable.map((card) => (
        <span key={card.id} className="zk-row">
          <span className="zk-grow zk-ellipsis">{card.name}</span>
          <b>{leftOf(card)}</b>
        </span>
      ))}
      {soon.length > 0 && (
        <span className="zk-hint zk-card-soon">{soon.length === 1 ? `「${soon[0]?.name ?? ''}」快到期了` : `有 ${soon.length} 张快到期了`}</span>
      )}
    </button>
  );
}

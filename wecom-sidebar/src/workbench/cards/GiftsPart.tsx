import type { CardTerms } from '@zhike/domain/membership/contract';
import { Button, InputNumber, Select } from 'antd';
import { useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { offWords } from '../../features/marketing/words';

const MOST = 5;

/** MK-04: the coupons that come with each sale and each charge. Whoever may not give coupons sees that there are some. */
export function GiftsPart({ terms, onChange }: { terms: CardTerms; onChange: (coupons: CardTerms['coupons']) => void }) {
  const may = useMay('coupon.issue');
  const known = useQuery('marketing.templates', may ? { withRetired: true } : null);
  const templates = known.data?.templates ?? [];
  const gifts = terms.coupons;
  const free = templates.filter((one) => one.active && !gifts.some((gift) => gift.templateId === one.id));
  const labelled = templates.map((one) => ({ value: one.id, label: `${one.terms.name}（${offWords(one.terms)}）${one.active ? '' : ' 已停发'}` }));
  const set = (at: number, part: Partial<CardTerms['coupons'][number]>) => onChange(gifts.map((gift, n) => (n === at ? { ...gift, ...part } : gift)));
  return (
    <section className="zk-card" data-testid="card-gifts">
      <h2>送券</h2>
      <p className="zk-hint">每办一次、每充一次都送，收款后自动进客户的券包，不受每人限领的限制。退卡时没用的自动收回。</p>
      {!may && gifts.length > 0 && <p>每次送 {gifts.reduce((sum, gift) => sum + gift.count, 0)} 张</p>}
      {may &&
        gifts.map((gift, at) => (
          <div key={gift.templateId} className="zk-row" style={{ marginBottom: 8 }}>
            <Select
              aria-label="送哪种券"
              style={{ flex: 1, minWidth: 0 }}
              value={gift.templateId}
              options={labelled.filter((one) => one.value === gift.templateId || free.some((other) => other.id === one.value))}
              onChange={(templateId: string) => set(at, { templateId })}
            />
            <InputNumber
              aria-label="送几张"
              min={1}
              max={20}
              precision={0}
              suffix="张"
              value={gift.count}
              onChange={(count) => set(at, { count: count ?? 1 })}
            />
            <Button onClick={() => onChange(gifts.filter((_, n) => n !== at))}>去掉</Button>
          </div>
        ))}
      {may && gifts.length < MOST && free[0] && (
        <Button onClick={() => onChange([...gifts, { templateId: free[0]?.id ?? '', count: 1 }])} data-testid="card-gift-add">
          加一种券
        </Button>
      )}
      {may && known.data && templates.length === 0 && <p className="zk-hint">还没有优惠券，先到「优惠券」里建一种。</p>}
    </section>
  );
}

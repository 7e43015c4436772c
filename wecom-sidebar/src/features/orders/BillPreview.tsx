import type { ApiOutput } from '@zhike/domain/api';
import type { Query } from '../../api/hooks';
import { misfitWords } from '../marketing/words';
import { yuan } from './words';

type Preview = ApiOutput<'marketing.previewBill'>;

/** What the bill will say once it is saved: her level by itself; her coupons and points, which are used on the saved order. */
export function BillPreview({ query }: { query: Query<Preview> }) {
  const preview = query.data;
  if (!preview || query.refusal) return null;
  const fitting = preview.coupons.filter((coupon) => coupon.reason === null);
  const rest = preview.coupons.length - fitting.length;
  const nearest = preview.coupons.find((coupon) => coupon.missingFen > 0);
  const { points } = preview;
  if (!preview.level && preview.coupons.length === 0 && !(points && points.mostPoints > 0)) return null;
  return (
    <section className="zk-card" data-testid="bill-preview" aria-busy={query.busy}>
      <h3 style={{ marginBottom: 4 }}>会员优惠</h3>
      {preview.level && (
        <div className="zk-money-line" data-testid="preview-level">
          <span>{preview.level.name}（自动减）</span>
          <b>{yuan(-preview.level.amountFen)}</b>
        </div>
      )}
      {fitting.map((coupon) => (
        <div key={coupon.couponId} className="zk-money-line" data-testid="preview-coupon">
          <span className="zk-second">券「{coupon.name}」开单后可用</span>
          <span>可减 {yuan(coupon.offFen)}</span>
        </div>
      ))}
      {nearest && (
        <p className="zk-hint" data-testid="preview-misfit">
          券「{nearest.name}」{misfitWords(nearest.reason ?? '', nearest.missingFen)}
        </p>
      )}
      {rest > 0 && !nearest && <p className="zk-hint">另有 {rest} 张券这单用不了</p>}
      {points && points.mostPoints > 0 && (
        <div className="zk-money-line" data-testid="preview-points">
          <span className="zk-second">
            积分 {points.heldPoints}，这单最多用 {points.mostPoints}
          </span>
          <span>可减 {yuan(points.amountFen)}</span>
        </div>
      )}
      <div className="zk-money-line zk-bill-total">
        <span>开单后应收</span>
        <b data-testid="preview-billed">{yuan(preview.billedFen)}</b>
      </div>
    </section>
  );
}

import type { HealthBannerItem } from '@zhike/domain/customers/health/contract';
import { bannerLines } from './words';
import './health.css';

/** The red band: allergies and taboos that block, in words and with a sign, wherever the customer is booked or served. */
export function HealthBand({ items, onOpen }: { items: readonly HealthBannerItem[] | null; onOpen?: (() => void) | undefined }) {
  if (!items || items.length === 0) return null;
  return (
    <div className="zk-health-band" role="note" aria-label="过敏和禁忌" data-testid="health-band">
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M8 1.2 15.4 14.4H.6z" fill="currentColor" />
        <path d="M7.2 5.6h1.6v4.6H7.2zM7.2 11.2h1.6v1.6H7.2z" fill="#fff" />
      </svg>
      <div className="zk-grow">
        {bannerLines(items).map((line) => (
          <p key={line.kind}>
            <b>{line.title}</b> {line.names.join('、')}
          </p>
        ))}
      </div>
      {onOpen && (
        <button type="button" className="zk-health-more" onClick={onOpen} data-testid="health-band-open">
          详情
        </button>
      )}
    </div>
  );
}

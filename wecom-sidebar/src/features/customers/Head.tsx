import type { CustomerProfile } from '@zhike/domain/customers/contract';
import { HealthBand } from './health/HealthBand';
import { PhoneReveal } from './PhoneReveal';
import { Tag } from './Tag';

/** Who this is: face, name, owner, phone, tags in one line; and in red what she must be spared. */
export function CustomerHead({ profile, onTags, onHealth }: { profile: CustomerProfile; onTags: () => void; onHealth: () => void }) {
  return (
    <div className="zk-head" data-testid="customer-head">
      <div className="zk-row">
        <Avatar name={profile.name} url={profile.avatarUrl} />
        <div className="zk-grow">
          <div className="zk-row">
            <h2 className="zk-ellipsis" data-testid="customer-name">
              {profile.name}
            </h2>
            <span className="zk-hint zk-nowrap" data-testid="member-code">
              {profile.memberCode}
            </span>
          </div>
          <div className="zk-row zk-second" style={{ justifyContent: 'space-between' }}>
            <PhoneReveal key={profile.id} customerId={profile.id} masked={profile.maskedPhone} mayReveal={profile.can.includes('reveal_phone')} />
            <span className="zk-ellipsis zk-hint" data-testid="owner">
              {profile.ownerName ? `归属 ${profile.ownerName}` : '暂无归属'}
            </span>
          </div>
        </div>
      </div>
      <div className="zk-tag-line">
        <div className="zk-tag-scroll" data-testid="tags">
          {profile.tags.length > 0 ? profile.tags.map((t) => <Tag key={t.id} tag={t} />) : <span className="zk-hint">还没有标签</span>}
        </div>
        {profile.can.includes('tag') && (
          <button type="button" className="zk-tag-add" aria-label="改标签" onClick={onTags} data-testid="edit-tags">
            ＋
          </button>
        )}
      </div>
      <HealthBand items={profile.healthBanner} onOpen={profile.can.includes('health_read') ? onHealth : undefined} />
    </div>
  );
}

export function Avatar({ name, url, small = false }: { name: string; url: string | null; small?: boolean }) {
  return (
    <span className={small ? 'zk-avatar small' : 'zk-avatar'} aria-hidden="true">
      {url ? <img src={url} alt="" /> : initialOf(name)}
    </span>
  );
}

/** The given name's last character; nicknames end in emoji, which make no initial. */
export function initialOf(name: string): string {
  const letters = Array.from(name).filter((c) => /[\u4e00-\u9fffA-Za-z0-9]/.test(c));
  return letters[letters.length - 1] ?? '客';
}

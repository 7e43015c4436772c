import type { PushPart, PushPerson } from '@zhike/domain/marketing/contract';
import { ListFoot, usePages } from '../../components/more';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { PART_WORDS, SKIP_WORDS } from '../../features/marketing/words';
import { yuan } from '../../features/membership/words';

/** The people behind one number of a push; from an order on to the order. */
export function PushPeople(of: { pushId: string; part: PushPart; now: number; onBack: () => void; onClose: () => void }) {
  const { first, pages } = usePages('marketing.pushPeople', { pushId: of.pushId, part: of.part }, () => false);
  return (
    <Sheet
      open
      wide
      testid="push-people"
      onClose={of.onClose}
      title={
        <button type="button" className="zk-link" onClick={of.onBack} data-testid="push-people-back">
          ‹ {PART_WORDS[of.part]}
        </button>
      }
    >
      <Loaded query={first} skeleton={<RowsSkeleton rows={5} />}>
        {() => (
          <>
            {pages.items.length === 0 && <Nothing title="没有人" />}
            {pages.items.map((one) => (
              <div key={one.customerId} className="zk-account" style={{ cursor: 'default' }} data-testid="push-row-person">
                <span>
                  <a className="zk-link" href={`#/customers/${one.customerId}`}>
                    {one.name}
                  </a>
                  <span className="zk-hint zk-block">{storyOf(one, of.now)}</span>
                </span>
                <span style={{ textAlign: 'right' }}>
                  {one.orders.map((order) => (
                    <a key={order.id} className="zk-link zk-block" href={`#/orders?order=${order.id}`}>
                      {order.code} {yuan(order.billedFen)}
                    </a>
                  ))}
                  {one.offFen > 0 && <span className="zk-hint zk-block">让利 {yuan(one.offFen)}</span>}
                </span>
              </div>
            ))}
            <ListFoot pages={pages} unit="人" />
          </>
        )}
      </Loaded>
    </Sheet>
  );
}

/** What became of her, in the order in which it happened. */
function storyOf(one: PushPerson, now: number): string {
  if (one.state === 'held_out') return '对照组：不发、不通知';
  if (one.state === 'skipped') return one.reason ? SKIP_WORDS[one.reason] : '跳过';
  if (one.state === 'waiting') return '还没轮到';
  const steps = [
    '已进券包',
    one.told === 'sent' ? '微信已通知' : '没有微信通知',
    one.seenAt === null ? '还没看' : `${momentOf(one.seenAt, CHINA_OFFSET, now)} 看过`,
    ...(one.usedAt === null ? [] : [`${momentOf(one.usedAt, CHINA_OFFSET, now)} 用了`]),
  ];
  return steps.join(' · ');
}

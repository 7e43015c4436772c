import type { PushGroup, PushPart } from '@zhike/domain/marketing/contract';
import { useQuery } from '../../api/hooks';
import { Loaded, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, todayAt } from '../../components/time';
import { liftWords, rateWords } from '../../features/marketing/words';
import { dayWords, yuan } from '../../features/membership/words';

/** MK-11: what those whom it was for bought, beside those who were held out, over the same days. */
export function PushEffect({ pushId, onPart }: { pushId: string; onPart: (part: PushPart) => void }) {
  const query = useQuery('marketing.pushEffect', { pushId }, { keepPrevious: true });
  const row = (title: string, group: PushGroup, part: PushPart) => (
    <tr>
      <th>
        {title}
        <span className="zk-hint zk-block">{group.people} 人</span>
      </th>
      <td>
        <button type="button" className="zk-link" disabled={group.buyers === 0} onClick={() => onPart(part)} data-testid={`push-${part}`}>
          {group.buyers} 人
        </button>
        <span className="zk-hint zk-block">{rateWords(group)}</span>
      </td>
      <td>
        {yuan(group.revenueFen)}
        <span className="zk-hint zk-block">{group.orders} 单</span>
      </td>
    </tr>
  );
  return (
    <section style={{ marginTop: 16 }} data-testid="push-effect">
      <h3>发出后的消费</h3>
      <Loaded query={query} skeleton={<RowsSkeleton rows={2} />}>
        {({ effect }) => (
          <>
            <p className="zk-hint">
              从发放那一刻起 {effect.days} 天内下的订单{effect.over ? '' : `，数到 ${dayWords(todayAt(Date.parse(effect.until), CHINA_OFFSET))}，现在还在涨`}
            </p>
            <div className="zk-books">
              <table>
                <thead>
                  <tr>
                    <th>哪些人</th>
                    <th>下了单</th>
                    <th>金额</th>
                  </tr>
                </thead>
                <tbody>
                  {row('发券的', effect.pushed, 'bought')}
                  {effect.heldOut && row('没发的（对照）', effect.heldOut, 'held_out_bought')}
                </tbody>
              </table>
            </div>
            <p data-testid="push-lift">{effect.heldOut ? liftWords(effect.pushed, effect.heldOut) : '这批没有留对照组，看不出不发券她们会不会也来。'}</p>
          </>
        )}
      </Loaded>
    </section>
  );
}

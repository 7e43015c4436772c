import type { WishKind, WishTold } from '@zhike/domain/messaging/contract';
import { Button, Switch } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, useNow } from '../../components/parts';
import { RefusalNote } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { HOW_TOLD, WISH_WORDS } from './words';

const KINDS: readonly WishKind[] = ['all', 'offers', 'care', 'weapp', 'sms', 'wecom'];
const HOW: readonly WishTold[] = ['phone', 'in_person', 'chat'];

/**
 * MK-10 消息意愿: what of the shop's own wish she does not want to hear, who last said so, and (for whoever may write her) what she just told.
 * It holds at once, as if she had set it in the mini-program; how she said it is kept with it.
 */
export function WishesCard({ customerId }: { customerId: string }) {
  const query = useQuery('messaging.wishesOf', { customerId }, { follow: (news) => news.customerId === customerId || news.id === customerId });
  const record = useCommand('messaging.recordWish');
  const now = useNow();
  const [how, setHow] = useState<WishTold | null>(null);
  const [editing, setEditing] = useState(false);
  if (!query.data) return query.refusal && query.refusal.code !== 'access.forbidden' ? <RefusalNote refusal={query.refusal} /> : null;
  const { refused, changes, can } = query.data;
  const none = refused.includes('all');
  const turn = async (kind: WishKind, wanted: boolean) => {
    if (how === null) return;
    const answer = await record.run({ customerId, kind, wanted, how });
    if (!answer.ok) return;
    query.put(answer.value);
    say(wanted ? `已记下：愿意收「${WISH_WORDS[kind]}」` : `已记下：不再收「${WISH_WORDS[kind]}」`);
  };
  return (
    <section className="zk-card" aria-label="想收哪些消息" data-testid="wishes-card">
      <div className="zk-card-head">
        <h3>想收哪些消息</h3>
        {can.includes('record') && !editing && (
          <button type="button" className="zk-link" onClick={() => setEditing(true)} data-testid="wishes-edit">
            客户说了，记下来
          </button>
        )}
      </div>
      <p data-testid="wishes-now">{nowWords(refused)}</p>
      <p className="zk-hint">预约、退款这些和客户有关的通知照常发。</p>
      {editing && (
        <div className="zk-stack" style={{ marginTop: 12 }} data-testid="wishes-form">
          <b>客户怎么说的</b>
          <Chips name="wish-how" label="客户怎么说的" value={how} choices={HOW.map((key) => ({ key, title: HOW_TOLD[key] ?? key }))} onChange={setHow} />
          {how === null && <p className="zk-hint">先选客户是怎么说的，再改下面的开关。</p>}
          {KINDS.filter((kind) => kind === 'all' || !none).map((kind) => (
            <label key={kind} className="zk-row" htmlFor={`wish-${kind}`}>
              <span className="zk-grow">{WISH_WORDS[kind]}</span>
              <Switch
                id={`wish-${kind}`}
                checked={!refused.includes(kind)}
                disabled={how === null || record.busy}
                onChange={(wanted) => void turn(kind, wanted)}
                data-testid={`wish-${kind}`}
              />
            </label>
          ))}
          <RefusalNote refusal={record.refusal} />
          <Button onClick={() => setEditing(false)} data-testid="wishes-done">
            收起
          </Button>
        </div>
      )}
      {changes.length > 0 && (
        <div style={{ marginTop: 8 }} role="list" aria-label="最近的改动" data-testid="wish-changes">
          {changes.map((one) => (
            <p key={`${one.at} ${one.kind}`} role="listitem" className="zk-hint">
              {momentOf(one.at, CHINA_OFFSET, now)} {one.wanted ? '愿意收' : '不收'}：{WISH_WORDS[one.kind]}（
              {one.how ? `${HOW_TOLD[one.how]}，${one.byName} 记` : one.byName}）
            </p>
          ))}
        </div>
      )}
    </section>
  );
}

function nowWords(refused: readonly WishKind[]): string {
  if (refused.length === 0) return '都愿意收';
  if (refused.includes('all')) return '门店的优惠和关怀消息，一条也不收';
  return `不收：${KINDS.filter((kind) => refused.includes(kind))
    .map((kind) => WISH_WORDS[kind])
    .join('、')}`;
}

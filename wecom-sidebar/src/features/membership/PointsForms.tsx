import type { MallItem, PointsBalance, Redemption } from '@zhike/domain/membership/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { CountField } from '../../components/inputs';
import { Chips } from '../../components/parts';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { ActForm } from './ActForm';

interface Of {
  readonly customer: { readonly id: string; readonly name: string };
  readonly held: number;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

const MOST = 1_000_000;
const points = (n: number): string => `${n.toLocaleString('zh-CN')} 积分`;

/** CD-08 更正积分: more or fewer, with a reason that stays in the books. What would be below zero cannot be pressed; the server says no as well. */
export function CorrectPoints({ customer, held, onDone, onBack }: Of) {
  const correct = useCommand('membership.correctPoints');
  const [way, setWay] = useState<'more' | 'fewer'>('more');
  const [n, setN] = useState(0);
  const after = held + (way === 'more' ? n : -n);
  const submit = async (reason: string) => {
    const answer = await correct.run({ customerId: customer.id, points: after - held, reason });
    if (!answer.ok) return;
    say(`已更正，现在有 ${points(answer.value.balance.points)}`);
    onDone();
  };
  return (
    <ActForm
      testid="correct-points"
      effects={
        n > 0 && after >= 0
          ? [`${customer.name} 的积分：${held.toLocaleString('zh-CN')} → ${after.toLocaleString('zh-CN')}`, '明细里多一笔「更正」，带上原因和你的名字']
          : []
      }
      reasons={['活动补积分', '录错了', '客户投诉补偿']}
      label={way === 'more' ? '加上' : '减去'}
      danger={way === 'fewer'}
      busy={correct.busy}
      disabled={n === 0 || after < 0}
      refusal={correct.refusal}
      onBack={onBack}
      onSubmit={(reason) => void submit(reason)}
    >
      <div style={{ marginBottom: 12 }}>
        <Chips
          name="correct-way"
          label="加还是减"
          value={way}
          choices={[
            { key: 'more', title: '加积分' },
            { key: 'fewer', title: '减积分' },
          ]}
          onChange={setWay}
        />
      </div>
      <CountField
        label={way === 'more' ? '加多少' : '减多少'}
        unit="积分"
        min={0}
        max={MOST}
        value={n}
        problem={after < 0 ? `现在只有 ${points(held)}，最多减这么多` : undefined}
        onChange={setN}
        testid="correct-points-n"
      />
    </ActForm>
  );
}

/** CD-08 换礼品: what the mall has, taken for a customer who stands at the counter. It costs her points, so the button asks before it does. */
export function RedeemFor({ customer, held, onDone, onBack }: Of) {
  const query = useQuery('membership.mallItems', { withInactive: false });
  const redeem = useCommand('membership.redeemFor');
  const [asked, setAsked] = useState<string | null>(null);
  const take = async (item: MallItem) => {
    const answer = await redeem.run({ customerId: customer.id, itemId: item.id, version: item.version });
    setAsked(null);
    if (!answer.ok) return query.reload();
    const { code, itemName } = answer.value.redemption;
    say(`已换「${itemName}」，兑换码 ${code}`);
    onDone();
  };
  return (
    <section aria-label="换礼品" data-testid="redeem-for">
      <p className="zk-second" style={{ marginBottom: 8 }}>
        {customer.name} 有 {points(held)}
      </p>
      <RefusalNote refusal={redeem.refusal} />
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title="积分商城还没有礼品" hint="总部在工作台的「会员卡」里添加后，就能在这里换。" />
          ) : (
            items.map((item) => {
              const why = whyNot(item, held);
              return (
                <div key={item.id} className="zk-gift" data-testid="mall-item">
                  <span className="zk-grow">
                    <b>{item.name}</b>
                    {item.text !== '' && <span className="zk-hint zk-block">{item.text}</span>}
                    <span className="zk-hint zk-block">{[points(item.pricePoints), why ?? `还有 ${item.stock} 份`].join(' · ')}</span>
                  </span>
                  <Button
                    type={asked === item.id ? 'primary' : 'default'}
                    disabled={why !== null}
                    loading={redeem.busy && asked === item.id}
                    onClick={() => (asked === item.id ? void take(item) : setAsked(item.id))}
                    data-testid="redeem-item"
                  >
                    {asked === item.id ? `确认扣 ${item.pricePoints}` : '换这个'}
                  </Button>
                </div>
              );
            })
          )
        }
      </Loaded>
      <div className="zk-foot sticky">
        <Button size="large" onClick={onBack} data-testid="redeem-back">
          返回
        </Button>
      </div>
    </section>
  );
}

function whyNot(item: MallItem, held: number): string | null {
  if (item.stock === 0) return '已经换完了';
  return item.pricePoints > held ? `还差 ${item.pricePoints - held} 积分` : null;
}

/** CD-08 取消兑换: it is not handed over; points and item come back. */
export function CancelGift({ gift, onDone, onBack }: { gift: Redemption; onDone: () => void; onBack: () => void }) {
  const cancel = useCommand('membership.cancelRedemption');
  const submit = async (reason: string) => {
    const answer = await cancel.run({ redemptionId: gift.id, reason });
    if (!answer.ok) return;
    say(`已取消，${points(gift.pricePoints)}退给 ${gift.customerName}`);
    onDone();
  };
  return (
    <ActForm
      testid="cancel-gift"
      effects={[`「${gift.itemName}」不再交给客户，放回库存`, `${points(gift.pricePoints)}退给 ${gift.customerName}，还是原来的到期日`]}
      reasons={['客户不想要了', '换错了', '礼品缺货']}
      label="取消兑换"
      danger
      busy={cancel.busy}
      refusal={cancel.refusal}
      backLabel="先不取消"
      onBack={onBack}
      onSubmit={(reason) => void submit(reason)}
    />
  );
}

/** What stands beside the number: when some of it runs out, and what a refund still has to take back. */
export function balanceHints({ nextExpiry, owedPoints }: PointsBalance): string[] {
  return [...(nextExpiry ? [`${points(nextExpiry.points)}用到 ${nextExpiry.on}`] : []), ...(owedPoints > 0 ? [`退款收回还欠 ${points(owedPoints)}`] : [])];
}

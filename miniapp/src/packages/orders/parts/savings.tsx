import { Input, Text, View } from '@tarojs/components';
import { formatFen } from '@zhike/domain/kernel/money';
import type { OrderView } from '@zhike/domain/orders/contract';
import { useState } from 'react';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Sheet } from '@/components/sheet';
import { RowBones } from '@/components/states';
import { COUPON_MISFIT } from '@/words';
import { savingLines, type Saving } from '../words';

const yuan = (fen: number): string => formatFen(fen, 'short');

interface Props {
  readonly order: OrderView;
  readonly onChanged: () => void;
}

/** MK-03, CD-08: her coupons and points on her own bill before she pays: what each takes off, line by line, and off again. */
export function Savings({ order, onChanged }: Props) {
  const [open, setOpen] = useState<'coupons' | 'points' | null>(null);
  const used = order.benefits.filter((one) => one.kind !== 'level');
  if (order.phase !== 'open' || (order.owedFen === 0 && used.length === 0)) return null;
  const of = (kind: 'coupon' | 'points') => used.filter((one) => one.kind === kind).map((one) => `-${yuan(one.amountFen)}`);
  const row = (key: 'coupons' | 'points', name: string, applied: string[]) => (
    <View className="row" id={`open-${key}`} onClick={() => setOpen(key)}>
      <Text className="grow">{name}</Text>
      <Text className={applied.length > 0 ? 'saving' : 'hint-text'}>{applied.length > 0 ? applied.join(' ') : '去使用'}</Text>
      <View className="row__arrow" />
    </View>
  );
  return (
    <View>
      <View className="part__head">用优惠</View>
      <View className="card rows" id="savings">
        {row('coupons', '优惠券', of('coupon'))}
        {row('points', '积分', of('points'))}
      </View>
      {open === 'coupons' ? <Coupons order={order} onChanged={onChanged} onClose={() => setOpen(null)} /> : null}
      {open === 'points' ? <Points order={order} onChanged={onChanged} onClose={() => setOpen(null)} /> : null}
    </View>
  );
}

/** Which line gets how much of it. */
function Shares({ id, lines }: { id: string; lines: readonly Saving[] }) {
  return (
    <View className="shares" id={id}>
      {lines.map((line) => (
        <View className="shares__line" key={line.lineId}>
          <Text className="grow">{line.name}</Text>
          <Text>{`-${yuan(line.amountFen)}`}</Text>
        </View>
      ))}
    </View>
  );
}

function Coupons({ order, onChanged, onClose }: Props & { onClose: () => void }) {
  const query = useQuery('marketing.myFits', { orderId: order.id });
  const use = useCommand('marketing.useMine');
  const back = useCommand('marketing.giveBackMine');
  const done = () => {
    onChanged();
    void query.reload();
  };
  const coupons = query.value?.coupons;
  return (
    <Sheet visible title="优惠券" onClose={onClose}>
      <RefusalNote refusal={use.refusal ?? back.refusal ?? query.refusal} onWayOut={done} />
      {coupons ? null : <RowBones />}
      {coupons?.length === 0 ? <View className="hint-text">现在没有可以用的券。</View> : null}
      {coupons?.map((coupon) => {
        const on = coupon.usedOrderId === order.id;
        const fits = coupon.fit.reason === null;
        return (
          <View className="pick pick--coupon" key={coupon.id}>
            <View className="grow">
              <View className="pick__name">{coupon.terms.name}</View>
              {fits ? (
                <Shares id={`shares-${coupon.id}`} lines={savingLines(order, coupon.fit.parts)} />
              ) : (
                <View className="hint-text">
                  {`${COUPON_MISFIT[coupon.fit.reason as keyof typeof COUPON_MISFIT]}${coupon.fit.missingFen > 0 ? `，还差 ${yuan(coupon.fit.missingFen)}` : ''}`}
                </View>
              )}
            </View>
            {on ? (
              <ActionButton
                id={`take-off-${coupon.id}`}
                kind="plain"
                label="取下"
                busy={back.busy}
                onTap={() => void back.run({ couponId: coupon.id }).then((answer) => answer && done())}
              />
            ) : fits ? (
              <ActionButton
                id={`use-${coupon.id}`}
                kind="plain"
                label={`用，减 ${yuan(coupon.fit.offFen)}`}
                busy={use.busy}
                onTap={() => void use.run({ couponId: coupon.id, orderId: order.id }).then((answer) => answer && done())}
              />
            ) : null}
          </View>
        );
      })}
    </Sheet>
  );
}

function Points({ order, onChanged, onClose }: Props & { onClose: () => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const wanted = typed === null ? null : Number(typed);
  const valid = wanted === null || (Number.isInteger(wanted) && wanted >= 1);
  const query = useQuery('membership.myPointsOn', valid && order.owedFen > 0 ? { orderId: order.id, points: wanted } : null);
  const most = useQuery('membership.myPointsOn', { orderId: order.id, points: null });
  const use = useCommand('membership.useMyPoints');
  const off = useCommand('membership.takeMyPointsOff');
  const shown = query.value;
  const used = order.benefits.filter((one) => one.kind === 'points');
  const done = () => {
    setTyped(null);
    onChanged();
    void most.reload();
    void query.reload();
  };
  return (
    <Sheet visible title="积分" onClose={onClose}>
      <RefusalNote refusal={use.refusal ?? off.refusal ?? query.refusal} onWayOut={done} />
      {used.map((one) => (
        <View className="pick" key={one.sourceId}>
          <View className="grow">
            <View className="pick__name">{one.name}</View>
            <View className="hint-text">{`减了 ${yuan(one.amountFen)}`}</View>
          </View>
          <ActionButton
            id={`take-off-${one.sourceId}`}
            kind="plain"
            label="取下"
            busy={off.busy}
            onTap={() => void off.run({ orderId: order.id, sourceId: one.sourceId }).then((answer) => answer && done())}
          />
        </View>
      ))}
      {most.value && most.value.mostPoints > 0 ? (
        <View>
          <View className="hint-text">{`有 ${most.value.heldPoints} 积分，这个订单最多用 ${most.value.mostPoints}`}</View>
          <Input
            id="points"
            className="typed"
            type="number"
            maxlength={8}
            value={typed ?? String(most.value.mostPoints)}
            onInput={(event) => setTyped(event.detail.value)}
          />
          {shown ? <Shares id="shares-points" lines={savingLines(order, shown.parts)} /> : null}
          <View className="sheet__actions">
            <ActionButton
              id="use-points"
              label={shown ? `用 ${shown.points} 积分，减 ${yuan(shown.amountFen)}` : '用积分'}
              disabled={!shown || !valid}
              busy={use.busy}
              onTap={() => shown && void use.run({ orderId: order.id, points: shown.points }).then((answer) => answer && done())}
            />
          </View>
        </View>
      ) : most.value && used.length === 0 ? (
        <View className="hint-text">{most.value.heldPoints === 0 ? '还没有积分。付款后就会有。' : '现在没有可以用积分抵的金额。'}</View>
      ) : null}
    </Sheet>
  );
}

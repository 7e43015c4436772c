import { View } from '@tarojs/components';
import Taro, { usePullDownRefresh } from '@tarojs/taro';
import type { CouponView } from '@zhike/domain/marketing/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { useCallback, useEffect, useState } from 'react';
import { useCommand } from '@/api/use-command';
import { Screen } from '@/components/screen';
import { EmptyState, ErrorState, PageBones } from '@/components/states';
import { toTab } from '@/routes';
import { dayWords } from '../words';
import './index.scss';

const yuan = (fen: number): string => formatFen(fen, 'short');

/** What it takes off, large; what it needs, beneath. */
function offWords({ terms }: CouponView): string {
  if (terms.kind === 'cash') return yuan(terms.amountFen);
  if (terms.kind === 'item') return '兑换券';
  const tenths = (100 - terms.percent) / 10;
  return `${Number.isInteger(tenths) ? tenths : tenths.toFixed(1)} 折`;
}

function needWords({ terms, state, validUntil }: CouponView): string {
  const least = terms.minSpendFen > 0 ? `满 ${yuan(terms.minSpendFen)} 可用` : '没有门槛';
  return state === 'used'
    ? '已经用过'
    : state === 'withdrawn'
      ? '卡已退，券已收回'
      : state === 'expired'
        ? `${dayWords(validUntil)}已到期`
        : `${least}，${dayWords(validUntil)}前有效`;
}

/** 优惠券: hers, those that can be used first. Looking at them is remembered, so it is a command; it is sent again when she pulls. */
export default function Coupons() {
  const look = useCommand('marketing.myCoupons');
  const [coupons, setCoupons] = useState<readonly CouponView[] | null>(null);
  const { run } = look;
  const load = useCallback(async (): Promise<void> => {
    const answer = await run({});
    if (answer) setCoupons(answer.coupons);
  }, [run]);
  useEffect(() => void load(), [load]);
  usePullDownRefresh(() => void load().then(() => Taro.stopPullDownRefresh()));
  if (!coupons)
    return <Screen id="coupons">{look.refusal ? <ErrorState refusal={look.refusal} busy={look.busy} onRetry={() => void load()} /> : <PageBones />}</Screen>;
  if (coupons.length === 0)
    return (
      <Screen id="coupons">
        <EmptyState
          title="这里会放你的优惠券"
          hint="门店发给你的券都在这里，到店付款时说一声就能用。"
          action={{ id: 'to-home', label: '看看有什么项目', onTap: () => toTab('home') }}
        />
      </Screen>
    );
  return (
    <Screen id="coupons">
      <View className="pad-page" id="coupon-list">
        {coupons.map((coupon) => (
          <View key={coupon.id} className={`card coupon ${coupon.state === 'active' ? '' : 'coupon--over'}`}>
            <View className="coupon__off">{offWords(coupon)}</View>
            <View className="coupon__words">
              <View className="coupon__name">{coupon.terms.name}</View>
              <View className="hint-text">{needWords(coupon)}</View>
              {coupon.card ? <View className="hint-text">{`随「${coupon.card.name}」送`}</View> : null}
              {coupon.terms.text ? <View className="hint-text">{coupon.terms.text}</View> : null}
            </View>
          </View>
        ))}
      </View>
    </Screen>
  );
}

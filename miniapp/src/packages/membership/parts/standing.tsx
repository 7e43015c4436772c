import { View } from '@tarojs/components';
import { formatFen } from '@zhike/domain/kernel/money';
import { useQuery } from '@/api/use-query';
import { open, pages } from '@/routes';
import './standing.scss';

/** Her level and her points at the head of the wallet; each leads to its own page. What cannot be had now is left out: the cards matter more. */
export function Standing() {
  const level = useQuery('membership.myLevel', {});
  const points = useQuery('membership.myPoints', { cursor: null });
  return (
    <View className="standing" id="standing">
      {level.value ? (
        <View className="card standing__tile" id="to-level" onClick={() => open(pages.level())}>
          <View className="standing__label">等级</View>
          <View className="standing__value">{level.value.level?.name ?? '暂无'}</View>
          <View className="standing__hint">{level.value.next ? `还差 ${formatFen(level.value.next.missingFen, 'short')}` : '已是最高'}</View>
        </View>
      ) : null}
      {points.value ? (
        <View className="card standing__tile" id="to-points" onClick={() => open(pages.points())}>
          <View className="standing__label">积分</View>
          <View className="standing__value" id="my-points">
            {String(points.value.balance.points)}
          </View>
          <View className="standing__hint">可换礼物</View>
        </View>
      ) : null}
      <View className="card standing__tile" id="to-coupons" onClick={() => open(pages.coupons())}>
        <View className="standing__label">优惠券</View>
        <View className="standing__value">查看</View>
        <View className="standing__hint">付款时可用</View>
      </View>
    </View>
  );
}

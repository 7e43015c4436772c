import { Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh } from '@tarojs/taro';
import { useQuery } from '@/api/use-query';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { EmptyState, ErrorState, PageBones } from '@/components/states';
import { toTab } from '@/routes';
import { giftWords, missingWords, ruleWords, wayTo } from '../words-of-points';
import './index.scss';

/** 会员等级: hers, what is missing to the next, and what every level asks and gives. */
export default function Level() {
  const query = useQuery('membership.myLevel', {});
  usePullDownRefresh(() => void query.reload().then(() => Taro.stopPullDownRefresh()));
  if (!query.value)
    return (
      <Screen id="level">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );
  const { level, next, levels } = query.value;
  if (levels.length === 0)
    return (
      <Screen id="level">
        <EmptyState
          title="这里会显示你的会员等级"
          hint="门店还没有设会员等级。"
          action={{ id: 'to-home', label: '看看有什么项目', onTap: () => toTab('home') }}
        />
      </Screen>
    );
  return (
    <Screen id="level">
      <View className="pad-page">
        <RefusalNote refusal={query.refusal} />
        <View className="card level-head">
          <View className="hint-text">我的等级</View>
          <View className="level-head__name" id="level-name">
            {level?.name ?? '还没有等级'}
          </View>
          {next ? (
            <View className="level-head__track">
              <View className="level-head__way" style={{ width: `${wayTo(next)}%` }} />
            </View>
          ) : null}
          <View className="hint-text">{missingWords(next)}</View>
          {next ? <View className="hint-text">{`按${ruleWords(next).replace(/消费满.*/, '的消费算')}`}</View> : null}
        </View>
        {levels.map((one) => (
          <View className="card level" key={one.key}>
            <View className="level__top">
              <Text className="level__name">{one.name}</Text>
              {one.key === level?.key ? <Text className="badge badge--green">我的</Text> : null}
            </View>
            <View className="hint-text">{ruleWords(one)}</View>
            {giftWords(one).map((gift) => (
              <View className="level__gift" key={gift}>
                {gift}
              </View>
            ))}
          </View>
        ))}
      </View>
    </Screen>
  );
}

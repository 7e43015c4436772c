import { Text, View } from '@tarojs/components';
import { dateAt, formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { serverNow } from '@/api/clock';
import { useQuery } from '@/api/use-query';
import { Screen } from '@/components/screen';
import { EmptyState, ErrorState, RowBones } from '@/components/states';
import { open, pages } from '@/routes';

const CHINA_MINUTES = 480;

/** 待填写: what the shop asked her and she has not handed in yet. */
export default function Waiting() {
  const { value, refusal, loading, reload } = useQuery('forms.mine', {});
  const today = dateAt(serverNow(), CHINA_MINUTES);
  const day = (instant: string): string => formatDateZh(dateAt(Date.parse(instant), CHINA_MINUTES), today);
  return (
    <Screen id="forms-waiting">
      <View className="pad-page">
        {!value && refusal ? <ErrorState refusal={refusal} busy={loading} onRetry={() => void reload()} /> : null}
        {!value && !refusal ? <RowBones /> : null}
        {value?.items.length === 0 ? <EmptyState title="没有要填的" hint="门店请你填的表会出现在这里。" /> : null}
        {value && value.items.length > 0 ? (
          <View className="card rows">
            {value.items.map((item) => (
              <View className="row row--two" key={item.linkId} id={`form-${item.linkId}`} onClick={() => open(pages.form({ link: item.linkId }))}>
                <View className="grow">
                  <View>{item.title}</View>
                  <Text className="hint-text">{`${item.storeName ? `${item.storeName} · ` : ''}${day(item.at)}发来${item.expiresAt ? ` · ${day(item.expiresAt)}前填` : ''}`}</Text>
                </View>
                <View className="row__arrow" />
              </View>
            ))}
          </View>
        ) : null}
      </View>
    </Screen>
  );
}

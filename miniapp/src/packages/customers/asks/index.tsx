import { View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import Taro from '@tarojs/taro';
import type { CustomerAsk } from '@zhike/domain/flows/contract';
import { dateAt, formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { useState } from 'react';
import { serverNow } from '@/api/clock';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { EmptyState, ErrorState, RowBones } from '@/components/states';
import { open, pages } from '@/routes';
import { answerWords, inOrder, isNo } from './words';

const CHINA_MINUTES = 480;

/** 待我处理: what the shop waits for: to confirm, to choose, to look at again. */
export default function Asks() {
  const { value, refusal, loading, reload } = useQuery('flows.asks', {});
  usePullDownRefresh(() => void reload().then(() => Taro.stopPullDownRefresh()));
  return (
    <Screen id="asks">
      <View className="pad-page">
        {!value && refusal ? <ErrorState refusal={refusal} busy={loading} onRetry={() => void reload()} /> : null}
        {!value && !refusal ? <RowBones /> : null}
        {value?.asks.length === 0 ? <EmptyState title="没有要处理的" hint="门店请你确认或选择时，会出现在这里。" /> : null}
        {value?.asks.map((ask) => (
          <Asked key={ask.token} ask={ask} onDone={() => void reload()} />
        ))}
      </View>
    </Screen>
  );
}

/** One question. A no is asked for twice: it may end what the shop is doing for her. */
function Asked({ ask, onDone }: { ask: CustomerAsk; onDone: () => void }) {
  const answer = useCommand('flows.answer');
  const [sure, setSure] = useState<string | null>(null);
  const today = dateAt(serverNow(), CHINA_MINUTES);
  const say = async (outcome: string) => {
    if (isNo(outcome) && sure !== outcome) return setSure(outcome);
    await answer.run({ token: ask.token, outcome });
    // Answered before, or the shop went on without it: the list says what is left.
    onDone();
  };
  return (
    <View className="card pad" id={`ask-${ask.title}`}>
      <View>{ask.title}</View>
      <View className="hint-text">{[ask.about, `${formatDateZh(dateAt(Date.parse(ask.askedAt), CHINA_MINUTES), today)}发来`].filter(Boolean).join(' · ')}</View>
      {ask.note ? <View className="note-text">{ask.note}</View> : null}
      <RefusalNote refusal={answer.refusal} />
      <View className="sheet__actions">
        {ask.linkId !== null ? <ActionButton id="ask-fill" label="去填写" onTap={() => open(pages.form({ link: ask.linkId ?? '' }))} /> : null}
        {(ask.linkId === null ? inOrder(ask.outcomes) : []).map((outcome) => (
          <ActionButton
            key={outcome}
            id={`answer-${outcome}`}
            kind={isNo(outcome) ? (sure === outcome ? 'danger' : 'quiet') : 'main'}
            label={sure === outcome ? `确定${answerWords(outcome)}？` : answerWords(outcome)}
            busy={answer.busy}
            onTap={() => void say(outcome)}
          />
        ))}
      </View>
    </View>
  );
}

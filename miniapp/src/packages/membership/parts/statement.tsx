import { Picker, View } from '@tarojs/components';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { useState } from 'react';
import { call } from '@/api/call';
import type { AnyRefusal } from '@/api/refusals';
import { say, showPdf } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';

const CHINA_MINUTES = 480;
const monthAt = (instant: number): string => dateAt(instant, CHINA_MINUTES).slice(0, 7);

/** 对账单: a month of the card as a file: what it began with, every entry, what it ended with. */
export function Statement({ cardId, soldAt }: { cardId: string; soldAt: string }) {
  const now = monthAt(Date.now());
  const [month, setMonth] = useState(now);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<AnyRefusal | null>(null);
  const openFile = async () => {
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    const answer = await call('membership.statement', { cardId, month });
    setBusy(false);
    if (!answer.ok) return setRefusal(answer.refusal);
    if (!(await showPdf(answer.value.fileName, answer.value.base64))) say('这台手机打不开 PDF');
  };
  return (
    <View className="card facts">
      <Picker mode="date" fields="month" value={month} start={monthAt(Date.parse(soldAt))} end={now} onChange={(e) => setMonth(e.detail.value.slice(0, 7))}>
        <View className="fact" id="statement-month">
          <View className="fact__label">对账单</View>
          <View className="fact__value">{`${month.slice(0, 4)} 年 ${Number(month.slice(5))} 月 ▾`}</View>
        </View>
      </Picker>
      <View className="statement">
        <RefusalNote refusal={refusal} />
        <ActionButton id="open-statement" kind="quiet" label="看这个月的对账单" busy={busy} busyLabel="正在生成" onTap={() => void openFile()} />
      </View>
    </View>
  );
}

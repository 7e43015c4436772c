import { View } from '@tarojs/components';
import { dateAt, timeAt } from '@zhike/domain/kernel/calendar-date';
import type { CardEntry } from '@zhike/domain/membership/contract';
import { useState } from 'react';
import { changeWords, dayWords } from '../words';

const CHINA_MINUTES = 480;
const A_PAGE = 20;

/** Every act on the card, the newest first, a page at a time: together they are what it holds. */
export function History({ entries }: { entries: readonly CardEntry[] }) {
  const [shown, setShown] = useState(A_PAGE);
  return (
    <View id="history">
      <View className="entries__head">{`明细（${entries.length} 笔）`}</View>
      <View className="card rows">
        {entries.slice(0, shown).map((entry) => (
          <Entry key={entry.transactionId} entry={entry} />
        ))}
      </View>
      {entries.length > shown ? (
        <View className="list-end list-end--more" id="more" onClick={() => setShown(shown + A_PAGE)}>
          {`再看 ${Math.min(A_PAGE, entries.length - shown)} 笔`}
        </View>
      ) : (
        <View className="list-end">没有更早的了</View>
      )}
    </View>
  );
}

function Entry({ entry }: { entry: CardEntry }) {
  const at = Date.parse(entry.at);
  const changes = changeWords(entry);
  const grows = entry.sessions + entry.principalFen + entry.bonusFen > 0;
  return (
    <View className="entry" id={`entry-${entry.transactionId}`}>
      <View className="grow">
        <View className={entry.reversed ? 'entry__name entry__name--void' : 'entry__name'}>{entry.actName}</View>
        <View className="entry__hint">{`${dayWords(dateAt(at, CHINA_MINUTES))} ${timeAt(at, CHINA_MINUTES)}`}</View>
        <View className="entry__hint">{[entry.storeName, entry.byName].filter(Boolean).join(' · ')}</View>
        {entry.note ? <View className="entry__hint">{entry.note}</View> : null}
        {entry.reversed ? <View className="entry__hint">已撤销</View> : null}
      </View>
      <View className={grows ? 'entry__change entry__change--plus' : 'entry__change'}>
        {changes.map((change) => (
          <View key={change}>{change}</View>
        ))}
      </View>
    </View>
  );
}

import { View } from '@tarojs/components';
import { dateAt, timeAt } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import type { CardEntry } from '@zhike/domain/membership/contract';
import { useState } from 'react';
import { call } from '@/api/call';
import type { AnyRefusal } from '@/api/refusals';
import { RefusalNote } from '@/components/refusal-note';
import { open, pages } from '@/routes';
import { changeWords, dayWords } from '../words';

const CHINA_MINUTES = 480;

/** Every act on the card, the newest first, a page at a time: together they are what it holds. */
/** `mine`: what was paid for it has receipts, which are its owner's. */
export function History({ cardId, mine, newest, next }: { cardId: string; mine: boolean; newest: readonly CardEntry[]; next: string | null }) {
  const [behind, setBehind] = useState<{ first: string; items: readonly CardEntry[]; next: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<AnyRefusal | null>(null);
  // An act on the card makes the pages behind the first one others.
  const first = newest[0]?.transactionId ?? '';
  const own = behind?.first === first ? behind : null;
  const cursor = own ? own.next : next;
  const entries = [...newest, ...(own?.items ?? [])];
  const more = async () => {
    if (busy || cursor === null) return;
    setBusy(true);
    setRefusal(null);
    const answer = await call('membership.card', { cardId, cursor });
    setBusy(false);
    if (!answer.ok) return setRefusal(answer.refusal);
    setBehind({ first, items: [...(own?.items ?? []), ...answer.value.entries], next: answer.value.next });
  };
  return (
    <View id="history">
      <View className="entries__head">{`明细（${entries.length}${cursor === null ? '' : '+'} 笔）`}</View>
      <View className="card rows">
        {entries.map((entry) => (
          <Entry key={entry.transactionId} entry={entry} receiptOf={mine && entry.moneyFen !== 0 ? cardId : null} />
        ))}
      </View>
      <RefusalNote refusal={refusal} onWayOut={() => void more()} />
      {cursor !== null ? (
        <View className="list-end list-end--more" id="more" onClick={() => void more()}>
          {busy ? '正在取' : '看更早的'}
        </View>
      ) : (
        <View className="list-end">{`共 ${entries.length} 笔，没有更早的了`}</View>
      )}
    </View>
  );
}

function Entry({ entry, receiptOf }: { entry: CardEntry; receiptOf: string | null }) {
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
        {receiptOf ? (
          <View
            className="entry__link"
            id={`receipt-${entry.transactionId}`}
            onClick={() => open(pages.receipt({ cardId: receiptOf, transactionId: entry.transactionId }))}
          >
            {`收据 ${formatFen(Math.abs(entry.moneyFen))} ›`}
          </View>
        ) : null}
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

import { View } from '@tarojs/components';
import type { MessageTemplate } from '@zhike/domain/messaging/contract';
import { useState } from 'react';
import { call } from '@/api/call';
import { useShop } from '@/api/shop';
import { say } from '@/bridge/device';
import { requestSubscribe } from '@/bridge/weixin';
import { wordRefusal } from '@/words';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** In order of importance; WeChat takes three at most, and one acceptance is one message. */
  readonly templates: readonly MessageTemplate[];
}

/** Subscribing to reminders: WeChat asks only straight from a tap, so nothing may be awaited before it. */
export function RemindButton({ id, label, hint, templates }: Props) {
  const shop = useShop();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<'yes' | 'no' | null>(null);
  const offered = templates.flatMap((key) => shop?.subscribeTemplates.filter((t) => t.key === key) ?? []).slice(0, 3);
  if (offered.length === 0) return null;

  const ask = async () => {
    if (asking) return;
    setAsking(true);
    const answer = await requestSubscribe(offered.map((t) => t.templateId));
    if (!answer.ok) say(wordRefusal(answer.refusal).title);
    else {
      const outcomes = offered.flatMap((t) => {
        const outcome = answer.value[t.templateId];
        return outcome ? [{ templateKey: t.key, outcome }] : [];
      });
      setSaid(outcomes.some((o) => o.outcome === 'accept') ? 'yes' : 'no');
      // A lost report costs one reminder, never the booking: no refusal is shown for it.
      if (outcomes.length > 0) await call('messaging.recordSubscription', { outcomes });
    }
    setAsking(false);
  };

  return (
    <View className="tool" id={id} onClick={() => void ask()}>
      <View className="grow">
        <View className="tool__label">{said === 'yes' ? '提醒已订好' : label}</View>
        <View className="tool__hint">{said === 'yes' ? '有消息会在微信「服务通知」里告诉你' : said === 'no' ? '没有订上，需要时再点一次' : hint}</View>
      </View>
      <View className={said === 'yes' ? 'tool__act tool__act--done' : 'tool__act'}>{asking ? '请稍候' : said === 'yes' ? '已订' : '订阅'}</View>
    </View>
  );
}

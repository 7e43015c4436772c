import { View } from '@tarojs/components';
import type { MessageTemplate } from '@zhike/domain/messaging/contract';
import { useEffect } from 'react';
import { useSubscription } from '@/api/use-subscription';
import { say } from '@/bridge/device';
import { wordRefusal } from '@/words';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly templates: readonly MessageTemplate[];
}

/** Subscribing to reminders, by a tap of her own. */
export function RemindButton({ id, label, hint, templates }: Props) {
  const { offered, asking, said, refusal, ask } = useSubscription(templates);
  useEffect(() => {
    if (refusal) say(wordRefusal(refusal).title);
  }, [refusal]);
  if (!offered) return null;
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

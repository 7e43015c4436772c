import { View } from '@tarojs/components';
import type { BookingView } from '@zhike/domain/booking/contract';
import { useState } from 'react';
import { addToCalendar } from '@/bridge/weixin';
import { say } from '@/bridge/device';
import { wordRefusal } from '@/words';

/** Puts the booking into the phone's own calendar, with an alarm two hours before. */
export function CalendarButton({ booking }: { booking: BookingView }) {
  const [state, setState] = useState<'idle' | 'asking' | 'done'>('idle');
  const add = async () => {
    if (state === 'asking') return;
    setState('asking');
    const answer = await addToCalendar({
      title: `${booking.serviceName} · ${booking.storeName}`,
      startTime: Math.floor(Date.parse(booking.startsAt) / 1000),
      endTime: Math.floor(Date.parse(booking.endsAt) / 1000),
      location: booking.storeAddress,
      description: [`预约号 ${booking.code}`, booking.whatToBring ? `请带：${booking.whatToBring}` : '', `电话 ${booking.storePhone}`]
        .filter(Boolean)
        .join('\n'),
    });
    if (!answer.ok) say(wordRefusal(answer.refusal).title);
    setState(answer.ok ? 'done' : 'idle');
  };
  return (
    <View className="tool" id="add-calendar" onClick={() => void add()}>
      <View className="grow">
        <View className="tool__label">{state === 'done' ? '已加到手机日历' : '加到手机日历'}</View>
        <View className="tool__hint">开始前 2 小时响铃</View>
      </View>
      <View className={state === 'done' ? 'tool__act tool__act--done' : 'tool__act'}>
        {state === 'asking' ? '请稍候' : state === 'done' ? '已添加' : '添加'}
      </View>
    </View>
  );
}

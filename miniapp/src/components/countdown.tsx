import { Text, View } from '@tarojs/components';
import { useEffect, useRef, useState } from 'react';
import { serverNow } from '@/api/clock';

const LOUD_MS = 3 * 60_000;

/** Milliseconds left until an instant by the server's clock, once a second; calls `onEnd` once when they are gone. */
export function useRemaining(until: string | null, onEnd?: () => void): number {
  const end = until ? Date.parse(until) : 0;
  const [left, setLeft] = useState(() => Math.max(0, end - serverNow()));
  const ended = useRef(onEnd);
  ended.current = onEnd;
  useEffect(() => {
    if (!end) return undefined;
    let told = false;
    const tick = () => {
      const rest = Math.max(0, end - serverNow());
      setLeft(rest);
      if (rest === 0 && !told) {
        told = true;
        clearInterval(timer);
        ended.current?.();
      }
    };
    const timer = setInterval(tick, 1_000);
    tick();
    return () => clearInterval(timer);
  }, [end]);
  return left;
}

export function isLoud(leftMs: number): boolean {
  return leftMs > 0 && leftMs <= LOUD_MS;
}

export function minutesAndSeconds(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1_000);
  const two = (n: number) => (n < 10 ? `0${n}` : String(n));
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

/** Quiet until the last three minutes, then large and in words. */
export function HoldCountdown({ until, onEnd }: { until: string; onEnd: () => void }) {
  const left = useRemaining(until, onEnd);
  const loud = isLoud(left);
  return (
    <View className={loud ? 'hold hold--loud' : 'hold'} id="countdown">
      <Text className="hold__words">{loud ? '快到时间了，请在倒计时结束前付定金' : '时间已为你保留，剩余'}</Text>
      <Text className="hold__time" id="countdown-time">
        {minutesAndSeconds(left)}
      </Text>
    </View>
  );
}

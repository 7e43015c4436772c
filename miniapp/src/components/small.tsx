import { Image, Text, View } from '@tarojs/components';
import type { BookingView } from '@zhike/domain/booking/contract';
import { formatFen, type Fen } from '@zhike/domain/kernel/money';
import { useState, type ReactNode } from 'react';
import { awaitsWechat } from '@/bridge/paid';
import { AWAITS_WECHAT, badgeOf } from '@/words-of-bookings';

/** `¥1,280` with tabular figures; `size` says how much it matters here. */
export function Money({ fen, size = 'body', id }: { fen: Fen; size?: 'body' | 'title' | 'number'; id?: string }) {
  return (
    <Text className={`money money--${size}`} id={id}>
      {formatFen(fen, 'short')}
    </Text>
  );
}

export function StateBadge({ booking }: { booking: BookingView }) {
  const { word, tone } = awaitsWechat(booking) ? AWAITS_WECHAT : badgeOf(booking);
  return <Text className={`badge badge--${tone} state-${booking.state}`}>{word}</Text>;
}

/** Quiet grounds for things without a picture; the same name always gets the same one. */
const GROUNDS = 7;
function groundOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 131 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return sum % GROUNDS;
}

/** 「初雪」 begins with 初. */
const MARKS = '「」『』《》〈〉【】（）()[]“”"\'·•・-—－ 　';

function absolute(url: string): string {
  return url.startsWith('/') ? `${API_BASE}${url}` : url;
}

interface PictureProps {
  readonly url: string | null;
  readonly name: string;
  readonly className: string;
}

/** A picture, or a ground with the first character while there is none (none given, or it cannot be loaded). */
export function Picture({ url, name, className }: PictureProps) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const first = Array.from(name).find((letter) => !MARKS.includes(letter)) ?? '';
  return (
    <View className={`picture picture--${groundOf(name)} ${className}`}>
      <Text className="picture__letter">{first}</Text>
      {url && url !== brokenUrl ? <Image className="picture__image" src={absolute(url)} mode="aspectFill" lazyLoad onError={() => setBrokenUrl(url)} /> : null}
    </View>
  );
}

interface FactProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly id?: string;
  readonly action?: { readonly id: string; readonly label: string; readonly onTap: () => void };
}

/** A label and what is true, with one small act beside it. */
export function Fact({ label, children, id, action }: FactProps) {
  return (
    <View className="fact">
      <View className="fact__label">{label}</View>
      <View className="fact__value" id={id}>
        {children}
      </View>
      {action ? (
        <View className="fact__act" id={action.id} onClick={action.onTap}>
          {action.label}
        </View>
      ) : null}
    </View>
  );
}

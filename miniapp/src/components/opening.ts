import { timeAt } from '@zhike/domain/kernel/calendar-date';
import type { StoreView } from '@zhike/domain/stores/contract';
import { serverNow } from '@/api/clock';

/** `营业中 10:00–20:00`, by the store's own clock, today's holiday or season named. */
export function openingWords(store: Pick<StoreView, 'today' | 'todayNotice' | 'utcOffsetMinutes'>): { word: string; open: boolean } {
  const now = serverNow();
  const notice = store.todayNotice ? `${store.todayNotice} · ` : '';
  if (store.today.length === 0) return { word: `${notice}今天休息`, open: false };
  const clock = (at: string) => timeAt(Date.parse(at), store.utcOffsetMinutes);
  const text = store.today.map((o) => `${clock(o.startsAt)}–${clock(o.endsAt) === '00:00' ? '24:00' : clock(o.endsAt)}`).join('、');
  if (store.today.some((o) => Date.parse(o.startsAt) <= now && now < Date.parse(o.endsAt))) return { word: `${notice}营业中 ${text}`, open: true };
  return { word: `${notice}${store.today.some((o) => now < Date.parse(o.startsAt)) ? '今天' : '已打烊'} ${text}`, open: false };
}

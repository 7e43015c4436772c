import type { BookingView } from '@zhike/domain/booking/contract';
import { call, newIntent } from '../../api/call';
import { clockOf, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';

/** What is wanted of a booking. `choices` are those of every role. */
export type MoveWish =
  | { readonly kind: 'move'; readonly startsAt: string; readonly choices: Readonly<Record<string, string>> }
  | { readonly kind: 'resize'; readonly endsAt: string };

const MINUTE_MS = 60_000;

/** Asks the server for it; the version makes a second try harmless when the first one's outcome is not known. */
export async function sendMove(booking: BookingView, wish: MoveWish, overbook?: { reason: string }) {
  const base = { bookingId: booking.id, version: booking.version, ...(overbook ? { overbook } : {}) };
  return wish.kind === 'move'
    ? await call('booking.reschedule', { ...base, startsAt: wish.startsAt, choices: { ...wish.choices } }, newIntent())
    : await call('booking.resize', { ...base, endsAt: wish.endsAt }, newIntent());
}

/** Says what has changed and offers the way back for ten seconds. The way back may be refused: somebody may have taken the old time. */
export function sayMoved(before: BookingView, after: BookingView, kind: MoveWish['kind'], onBack: () => void = () => undefined): void {
  const undo = async () => {
    const back: MoveWish =
      kind === 'move'
        ? { kind, startsAt: before.startsAt, choices: Object.fromEntries(before.units.map((u) => [u.roleKey, u.unitId])) }
        : { kind, endsAt: before.endsAt };
    const undone = await sendMove(after, back);
    say(undone.ok ? '已撤销，回到原来的安排' : wordRefusal(undone.refusal, after.utcOffsetMinutes), undone.ok ? {} : { tone: 'bad' });
    onBack();
  };
  say(wordChange(before, after), { undo: () => void undo() });
}

/** `王芳 已改到 明天 14:00，换成 周牧 → 林晓`, `王芳 的时间改为 10:00–12:30（延长 30 分钟）`. */
export function wordChange(before: BookingView, after: BookingView, now = Date.now()): string {
  const offset = after.utcOffsetMinutes;
  const length = (b: BookingView): number => Math.round((Date.parse(b.endsAt) - Date.parse(b.startsAt)) / MINUTE_MS);
  const grown = length(after) - length(before);
  if (before.startsAt === after.startsAt && grown !== 0)
    return `${after.contactName} 的时间改为 ${clockOf(after.startsAt, offset)}–${clockOf(after.endsAt, offset)}（${grown > 0 ? '延长' : '缩短'} ${Math.abs(grown)} 分钟）`;
  const swapped = after.units.flatMap((unit) => {
    const old = before.units.find((u) => u.roleKey === unit.roleKey);
    return old && old.unitId !== unit.unitId ? [`${old.name} → ${unit.name}`] : [];
  });
  const moved = before.startsAt === after.startsAt ? '' : `改到 ${momentOf(after.startsAt, offset, now)}`;
  return `${after.contactName} 已${[moved, swapped.length > 0 ? `换成 ${swapped.join('、')}` : ''].filter(Boolean).join('，') || '更新'}`;
}

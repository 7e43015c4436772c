import type { BookingView } from '@zhike/domain/booking/contract';

type Cautions = NonNullable<BookingView['cautions']>;

/** What of her health record the service meets: seen before anything else, said in words and with a sign. */
export function CautionBand({ cautions, title = '注意：健康档案里有' }: { cautions: Cautions | null; title?: string }) {
  if (!cautions || cautions.length === 0) return null;
  const blocked = cautions.filter((c) => c.effect === 'block').map((c) => c.name);
  const warned = cautions.filter((c) => c.effect === 'warn').map((c) => c.name);
  return (
    <div className="zk-caution" role="note" data-testid="cautions">
      <b>⚠ {title}</b>
      {blocked.length > 0 && <p>不能做：{blocked.join('、')}</p>}
      {warned.length > 0 && <p>要先确认：{warned.join('、')}</p>}
    </div>
  );
}

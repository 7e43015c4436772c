import { useEffect, useState } from 'react';
import { useCommand } from '../../api/hooks';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';

const SHOWN_MS = 30_000;

/** Masked until a right and a tap reveal it; the look is recorded, and the number hides itself again. */
export function PhoneReveal({ customerId, masked, mayReveal }: { customerId: string; masked: string | null; mayReveal: boolean }) {
  const reveal = useCommand('customers.revealPhone');
  const [phone, setPhone] = useState<string | null>(null);
  useEffect(() => {
    if (!phone) return;
    const timer = setTimeout(() => setPhone(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [phone]);
  if (!masked) return <span className="zk-hint">没有手机号</span>;
  if (phone)
    return (
      <a className="zk-link" href={`tel:${phone}`} data-testid="phone">
        {phone}
      </a>
    );
  const look = async () => {
    const answer = await reveal.run({ customerId });
    if (answer.ok) setPhone(answer.value.phone);
    else say(wordRefusal(answer.refusal), { tone: 'bad' });
  };
  return (
    <span className="zk-row" style={{ gap: 4, display: 'inline-flex' }}>
      <span data-testid="phone">{masked}</span>
      {mayReveal && (
        <button type="button" className="zk-link" disabled={reveal.busy} onClick={() => void look()} data-testid="reveal-phone" title="查看会被记录">
          {reveal.busy ? '…' : '查看'}
        </button>
      )}
    </span>
  );
}

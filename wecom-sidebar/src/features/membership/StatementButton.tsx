import type { CardView } from '@zhike/domain/membership/contract';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { saveFile } from '../../components/save-file';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { CHINA_OFFSET } from '../../components/time';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';

/** 对账单 of a month, as the customer can open it herself. */
export function StatementButton({ card, onOpenBooks }: { card: CardView; onOpenBooks?: () => void }) {
  const mayReadBooks = useMay('ledger.read');
  const now = dateAt(useNow(), CHINA_OFFSET).slice(0, 7);
  const [month, setMonth] = useState(now);
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    const answer = await call('membership.statement', { cardId: card.id, month });
    setBusy(false);
    if (!answer.ok) return say(wordRefusal(answer.refusal), { tone: 'bad' });
    saveFile(
      answer.value.fileName,
      Uint8Array.from(atob(answer.value.base64), (sign) => sign.charCodeAt(0)),
      'application/pdf',
    );
  };
  return (
    <div className="zk-row wrap" style={{ margin: '12px 0' }}>
      <Input
        type="month"
        style={{ width: 160 }}
        aria-label="对账单月份"
        value={month}
        min={dateAt(Date.parse(card.soldAt), CHINA_OFFSET).slice(0, 7)}
        max={now}
        onChange={(event) => setMonth(event.target.value || now)}
        data-testid="statement-month"
      />
      <Button loading={busy} onClick={() => void download()} data-testid="statement-download">
        下载对账单 PDF
      </Button>
      {onOpenBooks && mayReadBooks && (
        <Button onClick={onOpenBooks} data-testid="card-books">
          看账簿分录
        </Button>
      )}
    </div>
  );
}

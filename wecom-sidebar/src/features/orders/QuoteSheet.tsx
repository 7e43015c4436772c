import type { InstalmentInput, QuoteView } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { CHINA_OFFSET, todayAt } from '../../components/time';
import { say } from '../../components/toast';
import { ActForm } from '../membership/ActForm';
import { DuesPart } from './DuesPart';
import { OrderComposer } from './OrderComposer';
import { QuoteCompare } from './QuoteCompare';
import { duesProblem, fillDues } from './sale';
import type { Buyer } from './useSale';
import { QUOTE_TONE, QUOTE_WORDS, yuan } from './words';
import '../membership/membership.css';

/** OR-04: a quote with its versions side by side; one of them becomes the order, or none does. */
export function QuoteSheet({
  quote,
  buyer,
  onClose,
  onChanged,
  onOrder,
}: {
  quote: QuoteView;
  buyer: Buyer;
  onClose: () => void;
  onChanged: () => void;
  onOrder: (orderId: string) => void;
}) {
  const mayWrite = useMay('order.write');
  const decline = useCommand('orders.declineQuote');
  const [accepting, setAccepting] = useState<number | null>(null);
  const [editing, setEditing] = useState(false);
  const [sure, setSure] = useState(false);
  const acts = mayWrite && quote.state === 'open';
  const refuse = async () => {
    if (!sure) return setSure(true);
    const answer = await decline.run({ quoteId: quote.id });
    setSure(false);
    if (!answer.ok) return;
    say('报价已作废');
    onChanged();
  };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      testid="quote-sheet"
      title={
        <span className="zk-row">
          {accepting === null ? `报价 ${quote.code}` : `第 ${accepting} 版成交`}
          <span className={`zk-booking-state ${QUOTE_TONE[quote.state]}`}>{QUOTE_WORDS[quote.state]}</span>
        </span>
      }
      foot={
        acts && accepting === null ? (
          <div className="zk-foot">
            <Button size="large" danger loading={decline.busy} onBlur={() => setSure(false)} onClick={() => void refuse()} data-testid="quote-decline">
              {sure ? '确定作废？' : '客户不要了'}
            </Button>
            <Button size="large" onClick={() => setEditing(true)} data-testid="quote-revise">
              出新一版
            </Button>
            <Button size="large" type="primary" onClick={() => setAccepting(quote.version)} data-testid="quote-accept">
              成交
            </Button>
          </div>
        ) : quote.orderId ? (
          <div className="zk-foot">
            <Button size="large" type="primary" onClick={() => onOrder(quote.orderId ?? '')}>
              看订单
            </Button>
          </div>
        ) : undefined
      }
    >
      {accepting === null ? (
        <>
          <RefusalNote refusal={decline.refusal} />
          <QuoteCompare quote={quote} onAccept={acts ? setAccepting : undefined} />
        </>
      ) : (
        <Accept quote={quote} version={accepting} onBack={() => setAccepting(null)} onStale={onChanged} onOrder={onOrder} />
      )}
      {editing && (
        <OrderComposer
          buyer={buyer}
          purpose={{ kind: 'quote', quote }}
          onClose={() => {
            setEditing(false);
            onChanged();
          }}
          onQuote={() => {
            setEditing(false);
            onChanged();
          }}
        />
      )}
    </Sheet>
  );
}

function Accept({
  quote,
  version,
  onBack,
  onStale,
  onOrder,
}: {
  quote: QuoteView;
  version: number;
  onBack: () => void;
  onStale: () => void;
  onOrder: (orderId: string) => void;
}) {
  const today = todayAt(useNow(), CHINA_OFFSET);
  const accept = useCommand('orders.acceptQuote');
  const [dues, setDues] = useState<readonly InstalmentInput[]>([]);
  const totalFen = quote.versions.find((one) => one.version === version)?.totalFen ?? 0;
  const rows = fillDues(dues, totalFen);
  const submit = async () => {
    const answer = await accept.run({ quoteId: quote.id, version, instalments: rows });
    if (answer.ok) {
      say(`已成交，订单 ${answer.value.order.code}`);
      onOrder(answer.value.order.id);
    } else if (answer.refusal.code === 'orders.quote_over') onStale();
  };
  return (
    <ActForm
      testid="accept"
      effects={[`按第 ${version} 版的价格开单，应收 ${yuan(totalFen)}`, '报价到此为止，其他版本留着可查']}
      label="成交并开单"
      busy={accept.busy}
      disabled={duesProblem(rows) !== undefined}
      refusal={accept.refusal}
      backLabel="返回"
      onBack={onBack}
      onSubmit={() => void submit()}
    >
      <DuesPart dues={dues} totalFen={totalFen} today={today} mayBeEmpty onChange={setDues} />
    </ActForm>
  );
}

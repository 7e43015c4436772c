import type { ReceiptView } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { call } from '../../api/call';
import { useCommand } from '../../api/hooks';
import { saveFile } from '../../components/save-file';
import { useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';
import { SignForm } from './SignForm';

/** What a receipt is of: a payment of an order, or an act that moved money of a card. */
export type ReceiptOf = { readonly orderId: string; readonly paymentId: string } | { readonly cardId: string; readonly transactionId: string };

/** OR-06: the numbered receipt of a payment, made when it is first asked for: to read, to sign on this screen, to take along as a file. */
export function ReceiptSheet({ of, signerName, onClose }: { of: ReceiptOf; signerName: string; onClose: () => void }) {
  const now = useNow();
  const card = 'cardId' in of;
  const issueOrders = useCommand('orders.issueReceipt');
  const issueCards = useCommand('membership.issueReceipt');
  const issue = card ? issueCards : issueOrders;
  const sign = useCommand(card ? 'membership.signReceipt' : 'orders.signReceipt');
  const [receipt, setReceipt] = useState<ReceiptView | null>(null);
  const [signing, setSigning] = useState(false);
  const [first, second] = card ? [of.cardId, of.transactionId] : [of.orderId, of.paymentId];
  const { run: runOrders } = issueOrders;
  const { run: runCards } = issueCards;
  useEffect(() => {
    const asked = card ? runCards({ cardId: first, transactionId: second }) : runOrders({ orderId: first, paymentId: second });
    void asked.then((answer) => answer.ok && setReceipt(answer.value.receipt));
  }, [runOrders, runCards, card, first, second]);
  const download = async (receiptId: string) => {
    const answer = await call(card ? 'membership.receiptFile' : 'orders.receiptFile', { receiptId });
    if (!answer.ok) return say(wordRefusal(answer.refusal), { tone: 'bad' });
    const bytes = Uint8Array.from(atob(answer.value.base64), (sign) => sign.charCodeAt(0));
    saveFile(answer.value.fileName, bytes, 'application/pdf');
  };
  const submit = async (name: string, signature: string) => {
    if (!receipt) return;
    const answer = await sign.run({ receiptId: receipt.id, sha256: receipt.sha256, signerName: name, signature });
    if (!answer.ok) return;
    say('收据已签好');
    setReceipt(answer.value.receipt);
    setSigning(false);
  };
  return (
    <Sheet
      open
      onClose={onClose}
      testid="receipt-sheet"
      title={receipt ? `${receipt.title} ${receipt.number}` : '收据'}
      foot={
        receipt &&
        !signing && (
          <div className="zk-foot">
            <Button size="large" onClick={() => void download(receipt.id)} data-testid="receipt-download">
              下载 PDF
            </Button>
            {receipt.state === 'draft' && (
              <Button size="large" type="primary" onClick={() => setSigning(true)} data-testid="receipt-sign">
                请客户签字
              </Button>
            )}
          </div>
        )
      }
    >
      <RefusalNote refusal={issue.refusal} />
      {!receipt && !issue.refusal && <RowsSkeleton rows={4} />}
      {receipt && signing && (
        <SignForm
          note="请客户本人看过收据后，在下面签名。"
          backLabel="再看看收据"
          signerName={signerName}
          busy={sign.busy}
          refusal={sign.refusal}
          onBack={() => setSigning(false)}
          onSubmit={(name, signature) => void submit(name, signature)}
        />
      )}
      {receipt && !signing && (
        <>
          <pre className="zk-contract" data-testid="receipt-text">
            {receipt.text}
          </pre>
          <p className="zk-hint" data-testid="receipt-trace">
            {receipt.signature ? `${receipt.signature.name} 签于 ${momentOf(receipt.signature.at, CHINA_OFFSET, now)}。` : '还没有签字。'}文件指纹{' '}
            {receipt.sha256.slice(0, 16)}…
          </p>
        </>
      )}
    </Sheet>
  );
}

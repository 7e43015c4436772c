import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { timeAt } from '@zhike/domain/kernel/calendar-date';
import type { ReceiptView } from '@zhike/domain/orders/contract';
import { useCallback, useEffect, useState } from 'react';
import { call } from '@/api/call';
import type { AnyRefusal } from '@/api/refusals';
import { useCommand } from '@/api/use-command';
import { say, showPdf } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { ErrorState, PageBones } from '@/components/states';
import { param } from '@/routes';
import { Sign } from '../parts/sign';
import { dayOf } from '../words';
// The same paper as a contract.
import '../contract/index.scss';

const CHINA_MINUTES = 480;

/** 收据: of one payment or refund of an order or a card, given out when it is first asked for; she reads it, signs it with a finger, and keeps the PDF. */
export default function Receipt() {
  const { params } = useRouter();
  const orderId = param(params.orderId);
  const paymentId = param(params.paymentId);
  const cardId = param(params.cardId);
  const transactionId = param(params.transactionId);
  const ofCard = cardId !== '';
  const issueOrders = useCommand('orders.issueReceipt');
  const issueCards = useCommand('membership.issueReceipt');
  const issue = ofCard ? issueCards : issueOrders;
  const sign = useCommand(ofCard ? 'membership.signReceipt' : 'orders.signReceipt');
  const [receipt, setReceipt] = useState<ReceiptView | null>(null);
  const [signing, setSigning] = useState(false);
  const { run: runOrders } = issueOrders;
  const { run: runCards } = issueCards;
  const load = useCallback(async () => {
    const answer = ofCard ? await runCards({ cardId, transactionId }) : await runOrders({ orderId, paymentId });
    if (answer) setReceipt(answer.receipt);
  }, [runOrders, runCards, ofCard, cardId, transactionId, orderId, paymentId]);
  useEffect(() => void load(), [load]);
  if (!receipt)
    return <Screen id="receipt">{issue.refusal ? <ErrorState refusal={issue.refusal} busy={issue.busy} onRetry={() => void load()} /> : <PageBones />}</Screen>;
  const send = async (signerName: string, signature: string) => {
    const answer = await sign.run({ receiptId: receipt.id, sha256: receipt.sha256, signerName, signature });
    if (!answer) return;
    say('收据已签好');
    setReceipt(answer.receipt);
    setSigning(false);
  };
  if (signing && receipt.state === 'draft')
    return (
      <Sign
        title={`签收${receipt.title}`}
        backLabel="再看看收据"
        note="签好后，签名、姓名、时间和收据会合成一份 PDF 保存，双方都能随时查看。"
        busy={sign.busy}
        refusal={sign.refusal}
        onBack={() => setSigning(false)}
        onStale={() => {
          setSigning(false);
          void load();
        }}
        onSend={(signerName, signature) => void send(signerName, signature)}
      />
    );
  return <Read receipt={receipt} onSign={() => setSigning(true)} />;
}

function Read({ receipt, onSign }: { receipt: ReceiptView; onSign: () => void }) {
  const [refusal, setRefusal] = useState<AnyRefusal | null>(null);
  const [busy, setBusy] = useState(false);
  const openFile = async () => {
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    const answer = await call(receipt.cardId === null ? 'orders.receiptFile' : 'membership.receiptFile', { receiptId: receipt.id });
    setBusy(false);
    if (!answer.ok) return setRefusal(answer.refusal);
    if (!(await showPdf(answer.value.fileName, answer.value.base64))) say('这台手机打不开 PDF');
  };
  const { signature } = receipt;
  return (
    <Screen
      id="receipt"
      bar={
        <View className="sign__bar">
          <ActionButton id="open-pdf" kind="quiet" label="看 PDF" busy={busy} busyLabel="正在打开" onTap={() => void openFile()} />
          {receipt.state === 'draft' ? <ActionButton id="go-sign" label="没有问题，去签字" onTap={onSign} /> : null}
        </View>
      }
    >
      <View className="pad-page">
        <RefusalNote refusal={refusal} />
        <View className="card paper">
          <View className="paper__head">
            <View className="paper__title">{receipt.title}</View>
            <Text className={`badge badge--${signature ? 'green' : 'amber'}`} id={`receipt-${receipt.state}`}>
              {signature ? '已签' : '待签字'}
            </Text>
          </View>
          <View className="paper__text" id="receipt-text">
            {receipt.text}
          </View>
          {signature ? (
            <View className="paper__trace" id="signed-by">
              {`${signature.name} 于 ${dayOf(signature.at)} ${timeAt(Date.parse(signature.at), CHINA_MINUTES)} 签收`}
            </View>
          ) : null}
        </View>
      </View>
    </Screen>
  );
}

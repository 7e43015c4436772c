import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { timeAt } from '@zhike/domain/kernel/calendar-date';
import type { ContractView } from '@zhike/domain/orders/contract';
import { useState } from 'react';
import { call } from '@/api/call';
import type { AnyRefusal } from '@/api/refusals';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { say, showPdf } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { EmptyState, ErrorState, PageBones } from '@/components/states';
import { pages, param, replace } from '@/routes';
import { Sign } from '../parts/sign';
import { badgeOfContract, dayOf } from '../words';
import './index.scss';

const CHINA_MINUTES = 480;

/** 合同: read it first, then sign it with a finger. What she signs is exactly what she read: its hash goes along. */
export default function Contract() {
  const { params } = useRouter();
  const orderId = param(params.orderId);
  const contractId = param(params.contractId);
  const query = useQuery('orders.contracts', orderId ? { orderId } : null);
  const [signing, setSigning] = useState(false);
  const sign = useCommand('orders.signContract');
  const send = async ({ id, sha256 }: ContractView, signerName: string, signature: string) => {
    if (!(await sign.run({ contractId: id, sha256, signerName, signature }))) return;
    say('合同已签好');
    setSigning(false);
    void query.reload();
  };
  const contract = query.value?.contracts.find((one) => one.id === contractId);
  if (!query.value)
    return (
      <Screen id="contract">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );
  if (!contract)
    return (
      <Screen id="contract">
        <EmptyState
          title="没有找到这份合同"
          hint="它可能已经换成新的一版，请从订单里打开。"
          action={{ id: 'to-order', label: '看订单', onTap: () => replace(pages.order({ orderId })) }}
        />
      </Screen>
    );
  if (signing && contract.state === 'draft')
    return (
      <Sign
        title={`签署《${contract.name}》`}
        backLabel="再看看合同"
        note="签署后，签名、姓名、时间和合同原文会合成一份 PDF 保存，双方都能随时查看；订单再有改动会需要重新签。"
        busy={sign.busy}
        refusal={sign.refusal}
        onBack={() => setSigning(false)}
        onStale={() => {
          setSigning(false);
          void query.reload();
        }}
        onSend={(signerName, signature) => void send(contract, signerName, signature)}
      />
    );
  return <Read contract={contract} onSign={() => setSigning(true)} />;
}

function Read({ contract, onSign }: { contract: ContractView; onSign: () => void }) {
  const [refusal, setRefusal] = useState<AnyRefusal | null>(null);
  const [busy, setBusy] = useState(false);
  const { word, tone } = badgeOfContract(contract.state);
  const openFile = async () => {
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    const answer = await call('orders.contractFile', { contractId: contract.id });
    setBusy(false);
    if (!answer.ok) return setRefusal(answer.refusal);
    if (!(await showPdf(answer.value.fileName, answer.value.base64))) say('这台手机打不开 PDF');
  };
  const { signature } = contract;
  const file = <ActionButton id="open-pdf" kind="quiet" label="看 PDF" busy={busy} busyLabel="正在打开" onTap={() => void openFile()} />;
  return (
    <Screen
      id="contract"
      bar={
        <View className="sign__bar">
          {file}
          {contract.state === 'draft' ? <ActionButton id="go-sign" label="看完了，去签字" onTap={onSign} /> : null}
        </View>
      }
    >
      <View className="pad-page">
        <RefusalNote refusal={refusal} />
        {contract.state === 'outdated' ? <View className="note note--mild">这一版已作废：订单有改动，请看最新的一版。</View> : null}
        <View className="card paper">
          <View className="paper__head">
            <View className="paper__title">{contract.name}</View>
            <Text className={`badge badge--${tone}`} id={`contract-${contract.state}`}>
              {word}
            </Text>
          </View>
          <View className="paper__text" id="contract-text">
            {contract.text}
          </View>
          <View className="paper__trace">{`第 ${contract.version} 版 · 原文指纹 ${contract.sha256.slice(0, 16)}…`}</View>
          {signature ? (
            <View className="paper__trace" id="signed-by">
              {`${signature.name} 于 ${dayOf(signature.at)} ${timeAt(Date.parse(signature.at), CHINA_MINUTES)} 签署`}
            </View>
          ) : null}
        </View>
      </View>
    </Screen>
  );
}

import { Input, View } from '@tarojs/components';
import type { ContractView } from '@zhike/domain/orders/contract';
import { useState } from 'react';
import { useCommand } from '@/api/use-command';
import { recall } from '@/bridge/storage';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { SignaturePad } from './signature-pad';

interface Props {
  readonly contract: ContractView;
  readonly onBack: () => void;
  readonly onStale: () => void;
  readonly onSigned: () => void;
}

/** OR-03: her name in type and in her own hand. A signature that was not taken stays on the pad, to be sent again. */
export function Sign({ contract, onBack, onStale, onSigned }: Props) {
  const sign = useCommand('orders.signContract');
  // The name that she once typed for a booking; the shop's own word for her may be no name at all.
  const [typed, setTyped] = useState(() => recall('zk.contact')?.name ?? '');
  const [read, setRead] = useState<(() => string) | null>(null);
  const name = typed.trim();
  const send = async () => {
    if (!read) return;
    if (await sign.run({ contractId: contract.id, sha256: contract.sha256, signerName: name, signature: read() })) onSigned();
  };
  return (
    <Screen
      id="sign"
      bar={
        <View className="sign__bar">
          <ActionButton id="sign-back" kind="quiet" label="再看看合同" onTap={onBack} />
          <ActionButton id="sign-confirm" label="确认签署" disabled={!read || name === ''} busy={sign.busy} busyLabel="正在签署" onTap={() => void send()} />
        </View>
      }
    >
      <View className="pad-page">
        <RefusalNote refusal={sign.refusal} onWayOut={onStale} />
        <View className="headline">{`签署《${contract.name}》`}</View>
        <View className="sign__label">姓名</View>
        <Input
          id="signer-name"
          className="typed"
          value={typed}
          maxlength={20}
          placeholder="写你的真实姓名"
          placeholderClass="placeholder"
          onInput={(event) => setTyped(event.detail.value)}
        />
        <View className="sign__label">手写签名</View>
        <SignaturePad onInk={(reader) => setRead(() => reader)} />
        <View className="prose">签署后，签名、姓名、时间和合同原文会合成一份 PDF 保存，双方都能随时查看；订单再有改动会需要重新签。</View>
      </View>
    </Screen>
  );
}

import { Input, View } from '@tarojs/components';
import { useState } from 'react';
import type { AnyRefusal } from '@/api/refusals';
import { recall } from '@/bridge/storage';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { SignaturePad } from '@/components/signature-pad';

interface Props {
  /** What is signed, and what then becomes of it. */
  readonly title: string;
  readonly backLabel: string;
  readonly note: string;
  readonly busy: boolean;
  readonly refusal: AnyRefusal | null;
  readonly onBack: () => void;
  readonly onStale: () => void;
  readonly onSend: (signerName: string, signature: string) => void;
}

/** OR-03: her name in type and in her own hand. A signature that was not taken stays on the pad, to be sent again. */
export function Sign({ title, backLabel, note, busy, refusal, onBack, onStale, onSend }: Props) {
  // The name that she once typed for a booking; the shop's own word for her may be no name at all.
  const [typed, setTyped] = useState(() => recall('zk.contact')?.name ?? '');
  const [read, setRead] = useState<(() => string) | null>(null);
  const name = typed.trim();
  return (
    <Screen
      id="sign"
      bar={
        <View className="sign__bar">
          <ActionButton id="sign-back" kind="quiet" label={backLabel} onTap={onBack} />
          <ActionButton
            id="sign-confirm"
            label="确认签署"
            disabled={!read || name === ''}
            busy={busy}
            busyLabel="正在签署"
            onTap={() => read && onSend(name, read())}
          />
        </View>
      }
    >
      <View className="pad-page">
        <RefusalNote refusal={refusal} onWayOut={onStale} />
        <View className="headline">{title}</View>
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
        <View className="prose">{note}</View>
      </View>
    </Screen>
  );
}

import { Button, Input } from 'antd';
import { useState } from 'react';
import type { AppRefusal } from '../../api/call';
import { Field } from '../../components/parts';
import { RefusalNote } from '../../components/states';
import { SignPad } from './SignPad';

/** Her name in type and in her own hand, on this screen. */
export function SignForm({
  note,
  backLabel,
  signerName,
  busy,
  refusal,
  onBack,
  onSubmit,
}: {
  note: string;
  backLabel: string;
  signerName: string;
  busy: boolean;
  refusal: AppRefusal | undefined;
  onBack: () => void;
  /** @param signature a PNG, base64 */
  onSubmit: (name: string, signature: string) => void;
}) {
  const [name, setName] = useState(signerName.slice(0, 20));
  const [signature, setSignature] = useState<string | null>(null);
  return (
    <div className="zk-stack" data-testid="sign-form">
      <p className="zk-second">{note}</p>
      <Field label="签字人">{(ids) => <Input {...ids} value={name} maxLength={20} onChange={(e) => setName(e.target.value)} data-testid="sign-name" />}</Field>
      <SignPad onChange={setSignature} />
      <RefusalNote refusal={refusal} />
      <div className="zk-foot">
        <Button size="large" onClick={onBack}>
          {backLabel}
        </Button>
        <Button
          size="large"
          type="primary"
          disabled={!signature || name.trim() === ''}
          loading={busy}
          onClick={() => signature && onSubmit(name.trim(), signature)}
          data-testid="sign-submit"
        >
          确认签字
        </Button>
      </div>
    </div>
  );
}

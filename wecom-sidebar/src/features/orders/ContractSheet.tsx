import type { ContractView } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { useCommand } from '../../api/hooks';
import { saveFile } from '../../components/save-file';
import { useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';
import { SignForm } from './SignForm';
import { CONTRACT_TONE, CONTRACT_WORDS } from './words';

/** A contract to read, to sign on this screen, and to take along as a file. */
export function ContractSheet({
  contract,
  signerName,
  onClose,
  onSigned,
}: {
  contract: ContractView;
  signerName: string;
  onClose: () => void;
  onSigned: () => void;
}) {
  const now = useNow();
  const [signing, setSigning] = useState(false);
  const [fetching, setFetching] = useState(false);
  const download = async () => {
    setFetching(true);
    const answer = await call('orders.contractFile', { contractId: contract.id });
    setFetching(false);
    if (!answer.ok) return say(wordRefusal(answer.refusal), { tone: 'bad' });
    saveFile(
      answer.value.fileName,
      Uint8Array.from(atob(answer.value.base64), (sign) => sign.charCodeAt(0)),
      'application/pdf',
    );
  };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      testid="contract-sheet"
      title={
        <span className="zk-row">
          {contract.name} 第 {contract.version} 版<span className={`zk-booking-state ${CONTRACT_TONE[contract.state]}`}>{CONTRACT_WORDS[contract.state]}</span>
        </span>
      }
      foot={
        !signing && (
          <div className="zk-foot">
            <Button size="large" loading={fetching} onClick={() => void download()} data-testid="contract-download">
              下载 PDF
            </Button>
            {contract.state === 'draft' && (
              <Button size="large" type="primary" onClick={() => setSigning(true)} data-testid="contract-sign">
                请客户签字
              </Button>
            )}
          </div>
        )
      }
    >
      {signing ? (
        <Signing contract={contract} signerName={signerName} onBack={() => setSigning(false)} onSigned={onSigned} />
      ) : (
        <>
          {contract.state === 'outdated' && <p className="zk-notice">订单后来有变动，这一版不再有效。请签最新的一版。</p>}
          <pre className="zk-contract" data-testid="contract-text">
            {contract.text}
          </pre>
          <p className="zk-hint">
            {contract.signature && `${contract.signature.name} 签于 ${momentOf(contract.signature.at, CHINA_OFFSET, now)}。`}文件指纹{' '}
            {contract.sha256.slice(0, 16)}…
          </p>
        </>
      )}
    </Sheet>
  );
}

function Signing({ contract, signerName, onBack, onSigned }: { contract: ContractView; signerName: string; onBack: () => void; onSigned: () => void }) {
  const sign = useCommand('orders.signContract');
  const submit = async (name: string, signature: string) => {
    const answer = await sign.run({ contractId: contract.id, sha256: contract.sha256, signerName: name, signature });
    if (!answer.ok) {
      if (answer.refusal.code === 'orders.contract_over') onSigned();
      return;
    }
    say('已签好，签名和时间已写进文件');
    onSigned();
    onBack();
  };
  return (
    <SignForm
      note="请客户本人看过合同后，在下面签名。签好后内容不能再改。"
      backLabel="再看看合同"
      signerName={signerName}
      busy={sign.busy}
      refusal={sign.refusal}
      onBack={onBack}
      onSubmit={(name, signature) => void submit(name, signature)}
    />
  );
}

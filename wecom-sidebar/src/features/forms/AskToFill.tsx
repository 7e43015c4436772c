import type { ApiOutput } from '@zhike/domain/api';
import { Button, Input, QRCode } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { insideWecom, sendText } from '../../bridge/wecom';
import { copyText } from '../../components/copy';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';

type Form = ApiOutput<'forms.list'>['forms'][number];

interface Asked {
  readonly customerId: string;
  /** A record of the shop's own that it is about beside her, as her project: only forms that lead there are offered. */
  readonly about?: { readonly entity: string; readonly id: string } | undefined;
}

/** FM-15 请客户填表: a link that is hers alone; what she hands in stands in her file (and the record's) by itself. Nothing stands here for a shop without such a form. */
export function AskToFill(asked: Asked) {
  return useMay('form.share') ? <Offered {...asked} /> : null;
}

function Offered({ customerId, about }: Asked) {
  const forms = (useQuery('forms.list', {}).data?.forms ?? []).filter(
    (form) => form.kinds.includes('bound') && (about === undefined || form.about.includes(about.entity)),
  );
  const [open, setOpen] = useState(false);
  if (forms.length === 0) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)} data-testid="ask-to-fill">
        请客户填表
      </Button>
      {open && <AskSheet customerId={customerId} about={about} forms={forms} onClose={() => setOpen(false)} />}
    </>
  );
}

function AskSheet({ customerId, about, forms, onClose }: Asked & { forms: readonly Form[]; onClose: () => void }) {
  const share = useCommand('forms.share');
  const [made, setMade] = useState<{ readonly title: string; readonly url: string } | null>(null);
  const ask = async (form: Form) => {
    const answer = await share.run({ id: form.id, kind: 'bound', customerId, ...(about ? { about: { ...about } } : {}), channel: '' });
    if (answer.ok) setMade({ title: form.title, url: answer.value.url });
  };
  const send = async (one: { readonly title: string; readonly url: string }) => {
    const outcome = await sendText(`您好，请填一下「${one.title}」，填好就自动收到了：${one.url}`);
    if (outcome === 'sent') onClose();
    else say('没有放进聊天，请复制网址发给客户', { tone: 'bad' });
  };
  return (
    <Sheet open onClose={onClose} title={made ? `请客户填「${made.title}」` : '请客户填哪张表'} testid="ask-sheet">
      <RefusalNote refusal={share.refusal} />
      {made ? (
        <div className="zk-stack">
          <p className="zk-notice plain">发给这位客户，或让客户当面扫。只能交一次，交来自动归到客户的档案里；再发一次，旧的就打不开了。</p>
          <div style={{ display: 'flex', justifyContent: 'center' }} data-testid="ask-qr">
            <QRCode type="svg" value={made.url} size={220} />
          </div>
          <Input.TextArea readOnly autoSize value={made.url} aria-label="网址" onFocus={(e) => e.target.select()} data-testid="ask-url" />
          {insideWecom() && (
            <Button type="primary" size="large" block onClick={() => void send(made)} data-testid="ask-send">
              放进聊天
            </Button>
          )}
          <Button type={insideWecom() ? 'default' : 'primary'} size="large" block onClick={() => void copyText(made.url)} data-testid="ask-copy">
            复制网址
          </Button>
        </div>
      ) : (
        <div className="zk-stack">
          {forms.map((form) => (
            <Button key={form.id} block size="large" loading={share.busy} onClick={() => void ask(form)} data-testid="ask-form">
              {form.title}
            </Button>
          ))}
        </div>
      )}
    </Sheet>
  );
}

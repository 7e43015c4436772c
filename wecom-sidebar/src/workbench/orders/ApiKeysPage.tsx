import { copyText } from '../../components/copy';
import type { ApiKeyView } from '@zhike/domain/orders/contract';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Field, useNow } from '../../components/parts';
import { useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';

/** OR-08: keys with which a cashier's program posts payments of orders. The secret is shown once, when it is made. */
export function ApiKeysPage() {
  const keys = useQuery('orders.apiKeys', {});
  const [making, setMaking] = useState(false);
  return (
    <div className="zk-page narrow" data-testid="api-keys-page">
      <header className="zk-page-head">
        <h1>接口密钥</h1>
        <Button type="primary" onClick={() => setMaking(true)} data-testid="new-key">
          新密钥
        </Button>
      </header>
      <p className="zk-second" style={{ marginBottom: 12 }}>
        给收银机或别的程序用：它拿着密钥，就能把收款记到订单上。一把密钥只管一家门店，丢了就停用再换一把。
      </p>
      <Loaded query={keys} skeleton={<RowsSkeleton rows={3} tall />}>
        {({ keys: list }) =>
          list.length === 0 ? (
            <Nothing title="还没有密钥" hint="接收银机时，先在这里建一把，把密钥填到收银机里。" />
          ) : (
            list.map((key) => <KeyCard key={key.id} apiKey={key} onRevoked={keys.reload} />)
          )
        }
      </Loaded>
      {making && <NewKey onClose={() => setMaking(false)} onMade={keys.reload} />}
    </div>
  );
}

function KeyCard({ apiKey, onRevoked }: { apiKey: ApiKeyView; onRevoked: () => void }) {
  const now = useNow();
  const revoke = useCommand('orders.revokeApiKey');
  const [sure, setSure] = useState(false);
  const press = async () => {
    if (!sure) return setSure(true);
    setSure(false);
    const answer = await revoke.run({ keyId: apiKey.id });
    say(answer.ok ? `「${apiKey.name}」已停用` : wordRefusal(answer.refusal), answer.ok ? {} : { tone: 'bad' });
    onRevoked();
  };
  const moment = (at: string) => momentOf(at, CHINA_OFFSET, now);
  return (
    <section className={apiKey.revokedAt ? 'zk-card zk-faded' : 'zk-card'} data-testid="api-key" data-name={apiKey.name}>
      <div className="zk-row">
        <div className="zk-grow">
          <h2>{apiKey.name}</h2>
          <span className="zk-hint">
            {apiKey.storeName} · 记收款 · 末四位 {apiKey.hint} · 建于 {moment(apiKey.createdAt)} ·{' '}
            {apiKey.usedAt ? `上次使用 ${moment(apiKey.usedAt)}` : '还没用过'}
          </span>
        </div>
        {apiKey.revokedAt ? (
          <span className="zk-booking-state grey">已停用 {moment(apiKey.revokedAt)}</span>
        ) : (
          <Button
            danger
            type={sure ? 'primary' : 'default'}
            loading={revoke.busy}
            onBlur={() => setSure(false)}
            onClick={() => void press()}
            data-testid="revoke-key"
          >
            {sure ? '确定停用？' : '停用'}
          </Button>
        )}
      </div>
    </section>
  );
}

function NewKey({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const me = useMe();
  const create = useCommand('orders.createApiKey');
  const [name, setName] = useState('');
  const [storeId, setStoreId] = useState(me.stores[0]?.id ?? '');
  const [secret, setSecret] = useState<string | null>(null);
  const submit = async () => {
    if (name.trim() === '' || secret) return;
    const answer = await create.run({ name: name.trim(), storeId, scopes: ['payments'] });
    if (!answer.ok) return;
    setSecret(answer.value.secret);
    onMade();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title="新密钥"
      testid="new-key-sheet"
      onSubmit={() => void submit()}
      foot={
        secret ? (
          <Button block size="large" type="primary" onClick={onClose} data-testid="key-kept">
            已经存好了
          </Button>
        ) : (
          <Button block size="large" type="primary" disabled={name.trim() === ''} loading={create.busy} onClick={() => void submit()} data-testid="key-submit">
            生成密钥
          </Button>
        )
      }
    >
      {secret ? (
        <div className="zk-stack">
          <p className="zk-notice">密钥只在这里显示这一次，关掉就再也看不到。请现在填到收银机里。</p>
          <Input.TextArea readOnly autoSize value={secret} aria-label="密钥" onFocus={(e) => e.target.select()} data-testid="key-secret" />
          <Button onClick={() => void copyText(secret)}>复制</Button>
        </div>
      ) : (
        <>
          <Field label="给谁用" hint="例如：静安店收银机">
            {(ids) => <Input {...ids} autoFocus value={name} maxLength={40} onChange={(e) => setName(e.target.value)} data-testid="key-name" />}
          </Field>
          <Field label="门店" hint="只能记这家门店的订单">
            {(ids) => (
              <Select
                id={ids.id}
                style={{ width: '100%' }}
                value={storeId}
                onChange={setStoreId}
                options={me.stores.map((one) => ({ value: one.id, label: one.name }))}
              />
            )}
          </Field>
          <RefusalNote refusal={create.refusal} />
        </>
      )}
    </Sheet>
  );
}

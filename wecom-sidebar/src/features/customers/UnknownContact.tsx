import type { ApiOutput } from '@zhike/domain/api';
import type { CustomerProfile } from '@zhike/domain/customers/contract';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Field, Tabs } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Nothing, Problem, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { Avatar } from './Head';
import { REASON_WORDS } from './words';

type Unknown = Extract<ApiOutput<'customers.inChat'>, { status: 'unknown' }>;

/** The person in the chat has no record yet: we say who she may be and why; staff decide. */
export function UnknownContact({
  externalUserId,
  unknown,
  onLinked,
}: {
  externalUserId: string;
  unknown: Unknown;
  onLinked: (profile: CustomerProfile) => void;
}) {
  const mayWrite = useMay('customer.write');
  const link = useCommand('customers.linkContact');
  const [chosen, setChosen] = useState<string | null>(null);
  const [way, setWay] = useState<'suggested' | 'search' | 'new'>(unknown.suggestions.length > 0 ? 'suggested' : 'new');
  const connect = async (customerId: string) => {
    setChosen(customerId);
    const answer = await link.run({ externalUserId, customerId });
    setChosen(null);
    if (!answer.ok) return;
    say('已关联到客户档案');
    onLinked(answer.value.profile);
  };
  return (
    <div className="zk-unknown" data-testid="unknown-contact">
      <div className="zk-head">
        <div className="zk-row">
          <Avatar name={unknown.contact.name} url={unknown.contact.avatarUrl} />
          <div className="zk-grow">
            <h2 className="zk-ellipsis">{unknown.contact.name}</h2>
            <span className="zk-hint">微信联系人，还没有客户档案</span>
          </div>
        </div>
      </div>
      {!mayWrite ? (
        <Nothing title="还没有关联客户" hint="你的岗位不能建客户档案，请让归属销售或前台来关联。" />
      ) : (
        <>
          <Tabs
            label="怎么关联"
            active={way}
            onChange={setWay}
            tabs={[
              ...(unknown.suggestions.length > 0 ? [{ key: 'suggested' as const, title: `可能是（${unknown.suggestions.length}）` }] : []),
              { key: 'search', title: '找已有客户' },
              { key: 'new', title: '新建客户' },
            ]}
          />
          <div className="zk-pane">
            <RefusalNote refusal={link.refusal} />
            {way === 'suggested' &&
              unknown.suggestions.map((s) => (
                <div key={s.customerId} className="zk-card zk-row" data-testid="suggestion">
                  <div className="zk-grow">
                    <b>{s.name}</b> <span className="zk-second">{s.maskedPhone}</span>
                    <div className="zk-hint">{s.reasons.map((r) => REASON_WORDS[r]).join(' · ')}</div>
                  </div>
                  <Button
                    type="primary"
                    loading={chosen === s.customerId}
                    disabled={link.busy}
                    onClick={() => void connect(s.customerId)}
                    data-testid="link-suggestion"
                  >
                    就是她/他
                  </Button>
                </div>
              ))}
            {way === 'search' && <SearchAndLink busyId={chosen} busy={link.busy} onLink={(id) => void connect(id)} />}
            {way === 'new' && (
              <CreateFromContact externalUserId={externalUserId} name={unknown.contact.name} onLinked={onLinked} onExisting={(id) => void connect(id)} />
            )}
          </div>
        </>
      )}
    </div>
  );
}

function SearchAndLink({ busyId, busy, onLink }: { busyId: string | null; busy: boolean; onLink: (customerId: string) => void }) {
  const [search, setSearch] = useState('');
  const word = search.trim();
  const found = useQuery('customers.list', word.length >= 2 ? { search: word.slice(0, 40), tagIds: [] } : null);
  return (
    <div className="zk-stack">
      <Input
        allowClear
        autoFocus
        placeholder="姓名、拼音、手机号或后四位"
        aria-label="找客户"
        value={search}
        onChange={(e) => setSearch(e.target.value)}
        data-testid="link-search"
      />
      {found.refusal && <Problem refusal={found.refusal} onRetry={found.reload} />}
      {word.length >= 2 && !found.data && found.busy && <RowsSkeleton rows={3} />}
      {found.data?.items.length === 0 && <Nothing title="没有找到" hint="换个写法，或者新建客户。" />}
      {found.data?.items.map((c) => (
        <div key={c.id} className="zk-card zk-row" data-testid="link-result">
          <div className="zk-grow">
            <b>{c.name}</b> <span className="zk-second">{c.maskedPhone}</span>
            <div className="zk-hint">{[c.ownerName ? `归属 ${c.ownerName}` : null, c.storeName].filter(Boolean).join(' · ')}</div>
          </div>
          <Button loading={busyId === c.id} disabled={busy} onClick={() => onLink(c.id)}>
            关联
          </Button>
        </div>
      ))}
    </div>
  );
}

function CreateFromContact({
  externalUserId,
  name: contactName,
  onLinked,
  onExisting,
}: {
  externalUserId: string;
  name: string;
  onLinked: (profile: CustomerProfile) => void;
  onExisting: (customerId: string) => void;
}) {
  const create = useCommand('customers.createFromContact');
  const [name, setName] = useState(contactName.slice(0, 20));
  const [phone, setPhone] = useState('');
  const [asked, setAsked] = useState(false);
  const phoneProblem = phone !== '' && !isMobile(normalisePhone(phone)) ? '要 11 位手机号' : undefined;
  const submit = async () => {
    setAsked(true);
    if (name.trim() === '' || phoneProblem) return;
    const answer = await create.run({ externalUserId, name: name.trim(), phone: phone === '' ? null : phone });
    if (!answer.ok) return;
    say('已建客户档案');
    onLinked(answer.value.profile);
  };
  const taken = create.refusal?.code === 'customers.phone_taken' ? create.refusal.facts : null;
  return (
    <form
      data-testid="create-contact"
      onSubmit={(e) => {
        e.preventDefault();
        void submit();
      }}
    >
      <Field label="姓名" problem={asked && name.trim() === '' ? '请填姓名' : undefined}>
        {(ids) => <Input {...ids} value={name} maxLength={20} onChange={(e) => setName(e.target.value)} data-testid="create-name" />}
      </Field>
      <Field label="手机号（可以以后再填）" problem={asked ? phoneProblem : undefined}>
        {(ids) => <Input {...ids} value={phone} inputMode="tel" onChange={(e) => setPhone(e.target.value)} data-testid="create-phone" />}
      </Field>
      <RefusalNote refusal={create.refusal}>
        {taken && (
          <Button size="small" style={{ marginTop: 8 }} onClick={() => onExisting(taken.customerId)}>
            关联到「{taken.name}」
          </Button>
        )}
      </RefusalNote>
      <Button block size="large" type="primary" htmlType="submit" loading={create.busy} data-testid="create-submit">
        新建客户
      </Button>
    </form>
  );
}

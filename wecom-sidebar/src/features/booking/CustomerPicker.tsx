import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Nothing, Problem, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { type BookFor, bookFor } from './bookFor';

/** For whom: find her by name, pinyin or phone, or make a record while she is on the phone. */
export function CustomerPicker({
  storeId,
  title = '给谁预约',
  act = '预约',
  onClose,
  onPick,
}: {
  storeId: string;
  title?: string;
  /** What she is wanted for. */
  act?: string;
  onClose: () => void;
  onPick: (customer: BookFor) => void;
}) {
  const [search, setSearch] = useState('');
  const [making, setMaking] = useState(false);
  const word = search.trim();
  const found = useQuery('customers.list', word === '' ? null : { search: word.slice(0, 40), tagIds: [] }, { keepPrevious: true });
  const open = useCommand('customers.create');
  const [opening, setOpening] = useState<string | null>(null);
  const digits = normalisePhone(word);
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const phoneProblem = phone !== '' && !isMobile(normalisePhone(phone)) ? '要 11 位手机号' : undefined;
  const profile = useQuery('customers.get', opening ? { customerId: opening } : null);
  const picked = opening ? profile.data?.profile : undefined;
  useEffect(() => {
    if (picked) onPick(bookFor(picked));
  }, [picked, onPick]);
  const create = async () => {
    if (name.trim() === '' || phoneProblem) return;
    const answer = await open.run({
      name: name.trim(),
      phone: phone === '' ? null : phone,
      gender: 'unknown',
      birthday: null,
      weddingDate: null,
      source: '',
      note: '',
      storeId,
    });
    if (!answer.ok) return;
    say('已建客户档案');
    onPick(bookFor(answer.value.profile));
  };
  return (
    <Sheet open onClose={onClose} title={title} testid="customer-picker">
      {making ? (
        <form
          onSubmit={(e) => {
            e.preventDefault();
            void create();
          }}
        >
          <Field label="姓名">
            {(ids) => <Input {...ids} autoFocus value={name} maxLength={20} onChange={(e) => setName(e.target.value)} data-testid="new-customer-name" />}
          </Field>
          <Field label="手机号" problem={phoneProblem}>
            {(ids) => <Input {...ids} value={phone} inputMode="tel" onChange={(e) => setPhone(e.target.value)} data-testid="new-customer-phone" />}
          </Field>
          <RefusalNote refusal={open.refusal}>
            {open.refusal?.code === 'customers.phone_taken' && <PickExisting facts={open.refusal.facts} act={act} onPick={setOpening} />}
          </RefusalNote>
          <div className="zk-foot">
            <Button size="large" onClick={() => setMaking(false)}>
              返回
            </Button>
            <Button size="large" type="primary" htmlType="submit" loading={open.busy} disabled={name.trim() === ''} data-testid="new-customer-submit">
              建档并{act}
            </Button>
          </div>
        </form>
      ) : (
        <div className="zk-stack">
          <Input
            allowClear
            autoFocus
            placeholder="姓名、拼音、手机号或后四位"
            aria-label="找客户"
            value={search}
            onChange={(e) => setSearch(e.target.value)}
            data-testid="picker-search"
          />
          {profile.refusal && <Problem refusal={profile.refusal} onRetry={profile.reload} />}
          {found.refusal && <Problem refusal={found.refusal} onRetry={found.reload} />}
          {word !== '' && !found.data && found.busy && <RowsSkeleton rows={3} />}
          {word !== '' && found.data?.items.length === 0 && <Nothing title="没有找到" hint="新客户就先建一个档案。" />}
          {word !== '' &&
            found.data?.items.map((c) => (
              <button key={c.id} type="button" className="zk-service" style={{ width: '100%' }} onClick={() => setOpening(c.id)} data-testid="picker-result">
                <span className="zk-service-name">{c.name}</span>
                <span className="zk-hint">{[c.maskedPhone, c.ownerName ? `归属 ${c.ownerName}` : null].filter(Boolean).join(' · ')}</span>
              </button>
            ))}
          <Button
            block
            size="large"
            onClick={() => {
              setMaking(true);
              if (isMobile(digits)) setPhone(digits);
              else setName(word.slice(0, 20));
            }}
            data-testid="picker-new"
          >
            ＋ 新客户
          </Button>
        </div>
      )}
    </Sheet>
  );
}

function PickExisting({ facts, act, onPick }: { facts: { customerId: string; name: string }; act: string; onPick: (id: string) => void }) {
  return (
    <Button size="small" style={{ marginTop: 8 }} onClick={() => onPick(facts.customerId)}>
      给「{facts.name}」{act}
    </Button>
  );
}

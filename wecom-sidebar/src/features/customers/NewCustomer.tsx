import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Chips, Field, useKept } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { SOURCES } from './words';

/** A new record; a phone that is known opens the one there is. */
export function NewCustomer({ initial, onClose, onMade }: { initial: string; onClose: () => void; onMade: (customerId: string) => void }) {
  const [store] = useKept('store', '');
  const digits = normalisePhone(initial);
  const [name, setName] = useState(isMobile(digits) ? '' : initial.trim().slice(0, 20));
  const [phone, setPhone] = useState(isMobile(digits) ? digits : '');
  const [gender, setGender] = useState<'female' | 'male' | 'unknown'>('unknown');
  const [weddingDate, setWeddingDate] = useState('');
  const [source, setSource] = useState('');
  const [asked, setAsked] = useState(false);
  const create = useCommand('customers.create');
  const nameProblem = asked && name.trim() === '' ? '请填姓名' : undefined;
  const phoneProblem = asked && phone !== '' && !isMobile(normalisePhone(phone)) ? '要 11 位手机号' : undefined;
  const submit = async () => {
    setAsked(true);
    if (name.trim() === '' || (phone !== '' && !isMobile(normalisePhone(phone)))) return;
    const answer = await create.run({
      name: name.trim(),
      phone: phone || null,
      gender,
      birthday: null,
      weddingDate: weddingDate || null,
      source,
      note: '',
      storeId: store || null,
    });
    if (!answer.ok) return;
    say('已建客户档案');
    onMade(answer.value.profile.id);
  };
  const taken = create.refusal?.code === 'customers.phone_taken' ? create.refusal.facts : null;
  return (
    <Sheet
      open
      onClose={onClose}
      title="新建客户"
      testid="new-customer-sheet"
      foot={
        <Button block size="large" type="primary" loading={create.busy} onClick={() => void submit()} data-testid="new-customer-submit">
          建档
        </Button>
      }
    >
      <Field label="姓名" problem={nameProblem}>
        {(ids) => <Input {...ids} autoFocus value={name} maxLength={20} onChange={(e) => setName(e.target.value)} data-testid="new-customer-name" />}
      </Field>
      <Field label="手机号" problem={phoneProblem}>
        {(ids) => <Input {...ids} value={phone} inputMode="tel" onChange={(e) => setPhone(e.target.value)} data-testid="new-customer-phone" />}
      </Field>
      <Field label="性别">
        {() => (
          <Chips
            name="gender"
            label="性别"
            value={gender}
            choices={[
              { key: 'female', title: '女' },
              { key: 'male', title: '男' },
              { key: 'unknown', title: '未填' },
            ]}
            onChange={setGender}
          />
        )}
      </Field>
      <Field label="婚期">{(ids) => <Input {...ids} type="date" value={weddingDate} onChange={(e) => setWeddingDate(e.target.value)} />}</Field>
      <Field label="来源">
        {() => (
          <Chips
            name="source"
            label="来源"
            value={source || null}
            choices={SOURCES.map((s) => ({ key: s, title: s }))}
            onChange={(s) => setSource(s === source ? '' : s)}
          />
        )}
      </Field>
      <RefusalNote refusal={create.refusal}>
        {taken && (
          <Button size="small" style={{ marginTop: 8 }} onClick={() => onMade(taken.customerId)}>
            打开「{taken.name}」
          </Button>
        )}
      </RefusalNote>
    </Sheet>
  );
}

import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { AppRefusal } from '../api/call';
import { useCommand, useQuery } from '../api/hooks';
import { Field } from '../components/parts';
import { RefusalNote } from '../components/states';
import { say } from '../components/toast';
import { guestByPhone } from '../features/booking/guest';

/** A number for somebody who just walked in: for what, and how she is called. */
export function WalkIn({ storeId, onTaken }: { storeId: string; onTaken: () => void }) {
  const services = useQuery('booking.services', { storeId });
  const sold = (services.data?.services ?? []).filter((s) => s.active && s.mode === 'appointment');
  const [serviceId, setServiceId] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [partySize, setPartySize] = useState(1);
  const [asked, setAsked] = useState(false);
  const [phone, setPhone] = useState('');
  const [looking, setLooking] = useState(false);
  const [unknown, setUnknown] = useState<AppRefusal | undefined>(undefined);
  const take = useCommand('booking.takeTicket');
  const phoneProblem = phone !== '' && !isMobile(normalisePhone(phone)) ? '要 11 位手机号' : undefined;
  const chosen = sold.find((s) => s.id === serviceId);
  const submit = async () => {
    setAsked(true);
    if (!chosen || name.trim() === '' || phoneProblem) return;
    setLooking(true);
    const guest = phone === '' ? null : await guestByPhone(name.trim(), normalisePhone(phone), storeId);
    setLooking(false);
    setUnknown(guest && !guest.ok ? guest.refusal : undefined);
    if (guest && !guest.ok) return;
    const answer = await take.run({
      storeId,
      serviceId: chosen.id,
      name: name.trim(),
      partySize: Math.min(partySize, chosen.maxParty),
      ...(guest ? { customerId: guest.value } : {}),
    });
    if (!answer.ok) return;
    const { ticket } = answer.value;
    say(ticket.before === 0 ? `${ticket.number} 号，下一个就是` : `${ticket.number} 号，前面 ${ticket.before} 位`);
    onTaken();
  };
  return (
    <div className="zk-walk-in" data-testid="walk-in">
      <Field label="做什么" problem={asked && !chosen ? '请选项目' : undefined}>
        {(ids) => (
          <Select
            id={ids.id}
            style={{ width: '100%' }}
            loading={services.busy}
            value={serviceId}
            options={sold.map((s) => ({ value: s.id, label: s.name }))}
            onChange={setServiceId}
            data-testid="walk-in-service"
          />
        )}
      </Field>
      <div className="zk-row top">
        <Field label="怎么称呼" problem={asked && name.trim() === '' ? '请填称呼' : undefined}>
          {(ids) => (
            <Input {...ids} value={name} maxLength={20} placeholder="例如：王女士" onChange={(e) => setName(e.target.value)} data-testid="walk-in-name" />
          )}
        </Field>
        {chosen && chosen.maxParty > 1 && (
          <Field label="几位">
            {(ids) => (
              <InputNumber id={ids.id} min={1} max={chosen.maxParty} value={partySize} onChange={(value) => setPartySize(value ?? 1)} style={{ width: 72 }} />
            )}
          </Field>
        )}
      </div>
      <Field label="手机号" hint="开始服务时要用，也可以到时再补" problem={phoneProblem}>
        {(ids) => <Input {...ids} value={phone} inputMode="tel" onChange={(e) => setPhone(e.target.value)} data-testid="walk-in-phone" />}
      </Field>
      <RefusalNote refusal={unknown ?? take.refusal} />
      <Button block type="primary" size="large" loading={looking || take.busy} onClick={() => void submit()} data-testid="walk-in-take">
        取号
      </Button>
    </div>
  );
}

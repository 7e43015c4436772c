import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { clockOf } from '../../components/time';
import { say } from '../../components/toast';
import type { BookFor } from '../../features/booking/bookFor';
import { CustomerPicker } from '../../features/booking/CustomerPicker';
import { useStore } from '../useStore';

/** A place in the line for somebody who walked in; her record is only needed when her turn comes. */
export function TicketForm({ storeId, onClose, onTaken }: { storeId: string; onClose: () => void; onTaken: () => void }) {
  const { offset } = useStore();
  const services = useQuery('booking.services', { storeId });
  const [serviceId, setServiceId] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [customer, setCustomer] = useState<BookFor | null>(null);
  const [picking, setPicking] = useState(false);
  const [party, setParty] = useState(1);
  const [asked, setAsked] = useState(false);
  const length = useQuery('booking.queueLength', serviceId ? { storeId, serviceId } : null);
  const take = useCommand('booking.takeTicket');
  const list = (services.data?.services ?? []).filter((s) => s.active && s.mode === 'appointment');
  const service = list.find((s) => s.id === serviceId);
  const submit = async () => {
    setAsked(true);
    if (!serviceId || name.trim() === '') return;
    const answer = await take.run({ storeId, serviceId, name: name.trim(), partySize: party, ...(customer ? { customerId: customer.customerId } : {}) });
    if (!answer.ok) return;
    const { ticket } = answer.value;
    say(`${ticket.name} 是 ${ticket.number} 号，前面 ${ticket.before} 位`);
    onTaken();
  };
  if (picking)
    return (
      <CustomerPicker
        storeId={storeId}
        title="给哪位客户取号"
        onClose={() => setPicking(false)}
        onPick={(picked) => {
          setCustomer(picked);
          setName(picked.name.slice(0, 20));
          setPicking(false);
        }}
      />
    );
  return (
    <Sheet
      open
      onClose={onClose}
      title="取号"
      testid="ticket-form"
      onSubmit={() => void submit()}
      foot={
        <Button block size="large" type="primary" loading={take.busy} onClick={() => void submit()} data-testid="ticket-submit">
          取号
        </Button>
      }
    >
      <Field
        label="称呼"
        hint={customer ? `已关联客户 ${customer.maskedPhone ?? ''}` : '不知道是谁也可以先取号，开始服务前再建档'}
        problem={asked && name.trim() === '' ? '请填称呼' : undefined}
      >
        {(ids) => (
          <div className="zk-row">
            <Input
              {...ids}
              autoFocus
              value={name}
              maxLength={20}
              placeholder="例如：王女士"
              onChange={(e) => {
                setName(e.target.value);
                setCustomer(null);
              }}
              data-testid="ticket-name"
            />
            <Button onClick={() => setPicking(true)} data-testid="ticket-customer">
              找客户
            </Button>
          </div>
        )}
      </Field>
      <Field label="项目" problem={asked && !serviceId ? '请选项目' : undefined}>
        {() => (
          <Loaded query={services} skeleton={<RowsSkeleton rows={2} />}>
            {() =>
              list.length === 0 ? (
                <Nothing title="这家门店没有可排队的项目" />
              ) : (
                <Chips
                  name="ticket-service"
                  label="项目"
                  value={serviceId}
                  choices={list.map((s) => ({ key: s.id, title: s.name }))}
                  onChange={(id) => {
                    setServiceId(id);
                    setParty(1);
                    take.clear();
                  }}
                />
              )
            }
          </Loaded>
        )}
      </Field>
      {service && service.maxParty > 1 && (
        <Field label="几个人">
          {() => (
            <Chips
              name="ticket-party"
              label="几个人"
              value={String(party)}
              choices={Array.from({ length: Math.min(8, service.maxParty) }, (_, i) => ({ key: String(i + 1), title: `${i + 1} 人` }))}
              onChange={(n) => setParty(Number(n))}
            />
          )}
        </Field>
      )}
      {length.data && (
        <p className="zk-notice plain" data-testid="queue-length">
          现在 {length.data.waiting} 位在等
          {length.data.open ? (length.data.expectedAt ? `，预计 ${clockOf(length.data.expectedAt, offset)} 轮到` : '，今天可能排不上了') : '，已停止取号'}
        </p>
      )}
      <RefusalNote refusal={take.refusal} offsetMinutes={offset} />
    </Sheet>
  );
}

import type { BookingView, ServiceView } from '@zhike/domain/booking/contract';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { Button, Input } from 'antd';
import { useCallback, useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field, useNow } from '../../components/parts';
import { useMay, useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { CHINA_OFFSET, lengthOf, momentOf } from '../../components/time';
import { alternativesOf } from '../../words';
import type { BookFor } from './bookFor';
import { SlotAlternatives } from './SlotAlternatives';
import { SlotPicker, type Wish } from './SlotPicker';
import { depositWords, policyWords } from './words';
import './booking.css';

interface Props {
  readonly customer: BookFor;
  readonly source: 'sidebar' | 'workbench';
  /** From an empty place in the calendar: the unit is asked for in whichever role the chosen service has for its type. */
  readonly initial?: {
    readonly storeId?: string;
    readonly startsAt?: string;
    /** How long the drawn range is: services of that length come first. */
    readonly minutes?: number;
    readonly unit?: { readonly id: string; readonly typeId: string; readonly name: string };
  };
  readonly onClose: () => void;
  readonly onBooked: (booking: BookingView) => void;
}

/** Book for a customer: what, when, who, then one of two endings: wait for her deposit, or confirm at once by right. */
export function BookFlow({ customer, source, initial, onClose, onBooked }: Props) {
  const me = useMe();
  const mayConfirm = useMay('booking.confirm');
  const now = useNow();
  const stores = useQuery('stores.list', {});
  const [storeId, setStoreId] = useState(initial?.storeId ?? me.stores[0]?.id ?? '');
  const offset = stores.data?.stores.find((s) => s.id === storeId)?.utcOffsetMinutes ?? CHINA_OFFSET;
  const services = useQuery('booking.services', storeId ? { storeId } : null);
  const [serviceId, setServiceId] = useState<string | null>(null);
  const service = services.data?.services.find((s) => s.id === serviceId);
  const [wish, setWish] = useState<Wish>({
    date: initial?.startsAt ? dateAt(Date.parse(initial.startsAt), CHINA_OFFSET) : '',
    startsAt: initial?.startsAt ?? null,
    choices: {},
  });
  const [contactName, setContactName] = useState(customer.name.slice(0, 20));
  const [phone, setPhone] = useState('');
  const [note, setNote] = useState('');
  const [asked, setAsked] = useState(false);
  const create = useCommand('booking.create');
  const [ending, setEnding] = useState<'deposit' | 'confirm' | null>(null);

  const changeWish = useCallback(
    (next: Wish) => {
      setWish(next);
      create.clear();
    },
    [create.clear],
  );
  const choose = (picked: ServiceView) => {
    const role = picked.roles.find((r) => r.typeId === initial?.unit?.typeId);
    if (role && initial?.unit) setWish((w) => ({ ...w, choices: { [role.key]: initial.unit?.id ?? '' } }));
    setServiceId(picked.id);
  };
  const askedUnit = initial?.unit && Object.values(wish.choices).includes(initial.unit.id) ? initial.unit.name : null;
  const phoneFromRecord = phone === '' && customer.maskedPhone !== null;
  const phoneProblem = phone === '' ? (phoneFromRecord ? undefined : '请填联系电话') : isMobile(normalisePhone(phone)) ? undefined : '要 11 位手机号';
  const ready = service && wish.startsAt && contactName.trim() !== '';

  const submit = async (awaitDeposit: boolean) => {
    setAsked(true);
    if (!service || !wish.startsAt || phoneProblem || contactName.trim() === '') return;
    setEnding(awaitDeposit ? 'deposit' : 'confirm');
    const keys = service.roles.map((r) => r.key);
    const choices = Object.fromEntries(Object.entries(wish.choices).filter(([role]) => keys.includes(role)));
    const answer = await create.run({
      customerId: customer.customerId,
      storeId,
      serviceId: service.id,
      startsAt: wish.startsAt,
      choices,
      contactName: contactName.trim(),
      // The shop's own record knows the number; nobody needs to see it for a booking.
      contactPhone: phoneFromRecord ? null : phone,
      weddingDate: customer.weddingDate,
      note,
      awaitDeposit,
      source,
    });
    setEnding(null);
    if (!answer.ok) return;
    say(awaitDeposit && service.depositFen > 0 ? '已保留时间，等客户付定金' : '预约已确认');
    onBooked(answer.value.booking);
  };

  const busy = create.busy;
  const needsDeposit = (service?.depositFen ?? 0) > 0;
  return (
    <Sheet
      open
      onClose={onClose}
      title={`给 ${customer.name} 预约`}
      testid="book-flow"
      foot={
        service && (
          <div>
            <div className="zk-row" style={{ justifyContent: 'space-between', marginBottom: 8 }}>
              <span className="zk-second">{wish.startsAt ? momentOf(wish.startsAt, offset, now) : '还没选时间'}</span>
              <span>
                <b>{formatFen(service.priceFen, 'short')}</b>
                {needsDeposit && <span className="zk-hint"> 定金 {formatFen(service.depositFen, 'short')}</span>}
              </span>
            </div>
            <div className="zk-foot">
              {mayConfirm && (
                <Button
                  size="large"
                  type={needsDeposit ? 'default' : 'primary'}
                  disabled={!ready || busy}
                  loading={ending === 'confirm'}
                  onClick={() => void submit(false)}
                  data-testid="book-confirm"
                >
                  直接确认
                </Button>
              )}
              {(needsDeposit || !mayConfirm) && (
                <Button
                  size="large"
                  type="primary"
                  disabled={!ready || busy}
                  loading={ending === 'deposit'}
                  onClick={() => void submit(true)}
                  data-testid="book-await-deposit"
                >
                  {needsDeposit ? '等客户付定金' : '提交预约'}
                </Button>
              )}
            </div>
          </div>
        )
      }
    >
      <div className="zk-stack">
        {me.stores.length > 1 && !service && (
          <Chips name="store" label="门店" value={storeId} choices={me.stores.map((s) => ({ key: s.id, title: s.name }))} onChange={setStoreId} />
        )}
        {service ? (
          <ChosenService
            service={service}
            asked={askedUnit}
            onChange={() => {
              setServiceId(null);
              setWish((w) => ({ ...w, choices: {} }));
              create.clear();
            }}
          />
        ) : (
          <Loaded query={services} skeleton={<RowsSkeleton rows={4} tall />}>
            {({ services: list }) => {
              const active = list.filter((s) => s.active);
              if (active.length === 0) return <Nothing title="这家门店还没有可约的项目" hint="换一家门店，或请总部上架项目。" />;
              return (
                <div className="zk-services" role="group" aria-label="选择项目">
                  {active.map((s) => (
                    <ServiceCard key={s.id} service={s} onPick={() => choose(s)} />
                  ))}
                </div>
              );
            }}
          </Loaded>
        )}
        {service && <SlotPicker storeId={storeId} service={service} offsetMinutes={offset} wish={wish} onChange={changeWish} />}
        {service && wish.startsAt && (
          <div>
            <h3 style={{ margin: '12px 0 8px' }}>联系人</h3>
            <Field label="姓名" problem={asked && contactName.trim() === '' ? '请填姓名' : undefined}>
              {(ids) => <Input {...ids} value={contactName} maxLength={20} onChange={(e) => setContactName(e.target.value)} data-testid="contact-name" />}
            </Field>
            <Field
              label="联系电话"
              hint={phoneFromRecord ? `不填就用客户档案里的 ${customer.maskedPhone ?? ''}` : undefined}
              problem={asked ? phoneProblem : undefined}
            >
              {(ids) => (
                <Input
                  {...ids}
                  value={phone}
                  inputMode="tel"
                  placeholder={phoneFromRecord ? (customer.maskedPhone ?? '') : '11 位手机号'}
                  onChange={(e) => setPhone(e.target.value)}
                  data-testid="contact-phone"
                />
              )}
            </Field>
            <Field label="备注">
              {(ids) => (
                <Input.TextArea
                  {...ids}
                  value={note}
                  maxLength={500}
                  autoSize={{ minRows: 2, maxRows: 5 }}
                  placeholder="客户的要求，例如：想拍自然一点"
                  onChange={(e) => setNote(e.target.value)}
                  data-testid="book-note"
                />
              )}
            </Field>
            <p className="zk-hint">
              {needsDeposit
                ? `${depositWords({ amountFen: service.depositFen, state: 'unpaid', paidAt: null, refundedFen: 0 })}时保留时间，到期自动放开。`
                : ''}
              {policyWords(service.policy)}。
            </p>
          </div>
        )}
        <RefusalNote refusal={create.refusal} offsetMinutes={offset}>
          {create.refusal && (
            <SlotAlternatives
              starts={alternativesOf(create.refusal)}
              offsetMinutes={offset}
              onPick={(startsAt) => changeWish({ ...wish, startsAt, date: dateAt(Date.parse(startsAt), offset) })}
            />
          )}
        </RefusalNote>
      </div>
    </Sheet>
  );
}

function ServiceCard({ service, onPick }: { service: ServiceView; onPick: () => void }) {
  return (
    <button type="button" className="zk-service" onClick={onPick} data-testid="service" data-service={service.name}>
      <span className="zk-service-name">{service.name}</span>
      <span className="zk-hint">
        {service.line} · {lengthOf(service.durationMinutes)}
      </span>
      <span className="zk-service-price">
        <b>{formatFen(service.priceFen, 'short')}</b>
        <small className="zk-hint">{service.depositFen > 0 ? `定金 ${formatFen(service.depositFen, 'short')}` : '免定金'}</small>
      </span>
    </button>
  );
}

function ChosenService({ service, asked, onChange }: { service: ServiceView; asked: string | null; onChange: () => void }) {
  return (
    <div className="zk-chosen">
      <div className="zk-grow">
        <b>{service.name}</b>
        <div className="zk-hint">
          {lengthOf(service.durationMinutes)} · {service.roles.map((r) => r.name).join('、')}
          {asked && <b> · 指定 {asked}</b>}
        </div>
      </div>
      <Button size="small" onClick={onChange} data-testid="change-service">
        换项目
      </Button>
    </div>
  );
}

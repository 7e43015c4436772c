import type { BookingView, ServiceView } from '@zhike/domain/booking/contract';
import { shapeService } from '@zhike/domain/booking/shape';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import { Button, Checkbox } from 'antd';
import { useCallback, useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, useNow } from '../../components/parts';
import { useMay, useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, lengthOf, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { alternativesOf } from '../../words';
import { CustomerBand } from '../customers/health/CustomerBand';
import { BookContact, type Contact, contactProblems } from './BookContact';
import { BookExtras, type ExtrasWish, NO_EXTRAS } from './BookExtras';
import type { BookFor } from './bookFor';
import { ChosenService, ServiceList } from './BookServices';
import { OverbookForm } from './OverbookForm';
import { SeriesSheet } from './SeriesSheet';
import { SlotAlternatives } from './SlotAlternatives';
import { SlotPicker, type Wish } from './SlotPicker';
import { WaitForm } from './WaitForm';
import { depositWords, policyWords } from './words';
import './booking.css';

interface Props {
  readonly customer: BookFor;
  readonly source: 'sidebar' | 'workbench';
  /** From an empty place in the calendar: the unit is asked for in whichever role the chosen service has for its type. */
  readonly initial?: {
    readonly storeId?: string;
    readonly serviceId?: string;
    readonly startsAt?: string;
    /** How long the drawn range is: services of that length come first. */
    readonly minutes?: number;
    readonly unit?: { readonly id: string; readonly typeId: string; readonly name: string };
  };
  readonly onClose: () => void;
  readonly onBooked: (booking: BookingView) => void;
}

/** Refusals that laying it over what is there would overcome. */
const IN_THE_WAY = ['booking.slot_taken', 'booking.slot_unavailable', 'booking.daily_limit', 'booking.outside_opening'];

/** Book for a customer: what, with what, when, who, then one of two endings: wait for her deposit, or confirm at once by right. */
export function BookFlow({ customer, source, initial, onClose, onBooked }: Props) {
  const me = useMe();
  const mayConfirm = useMay('booking.confirm');
  const mayOverbook = useMay('booking.overbook');
  const now = useNow();
  const stores = useQuery('stores.list', {});
  const [storeId, setStoreId] = useState(initial?.storeId ?? me.stores[0]?.id ?? '');
  const offset = stores.data?.stores.find((s) => s.id === storeId)?.utcOffsetMinutes ?? CHINA_OFFSET;
  const services = useQuery('booking.services', storeId ? { storeId } : null);
  const [serviceId, setServiceId] = useState<string | null>(initial?.serviceId ?? null);
  const service = services.data?.services.find((s) => s.id === serviceId);
  const [extras, setExtras] = useState<ExtrasWish>(NO_EXTRAS);
  const [wish, setWish] = useState<Wish>({
    date: initial?.startsAt ? dateAt(Date.parse(initial.startsAt), CHINA_OFFSET) : '',
    startsAt: initial?.startsAt ?? null,
    choices: {},
  });
  const [contact, setContact] = useState<Contact>({ name: customer.name.slice(0, 20), phone: '', note: '' });
  const [asked, setAsked] = useState(false);
  const [read, setRead] = useState(false);
  const [aside, setAside] = useState<'wait' | 'series' | null>(null);
  const create = useCommand('booking.create');
  const [ending, setEnding] = useState<'deposit' | 'confirm' | 'overbook' | null>(null);

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
  const shaped = service ? shapeService(service, extras) : null;
  const total = shaped?.ok ? shaped.value.service : service;
  const problems = contactProblems(contact, customer.maskedPhone);
  const ready = service && wish.startsAt && contact.name.trim() !== '';
  const cautions = create.refusal?.code === 'booking.caution' ? create.refusal.facts.cautions : null;
  const warned = cautions?.every((c) => c.effect === 'warn') ?? false;

  const submit = async (how: 'deposit' | 'confirm' | 'overbook', reason?: string) => {
    setAsked(true);
    if (!service || !wish.startsAt || problems.phone || problems.name) return;
    setEnding(how);
    const keys = (shaped?.ok ? shaped.value.service : service).roles.map((r) => r.key);
    const choices = Object.fromEntries(Object.entries(wish.choices).filter(([role]) => keys.includes(role)));
    const answer = await create.run({
      customerId: customer.customerId,
      storeId,
      serviceId: service.id,
      startsAt: wish.startsAt,
      choices,
      addonIds: [...extras.addonIds],
      partySize: extras.partySize,
      contactName: contact.name.trim(),
      // The shop's own record knows the number; nobody needs to see it for a booking.
      contactPhone: contact.phone === '' ? null : contact.phone,
      weddingDate: customer.weddingDate,
      note: contact.note,
      awaitDeposit: how === 'deposit' || (how === 'overbook' && !mayConfirm),
      source,
      ...(warned && read ? { acceptedCautions: (cautions ?? []).map((c) => c.name) } : {}),
      ...(reason ? { overbook: { reason } } : {}),
    });
    setEnding(null);
    if (!answer.ok) return;
    const { booking } = answer.value;
    say(booking.state === 'held' ? '已保留时间，等客户付定金' : booking.state === 'requested' ? '已提交，等技师接单' : '预约已确认');
    onBooked(booking);
  };

  if (aside === 'series' && service)
    return (
      <SeriesSheet
        customer={customer}
        storeId={storeId}
        service={service}
        extras={extras}
        wish={wish}
        offsetMinutes={offset}
        onBack={() => setAside(null)}
        onBooked={onClose}
      />
    );
  if (aside === 'wait' && service)
    return (
      <WaitForm
        customer={customer}
        storeId={storeId}
        service={service}
        extras={extras}
        wish={wish}
        offsetMinutes={offset}
        onBack={() => setAside(null)}
        onJoined={onClose}
      />
    );
  const busy = create.busy;
  const needsDeposit = (total?.depositFen ?? 0) > 0;
  const mustRead = warned && !read;
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
              <span className="zk-second">
                {wish.startsAt ? momentOf(wish.startsAt, offset, now) : '还没选时间'}
                {total && total.durationMinutes !== service.durationMinutes && `，共 ${lengthOf(total.durationMinutes)}`}
              </span>
              <span>
                <b>{formatFen(total?.priceFen ?? 0, 'short')}</b>
                {needsDeposit && <span className="zk-hint"> 定金 {formatFen(total?.depositFen ?? 0, 'short')}</span>}
              </span>
            </div>
            <div className="zk-foot">
              {mayConfirm && (
                <Button
                  size="large"
                  type={needsDeposit ? 'default' : 'primary'}
                  disabled={!ready || busy || mustRead}
                  loading={ending === 'confirm'}
                  onClick={() => void submit('confirm')}
                  data-testid="book-confirm"
                >
                  {service.acceptance === 'none' ? '直接确认' : '提交接单'}
                </Button>
              )}
              {(needsDeposit || !mayConfirm) && (
                <Button
                  size="large"
                  type="primary"
                  disabled={!ready || busy || mustRead}
                  loading={ending === 'deposit'}
                  onClick={() => void submit('deposit')}
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
        <CustomerBand customerId={customer.customerId} />
        {me.stores.length > 1 && !service && (
          <Chips name="store" label="门店" value={storeId} choices={me.stores.map((s) => ({ key: s.id, title: s.name }))} onChange={setStoreId} />
        )}
        {service ? (
          <ChosenService
            service={service}
            asked={initial?.unit && Object.values(wish.choices).includes(initial.unit.id) ? initial.unit.name : null}
            onChange={() => {
              setServiceId(null);
              setExtras(NO_EXTRAS);
              setWish((w) => ({ ...w, choices: {} }));
              create.clear();
            }}
          />
        ) : (
          <Loaded query={services} skeleton={<RowsSkeleton rows={4} tall />}>
            {({ services: list }) => <ServiceList services={list} minutes={initial?.minutes} onPick={choose} />}
          </Loaded>
        )}
        {service && mayConfirm && (
          <button type="button" className="zk-link" onClick={() => setAside('series')} data-testid="book-series">
            每周都来？一次约好几次
          </button>
        )}
        {service && (
          <BookExtras
            service={service}
            extras={extras}
            onChange={(next) => {
              setExtras(next);
              create.clear();
            }}
          />
        )}
        {service && (
          <SlotPicker
            storeId={storeId}
            service={service}
            offsetMinutes={offset}
            wish={wish}
            extras={extras}
            forCustomerId={customer.customerId}
            onChange={changeWish}
            onStore={(there, next) => {
              setStoreId(there);
              changeWish(next);
            }}
            onWait={() => setAside('wait')}
          />
        )}
        {service && wish.startsAt && (
          <>
            <BookContact contact={contact} maskedPhone={customer.maskedPhone} asked={asked} onChange={setContact} />
            <p className="zk-hint">
              {needsDeposit
                ? `${depositWords({ amountFen: total?.depositFen ?? 0, state: 'unpaid', paidAt: null, refundedFen: 0 })}时保留时间，到期自动放开。`
                : ''}
              {policyWords(service.policy)}。
            </p>
          </>
        )}
        <RefusalNote refusal={create.refusal} offsetMinutes={offset}>
          {create.refusal && (
            <SlotAlternatives
              starts={alternativesOf(create.refusal)}
              offsetMinutes={offset}
              onPick={(startsAt) => changeWish({ ...wish, startsAt, date: dateAt(Date.parse(startsAt), offset) })}
            />
          )}
          {warned && (
            <Checkbox checked={read} onChange={(e) => setRead(e.target.checked)} data-testid="cautions-read">
              已和客户当面确认
            </Checkbox>
          )}
        </RefusalNote>
        {create.refusal && IN_THE_WAY.includes(create.refusal.code) && mayOverbook && (
          <OverbookForm busy={ending === 'overbook'} disabled={busy && ending !== 'overbook'} onOverbook={(reason) => void submit('overbook', reason)} />
        )}
      </div>
    </Sheet>
  );
}

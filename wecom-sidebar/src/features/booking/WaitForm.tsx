import type { ServiceView } from '@zhike/domain/booking/contract';
import { wishSpans, wishWindow, type WishSpan } from '@zhike/domain/booking/wish-window';
import { formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field, useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { todayAt } from '../../components/time';
import { say } from '../../components/toast';
import { BookContact, type Contact, contactProblems } from './BookContact';
import type { ExtrasWish } from './BookExtras';
import type { BookFor } from './bookFor';
import type { Wish } from './SlotPicker';
import { SPAN_WORDS, windowWords } from './words.waiting';

/** 候补 for her: which days and times would do, and whether only this person. What comes free is held for her in turn. */
export function WaitForm({
  customer,
  storeId,
  service,
  extras,
  wish,
  offsetMinutes,
  onBack,
  onJoined,
}: {
  customer: BookFor;
  storeId: string;
  service: ServiceView;
  extras: ExtrasWish;
  wish: Wish;
  offsetMinutes: number;
  onBack: () => void;
  onJoined: () => void;
}) {
  const now = useNow();
  const today = todayAt(now, offsetMinutes);
  const detail = useQuery('booking.service', { serviceId: service.id, storeId });
  const join = useCommand('booking.joinWaitlistFor');
  const [date, setDate] = useState(wish.date || today);
  const [span, setSpan] = useState<WishSpan>(wish.startsAt ? 'exact' : 'day');
  const [onlyThem, setOnlyThem] = useState(true);
  const [contact, setContact] = useState<Contact>({ name: customer.name.slice(0, 20), phone: '', note: '' });
  const [asked, setAsked] = useState(false);
  const names = Object.values(wish.choices).flatMap(
    (unitId) =>
      Object.values(detail.data?.pickable ?? {})
        .flat()
        .find((unit) => unit.id === unitId)?.name ?? [],
  );
  const window = wishWindow(span, { date, startsAt: wish.startsAt, utcOffsetMinutes: offsetMinutes, now });
  const problems = contactProblems(contact, customer.maskedPhone);
  const submit = async () => {
    setAsked(true);
    if (!window || problems.name || problems.phone) return;
    const answer = await join.run({
      customerId: customer.customerId,
      storeId,
      serviceId: service.id,
      ...window,
      choices: onlyThem ? { ...wish.choices } : {},
      addonIds: [...extras.addonIds],
      partySize: extras.partySize,
      contactName: contact.name.trim(),
      contactPhone: contact.phone === '' ? null : contact.phone,
      weddingDate: customer.weddingDate,
      note: contact.note,
    });
    if (!answer.ok) return;
    const { before } = answer.value.entry;
    say(before === 0 ? '已加入候补，排在第一位' : `已加入候补，前面还有 ${before} 位`);
    onJoined();
  };
  return (
    <Sheet
      open
      onClose={onBack}
      title={`给 ${customer.name} 候补`}
      testid="wait-form"
      foot={
        <div>
          <p className="zk-second" style={{ marginBottom: 8 }} data-testid="wait-window">
            {window ? windowWords(window, offsetMinutes, now) : '这段时间已经过去了'}
          </p>
          <div className="zk-foot">
            <Button size="large" onClick={onBack}>
              返回
            </Button>
            <Button size="large" type="primary" disabled={!window} loading={join.busy} onClick={() => void submit()} data-testid="wait-submit">
              加入候补
            </Button>
          </div>
        </div>
      }
    >
      <div className="zk-stack">
        <p>
          <b>{service.name}</b>
        </p>
        <Field label="从哪天起" hint={formatDateZh(date, today)}>
          {(ids) => <Input {...ids} type="date" min={today} value={date} onChange={(e) => e.target.value && setDate(e.target.value)} data-testid="wait-date" />}
        </Field>
        <Chips
          name="span"
          label="什么时候都可以"
          value={span}
          choices={wishSpans(wish.startsAt).map((key) => ({ key, title: SPAN_WORDS[key] }))}
          onChange={setSpan}
        />
        {names.length > 0 && (
          <Chips
            name="who"
            label="要谁"
            value={onlyThem ? 'them' : 'any'}
            choices={[
              { key: 'them', title: `只要 ${names.join('、')}` },
              { key: 'any', title: '谁都可以' },
            ]}
            onChange={(who) => setOnlyThem(who === 'them')}
          />
        )}
        <BookContact contact={contact} maskedPhone={customer.maskedPhone} asked={asked} onChange={setContact} />
        <p className="zk-hint">有空出来的时间会按先后为她保留，并通知她确认；过时不确认就给下一位。</p>
        <RefusalNote refusal={join.refusal} offsetMinutes={offsetMinutes} />
      </div>
    </Sheet>
  );
}

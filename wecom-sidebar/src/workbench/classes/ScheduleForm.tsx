import type { ResourceUnitView, ServiceView } from '@zhike/domain/booking/contract';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { ClockInput } from '../../components/ClockInput';
import { Field, useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { instantAt, lengthOf, momentOf } from '../../components/time';
import { say } from '../../components/toast';

type Missed = readonly { startsAt: string; unitName: string }[];

/** A class, once or every week: teacher and room are taken at once. Weeks that clash are listed and the others stand. */
export function ScheduleForm({
  storeId,
  offsetMinutes,
  date: initialDate,
  services,
  onClose,
  onScheduled,
}: {
  storeId: string;
  offsetMinutes: number;
  date: string;
  services: readonly ServiceView[];
  onClose: () => void;
  onScheduled: (firstStart: string | null) => void;
}) {
  const now = useNow();
  const [serviceId, setServiceId] = useState(services[0]?.id ?? '');
  const service = services.find((s) => s.id === serviceId);
  const [date, setDate] = useState(initialDate);
  const [time, setTime] = useState('10:00');
  const [label, setLabel] = useState('');
  const [seats, setSeats] = useState<number | null>(12);
  const [repeat, setRepeat] = useState(0);
  const [units, setUnits] = useState<Record<string, string>>({});
  const [asked, setAsked] = useState(false);
  const [missed, setMissed] = useState<Missed | null>(null);
  const all = useQuery('booking.units', { storeId });
  const save = useCommand('booking.saveClassSession');
  // A guest's own seat is a role that the guest's booking takes; the session takes its teacher and its room.
  const roles = (service?.roles ?? []).filter((r) => r.kind !== 'thing');
  const startsAt = instantAt(date, time, offsetMinutes);
  const past = Date.parse(startsAt) < now;
  const able = (role: ServiceView['roles'][number]): ResourceUnitView[] =>
    (all.data?.units ?? []).filter((u) => u.typeId === role.typeId && u.state === 'active' && (!role.skill || u.skills.includes(role.skill)));
  const asksUnit = roles.filter((r) => !isSeat(r));
  const missing = asksUnit.filter((r) => !units[r.key]);
  const submit = async () => {
    setAsked(true);
    if (!service || missing.length > 0 || !seats || past) return;
    const answer = await save.run({
      storeId,
      serviceId,
      startsAt,
      label: label.trim(),
      unitIds: asksUnit.map((r) => units[r.key] ?? ''),
      seats,
      repeatWeeks: repeat,
    });
    if (!answer.ok) return;
    const { sessions, missed: clashing } = answer.value;
    say(clashing.length > 0 ? `排好 ${sessions.length} 场，${clashing.length} 周冲突没有排` : `已排好 ${sessions.length} 场`);
    if (clashing.length > 0) setMissed(clashing);
    else onScheduled(sessions[0]?.startsAt ?? null);
  };
  if (missed)
    return (
      <Sheet
        open
        onClose={() => onScheduled(startsAt)}
        title="有几周没有排上"
        testid="schedule-missed"
        foot={
          <Button block size="large" type="primary" onClick={() => onScheduled(startsAt)}>
            知道了
          </Button>
        }
      >
        <p className="zk-second" style={{ marginBottom: 8 }}>
          其余的场次已经排好。下面这些时间老师或教室有别的安排，请换时间单独排。
        </p>
        {missed.map((m) => (
          <div key={m.startsAt} className="zk-line" data-testid="missed">
            <b className="zk-grow">{momentOf(m.startsAt, offsetMinutes, now)}</b>
            <span className="zk-hint">{m.unitName} 已被占用</span>
          </div>
        ))}
      </Sheet>
    );
  return (
    <Sheet
      open
      onClose={onClose}
      title="排一场课"
      testid="schedule-form"
      onSubmit={() => void submit()}
      foot={
        <Button block size="large" type="primary" loading={save.busy} onClick={() => void submit()} data-testid="schedule-save">
          {repeat > 0 ? `排 ${repeat + 1} 场` : '排好'}
        </Button>
      }
    >
      <Field label="课程">
        {(ids) => (
          <Select
            id={ids.id}
            style={{ width: '100%' }}
            value={serviceId}
            options={services.map((s) => ({ value: s.id, label: `${s.name}（${lengthOf(s.durationMinutes)}）` }))}
            onChange={(id: string) => {
              setServiceId(id);
              setUnits({});
              save.clear();
            }}
            data-testid="schedule-service"
          />
        )}
      </Field>
      <Field label="开始" problem={asked && past ? '这个时间已经过去' : undefined}>
        {(ids) => (
          <div className="zk-row">
            <Input
              {...ids}
              type="date"
              min={dateAt(now, offsetMinutes)}
              value={date}
              onChange={(e) => e.target.value && setDate(e.target.value)}
              data-testid="schedule-date"
            />
            <ClockInput label="开始时刻" value={time} onChange={setTime} testid="schedule-time" />
          </div>
        )}
      </Field>
      {asksUnit.map((role) => (
        <Field key={role.key} label={role.name} problem={asked && !units[role.key] ? `请选${role.name}` : undefined}>
          {(ids) => (
            <Select
              id={ids.id}
              showSearch={{ optionFilterProp: 'label' }}
              style={{ width: '100%' }}
              placeholder={`选${role.name}`}
              loading={all.busy}
              value={units[role.key] ?? null}
              options={able(role).map((u) => ({ value: u.id, label: u.name }))}
              onChange={(id: string) => {
                save.clear();
                setUnits({ ...units, [role.key]: id });
              }}
              data-testid={`schedule-unit-${role.key}`}
            />
          )}
        </Field>
      ))}
      <div className="zk-two">
        <Field label="名额" problem={asked && !seats ? '请填名额' : undefined}>
          {(ids) => <InputNumber id={ids.id} min={1} max={100} style={{ width: '100%' }} value={seats} onChange={setSeats} data-testid="schedule-seats" />}
        </Field>
        <Field label="之后每周重复" hint={repeat > 0 ? `连这一场共 ${repeat + 1} 场` : '只排这一场'}>
          {(ids) => (
            <InputNumber
              id={ids.id}
              min={0}
              max={26}
              suffix="周"
              style={{ width: '100%' }}
              value={repeat}
              onChange={(n) => setRepeat(n ?? 0)}
              data-testid="schedule-repeat"
            />
          )}
        </Field>
      </div>
      <Field label="说明">
        {(ids) => <Input {...ids} value={label} maxLength={30} placeholder="例如：初级班" onChange={(e) => setLabel(e.target.value)} />}
      </Field>
      <RefusalNote refusal={save.refusal} offsetMinutes={offsetMinutes} />
    </Sheet>
  );
}

/** A role that each guest fills with a seat of her own. */
function isSeat(role: ServiceView['roles'][number]): boolean {
  return role.kind === 'place' && role.perPerson;
}

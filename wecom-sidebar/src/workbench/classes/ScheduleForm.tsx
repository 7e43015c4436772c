import type { ApiOutput } from '@zhike/domain/api';
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

type Missed = ApiOutput<'booking.saveClassSession'>['missed'];
const MISSED_WORDS: Record<Missed[number]['reason'], string> = {
  taken: '已被占用',
  off_shift: '那时不上班或停用',
  closed: '门店那时不营业',
  no_seats: '座位不够',
};
const MOST_OTHERS = 4;

/** A class, once or every week: teacher and room are taken at once. Weeks that do not fit are listed and the others stand. */
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
  const [teacher, setTeacher] = useState<string | null>(null);
  const [room, setRoom] = useState<string | null>(null);
  const [others, setOthers] = useState<string[]>([]);
  const [wanted, setWanted] = useState<number | null>(null);
  const [repeat, setRepeat] = useState(0);
  const [asked, setAsked] = useState(false);
  const [missed, setMissed] = useState<Missed | null>(null);
  const all = useQuery('booking.units', { storeId });
  const save = useCommand('booking.saveClassSession');
  const units = (all.data?.units ?? []).filter((u) => u.state === 'active');
  // A class sells the seats of the service's first role: each guest takes one. Teacher and room are chosen here.
  const [seat] = service?.roles ?? [];
  const seatUnits = units.filter((u) => u.typeId === seat?.typeId && (!seat.skill || u.skills.includes(seat.skill)));
  const seats = wanted ?? (seatUnits.length > 0 ? seatUnits.length : null);
  const kindOf = (kind: ResourceUnitView['kind']) => units.filter((u) => u.kind === kind && u.typeId !== seat?.typeId);
  const startsAt = instantAt(date, time, offsetMinutes);
  const past = Date.parse(startsAt) < now;
  const unitIds = [...new Set([teacher, room, ...others].filter((id): id is string => id !== null))];
  const options = (list: readonly ResourceUnitView[]) => list.map((u) => ({ value: u.id, label: `${u.name}（${u.typeName}）` }));
  const submit = async () => {
    setAsked(true);
    if (!service || !teacher || !seats || past) return;
    const answer = await save.run({ storeId, serviceId, startsAt, label: label.trim(), unitIds, seats, repeatWeeks: repeat });
    if (!answer.ok) return;
    const { sessions, missed: clashing } = answer.value;
    say(clashing.length > 0 ? `排好 ${sessions.length} 场，${clashing.length} 周没有排上` : `已排好 ${sessions.length} 场`);
    if (clashing.length > 0) setMissed(clashing);
    else onScheduled(sessions[0]?.startsAt ?? null);
  };
  if (missed) return <MissedWeeks missed={missed} offsetMinutes={offsetMinutes} onClose={() => onScheduled(startsAt)} />;
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
              setWanted(null);
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
      <Field label="老师" problem={asked && !teacher ? '请选老师' : undefined}>
        {(ids) => (
          <Select
            id={ids.id}
            showSearch={{ optionFilterProp: 'label' }}
            style={{ width: '100%' }}
            placeholder="选老师"
            loading={all.busy}
            value={teacher}
            options={options(kindOf('person'))}
            onChange={(id: string) => {
              save.clear();
              setTeacher(id);
            }}
            data-testid="schedule-teacher"
          />
        )}
      </Field>
      <Field label="教室">
        {(ids) => (
          <Select
            id={ids.id}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            style={{ width: '100%' }}
            placeholder="不占教室"
            loading={all.busy}
            value={room}
            options={options(kindOf('place'))}
            onChange={(id: string | undefined) => {
              save.clear();
              setRoom(id ?? null);
            }}
            data-testid="schedule-room"
          />
        )}
      </Field>
      <Field label="还要占用">
        {(ids) => (
          <Select
            id={ids.id}
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            style={{ width: '100%' }}
            placeholder="助教、设备，可以不选"
            value={others}
            options={options(units.filter((u) => u.typeId !== seat?.typeId && u.id !== teacher && u.id !== room))}
            onChange={(ids2: string[]) => {
              save.clear();
              setOthers(ids2.slice(0, MOST_OTHERS));
            }}
          />
        )}
      </Field>
      <div className="zk-two">
        <Field
          label="名额"
          hint={seat ? `门店共有 ${seatUnits.length} 个${seat.name}` : undefined}
          problem={asked && !seats ? (seat ? '请填名额' : '这个项目还没有设座位') : undefined}
        >
          {(ids) => <InputNumber id={ids.id} min={1} max={100} style={{ width: '100%' }} value={seats} onChange={setWanted} data-testid="schedule-seats" />}
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

function MissedWeeks({ missed, offsetMinutes, onClose }: { missed: Missed; offsetMinutes: number; onClose: () => void }) {
  const now = useNow();
  return (
    <Sheet
      open
      onClose={onClose}
      title="有几周没有排上"
      testid="schedule-missed"
      foot={
        <Button block size="large" type="primary" onClick={onClose}>
          知道了
        </Button>
      }
    >
      <p className="zk-second" style={{ marginBottom: 8 }}>
        其余的场次已经排好。下面这些周请换时间或换人单独排。
      </p>
      {missed.map((m) => (
        <div key={m.startsAt} className="zk-line" data-testid="missed">
          <b className="zk-grow">{momentOf(m.startsAt, offsetMinutes, now)}</b>
          <span className="zk-hint">
            {m.unitName} {MISSED_WORDS[m.reason]}
          </span>
        </div>
      ))}
    </Sheet>
  );
}

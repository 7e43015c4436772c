import type { ServiceView } from '@zhike/domain/booking/contract';
import { baseRole } from '@zhike/domain/booking/shape';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { Input, Select } from 'antd';
import { useQuery } from '../../api/hooks';
import { ClockInput } from '../../components/ClockInput';
import { Field } from '../../components/parts';
import { clockOf, instantAt } from '../../components/time';

/** A start and a unit for every role. */
export interface Exact {
  readonly startsAt: string;
  readonly choices: Readonly<Record<string, string>>;
}

/** Everything that dragging can do, by keyboard: any day and time, any unit of the right kind for each role. */
export function ExactWish({
  storeId,
  service,
  roles,
  offsetMinutes,
  exact,
  onChange,
}: {
  storeId: string;
  service: ServiceView;
  /** The roles of the booking; `photographer#2` is the photographer of the second person. */
  roles: readonly { readonly roleKey: string; readonly roleName: string }[];
  offsetMinutes: number;
  exact: Exact;
  onChange: (exact: Exact) => void;
}) {
  const units = useQuery('booking.units', { storeId });
  const date = dateAt(Date.parse(exact.startsAt), offsetMinutes);
  const time = clockOf(exact.startsAt, offsetMinutes);
  return (
    <div data-testid="exact-wish">
      <Field label="开始时间">
        {(ids) => (
          <div className="zk-row">
            <Input
              {...ids}
              type="date"
              value={date}
              onChange={(e) => e.target.value && onChange({ ...exact, startsAt: instantAt(e.target.value, time, offsetMinutes) })}
              data-testid="exact-date"
            />
            <ClockInput
              label="开始时刻"
              value={time}
              onChange={(clock) => onChange({ ...exact, startsAt: instantAt(date, clock, offsetMinutes) })}
              testid="exact-time"
            />
          </div>
        )}
      </Field>
      {roles.map(({ roleKey, roleName }) => {
        const role = service.roles.find((r) => r.key === baseRole(roleKey));
        const able = (units.data?.units ?? []).filter(
          (u) => u.typeId === role?.typeId && u.state === 'active' && (!role.skill || u.skills.includes(role.skill) || u.id === exact.choices[roleKey]),
        );
        const twins = (name: string): boolean => able.filter((u) => u.name === name).length > 1;
        return (
          <Field key={roleKey} label={roleName}>
            {(ids) => (
              <Select
                id={ids.id}
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                style={{ width: '100%' }}
                loading={units.busy}
                placeholder="不指定，有空的都可以"
                value={units.data ? (exact.choices[roleKey] ?? null) : null}
                options={able.map((u) => ({ value: u.id, label: twins(u.name) ? `${u.name} #${u.number}` : u.name }))}
                onChange={(unitId: string | null | undefined) => {
                  const choices = { ...exact.choices };
                  if (unitId) choices[roleKey] = unitId;
                  else delete choices[roleKey];
                  onChange({ ...exact, choices });
                }}
                data-testid={`exact-${roleKey}`}
              />
            )}
          </Field>
        );
      })}
    </div>
  );
}

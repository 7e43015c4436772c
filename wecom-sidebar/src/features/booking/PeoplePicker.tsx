import type { ServiceView } from '@zhike/domain/booking/contract';
import { baseRole, shapeService } from '@zhike/domain/booking/shape';
import { useQuery } from '../../api/hooks';
import { Chips } from '../../components/parts';

const ANY = 'any';

/** Who serves, each guest her own, 不指定 first. Somebody who is busy at the chosen start, or serves the other guest, is shown and cannot be tapped. */
export function PeoplePicker({
  storeId,
  service,
  partySize = 1,
  free,
  choices,
  onChange,
}: {
  storeId: string;
  service: ServiceView;
  partySize?: number;
  free: Record<string, string[]> | undefined;
  choices: Readonly<Record<string, string>>;
  onChange: (choices: Record<string, string>) => void;
}) {
  const detail = useQuery('booking.service', { serviceId: service.id, storeId });
  const shaped = shapeService(service, { partySize });
  const peopleFor = (roleKey: string) => detail.data?.pickable[baseRole(roleKey)] ?? [];
  const roles = (shaped.ok ? shaped.value.service.roles : service.roles).filter((role) => peopleFor(role.key).length > 0);
  const guestOf = (roleKey: string): string => {
    const isShared = !roles.some((role) => role.key !== roleKey && baseRole(role.key) === baseRole(roleKey));
    return isShared ? '' : `（第 ${/#(\d+)$/.exec(roleKey)?.[1] ?? '1'} 位客人）`;
  };
  const servesAnother = (roleKey: string, unitId: string): boolean => Object.entries(choices).some(([key, unit]) => key !== roleKey && unit === unitId);
  if (roles.length === 0) return null;
  const choose = (role: string, unit: string) => {
    const next = { ...choices };
    if (unit === ANY) delete next[role];
    else next[role] = unit;
    onChange(next);
  };
  return (
    <div data-testid="people">
      {roles.map((role) => (
        <div key={role.key} className="zk-field" style={{ marginTop: 12 }}>
          <h3 style={{ marginBottom: 8 }}>
            {role.name}
            {guestOf(role.key)}
          </h3>
          <Chips
            name={`pick-${role.key}`}
            label={role.name + guestOf(role.key)}
            value={choices[role.key] ?? ANY}
            onChange={(unit) => choose(role.key, unit)}
            choices={[
              { key: ANY, title: '不指定' },
              ...peopleFor(role.key).map((unit) => ({
                key: unit.id,
                title: unit.name,
                hint: unit.introduction || unit.skills.join('、'),
                disabled: servesAnother(role.key, unit.id) || (free !== undefined && role.key in free && !(free[role.key] ?? []).includes(unit.id)),
              })),
            ]}
          />
        </div>
      ))}
    </div>
  );
}

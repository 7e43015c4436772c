import type { ServiceView } from '@zhike/domain/booking/contract';
import { useQuery } from '../../api/hooks';
import { Chips } from '../../components/parts';

const ANY = 'any';

/** Who serves, 不指定 first. Somebody who is busy at the chosen start is shown and cannot be tapped. */
export function PeoplePicker({
  storeId,
  service,
  free,
  choices,
  onChange,
}: {
  storeId: string;
  service: ServiceView;
  free: Record<string, string[]> | undefined;
  choices: Readonly<Record<string, string>>;
  onChange: (choices: Record<string, string>) => void;
}) {
  const detail = useQuery('booking.service', { serviceId: service.id, storeId });
  const roles = service.roles.filter((role) => (detail.data?.pickable[role.key]?.length ?? 0) > 0);
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
          <h3 style={{ marginBottom: 8 }}>{role.name}</h3>
          <Chips
            name={`pick-${role.key}`}
            label={role.name}
            value={choices[role.key] ?? ANY}
            onChange={(unit) => choose(role.key, unit)}
            choices={[
              { key: ANY, title: '不指定' },
              ...(detail.data?.pickable[role.key] ?? []).map((unit) => ({
                key: unit.id,
                title: unit.name,
                hint: unit.introduction || unit.skills.join('、'),
                disabled: free !== undefined && role.key in free && !(free[role.key] ?? []).includes(unit.id),
              })),
            ]}
          />
        </div>
      ))}
    </div>
  );
}

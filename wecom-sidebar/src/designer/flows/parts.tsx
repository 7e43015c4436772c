import type { Assign, Duration } from '@zhike/domain/engines/effects';
import { InputNumber, Select } from 'antd';
import { useQuery } from '../../api/hooks';
import { Labelled } from '../forms/parts';

/* Parts that several steps' settings share. */

/** The posts of this shop, as its roles are set up; until they have come, only the one that is chosen is known. */
export function useRoles(chosen: readonly string[] = []): { value: string; label: string }[] {
  const staff = useQuery('stores.staff', {});
  const known = (staff.data?.roles ?? []).map((role) => ({ value: role.key, label: role.name }));
  return [...known, ...chosen.filter((key) => !known.some((role) => role.value === key)).map((key) => ({ value: key, label: key }))];
}

/** Who is meant, in words, where the settings have no choice of their own for it. */
export function whoWords(who: Assign): string {
  if ('anyOf' in who) return `先找${who.anyOf.map(whoWords).join('，没有再找')}`;
  if ('pick' in who) return `${whoWords(who.pick)}里的一位`;
  if ('skillOf' in who) return who.free ? '会做这个项目、那时有空的人' : '会做这个项目的人';
  if ('path' in who) return who.path === 'chosen' ? '点名的那一位' : '负责的同事';
  if ('supervisorOf' in who) return '发起人的上级';
  return 'role' in who ? '某个岗位' : '指定的同事';
}

/** Who does it: a post, whoever has the skill, or the person in charge; told without names, so that it outlives them. */
export function Who({ who, onChange }: { who: Assign; onChange: (who: Assign) => void }) {
  const roles = useRoles('role' in who ? [who.role] : []);
  const kind =
    'role' in who ? 'role' : 'skillOf' in who ? (who.free ? 'free' : 'skill') : 'path' in who ? 'path' : 'supervisorOf' in who ? 'supervisor' : 'other';
  return (
    <Labelled label="谁来办">
      <Select
        aria-label="谁来办"
        value={kind}
        popupMatchSelectWidth={false}
        options={[
          { value: 'role', label: '本店的某个岗位' },
          { value: 'skill', label: '会做这个项目的人' },
          { value: 'free', label: '会做这个项目、那时有空的人' },
          { value: 'path', label: '负责的同事' },
          { value: 'supervisor', label: '发起人的上级' },
          ...(kind === 'other' ? [{ value: 'other', label: whoWords(who) }] : []),
        ]}
        onChange={(next) => {
          if (next === 'role') onChange({ role: 'manager', scope: 'store' });
          else if (next === 'skill') onChange({ skillOf: 'service', scope: 'store' });
          else if (next === 'free') onChange({ skillOf: 'service', scope: 'store', free: true });
          else if (next === 'path') onChange({ path: 'owner' });
          else if (next === 'supervisor') onChange({ supervisorOf: 'starter' });
        }}
      />
      {'role' in who && <Select aria-label="岗位" value={who.role} options={roles} onChange={(role) => onChange({ role, scope: 'store' })} />}
    </Labelled>
  );
}

/** A time limit that may be left out. */
export function Limit({ due, onChange }: { due: Duration | undefined; onChange: (after: Duration | undefined) => void }) {
  return (
    <Labelled label="时限">
      <Select
        aria-label="时限"
        value={due ? 'yes' : 'no'}
        options={[
          { value: 'no', label: '不限时' },
          { value: 'yes', label: '限时' },
        ]}
        onChange={(next) => onChange(next === 'yes' ? { n: 2, unit: 'hour' } : undefined)}
      />
      {due && <Length value={due} onChange={onChange} />}
    </Labelled>
  );
}

export function Length({ value, onChange }: { value: Duration; onChange: (length: Duration) => void }) {
  return (
    <span className="zk-row">
      <InputNumber aria-label="多久" min={1} max={9999} precision={0} value={value.n} onChange={(n) => onChange({ ...value, n: n ?? 1 })} />
      <Select
        aria-label="单位"
        value={value.unit}
        options={[
          { value: 'minute', label: '分钟' },
          { value: 'hour', label: '小时' },
          { value: 'day', label: '天' },
        ]}
        onChange={(unit) => onChange({ ...value, unit })}
      />
    </span>
  );
}

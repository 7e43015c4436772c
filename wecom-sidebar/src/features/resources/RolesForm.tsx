import type { ServiceView } from '@zhike/domain/booking/contract';
import { Button, Input, InputNumber, Select, Switch } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { freshKey } from './words';

type Role = Pick<ServiceView['roles'][number], 'key' | 'name' | 'typeId' | 'skill' | 'offsetMinutes' | 'durationMinutes' | 'customerPicks'>;

/** What a service needs at once: each line is one unit of a type, for a part of the service's time. */
export function RolesForm({ service, onClose, onSaved }: { service: ServiceView; onClose: () => void; onSaved: () => void }) {
  const types = useQuery('booking.resourceTypes', {});
  const units = useQuery('booking.units', {});
  const save = useCommand('booking.saveServiceRoles');
  const [roles, setRoles] = useState<Role[]>(() =>
    service.roles.map(({ key, name, typeId, skill, offsetMinutes, durationMinutes, customerPicks }) => ({
      key,
      name,
      typeId,
      skill,
      offsetMinutes,
      durationMinutes,
      customerPicks,
    })),
  );
  const [asked, setAsked] = useState(false);
  const change = (key: string, part: Partial<Role>) => setRoles(roles.map((r) => (r.key === key ? { ...r, ...part } : r)));
  const problemOf = (r: Role) =>
    r.name.trim() === ''
      ? '请填角色名'
      : r.offsetMinutes + r.durationMinutes > service.durationMinutes
        ? `超过了项目的 ${service.durationMinutes} 分钟`
        : undefined;
  const submit = async () => {
    setAsked(true);
    if (roles.length === 0 || roles.some((r) => problemOf(r))) return;
    const answer = await save.run({ serviceId: service.id, roles: roles.map((r) => ({ ...r, name: r.name.trim() })) });
    if (!answer.ok) return;
    say('所需资源已保存，新的预约按它排');
    onSaved();
  };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={`${service.name} 需要什么`}
      testid="roles-form"
      foot={
        <Button block size="large" type="primary" disabled={roles.length === 0} loading={save.busy} onClick={() => void submit()} data-testid="roles-save">
          保存
        </Button>
      }
    >
      <p className="zk-second" style={{ marginBottom: 12 }}>
        项目共 {service.durationMinutes} 分钟。预约时这些资源一起占用，缺一个都约不上。
      </p>
      <Loaded query={types}>
        {({ types: list }) => (
          <>
            {roles.map((role) => {
              const skills = [...new Set((units.data?.units ?? []).filter((u) => u.typeId === role.typeId).flatMap((u) => u.skills))];
              const problem = asked ? problemOf(role) : undefined;
              return (
                <div key={role.key} className="zk-editor-row" data-testid="role-row">
                  <div className="zk-two">
                    <Field label="角色名" problem={problem}>
                      {(ids) => (
                        <Input {...ids} value={role.name} maxLength={20} onChange={(e) => change(role.key, { name: e.target.value })} data-testid="role-name" />
                      )}
                    </Field>
                    <Field label="资源类型">
                      {(ids) => (
                        <Select
                          id={ids.id}
                          style={{ width: '100%' }}
                          value={role.typeId}
                          options={list.map((t) => ({ value: t.id, label: `${t.name}（${t.unitCount}）` }))}
                          onChange={(typeId: string) => change(role.key, { typeId, skill: null })}
                          data-testid="role-type"
                        />
                      )}
                    </Field>
                    <Field label="从第几分钟">
                      {(ids) => (
                        <InputNumber
                          id={ids.id}
                          min={0}
                          max={1440}
                          step={15}
                          style={{ width: '100%' }}
                          value={role.offsetMinutes}
                          onChange={(n) => change(role.key, { offsetMinutes: n ?? 0 })}
                        />
                      )}
                    </Field>
                    <Field label="占用多少分钟">
                      {(ids) => (
                        <InputNumber
                          id={ids.id}
                          min={5}
                          max={1440}
                          step={15}
                          style={{ width: '100%' }}
                          value={role.durationMinutes}
                          onChange={(n) => change(role.key, { durationMinutes: n ?? 30 })}
                        />
                      )}
                    </Field>
                    <Field label="要求技能">
                      {(ids) => (
                        <Select
                          id={ids.id}
                          allowClear
                          style={{ width: '100%' }}
                          placeholder="不要求"
                          value={role.skill}
                          options={skills.map((s) => ({ value: s, label: s }))}
                          onChange={(skill: string | undefined) => change(role.key, { skill: skill ?? null })}
                        />
                      )}
                    </Field>
                    <Field label="客户可以指定">
                      {(ids) => <Switch id={ids.id} checked={role.customerPicks} onChange={(customerPicks) => change(role.key, { customerPicks })} />}
                    </Field>
                  </div>
                  <Button size="small" type="text" danger disabled={roles.length === 1} onClick={() => setRoles(roles.filter((r) => r.key !== role.key))}>
                    去掉
                  </Button>
                </div>
              );
            })}
            {roles.length < 12 && list[0] && (
              <Button
                block
                type="dashed"
                data-testid="add-role"
                onClick={() =>
                  setRoles([
                    ...roles,
                    {
                      key: freshKey(
                        'role_',
                        roles.map((r) => r.key),
                      ),
                      name: '',
                      typeId: list[0]?.id ?? '',
                      skill: null,
                      offsetMinutes: 0,
                      durationMinutes: service.durationMinutes,
                      customerPicks: false,
                    },
                  ])
                }
              >
                ＋ 再加一个资源
              </Button>
            )}
          </>
        )}
      </Loaded>
      <RefusalNote refusal={save.refusal} />
    </Sheet>
  );
}

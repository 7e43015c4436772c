import { Button, Checkbox, Input, Select } from 'antd';
import { useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { freshKey } from '../../features/resources/words';
import type { RoleWish } from './draft';
import { CountField } from '../../components/inputs';
import { PhaseBars } from './PhaseBars';
import type { PartProps } from './parts';

/** What it needs at once: each line is one unit of a type, for a part of the service's time, drawn as a bar on it. */
export function RolesPart({ draft, problems, may, onChange }: PartProps) {
  const types = useQuery('booking.resourceTypes', {});
  const units = useQuery('booking.units', {});
  const list = types.data?.types ?? [];
  const { roles, fields } = draft;
  const change = (key: string, part: Partial<RoleWish>) => onChange({ roles: roles.map((r) => (r.key === key ? { ...r, ...part } : r)) });
  const typeOf = (id: string) => list.find((t) => t.id === id);
  const add = () => {
    const [first] = list;
    if (!first) return;
    const key = freshKey(
      'role_',
      roles.map((r) => r.key),
    );
    onChange({
      roles: [
        ...roles,
        {
          key,
          name: first.name,
          typeId: first.id,
          skill: null,
          offsetMinutes: 0,
          durationMinutes: fields.durationMinutes,
          customerPicks: first.kind === 'person',
          perPerson: fields.mode === 'class' || first.kind !== 'place',
          accepts: fields.acceptance !== 'none' && first.kind === 'person',
        },
      ],
    });
  };
  return (
    <section className="zk-card" data-testid="roles-part">
      <h2>需要什么</h2>
      <p className="zk-second">
        {fields.mode === 'class' ? '按课表的项目，第一项是座位：每位客人占一个。老师和教室在「课程」里排课时选。' : '预约时这些资源一起占用，缺一个都约不上。'}
      </p>
      {problems.roles && <p className="zk-field-problem">{problems.roles}</p>}
      {problems.accepts && <p className="zk-field-problem">{problems.accepts}</p>}
      <PhaseBars
        roles={roles.map((r) => ({ ...r, hint: [typeOf(r.typeId)?.name, r.skill].filter(Boolean).join(' · ') }))}
        durationMinutes={fields.durationMinutes}
      />
      {roles.map((role) => {
        const skills = [...new Set((units.data?.units ?? []).filter((u) => u.typeId === role.typeId).flatMap((u) => u.skills))];
        const person = typeOf(role.typeId)?.kind === 'person';
        return (
          <div key={role.key} className="zk-editor-row" data-testid="role-row">
            <div className="zk-three">
              <Field label="角色名" problem={problems.role[role.key]}>
                {(ids) => (
                  <Input {...ids} value={role.name} maxLength={20} onChange={(e) => change(role.key, { name: e.target.value })} data-testid="role-name" />
                )}
              </Field>
              <Field label="资源类型">
                {(ids) => (
                  <Select
                    id={ids.id}
                    style={{ width: '100%' }}
                    loading={types.busy}
                    value={list.length > 0 ? role.typeId : null}
                    options={list.map((t) => ({ value: t.id, label: `${t.name}（${t.unitCount}）` }))}
                    onChange={(typeId: string) => {
                      const kind = typeOf(typeId)?.kind;
                      change(role.key, {
                        typeId,
                        skill: null,
                        customerPicks: kind === 'person',
                        perPerson: fields.mode === 'class' || kind !== 'place',
                        accepts: role.accepts && kind === 'person',
                      });
                    }}
                    data-testid="role-type"
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
                    notFoundContent="这类资源还没有登记技能"
                    onChange={(skill: string | undefined) => change(role.key, { skill: skill ?? null })}
                  />
                )}
              </Field>
              <CountField
                label="从第几分钟"
                unit="分钟"
                min={0}
                max={1440}
                step={5}
                value={role.offsetMinutes}
                onChange={(offsetMinutes) => change(role.key, { offsetMinutes })}
                testid="role-offset"
              />
              <CountField
                label="占用多久"
                unit="分钟"
                min={5}
                max={1440}
                step={5}
                value={role.durationMinutes}
                onChange={(durationMinutes) => change(role.key, { durationMinutes })}
                testid="role-duration"
              />
            </div>
            <div className="zk-row wrap">
              <Checkbox checked={role.customerPicks} onChange={(e) => change(role.key, { customerPicks: e.target.checked })}>
                客户可以指定
              </Checkbox>
              {fields.maxParty > 1 && (
                <Checkbox checked={role.perPerson} onChange={(e) => change(role.key, { perPerson: e.target.checked })}>
                  每位客人各要一个
                </Checkbox>
              )}
              {fields.acceptance !== 'none' && person && (
                <Checkbox checked={role.accepts} onChange={(e) => change(role.key, { accepts: e.target.checked })} data-testid="role-accepts">
                  由她接单
                </Checkbox>
              )}
              <span className="zk-grow" />
              {may && (
                <Button size="small" type="text" danger onClick={() => onChange({ roles: roles.filter((r) => r.key !== role.key) })} data-testid="role-remove">
                  去掉
                </Button>
              )}
            </div>
          </div>
        );
      })}
      {may && roles.length < 12 && (
        <Button block type="dashed" disabled={list.length === 0} onClick={add} data-testid="add-role">
          ＋ 加一个人、场地或物品
        </Button>
      )}
    </section>
  );
}

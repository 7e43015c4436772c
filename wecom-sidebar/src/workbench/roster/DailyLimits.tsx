import type { DailyLimitView } from '@zhike/domain/booking/contract';
import { Button, Input, InputNumber, Select, Switch } from 'antd';
import { useState } from 'react';
import { followSettings } from '../../api/follow';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';

/** How much one person may take a day: 激光项目每天最多 6 个. */
export function DailyLimits() {
  const may = useMay('resource.manage');
  const limits = useQuery('booking.dailyLimits', {}, { follow: followSettings('resource') });
  const types = useQuery('booking.resourceTypes', {});
  const units = useQuery('booking.units', {});
  const services = useQuery('booking.services', {});
  const [open, setOpen] = useState<DailyLimitView | 'new' | null>(null);
  const nameOf = (l: DailyLimitView): string => {
    const who = l.unitId ? units.data?.units.find((u) => u.id === l.unitId)?.name : types.data?.types.find((t) => t.id === l.typeId)?.name;
    return [l.unitId ? who : `每位${who ?? '人员'}`, l.skill ? `（${l.skill}）` : ''].filter(Boolean).join('');
  };
  const servicesOf = (l: DailyLimitView): string =>
    l.serviceIds.length === 0
      ? '全部项目'
      : l.serviceIds
          .map((id) => services.data?.services.find((s) => s.id === id)?.name)
          .filter(Boolean)
          .join('、') || `${l.serviceIds.length} 个项目`;
  return (
    <section className="zk-card" style={{ marginTop: 12 }} data-testid="daily-limits">
      <div className="zk-card-head">
        <div>
          <h2>每日上限</h2>
          <span className="zk-hint">到了上限，当天不再给这位排同类预约；已有的预约不受影响。</span>
        </div>
        {may && (
          <Button type="primary" onClick={() => setOpen('new')} data-testid="limit-new">
            加一条
          </Button>
        )}
      </div>
      <Loaded query={limits} skeleton={<RowsSkeleton rows={3} />}>
        {({ limits: list }) =>
          list.length === 0 ? (
            <Nothing title="还没有每日上限" hint="例如：林医生的激光项目每天最多 6 个。" />
          ) : (
            list.map((l) => (
              <div key={l.id} className="zk-line" data-testid="limit" data-name={l.name}>
                <div className="zk-grow">
                  <div className="zk-row">
                    <b className="zk-grow">{l.name}</b>
                    {!l.active && <span className="zk-booking-state grey">已停用</span>}
                  </div>
                  <div className="zk-second">
                    {nameOf(l)} · {servicesOf(l)} · 每天最多 <b>{l.maxPerDay}</b> 个
                  </div>
                </div>
                {may && (
                  <Button size="small" onClick={() => setOpen(l)} data-testid="limit-edit">
                    修改
                  </Button>
                )}
              </div>
            ))
          )
        }
      </Loaded>
      {open && (
        <LimitForm
          limit={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            limits.reload();
          }}
        />
      )}
    </section>
  );
}

function LimitForm({ limit, onClose, onSaved }: { limit: DailyLimitView | null; onClose: () => void; onSaved: () => void }) {
  const types = useQuery('booking.resourceTypes', {});
  const units = useQuery('booking.units', {});
  const services = useQuery('booking.services', {});
  const save = useCommand('booking.saveDailyLimit');
  const remove = useCommand('booking.removeDailyLimit');
  const [name, setName] = useState(limit?.name ?? '');
  const [whom, setWhom] = useState<'type' | 'unit'>(limit?.unitId ? 'unit' : 'type');
  const [typeId, setTypeId] = useState<string | null>(limit?.typeId ?? null);
  const [unitId, setUnitId] = useState<string | null>(limit?.unitId ?? null);
  const [skill, setSkill] = useState<string | null>(limit?.skill ?? null);
  const [serviceIds, setServiceIds] = useState<string[]>(limit?.serviceIds ?? []);
  const [maxPerDay, setMaxPerDay] = useState(limit?.maxPerDay ?? 6);
  const [active, setActive] = useState(limit?.active ?? true);
  const [asked, setAsked] = useState(false);
  const [sure, setSure] = useState(false);
  const people = (types.data?.types ?? []).filter((t) => t.kind === 'person');
  const persons = (units.data?.units ?? []).filter((u) => u.kind === 'person' && u.state !== 'retired');
  const skills = [...new Set(persons.filter((u) => u.typeId === typeId).flatMap((u) => u.skills))];
  const target = whom === 'type' ? typeId : unitId;
  const submit = async () => {
    setAsked(true);
    if (name.trim() === '' || !target) return;
    const answer = await save.run({
      limitId: limit?.id ?? null,
      name: name.trim(),
      typeId: whom === 'type' ? typeId : null,
      unitId: whom === 'unit' ? unitId : null,
      skill: whom === 'type' ? skill : null,
      serviceIds,
      maxPerDay,
      active,
    });
    if (!answer.ok) return;
    say('每日上限已保存，新的预约按它排');
    onSaved();
  };
  const drop = async () => {
    if (!limit) return;
    if (!sure) return setSure(true);
    const answer = await remove.run({ limitId: limit.id });
    if (!answer.ok) return;
    say('已删除这条上限');
    onSaved();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={limit ? '修改每日上限' : '新的每日上限'}
      testid="limit-form"
      onSubmit={() => void submit()}
      foot={
        <div className="zk-foot">
          {limit && (
            <Button
              size="large"
              danger
              disabled={save.busy}
              loading={remove.busy}
              onClick={() => void drop()}
              onBlur={() => setSure(false)}
              data-testid="limit-remove"
            >
              {sure ? '确定删除？' : '删除'}
            </Button>
          )}
          <Button size="large" type="primary" disabled={remove.busy} loading={save.busy} onClick={() => void submit()} data-testid="limit-save">
            保存
          </Button>
        </div>
      }
    >
      <Field label="名称" problem={asked && name.trim() === '' ? '请填名称' : undefined}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            value={name}
            maxLength={30}
            placeholder="例如：激光项目"
            onChange={(e) => setName(e.target.value)}
            data-testid="limit-name"
          />
        )}
      </Field>
      <Field label="管谁" problem={asked && !target ? (whom === 'type' ? '请选一类人员' : '请选一位') : undefined}>
        {(ids) => (
          <>
            <Chips
              name="limit-whom"
              label="管谁"
              value={whom}
              choices={[
                { key: 'type', title: '一类人员里的每一位' },
                { key: 'unit', title: '某一位' },
              ]}
              onChange={setWhom}
            />
            {whom === 'type' ? (
              <Select
                id={ids.id}
                style={{ width: '100%', marginTop: 8 }}
                placeholder="选人员类型"
                value={typeId}
                options={people.map((t) => ({ value: t.id, label: t.name }))}
                onChange={(id: string) => {
                  setTypeId(id);
                  setSkill(null);
                }}
                data-testid="limit-type"
              />
            ) : (
              <Select
                id={ids.id}
                showSearch={{ optionFilterProp: 'label' }}
                style={{ width: '100%', marginTop: 8 }}
                placeholder="选一位"
                value={unitId}
                options={persons.map((u) => ({ value: u.id, label: `${u.name}（${u.typeName}）` }))}
                onChange={(id: string) => setUnitId(id)}
                data-testid="limit-unit"
              />
            )}
          </>
        )}
      </Field>
      {whom === 'type' && skills.length > 0 && (
        <Field label="只管有这项技能的">
          {(ids) => (
            <Select
              id={ids.id}
              allowClear
              style={{ width: '100%' }}
              placeholder="不限"
              value={skill}
              options={skills.map((s) => ({ value: s, label: s }))}
              onChange={(s: string | undefined) => setSkill(s ?? null)}
            />
          )}
        </Field>
      )}
      <Field label="哪些项目" hint="不选就是全部项目合在一起算">
        {(ids) => (
          <Select
            id={ids.id}
            mode="multiple"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            style={{ width: '100%' }}
            placeholder="全部项目"
            value={serviceIds}
            options={(services.data?.services ?? []).map((s) => ({ value: s.id, label: s.name }))}
            onChange={setServiceIds}
            data-testid="limit-services"
          />
        )}
      </Field>
      <Field label="每天最多几个" hint={maxPerDay === 0 ? '0 表示这类项目完全不排给她' : undefined}>
        {(ids) => <InputNumber id={ids.id} min={0} max={100} value={maxPerDay} onChange={(n) => setMaxPerDay(n ?? 0)} data-testid="limit-max" />}
      </Field>
      <Field label="启用">{(ids) => <Switch id={ids.id} checked={active} onChange={setActive} />}</Field>
      <RefusalNote refusal={save.refusal ?? remove.refusal} />
    </Sheet>
  );
}

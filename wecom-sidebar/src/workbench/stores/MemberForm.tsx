import type { RegionView, StaffSheet, StoreSheet } from '@zhike/domain/stores/contract';
import { Button, Input, Select, Switch } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Field, ManyChips } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';

/** A member: her WeCom account, what she may do, where, and the bookable person that she is. */
export function MemberForm({
  member,
  roles,
  regions,
  stores,
  onClose,
  onSaved,
}: {
  member: StaffSheet | null;
  roles: readonly { key: string; name: string }[];
  regions: readonly RegionView[];
  stores: readonly StoreSheet[];
  onClose: () => void;
  onSaved: () => void;
}) {
  const [wecomUserId, setWecomUserId] = useState(member?.wecomUserId ?? '');
  const [name, setName] = useState(member?.name ?? '');
  const [title, setTitle] = useState(member?.title ?? '');
  const [roleKeys, setRoleKeys] = useState<string[]>(member?.roles ?? []);
  const [storeIds, setStoreIds] = useState<string[]>(member?.storeIds ?? []);
  const [regionIds, setRegionIds] = useState<string[]>(member?.regionIds ?? []);
  const [unitId, setUnitId] = useState<string | null>(member?.unitId ?? null);
  const [left, setLeft] = useState(member?.left ?? false);
  const [asked, setAsked] = useState(false);
  const units = useQuery('booking.units', {});
  const save = useCommand('stores.saveStaff');
  const badAccount = !/^[\w.@-]{1,64}$/.test(wecomUserId.trim());
  const persons = (units.data?.units ?? []).filter((u) => u.kind === 'person' && (u.state !== 'retired' || u.id === unitId));
  const submit = async () => {
    setAsked(true);
    if (name.trim() === '' || badAccount || roleKeys.length === 0) return;
    const answer = await save.run({
      staffId: member?.id ?? null,
      wecomUserId: wecomUserId.trim(),
      name: name.trim(),
      title: title.trim(),
      roles: roleKeys,
      storeIds,
      regionIds,
      unitId,
      left,
    });
    if (!answer.ok) return;
    say(left && !member?.left ? `${name.trim()} 已离职，她的登录马上失效` : member ? '成员已保存' : `已添加 ${name.trim()}，她可以从企业微信进来了`);
    onSaved();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={member ? `修改 ${member.name}` : '添加成员'}
      testid="member-form"
      onSubmit={() => void submit()}
      foot={
        <Button block size="large" type="primary" danger={left && !member?.left} loading={save.busy} onClick={() => void submit()} data-testid="member-save">
          {left && !member?.left ? '保存并结束登录' : '保存'}
        </Button>
      }
    >
      <div className="zk-two">
        <Field label="姓名" problem={asked && name.trim() === '' ? '请填姓名' : undefined}>
          {(ids) => <Input {...ids} autoFocus value={name} maxLength={20} onChange={(e) => setName(e.target.value)} data-testid="member-name" />}
        </Field>
        <Field label="职位">{(ids) => <Input {...ids} value={title} maxLength={20} onChange={(e) => setTitle(e.target.value)} />}</Field>
      </div>
      <Field label="企业微信账号" hint="在企业微信管理后台的通讯录里看" problem={asked && badAccount ? '只能有字母、数字和 . @ - _' : undefined}>
        {(ids) => <Input {...ids} value={wecomUserId} maxLength={64} onChange={(e) => setWecomUserId(e.target.value)} data-testid="member-account" />}
      </Field>
      <Field label="角色" hint="几个角色的权限加在一起" problem={asked && roleKeys.length === 0 ? '至少选一个角色' : undefined}>
        {() => (
          <ManyChips
            name="member-role"
            label="角色"
            value={roleKeys}
            choices={roles.map((r) => ({ key: r.key, title: r.name }))}
            onChange={(keys) => setRoleKeys(keys.slice(0, 6))}
          />
        )}
      </Field>
      <Field label="在哪些门店">
        {() => (
          <ManyChips name="member-store" label="门店" value={storeIds} choices={stores.map((s) => ({ key: s.id, title: s.name }))} onChange={setStoreIds} />
        )}
      </Field>
      {regions.length > 0 && (
        <Field label="管整个区域" hint="区域里的门店都算，新开的也算">
          {() => (
            <ManyChips
              name="member-region"
              label="区域"
              value={regionIds}
              choices={regions.map((r) => ({ key: r.id, title: r.name }))}
              onChange={setRegionIds}
            />
          )}
        </Field>
      )}
      <Field label="对应的可约人员" hint="她自己接预约时选，例如摄影师、技师">
        {(ids) => (
          <Select
            id={ids.id}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            style={{ width: '100%' }}
            placeholder="不接预约"
            loading={units.busy}
            value={units.data ? unitId : null}
            options={persons.map((u) => ({ value: u.id, label: `${u.name}（${u.typeName}）` }))}
            onChange={(id: string | undefined) => setUnitId(id ?? null)}
            data-testid="member-unit"
          />
        )}
      </Field>
      {member && (
        <Field label="已离职" hint="打开后马上不能登录；她做过的记录都留着">
          {(ids) => <Switch id={ids.id} checked={left} onChange={setLeft} data-testid="member-left" />}
        </Field>
      )}
      <RefusalNote refusal={save.refusal} />
    </Sheet>
  );
}

import type { StaffSheet } from '@zhike/domain/stores/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { followSettings } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { Chips } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { MemberForm } from './MemberForm';

/** Who belongs to the shop: what each may do, and where. */
export function MembersPart() {
  const may = useMay('staff.manage');
  const staff = useQuery('stores.staff', {}, { follow: followSettings('staff', 'store') });
  const tree = useQuery('stores.tree', {});
  const [search, setSearch] = useState('');
  const [show, setShow] = useState<'here' | 'left'>('here');
  const [open, setOpen] = useState<StaffSheet | 'new' | null>(null);
  const storeName = (id: string): string => tree.data?.stores.find((s) => s.id === id)?.name ?? '其他门店';
  const regionName = (id: string): string => tree.data?.regions.find((r) => r.id === id)?.name ?? '区域';
  return (
    <section className="zk-card" data-testid="members">
      <div className="zk-card-head zk-members-head">
        <div className="zk-row wrap">
          <Input
            allowClear
            style={{ width: 220 }}
            placeholder="姓名、职位、账号"
            aria-label="找成员"
            value={search}
            onChange={(e) => setSearch(e.target.value)}
            data-testid="member-search"
          />
          <Chips
            name="member-show"
            label="显示"
            value={show}
            choices={[
              { key: 'here', title: '在职' },
              { key: 'left', title: '已离职' },
            ]}
            onChange={setShow}
          />
        </div>
        {may && (
          <Button type="primary" onClick={() => setOpen('new')} data-testid="member-new">
            添加成员
          </Button>
        )}
      </div>
      <Loaded query={staff} skeleton={<RowsSkeleton rows={6} />}>
        {({ staff: all, roles }) => {
          const word = search.trim().toLowerCase();
          const list = all.filter((s) => s.left === (show === 'left') && (word === '' || `${s.name} ${s.title} ${s.wecomUserId}`.toLowerCase().includes(word)));
          if (list.length === 0) return <Nothing title={show === 'left' ? '没有离职的成员' : '没有找到成员'} hint="换个写法试试。" />;
          return (
            <>
              {list.map((s) => (
                <div key={s.id} className="zk-booking-line" data-testid="member" data-name={s.name}>
                  <span className="zk-avatar small">{s.name.slice(0, 1)}</span>
                  <div className="zk-grow">
                    <div className="zk-grow">
                      <b>{s.name}</b> <span className="zk-second">{s.title}</span>
                      <div className="zk-second">{s.roles.map((key) => roles.find((r) => r.key === key)?.name ?? key).join('、')}</div>
                      <div className="zk-hint">
                        {[...s.storeIds.map(storeName), ...s.regionIds.map((id) => `${regionName(id)}（整个区域）`)].join('、') || '没有指定门店'} · 企业微信{' '}
                        {s.wecomUserId}
                      </div>
                    </div>
                    {may && (
                      <div className="zk-verbs">
                        <Button onClick={() => setOpen(s)} data-testid="member-edit">
                          修改
                        </Button>
                      </div>
                    )}
                  </div>
                </div>
              ))}
              <p className="zk-list-end">共 {list.length} 位</p>
              {open && (
                <MemberForm
                  member={open === 'new' ? null : open}
                  roles={roles}
                  regions={tree.data?.regions ?? []}
                  stores={tree.data?.stores ?? []}
                  onClose={() => setOpen(null)}
                  onSaved={() => {
                    setOpen(null);
                    staff.reload();
                  }}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

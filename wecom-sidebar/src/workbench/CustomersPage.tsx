import type { CustomerRow } from '@zhike/domain/customers/contract';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { Button, Checkbox, Input, Select, Table } from 'antd';
import { useEffect, useState } from 'react';
import { call } from '../api/call';
import { useQuery } from '../api/hooks';
import { useKept, useNarrow, useNow } from '../components/parts';
import { go } from '../components/route';
import { useMay } from '../components/SessionGate';
import { Nothing, Problem, RowsSkeleton } from '../components/states';
import { CHINA_OFFSET, momentOf } from '../components/time';
import { BulkBar } from '../features/bulk/BulkBar';
import { NewCustomer } from '../features/customers/NewCustomer';
import { Tag } from '../features/customers/Tag';
import { FillForms } from '../features/forms/FillForms';

const SETTLE_MS = 250;

/** Customers by name, pinyin, phone or last four, and by tag; a member code or a whole number opens its record at once. */
export function CustomersPage() {
  const [search, setSearch] = useKept('customers.search', '');
  const [tagIds, setTagIds] = useKept<string[]>('customers.tags', []);
  const [settled, setSettled] = useState(search);
  const [cursors, setCursors] = useState<string[]>([]);
  const [making, setMaking] = useState(false);
  const narrow = useNarrow();
  const now = useNow();
  const mayMerge = useMay('customer.merge');
  const mayTags = useMay('tag.manage');
  const mayWrite = useMay('customer.write');
  const mayBulk = useMay('customer.bulk');
  const [selected, setSelected] = useState<string[]>([]);
  const tags = useQuery('customers.tagGroups', {});
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(search.trim().slice(0, 40));
      setCursors([]);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [search]);
  const cursor = cursors[cursors.length - 1];
  const list = useQuery(
    'customers.list',
    { search: settled, tagIds, ...(cursor ? { cursor } : {}) },
    { keepPrevious: true, follow: (m) => m.topic === 'customer' },
  );
  const open = (id: string) => go(`/customers/${id}`);
  const jump = async () => {
    const word = search.trim();
    if (word === '') return;
    const phone = normalisePhone(word);
    const found = await call('customers.find', isMobile(phone) ? { by: 'phone', value: phone } : { by: 'code', value: word });
    if (found.ok && found.value.customerId) open(found.value.customerId);
    else if (list.data?.items.length === 1 && list.data.items[0]) open(list.data.items[0].id);
  };
  const when = (at: string | null) => (at ? momentOf(at, CHINA_OFFSET, now) : <span className="zk-hint">—</span>);
  const rows = list.data?.items ?? [];
  const empty = (
    <Nothing
      title={settled || tagIds.length > 0 ? '没有找到客户' : '还没有客户'}
      hint={settled || tagIds.length > 0 ? '换个写法，或去掉标签筛选。' : '客户在小程序预约、或在聊天侧边栏关联后会出现在这里。'}
    >
      {mayWrite && <Button onClick={() => setMaking(true)}>新建客户</Button>}
    </Nothing>
  );

  return (
    <div className="zk-page" data-testid="customers-page">
      <header className="zk-page-head">
        <h1>客户</h1>
        <div className="zk-row wrap">
          {mayMerge && (
            <Button href="#/customers/duplicates" data-testid="go-duplicates">
              查重
            </Button>
          )}
          {mayTags && (
            <Button href="#/customers/tags" data-testid="go-tags">
              标签
            </Button>
          )}
          {mayWrite && <FillForms entity="customer" onDone={open} />}
          {mayWrite && (
            <Button type="primary" onClick={() => setMaking(true)} data-testid="new-customer">
              新建客户
            </Button>
          )}
        </div>
      </header>
      <div className="zk-row wrap" style={{ marginBottom: 12 }}>
        <Input
          allowClear
          style={{ width: narrow ? '100%' : 320 }}
          placeholder="姓名、拼音、手机号、后四位或会员码"
          aria-label="搜客户"
          value={search}
          onChange={(e) => setSearch(e.target.value)}
          onPressEnter={() => void jump()}
          data-testid="customer-search"
        />
        <Select
          mode="multiple"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          maxTagCount={2}
          placeholder="按标签筛选"
          aria-label="按标签筛选"
          style={{ width: narrow ? '100%' : 280 }}
          value={tagIds}
          data-testid="tag-filter"
          onChange={(ids) => {
            setTagIds(ids.slice(0, 10));
            setCursors([]);
          }}
          options={(tags.data?.groups ?? []).map((g) => ({ label: g.name, title: g.name, options: g.tags.map((t) => ({ value: t.id, label: t.name })) }))}
        />
      </div>
      {mayBulk && (
        <BulkBar
          ids={selected}
          filter={{ search: settled, tagIds }}
          onClear={() => setSelected([])}
          onDone={() => {
            setSelected([]);
            list.reload();
          }}
        />
      )}
      {list.refusal && <Problem refusal={list.refusal} onRetry={list.reload} />}
      {!list.data && list.busy && <RowsSkeleton rows={8} />}
      {list.data &&
        (narrow ? (
          rows.length === 0 ? (
            empty
          ) : (
            rows.map((c) => (
              <button key={c.id} type="button" className="zk-card zk-customer-card" onClick={() => open(c.id)} data-testid="customer-row">
                <span className="zk-row">
                  {mayBulk && c.sharedParts === undefined && (
                    <Checkbox
                      aria-label={`选中${c.name}`}
                      checked={selected.includes(c.id)}
                      onClick={(e) => e.stopPropagation()}
                      onChange={(e) => setSelected(e.target.checked ? [...selected, c.id] : selected.filter((id) => id !== c.id))}
                    />
                  )}
                  <b className="zk-grow zk-ellipsis">{c.name}</b>
                  <span className="zk-second">{c.maskedPhone}</span>
                </span>
                <span className="zk-hint">
                  {[c.ownerName ? `归属 ${c.ownerName}` : null, c.nextBookingAt ? `预约 ${momentOf(c.nextBookingAt, CHINA_OFFSET, now)}` : null]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
                <span className="zk-tag-scroll">
                  {c.tags.map((t) => (
                    <Tag key={t.id} tag={t} />
                  ))}
                </span>
              </button>
            ))
          )
        ) : (
          <Table<CustomerRow>
            size="middle"
            rowKey="id"
            dataSource={rows}
            pagination={false}
            scroll={{ x: 900 }}
            locale={{ emptyText: empty }}
            rowSelection={
              mayBulk
                ? {
                    selectedRowKeys: selected,
                    preserveSelectedRowKeys: true,
                    onChange: (keys) => setSelected(keys.map(String).slice(0, 2_000)),
                    getCheckboxProps: (c) => ({ disabled: c.sharedParts !== undefined, 'aria-label': `选中${c.name}` }),
                  }
                : undefined
            }
            onRow={(c) => ({ onClick: () => open(c.id), className: 'zk-table-row' })}
            data-testid="customer-table"
            columns={[
              {
                title: '姓名',
                dataIndex: 'name',
                width: 120,
                render: (name: string, c) => (
                  <a className="zk-link" href={`#/customers/${c.id}`} onClick={(e) => e.stopPropagation()} data-testid="customer-row">
                    {name}
                  </a>
                ),
              },
              { title: '手机号', dataIndex: 'maskedPhone', width: 130, render: (phone: string | null) => phone ?? <span className="zk-hint">—</span> },
              {
                title: '标签',
                dataIndex: 'tags',
                render: (_, c) => (
                  <span className="zk-row wrap" style={{ gap: 4 }}>
                    {c.tags.slice(0, 4).map((t) => (
                      <Tag key={t.id} tag={t} />
                    ))}
                    {c.tags.length > 4 && <span className="zk-hint">＋{c.tags.length - 4}</span>}
                  </span>
                ),
              },
              { title: '归属', dataIndex: 'ownerName', width: 90, render: (name: string | null) => name ?? <span className="zk-hint">—</span> },
              { title: '门店', dataIndex: 'storeName', width: 130, render: (name: string | null) => name ?? <span className="zk-hint">—</span> },
              { title: '上次到店', dataIndex: 'lastVisitAt', width: 150, render: when },
              { title: '下次预约', dataIndex: 'nextBookingAt', width: 150, render: when },
            ]}
          />
        ))}
      <div className="zk-row" style={{ justifyContent: 'flex-end', marginTop: 12 }}>
        <Button disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))} data-testid="page-back">
          上一页
        </Button>
        <span className="zk-hint">第 {cursors.length + 1} 页</span>
        <Button disabled={!list.data?.next || list.busy} onClick={() => list.data?.next && setCursors([...cursors, list.data.next])} data-testid="page-forward">
          下一页
        </Button>
      </div>
      {making && <NewCustomer initial={search} onClose={() => setMaking(false)} onMade={open} />}
    </div>
  );
}

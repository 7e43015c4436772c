import type { TagGroupView } from '@zhike/domain/customers/contract';
import { LeftOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../api/hooks';
import { Field } from '../components/parts';
import { Sheet } from '../components/Sheet';
import { Loaded, Nothing, RefusalNote } from '../components/states';
import { say } from '../components/toast';
import { Tag } from '../features/customers/Tag';

const COLOURS = ['#1E6F5C', '#2563A8', '#6B4FA0', '#8F5B10', '#B42318', '#0E7490', '#9D3B78', '#657081'] as const;

/** The shop's own tags, by group. */
export function TagsPage() {
  const groups = useQuery('customers.tagGroups', {}, { follow: (m) => m.topic === 'customer' });
  const [editing, setEditing] = useState<TagGroupView | 'new' | null>(null);
  return (
    <div className="zk-page narrow" data-testid="tags-page">
      <a className="zk-link zk-back" href="#/customers">
        <LeftOutlined /> 全部客户
      </a>
      <header className="zk-page-head">
        <h1>标签</h1>
        <Button type="primary" onClick={() => setEditing('new')} data-testid="new-tag-group">
          新标签组
        </Button>
      </header>
      <Loaded query={groups}>
        {({ groups: list }) =>
          list.length === 0 ? (
            <Nothing title="还没有标签组" hint="按维度分组，例如「预算」「风格」「服务提醒」，员工在侧边栏里一点就打上。" />
          ) : (
            list.map((g) => (
              <div key={g.id} className="zk-card" data-testid="tag-group" data-name={g.name}>
                <div className="zk-card-head">
                  <h2>
                    <i className="zk-dot" style={{ background: g.colour }} />
                    {g.name}
                  </h2>
                  <Button onClick={() => setEditing(g)} data-testid="edit-tag-group">
                    修改
                  </Button>
                </div>
                <div className="zk-row wrap" style={{ gap: 4 }}>
                  {g.tags.length === 0 ? (
                    <span className="zk-hint">还没有标签</span>
                  ) : (
                    g.tags.map((t) => <Tag key={t.id} tag={{ name: t.name, colour: g.colour }} />)
                  )}
                </div>
              </div>
            ))
          )
        }
      </Loaded>
      {editing && (
        <GroupForm
          group={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            groups.reload();
          }}
        />
      )}
    </div>
  );
}

interface Row {
  readonly key: string;
  readonly id: string | null;
  readonly name: string;
}
let made = 0;
const newRow = (): Row => ({ key: `new-${made++}`, id: null, name: '' });

function GroupForm({ group, onClose, onSaved }: { group: TagGroupView | null; onClose: () => void; onSaved: () => void }) {
  const [name, setName] = useState(group?.name ?? '');
  const [colour, setColour] = useState(group?.colour ?? COLOURS[0]);
  const [rows, setRows] = useState<Row[]>(() => [...(group?.tags ?? []).map((t) => ({ key: t.id, id: t.id, name: t.name })), newRow()]);
  const save = useCommand('customers.saveTagGroup');
  const filled = rows.filter((r) => r.name.trim() !== '');
  const gone = (group?.tags ?? []).filter((t) => !filled.some((r) => r.id === t.id));
  const submit = async () => {
    if (name.trim() === '') return;
    const answer = await save.run({ groupId: group?.id ?? null, name: name.trim(), colour, tags: filled.map((r) => ({ id: r.id, name: r.name.trim() })) });
    if (!answer.ok) return;
    say('标签组已保存');
    onSaved();
  };
  const change = (key: string, text: string) =>
    setRows((before) => {
      const next = before.map((r) => (r.key === key ? { ...r, name: text } : r));
      return next[next.length - 1]?.name === '' || next.length >= 60 ? next : [...next, newRow()];
    });
  return (
    <Sheet
      open
      onClose={onClose}
      title={group ? `修改「${group.name}」` : '新标签组'}
      testid="tag-group-form"
      foot={
        <Button block size="large" type="primary" disabled={name.trim() === ''} loading={save.busy} onClick={() => void submit()} data-testid="tag-group-save">
          保存
        </Button>
      }
    >
      <Field label="组名">
        {(ids) => <Input {...ids} value={name} maxLength={20} onChange={(e) => setName(e.target.value)} data-testid="tag-group-name" />}
      </Field>
      <Field label="颜色">
        {() => (
          <div className="zk-row wrap">
            {COLOURS.map((c) => (
              <button
                key={c}
                type="button"
                className="zk-swatch"
                style={{ background: c }}
                aria-label={`颜色 ${c}`}
                aria-pressed={colour.toLowerCase() === c.toLowerCase()}
                onClick={() => setColour(c)}
              />
            ))}
          </div>
        )}
      </Field>
      <h3 style={{ marginBottom: 8 }}>标签</h3>
      {rows.map((row, i) => (
        <div key={row.key} className="zk-row" style={{ marginBottom: 8 }}>
          <Input
            aria-label={`标签 ${i + 1}`}
            value={row.name}
            maxLength={20}
            placeholder="新标签"
            onChange={(e) => change(row.key, e.target.value)}
            data-testid="tag-name"
          />
          <Button type="text" aria-label={`去掉 ${row.name}`} disabled={row.name === ''} onClick={() => setRows(rows.filter((r) => r.key !== row.key))}>
            去掉
          </Button>
        </div>
      ))}
      {gone.length > 0 && <p className="zk-notice">去掉「{gone.map((t) => t.name).join('、')}」后，已有的客户保留它，但不能再新打。</p>}
      <RefusalNote refusal={save.refusal} />
    </Sheet>
  );
}

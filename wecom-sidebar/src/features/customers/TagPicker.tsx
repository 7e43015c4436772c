import type { CustomerProfile, TagView } from '@zhike/domain/customers/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote } from '../../components/states';
import { say } from '../../components/toast';

/** All tags by group, with search; saved together, with one undo. */
export function TagPicker({ profile, onClose, onSaved }: { profile: CustomerProfile; onClose: () => void; onSaved: (tags: TagView[]) => void }) {
  const groups = useQuery('customers.tagGroups', {});
  const save = useCommand('customers.setTags');
  const back = useCommand('customers.setTags');
  const before = profile.tags.map((t) => t.id);
  const [on, setOn] = useState<readonly string[]>(before);
  const [search, setSearch] = useState('');
  const add = on.filter((id) => !before.includes(id));
  const remove = before.filter((id) => !on.includes(id));
  const submit = async () => {
    const answer = await save.run({ customerId: profile.id, add, remove });
    if (!answer.ok) return;
    onSaved(answer.value.tags);
    onClose();
    say('标签已更新', {
      undo: () =>
        void back.run({ customerId: profile.id, add: remove, remove: add }).then((undone) => {
          if (undone.ok) onSaved(undone.value.tags);
          else say('没能撤销，请再改一次标签', { tone: 'bad' });
        }),
    });
  };
  const word = search.trim();
  return (
    <Sheet
      open
      onClose={onClose}
      title={`${profile.name} 的标签`}
      testid="tag-picker"
      foot={
        <Button
          block
          size="large"
          type="primary"
          loading={save.busy}
          disabled={add.length + remove.length === 0}
          onClick={() => void submit()}
          data-testid="tags-save"
        >
          {add.length + remove.length === 0 ? '没有改动' : `保存（＋${add.length} －${remove.length}）`}
        </Button>
      }
    >
      <Input allowClear placeholder="搜标签" aria-label="搜标签" value={search} onChange={(e) => setSearch(e.target.value)} data-testid="tag-search" />
      <RefusalNote refusal={save.refusal} />
      <Loaded query={groups}>
        {({ groups: list }) => {
          const shown = list
            .map((g) => ({ ...g, tags: g.tags.filter((t) => word === '' || t.name.includes(word) || g.name.includes(word)) }))
            .filter((g) => g.tags.length > 0);
          if (shown.length === 0) return <Nothing title={word ? `没有叫「${word}」的标签` : '还没有标签'} hint="新标签由店长在工作台「客户 → 标签」里添加。" />;
          return shown.map((group) => (
            <section key={group.id} style={{ marginTop: 16 }}>
              <h3 style={{ marginBottom: 8 }}>
                <i className="zk-dot" style={{ background: group.colour }} />
                {group.name}
              </h3>
              <div className="zk-chips" role="group" aria-label={group.name}>
                {group.tags.map((tag) => (
                  <button
                    key={tag.id}
                    type="button"
                    className="zk-chip"
                    aria-pressed={on.includes(tag.id)}
                    data-testid="tag-option"
                    data-name={tag.name}
                    onClick={() => setOn(on.includes(tag.id) ? on.filter((id) => id !== tag.id) : [...on, tag.id])}
                  >
                    {tag.name}
                  </button>
                ))}
              </div>
            </section>
          ));
        }}
      </Loaded>
    </Sheet>
  );
}

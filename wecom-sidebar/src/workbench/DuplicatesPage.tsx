import type { CustomerRow } from '@zhike/domain/customers/contract';
import { LeftOutlined } from '@ant-design/icons';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../api/hooks';
import { useNow } from '../components/parts';
import { go } from '../components/route';
import { Loaded, Nothing, RefusalNote } from '../components/states';
import { CHINA_OFFSET, momentOf } from '../components/time';
import { say } from '../components/toast';
import { Tag } from '../features/customers/Tag';
import { DUPLICATE_WORDS } from '../features/customers/words';

/** Records that may be one person. Merging cannot be taken back, so which one stays is chosen with both in view. */
export function DuplicatesPage() {
  const pairs = useQuery('customers.duplicates', {}, { follow: (m) => m.topic === 'customer' });
  const [chosen, setChosen] = useState<{ a: CustomerRow; b: CustomerRow } | null>(null);
  return (
    <div className="zk-page narrow" data-testid="duplicates-page">
      <a className="zk-link zk-back" href="#/customers">
        <LeftOutlined /> 全部客户
      </a>
      <header className="zk-page-head">
        <h1>可能重复的客户</h1>
      </header>
      <Loaded query={pairs}>
        {({ pairs: list }) =>
          list.length === 0 ? (
            <Nothing title="没有发现重复" hint="同一个联系电话、或姓名和婚期都相同的档案会出现在这里。" />
          ) : (
            list.map((pair) => (
              <div key={`${pair.a.id}-${pair.b.id}`} className="zk-card" data-testid="duplicate-pair">
                <div className="zk-card-head">
                  <span className="zk-second">{DUPLICATE_WORDS[pair.reason]}</span>
                  <Button type="primary" onClick={() => setChosen(pair)} data-testid="open-merge">
                    比较并合并
                  </Button>
                </div>
                <div className="zk-pair">
                  <Half row={pair.a} />
                  <Half row={pair.b} />
                </div>
              </div>
            ))
          )
        }
      </Loaded>
      {chosen && (
        <MergeDialog
          pair={chosen}
          onClose={() => setChosen(null)}
          onMerged={(id) => {
            setChosen(null);
            pairs.reload();
            go(`/customers/${id}`);
          }}
        />
      )}
    </div>
  );
}

function Half({ row }: { row: CustomerRow }) {
  const now = useNow();
  return (
    <div className="zk-half">
      <b>{row.name}</b> <span className="zk-second">{row.maskedPhone ?? '没有手机号'}</span>
      <div className="zk-hint">
        {[row.ownerName ? `归属 ${row.ownerName}` : null, row.storeName, `建档 ${momentOf(row.createdAt, CHINA_OFFSET, now).split(' ')[0] ?? ''}`]
          .filter(Boolean)
          .join(' · ')}
      </div>
      <div className="zk-hint">{row.lastVisitAt ? `上次到店 ${momentOf(row.lastVisitAt, CHINA_OFFSET, now)}` : '没有到店记录'}</div>
      <div className="zk-row wrap" style={{ gap: 4, marginTop: 4 }}>
        {row.tags.map((t) => (
          <Tag key={t.id} tag={t} />
        ))}
      </div>
    </div>
  );
}

function MergeDialog({ pair, onClose, onMerged }: { pair: { a: CustomerRow; b: CustomerRow }; onClose: () => void; onMerged: (intoId: string) => void }) {
  const [keep, setKeep] = useState<'a' | 'b'>(pair.a.createdAt <= pair.b.createdAt ? 'a' : 'b');
  const merge = useCommand('customers.merge');
  const into = pair[keep];
  const from = pair[keep === 'a' ? 'b' : 'a'];
  const submit = async () => {
    const answer = await merge.run({ intoId: into.id, fromId: from.id });
    if (!answer.ok) return;
    say(`已合并到「${into.name}」`);
    onMerged(into.id);
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title="留下哪一份档案？"
      okText={`合并到「${into.name} ${into.maskedPhone?.slice(-4) ?? ''}」`}
      cancelText="先不合并"
      confirmLoading={merge.busy}
      onOk={() => void submit()}
      okButtonProps={{ 'data-testid': 'merge-submit' }}
      width={640}
      data-testid="merge-dialog"
    >
      <div className="zk-pair">
        {(['a', 'b'] as const).map((side) => (
          <button key={side} type="button" className="zk-keep" aria-pressed={keep === side} onClick={() => setKeep(side)} data-testid={`keep-${side}`}>
            <span className="zk-keep-mark">{keep === side ? '留下' : '并入另一份'}</span>
            <Half row={pair[side]} />
          </button>
        ))}
      </div>
      <p className="zk-notice" style={{ marginTop: 12 }}>
        「{from.name}」的预约、付款、跟进、标签和消息都会移过来，原来的档案会指向留下的这份。合并后不能拆开。
      </p>
      <RefusalNote refusal={merge.refusal} />
    </Modal>
  );
}

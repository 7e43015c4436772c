import type { BusinessLine } from '@zhike/domain/catalogue/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { followSettings } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { LineSheet } from './LineSheet';
import './catalogue.css';

/** PK-05: lines of business, with the steps and the form of their orders; a new one needs no code. */
export function LinesPage() {
  const may = useMay('catalogue.manage');
  const lines = useQuery('catalogue.lines', {}, { follow: followSettings('catalogue') });
  const [open, setOpen] = useState<BusinessLine | 'new' | null>(null);
  return (
    <div className="zk-page narrow" data-testid="lines-page">
      <header className="zk-page-head">
        <h1>业务线</h1>
        {may && (
          <Button type="primary" onClick={() => setOpen('new')} data-testid="new-line">
            新业务线
          </Button>
        )}
      </header>
      <Loaded query={lines} skeleton={<RowsSkeleton rows={4} tall />}>
        {({ lines: list }) => (
          <>
            {list.length === 0 && <Nothing title="还没有业务线" hint="建一条：订单走哪几步、开单时要问什么。" />}
            {list.map((line) => (
              <section key={line.id} className={line.active ? 'zk-card' : 'zk-card zk-faded'} data-testid="line-card" data-name={line.name}>
                <div className="zk-card-head" style={{ marginBottom: 0 }}>
                  <div className="zk-grow">
                    <h2>
                      {line.name} {!line.active && <span className="zk-booking-state grey">已停用</span>}
                    </h2>
                    <span className="zk-second zk-block">{line.stages.map((stage) => stage.name).join(' → ')}</span>
                    <span className="zk-hint zk-block">
                      {line.fields.length > 0 ? `开单时问：${line.fields.map((field) => field.label).join('、')}` : '开单时不另问什么'}
                    </span>
                  </div>
                  <Button onClick={() => setOpen(line)} data-testid="edit-line">
                    {may ? '修改' : '查看'}
                  </Button>
                </div>
              </section>
            ))}
            {open && (
              <LineSheet
                line={open === 'new' ? null : open}
                all={list}
                may={may}
                onClose={() => setOpen(null)}
                onSaved={() => {
                  setOpen(null);
                  lines.reload();
                }}
              />
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

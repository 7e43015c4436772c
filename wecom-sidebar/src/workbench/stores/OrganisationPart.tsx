import type { RegionView, StoreSheet } from '@zhike/domain/stores/contract';
import { Button } from 'antd';
import { type KeyboardEvent, useRef, useState } from 'react';
import { followSettings } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { RegionForm } from './RegionForm';
import { StoreForm } from './StoreForm';
import { StorePanel } from './StorePanel';
import { keyOf, type TreeLine, treeLines } from './tree';

type Open =
  | { readonly kind: 'region'; readonly region: RegionView | null }
  | { readonly kind: 'store'; readonly store: StoreSheet | null; readonly regionId: string | null }
  | null;

/** Headquarters, regions and stores as a tree, and what is chosen in it beside it. */
export function OrganisationPart() {
  const may = useMay('store.manage');
  const tree = useQuery('stores.tree', {}, { follow: followSettings('store', 'staff') });
  const [chosen, setChosen] = useState<string | null>(null);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>(null);
  const done = () => {
    setOpen(null);
    tree.reload();
  };
  return (
    <Loaded query={tree} skeleton={<RowsSkeleton rows={6} />}>
      {({ regions, stores }) => {
        const lines = treeLines(regions, stores, closed);
        const at = lines.find((l) => keyOf(l) === chosen) ?? lines.find((l) => l.kind === 'store');
        const store = at?.kind === 'store' ? at.store : null;
        const regionId = at?.kind === 'region' ? at.region.id : null;
        return (
          <div className="zk-split zk-org">
            <section className="zk-card" aria-label="组织">
              <Tree
                lines={lines}
                chosen={at ? keyOf(at) : null}
                closed={closed}
                onChoose={setChosen}
                onToggle={(id) => {
                  const next = new Set(closed);
                  if (!next.delete(id)) next.add(id);
                  setClosed(next);
                }}
              />
              {may && (
                <div className="zk-row wrap" style={{ marginTop: 12 }}>
                  <Button size="small" onClick={() => setOpen({ kind: 'region', region: null })} data-testid="region-new">
                    ＋ 区域
                  </Button>
                  <Button size="small" onClick={() => setOpen({ kind: 'store', store: null, regionId })} data-testid="store-new">
                    ＋ 门店
                  </Button>
                </div>
              )}
            </section>
            {store && <StorePanel key={store.id} store={store} regions={regions} onEdit={() => setOpen({ kind: 'store', store, regionId: store.regionId })} />}
            {at?.kind === 'region' && (
              <section className="zk-card" data-testid="region-panel">
                <div className="zk-card-head">
                  <h2>{at.region.name}</h2>
                  {may && (
                    <Button onClick={() => setOpen({ kind: 'region', region: at.region })} data-testid="region-edit">
                      修改
                    </Button>
                  )}
                </div>
                <p className="zk-second">
                  上级：{regions.find((r) => r.id === at.region.parentId)?.name ?? '总部'} · {at.stores} 家门店
                </p>
              </section>
            )}
            {!at || at.kind === 'root' ? (
              <section className="zk-card">
                {stores.length === 0 ? (
                  <Nothing title="还没有门店" hint="先添加一家：名称、地址、营业时间。" />
                ) : (
                  <Nothing title={`总部：${regions.length} 个区域，${stores.length} 家门店`} hint="在左边选一家门店看它的资料和营业时间。" />
                )}
              </section>
            ) : null}
            {open?.kind === 'region' && <RegionForm region={open.region} regions={regions} parentId={regionId} onClose={() => setOpen(null)} onSaved={done} />}
            {open?.kind === 'store' && (
              <StoreForm
                store={open.store}
                regions={regions}
                regionId={open.regionId}
                onClose={() => setOpen(null)}
                onSaved={(saved) => {
                  setChosen(`store:${saved.id}`);
                  done();
                }}
              />
            )}
          </div>
        );
      }}
    </Loaded>
  );
}

/** The keyboard manners of a tree: ↑ ↓ walk, ← → close and open a branch, Enter chooses. */
function Tree({
  lines,
  chosen,
  closed,
  onChoose,
  onToggle,
}: {
  lines: readonly TreeLine[];
  chosen: string | null;
  closed: ReadonlySet<string>;
  onChoose: (key: string) => void;
  onToggle: (regionId: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const keys = lines.map(keyOf);
    const here = keys.indexOf((event.target as HTMLElement).dataset.key ?? '');
    const line = lines[here];
    if (!line) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      box.current?.querySelector<HTMLElement>(`[data-key="${keys[here + step] ?? ''}"]`)?.focus();
    } else if (
      line.kind === 'region' &&
      ((event.key === 'ArrowLeft' && !closed.has(line.region.id)) || (event.key === 'ArrowRight' && closed.has(line.region.id)))
    ) {
      event.preventDefault();
      onToggle(line.region.id);
    }
  };
  return (
    <div ref={box} className="zk-tree" role="tree" aria-label="组织" onKeyDown={onKeyDown} data-testid="org-tree">
      {lines.map((line) => {
        const key = keyOf(line);
        const branch = line.kind === 'region';
        return (
          <button
            key={key}
            type="button"
            role="treeitem"
            aria-level={line.depth + 1}
            aria-selected={key === chosen}
            aria-expanded={branch ? !closed.has(line.region.id) : undefined}
            tabIndex={key === (chosen ?? 'root') ? 0 : -1}
            className={`zk-tree-line ${line.kind}`}
            style={{ paddingLeft: 8 + line.depth * 18 }}
            data-key={key}
            data-testid={`tree-${line.kind}`}
            onClick={() => {
              if (branch && key === chosen) onToggle(line.region.id);
              onChoose(key);
            }}
          >
            {branch && <span aria-hidden="true">{closed.has(line.region.id) ? '▸' : '▾'}</span>}
            <span className="zk-grow zk-ellipsis">{line.kind === 'root' ? '总部' : line.kind === 'region' ? line.region.name : line.store.name}</span>
            {branch && <span className="zk-hint">{line.stores}</span>}
            {line.kind === 'store' && line.store.closed && <span className="zk-hint">已关店</span>}
          </button>
        );
      })}
    </div>
  );
}

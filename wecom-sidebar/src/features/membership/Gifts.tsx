import type { Redemption } from '@zhike/domain/membership/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { ListFoot, usePages } from '../../components/more';
import { Chips, useNow } from '../../components/parts';
import { useMay, useMe } from '../../components/SessionGate';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { CancelGift } from './PointsForms';
import './membership.css';

/**
 * CD-08: what was taken for points, the newest first: one customer's, or (null) what waits at the counter, as far as its code begins
 * with `code`. It is handed over once and for good, so the button asks before it does.
 */
export function Gifts({ customerId, code = '', onChanged }: { customerId: string | null; code?: string; onChanged: () => void }) {
  const { stores } = useMe();
  const now = useNow();
  const handOut = useCommand('membership.handOut');
  const [storeId, setStore] = useState(stores[0]?.id ?? '');
  const mayCancel = useMay('points.adjust');
  const [asked, setAsked] = useState<string | null>(null);
  const [cancelling, setCancelling] = useState<string | null>(null);
  const { first, pages } = usePages('membership.redemptions', { customerId, state: customerId === null ? 'open' : null, cursor: null }, () => false);
  const give = async (one: Redemption) => {
    const answer = await handOut.run({ code: one.code, storeId });
    setAsked(null);
    first.reload();
    if (!answer.ok) return;
    say(`已把「${one.itemName}」交给 ${one.customerName}`);
    onChanged();
  };
  const wanted = code.trim().toUpperCase();
  const items = pages.items.filter((one) => one.code.startsWith(wanted));
  return (
    <Loaded query={first} skeleton={<RowsSkeleton rows={2} />}>
      {() =>
        pages.items.length === 0 ? (
          <Nothing
            title={customerId === null ? '没有等着领的礼品' : '还没有换过礼品'}
            hint="客户在小程序的「积分」里换好后会出现在这里，到店核对兑换码再交给她。"
          />
        ) : (
          <>
            {stores.length > 1 && items.some((one) => one.state === 'open') && (
              <Chips
                name="gift-store"
                label="在哪家店交付"
                value={storeId}
                choices={stores.map((store) => ({ key: store.id, title: store.name }))}
                onChange={setStore}
              />
            )}
            <RefusalNote refusal={handOut.refusal} />
            {items.length === 0 && <p className="zk-hint">没有这个兑换码。核对一下，或往下加载更多。</p>}
            {items.map((one) => (
              <div key={one.id} className="zk-gift" data-testid="redemption" data-state={one.state}>
                {cancelling === one.id ? (
                  <div className="zk-grow">
                    <CancelGift
                      gift={one}
                      onBack={() => setCancelling(null)}
                      onDone={() => {
                        setCancelling(null);
                        first.reload();
                        onChanged();
                      }}
                    />
                  </div>
                ) : (
                  <>
                    <span className="zk-grow">
                      <b>{one.itemName}</b>
                      {customerId === null && ` · ${one.customerName}`}
                      <span className="zk-hint zk-block">
                        {one.code} · {one.pricePoints} 积分
                      </span>
                      <span className="zk-hint zk-block">{stateWords(one, now)}</span>
                    </span>
                    {one.state === 'open' && (
                      <Button
                        type={asked === one.id ? 'primary' : 'default'}
                        loading={handOut.busy && asked === one.id}
                        disabled={storeId === ''}
                        onClick={() => (asked === one.id ? void give(one) : setAsked(one.id))}
                        data-testid="hand-out"
                      >
                        {asked === one.id ? '确认已交给' : '交给客户'}
                      </Button>
                    )}
                    {one.state === 'open' && mayCancel && (
                      <button type="button" className="zk-link" onClick={() => setCancelling(one.id)} data-testid="cancel-redemption">
                        取消
                      </button>
                    )}
                  </>
                )}
              </div>
            ))}
            <ListFoot pages={pages} unit="份" />
          </>
        )
      }
    </Loaded>
  );
}

function stateWords(one: Redemption, now: number): string {
  if (one.state === 'open') return `${momentOf(one.createdAt, CHINA_OFFSET, now)} 换的，还没领`;
  if (one.state === 'cancelled') return one.reason ? `已取消：${one.reason}` : '已取消';
  return `${momentOf(one.handedOutAt ?? one.createdAt, CHINA_OFFSET, now)} 已领，${one.byName}`;
}

import { isPlaceholder } from '@zhike/domain/customers/merge';
import type { ContractView, OrderView } from '@zhike/domain/orders/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { followOrders } from '../../api/follow';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field, useNow } from '../../components/parts';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { ContractSheet } from './ContractSheet';
import { CONTRACT_TONE, CONTRACT_WORDS } from './words';

/** OR-03: the order's contracts, the newest first, and the way to the next one. */
export function ContractPart({ order }: { order: OrderView }) {
  const now = useNow();
  const contracts = useQuery('orders.contracts', { orderId: order.id }, { follow: followOrders(order.customerId) });
  const [open, setOpen] = useState<string | null>(null);
  const [drawing, setDrawing] = useState(false);
  const chosen = contracts.data?.contracts.find((one) => one.id === open);
  return (
    <section className="zk-card" data-testid="contracts">
      <div className="zk-card-head">
        <h3>合同</h3>
        {order.can.includes('draw_contract') && !drawing && (
          <button type="button" className="zk-link" onClick={() => setDrawing(true)} data-testid="draw-contract">
            {(contracts.data?.contracts.length ?? 0) > 0 ? '重新生成' : '生成合同'}
          </button>
        )}
      </div>
      {drawing && (
        <Draw
          orderId={order.id}
          nameless={isPlaceholder(order.customerName)}
          onBack={() => setDrawing(false)}
          onDrawn={(contract) => {
            setDrawing(false);
            contracts.reload();
            setOpen(contract.id);
          }}
        />
      )}
      <Loaded query={contracts} skeleton={<RowsSkeleton rows={1} />}>
        {({ contracts: list }) => (
          <>
            {list.length === 0 && !drawing && <p className="zk-hint">还没有合同。内容改了要重新生成、重新签。</p>}
            {list.map((one) => (
              <button
                key={one.id}
                type="button"
                className="zk-bill-line zk-open-line"
                onClick={() => setOpen(one.id)}
                data-testid="contract"
                data-state={one.state}
              >
                <span className="zk-grow">
                  {one.name} 第 {one.version} 版
                  <span className="zk-hint zk-block">
                    {one.signature ? `${one.signature.name} 签于 ${momentOf(one.signature.at, CHINA_OFFSET, now)}` : momentOf(one.createdAt, CHINA_OFFSET, now)}
                  </span>
                </span>
                <span className={`zk-booking-state ${CONTRACT_TONE[one.state]}`}>{CONTRACT_WORDS[one.state]}</span>
              </button>
            ))}
          </>
        )}
      </Loaded>
      {chosen && (
        <ContractSheet
          contract={chosen}
          signerName={isPlaceholder(order.customerName) ? '' : order.customerName}
          onClose={() => setOpen(null)}
          onSigned={contracts.reload}
        />
      )}
    </section>
  );
}

function Draw({ orderId, nameless, onBack, onDrawn }: { orderId: string; nameless: boolean; onBack: () => void; onDrawn: (contract: ContractView) => void }) {
  const templates = useQuery('orders.contractTemplates', {});
  const draw = useCommand('orders.drawContract');
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState('');
  const lacks = nameless && name.trim() === '';
  return (
    <Loaded query={templates} skeleton={<RowsSkeleton rows={1} />}>
      {({ templates: all }) => {
        const active = all.filter((one) => one.active);
        const templateId = chosen ?? active[0]?.id;
        const submit = async () => {
          if (!templateId || lacks) return;
          const answer = await draw.run({ orderId, templateId, ...(nameless ? { customerName: name.trim() } : {}) });
          if (!answer.ok) return;
          say(`合同第 ${answer.value.contract.version} 版已生成，请客户看过后签字`);
          onDrawn(answer.value.contract);
        };
        return (
          <div data-testid="draw-form">
            {active.length === 0 ? (
              <p className="zk-hint">还没有可用的合同模板，请在工作台「订单 → 合同模板」里添加。</p>
            ) : (
              <Chips
                name="template"
                label="合同模板"
                value={templateId ?? null}
                choices={active.map((one) => ({ key: one.id, title: one.name }))}
                onChange={setChosen}
              />
            )}
            {nameless && (
              <Field label="客户真实姓名" hint="合同要写真实姓名；填好后客户资料也会改成这个名字">
                {(ids) => <Input {...ids} value={name} maxLength={20} onChange={(e) => setName(e.target.value)} data-testid="draw-name" />}
              </Field>
            )}
            <RefusalNote refusal={draw.refusal} />
            <div className="zk-foot" style={{ margin: '12px 0' }}>
              <Button onClick={onBack}>先不</Button>
              <Button type="primary" disabled={!templateId || lacks} loading={draw.busy} onClick={() => void submit()} data-testid="draw-submit">
                生成
              </Button>
            </div>
          </div>
        );
      }}
    </Loaded>
  );
}

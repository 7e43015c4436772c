import type { ShipmentState, ShipmentView } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { ListFoot, usePages } from '../../components/more';
import { Chips, useNow } from '../../components/parts';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { yuan } from '../../features/membership/words';
import '../books/books.css';

const STATE_WORDS: Readonly<Record<ShipmentState, string>> = { due: '等待录入', sent: '已录入', failed: '被平台退回', not_needed: '不用录入' };
const HOW_WORDS = { pickup: '到店服务', virtual: '会员卡或留下的费用' } as const;
/** The platform's own codes that staff can do something about. */
const CODE_WORDS: Readonly<Record<string, string>> = {
  '10060001': '平台查不到这笔支付，请过一会儿重发',
  '10060002': '平台上已经录过了',
  '10060003': '平台上已经录过两次，不能再改',
  '10060004': '这笔支付现在不能录入，多半是已经全额退款',
  '10060031': '付款人和支付单对不上，请在小程序后台人工录入',
  '48001': '小程序没有开通发货信息管理的接口权限',
};

/** 发货信息: what the mini-program's platform was told, without which it keeps the money. */
export function ShipmentsPage() {
  const now = useNow();
  const [state, setState] = useState<ShipmentState | 'all'>('failed');
  const { first, pages } = usePages('orders.shipments', { state: state === 'all' ? null : state, cursor: null }, () => false);
  return (
    <div className="zk-page narrow" data-testid="shipments-page">
      <header className="zk-page-head">
        <h1>发货信息</h1>
        <Button onClick={first.reload}>刷新</Button>
      </header>
      <p className="zk-second">小程序里收的款，平台要等我们告诉它「已经服务了」才解冻。服务完成、交付或售卡后会自动录入，被退回的请在这里处理。</p>
      <Chips
        label="状态"
        name="shipments"
        value={state}
        onChange={setState}
        choices={[
          { key: 'failed', title: '被退回' },
          { key: 'due', title: '等待录入' },
          { key: 'sent', title: '已录入' },
          { key: 'all', title: '全部' },
        ]}
      />
      <Loaded query={first} skeleton={<RowsSkeleton rows={4} />}>
        {() =>
          pages.items.length === 0 ? (
            <Nothing title={state === 'failed' ? '没有被退回的' : '没有记录'} hint="录入失败时会自动重试；平台明确退回的才会停在这里。" />
          ) : (
            <>
              {pages.items.map((one) => (
                <ShipmentRow key={one.paymentId} shipment={one} now={now} onSent={first.reload} />
              ))}
              <ListFoot pages={pages} unit="笔" />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function ShipmentRow({ shipment, now, onSent }: { shipment: ShipmentView; now: number; onSent: () => void }) {
  const send = useCommand('orders.sendShipment');
  const submit = async () => {
    const answer = await send.run({ paymentId: shipment.paymentId });
    if (!answer.ok) return;
    say('已重新提交，稍后刷新看结果');
    onSent();
  };
  return (
    <div className="zk-account" data-testid="shipment-row">
      <span>
        <a className="zk-link" href={`#/customers/${shipment.customerId}`}>
          {shipment.customerName}
        </a>{' '}
        · {shipment.description} · {yuan(shipment.paidFen)}
        <span className="zk-hint zk-block">
          {STATE_WORDS[shipment.state]} · {HOW_WORDS[shipment.how]} · {shipment.storeName} · {momentOf(shipment.changedAt, CHINA_OFFSET, now)} ·{' '}
          {shipment.outTradeNo}
        </span>
        {shipment.state !== 'sent' && shipment.code !== '' && (
          <span className="zk-bad zk-block">{CODE_WORDS[shipment.code] ?? `平台代码 ${shipment.code}`}</span>
        )}
        <RefusalNote refusal={send.refusal} />
      </span>
      {shipment.state === 'failed' && (
        <Button size="small" loading={send.busy} onClick={() => void submit()} data-testid="shipment-send">
          重发
        </Button>
      )}
    </div>
  );
}

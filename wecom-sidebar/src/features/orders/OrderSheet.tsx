import type { OrderView, OrderVerb } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { followOrders } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { Sheet } from '../../components/Sheet';
import { useMay } from '../../components/SessionGate';
import { HeadSkeleton, Loaded } from '../../components/states';
import { DecideForm } from './DecideForm';
import { DepositForm } from './DepositForm';
import { DuesForm } from './DuesForm';
import { ExchangeForm } from './ExchangeForm';
import { OrderComposer } from './OrderComposer';
import { OrderStory } from './OrderStory';
import { PackageButton } from './PackageForm';
import { PayForm } from './PayForm';
import { PhaseTag } from './PhaseTag';
import { RefundForm } from './RefundForm';
import { SharesForm } from './SharesForm';
import { OrderCoupons } from '../marketing/OrderCoupons';
import '../membership/membership.css';
import './orders.css';

/** The forms of an order: each stands in place of the story and gives way to it when its verb is gone. */
export type Mode = 'story' | Exclude<OrderVerb, 'advance' | 'draw_contract' | 'link'>;
const TITLES: Readonly<Record<Exclude<Mode, 'story'>, string>> = {
  decide: '审批优惠',
  change: '改内容',
  pay: '收款',
  use_deposit: '用预约定金',
  refund: '退款',
  exchange: '换项',
  share: '业绩分成',
  schedule_dues: '改付款计划',
};

/** An order's whole story with exactly the verbs that the server says this reader has. */
export function OrderSheet({
  orderId,
  onClose,
  onChanged,
  onOpenCustomer,
  onOpenBooking,
}: {
  orderId: string;
  onClose: () => void;
  onChanged?: (order: OrderView) => void;
  onOpenCustomer?: (customerId: string) => void;
  onOpenBooking?: (bookingId: string) => void;
}) {
  const query = useQuery('orders.get', { orderId }, { follow: followOrders(null) });
  const [chosen, setMode] = useState<Mode>('story');
  const order = query.data?.order;
  const mode: Mode = chosen === 'story' || order?.can.includes(chosen) ? chosen : 'story';
  const mayKeep = useMay('catalogue.manage');
  const back = () => setMode('story');
  const done = (next: OrderView) => {
    query.put({ order: next });
    back();
    onChanged?.(next);
  };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      testid="order-sheet"
      title={
        order ? (
          <span className="zk-row">
            {mode === 'story' ? order.code : TITLES[mode]}
            <PhaseTag phase={order.phase} />
          </span>
        ) : (
          '订单'
        )
      }
      foot={order && mode === 'story' ? <Foot order={order} onMode={setMode} /> : undefined}
    >
      <Loaded query={query} skeleton={<HeadSkeleton />}>
        {({ order: o }) => {
          const form = { order: o, onDone: done, onBack: back, onStale: query.reload };
          if (mode === 'decide') return <DecideForm {...form} />;
          if (mode === 'pay') return <PayForm {...form} />;
          if (mode === 'use_deposit') return <DepositForm {...form} />;
          if (mode === 'refund') return <RefundForm {...form} />;
          if (mode === 'exchange') return <ExchangeForm {...form} />;
          if (mode === 'share') return <SharesForm {...form} />;
          if (mode === 'schedule_dues') return <DuesForm {...form} />;
          return (
            <>
              <OrderStory
                order={o}
                onMode={setMode}
                onDone={done}
                onStale={query.reload}
                {...(onOpenCustomer ? { onOpenCustomer } : {})}
                {...(onOpenBooking ? { onOpenBooking } : {})}
              />
              <OrderCoupons order={o} onOrder={done} />
              {mayKeep && <PackageButton order={o} />}
              {mode === 'change' && (
                <OrderComposer
                  buyer={{ customerId: o.customerId, name: o.customerName, storeId: o.storeId }}
                  purpose={{ kind: 'change', order: o }}
                  onClose={() => {
                    back();
                    query.reload();
                  }}
                  onOrder={done}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </Sheet>
  );
}

/** What every form of an order is given. */
export interface OrderFormProps {
  readonly order: OrderView;
  readonly onDone: (order: OrderView) => void;
  readonly onBack: () => void;
  /** Somebody else was faster: the order is read again, and what was typed stays. */
  readonly onStale: () => void;
}

function Foot({ order, onMode }: { order: OrderView; onMode: (mode: Mode) => void }) {
  const may = (verb: OrderVerb): boolean => order.can.includes(verb);
  const pays = may('pay') && order.owedFen > 0;
  const button = (verb: Exclude<Mode, 'story'>, title: string, main = false) => (
    <Button key={verb} size="large" type={main ? 'primary' : 'default'} danger={verb === 'refund'} onClick={() => onMode(verb)} data-testid={`verb-${verb}`}>
      {title}
    </Button>
  );
  const buttons = [
    ...(may('refund') ? [button('refund', '退款')] : []),
    ...(may('exchange') && order.paidFen > 0 ? [button('exchange', '换项')] : []),
    ...(may('change') ? [button('change', '改内容')] : []),
    ...(may('decide') ? [button('decide', '审批优惠', true)] : []),
    ...(pays ? [button('pay', '收款', true)] : []),
  ];
  return buttons.length > 0 ? <div className="zk-foot">{buttons}</div> : null;
}

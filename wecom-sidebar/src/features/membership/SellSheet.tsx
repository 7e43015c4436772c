import type { ApiOutput } from '@zhike/domain/api';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import type { CardProductView, CardRules, CardView } from '@zhike/domain/membership/contract';
import { useCallback, useState } from 'react';
import type { AppRefusal } from '../../api/call';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field, useNow } from '../../components/parts';
import { useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, todayAt } from '../../components/time';
import { say } from '../../components/toast';
import { ActForm } from './ActForm';
import { type Payment, PaymentsInput, paymentsProblem } from './PaymentsInput';
import { SellCode } from './SellCode';
import { dayWords, giftWords, KIND_WORDS, leftOf, productWords, TILL_WORDS, yuan } from './words';

interface Buyer {
  readonly customerId: string;
  readonly name: string;
  readonly storeId: string | null;
}

/** 办卡, and with `charge` 充值: which product, how it was paid, what will happen, and the amount once more on the button. */
export function SellSheet({ buyer, charge, onClose, onDone }: { buyer: Buyer; charge?: CardView; onClose: () => void; onDone: () => void }) {
  const me = useMe();
  const products = useQuery('membership.products', { withInactive: false });
  const rules = useQuery('membership.rules', {});
  const [storeId, setStoreId] = useState(me.stores.find((s) => s.id === buyer.storeId)?.id ?? me.stores[0]?.id ?? '');
  const [productId, setProductId] = useState<string | null>(null);
  const product = products.data?.products.find((one) => one.id === productId);
  return (
    <Sheet open onClose={onClose} title={charge ? `充值 · ${charge.name}` : `办卡 · ${buyer.name}`} testid="sell-sheet">
      {me.stores.length > 1 && !product && (
        <Field label="在哪家门店办">
          {() => <Chips name="sell-store" label="门店" value={storeId} choices={me.stores.map((s) => ({ key: s.id, title: s.name }))} onChange={setStoreId} />}
        </Field>
      )}
      {product ? (
        <Confirm
          buyer={buyer}
          charge={charge}
          product={product}
          storeId={storeId}
          onBack={() => setProductId(null)}
          onStale={products.reload}
          onDone={onDone}
        />
      ) : (
        <Loaded query={products} skeleton={<RowsSkeleton rows={4} tall />}>
          {({ products: all }) => (
            <Shelf products={all.filter((one) => !charge || one.kind === 'stored_value')} charge={charge} rules={rules.data?.rules} onPick={setProductId} />
          )}
        </Loaded>
      )}
    </Sheet>
  );
}

/** What may be bought; what the law's most for one card does not allow says so instead of being pressed in vain. */
function Shelf({
  products,
  charge,
  rules,
  onPick,
}: {
  products: readonly CardProductView[];
  charge: CardView | undefined;
  rules: CardRules | undefined;
  onPick: (productId: string) => void;
}) {
  if (products.length === 0) return <Nothing title={charge ? '没有在卖的储值卡' : '还没有在卖的卡'} hint="请总部在工作台「卡与会员 → 卡种」里添加。" />;
  const held = charge ? charge.principalFen + charge.bonusFen : 0;
  return (
    <div className="zk-stack">
      {products.map((product) => {
        const would = held + product.priceFen + product.bonusFen;
        const tooMuch = rules !== undefined && product.kind === 'stored_value' && would > rules.maxBalanceFen;
        return (
          <button
            key={product.id}
            type="button"
            className="zk-service"
            style={{ width: '100%' }}
            disabled={tooMuch}
            onClick={() => onPick(product.id)}
            data-testid="sell-product"
            data-product={product.name}
          >
            <span className="zk-service-name">{product.name}</span>
            <span className="zk-service-price">
              <b>{yuan(product.priceFen)}</b>
              <span className="zk-hint">{KIND_WORDS[product.kind]}</span>
            </span>
            <span className="zk-hint">{productWords(product)}</span>
            {giftWords(product) && <span className="zk-hint">{giftWords(product)}</span>}
            {product.serviceNames.length > 0 && <span className="zk-hint">可用：{product.serviceNames.join('、')}</span>}
            {tooMuch && rules && (
              <span className="zk-field-problem">
                一张记名卡最多 {yuan(rules.maxBalanceFen)}，充后会到 {yuan(would)}
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}

function Confirm({
  buyer,
  charge,
  product,
  storeId,
  onBack,
  onStale,
  onDone,
}: {
  buyer: Buyer;
  charge: CardView | undefined;
  product: CardProductView;
  storeId: string;
  onBack: () => void;
  onStale: () => void;
  onDone: () => void;
}) {
  const me = useMe();
  const today = todayAt(useNow(), CHINA_OFFSET);
  const sell = useCommand('membership.sell');
  const add = useCommand('membership.charge');
  const openCode = useCommand('membership.sellCode');
  const [payments, setPayments] = useState<Payment[]>([]);
  const [byCode, setByCode] = useState(false);
  const [code, setCode] = useState<ApiOutput<'membership.sellCode'> | null>(null);
  const store = me.stores.find((s) => s.id === storeId)?.name ?? '';
  const problem = paymentsProblem(payments, product.priceFen);
  const command = byCode ? openCode : charge ? add : sell;
  const stale = (refusal: AppRefusal) => {
    if (refusal.code === 'record.changed' || refusal.code === 'membership.not_on_sale') onStale();
  };
  const showCode = async () => {
    const answer = await openCode.run({ customerId: buyer.customerId, storeId, productId: product.id, version: product.version, cardId: charge?.id ?? null });
    if (answer.ok) setCode(answer.value);
    else stale(answer.refusal);
  };
  const paid = useCallback(() => {
    say(charge ? '微信已收款，充好了' : `微信已收款，「${product.name}」办好了`);
    onDone();
  }, [charge, product.name, onDone]);
  const submit = async () => {
    const what = { storeId, productId: product.id, version: product.version, payments };
    const answer = charge ? await add.run({ cardId: charge.id, ...what }) : await sell.run({ customerId: buyer.customerId, ...what });
    if (answer.ok) {
      say(charge ? `已充值，现在 ${leftOf(answer.value.card)}` : `已给 ${buyer.name} 办「${product.name}」，卡号 ${answer.value.card.code}`);
      onDone();
    } else stale(answer.refusal);
  };
  if (code) return <SellCode code={code} onPaid={paid} onBack={() => setCode(null)} />;
  const until = product.validDays === null ? null : addDays(today, product.validDays);
  const holds =
    product.kind === 'stored_value'
      ? `本金 +${yuan(product.priceFen)}${product.bonusFen > 0 ? `，赠送 +${yuan(product.bonusFen)}（分开记账，退卡只退本金）` : ''}`
      : `${product.sessions} 次${product.intervalDays === null ? '' : `，每 ${product.intervalDays} 天一次`}`;
  const effects = [
    charge ? `${charge.customerName} 的「${charge.name}」：${holds}` : `${buyer.name} 得到一张「${product.name}」：${holds}`,
    until === null ? '长期有效' : `${product.kind === 'stored_value' ? '赠送' : '有效期'}到 ${dayWords(until)}`,
    ...(product.serviceNames.length > 0 ? [`只能用于：${product.serviceNames.join('、')}`] : []),
    ...(product.gifts.length > 0 ? [`${giftWords(product)}，收款后进客户的券包；退卡时没用的收回`] : []),
    byCode
      ? `客人微信付 ${yuan(product.priceFen)} 到 ${store}，到账后自动办成，办理人 ${me.name}`
      : `${store} 记一笔收款 ${yuan(product.priceFen)}${payments.length > 0 ? `（${payments.map((part) => TILL_WORDS[part.till]).join('、')}）` : ''}，办理人 ${me.name}`,
  ];
  return (
    <ActForm
      testid="sell"
      effects={effects}
      label={`${byCode ? '出付款码' : charge ? '确认充值' : '确认办卡'} ${yuan(product.priceFen)}`}
      backLabel="换一种"
      busy={command.busy}
      disabled={!byCode && problem !== null}
      refusal={command.refusal}
      onBack={onBack}
      onSubmit={() => void (byCode ? showCode() : submit())}
    >
      <div className="zk-chosen" style={{ marginBottom: 12 }}>
        <span className="zk-grow">
          <b>{product.name}</b>
          <span className="zk-hint zk-block">{productWords(product)}</span>
        </span>
        <b className="zk-card-left" data-testid="sell-total">
          {yuan(product.priceFen)}
        </b>
      </div>
      <PaymentsInput priceFen={product.priceFen} value={payments} onChange={setPayments} byCode={byCode} onByCode={setByCode} />
    </ActForm>
  );
}

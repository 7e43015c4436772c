import { isPlaceholder } from '@zhike/domain/customers/merge';
import type { CardEntry, CardVerb, CardView } from '@zhike/domain/membership/contract';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { followCards } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { HeadSkeleton, Loaded } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { ReceiptSheet } from '../orders/ReceiptSheet';
import { CardLines, CardStateTag, Progress } from './CardFace';
import { CardHistory } from './History';
import { useEarlier } from './useEarlier';
import { ExtendForm, FreezeForm, type LifeFormProps, TransferForm, UndoForm, UnfreezeForm } from './LifeForms';
import { CorrectForm, RefundForm } from './MoneyForms';
import { SellSheet } from './SellSheet';
import { StatementButton } from './StatementButton';
import { KIND_WORDS, leftOf, partsOf, VERB_WORDS, yuan } from './words';
import './membership.css';

const RecordFields = lazy(() => import('../fields/RecordFields').then((m) => ({ default: m.RecordFields })));

type Verb = Exclude<CardVerb, 'share'>;
const ORDER: readonly Verb[] = ['charge', 'unfreeze', 'freeze', 'extend', 'transfer', 'correct', 'refund'];
const FORMS: Record<Exclude<Verb, 'charge'>, (props: LifeFormProps) => React.JSX.Element> = {
  freeze: FreezeForm,
  unfreeze: UnfreezeForm,
  extend: ExtendForm,
  transfer: TransferForm,
  refund: RefundForm,
  correct: CorrectForm,
};
type Mode = { readonly kind: 'story' } | { readonly kind: 'verb'; readonly verb: Verb } | { readonly kind: 'undo'; readonly entry: CardEntry };
const STORY: Mode = { kind: 'story' };

/** One card, whole: what is left, every act that the server allows its reader, and everything that was ever done to it. */
export function CardSheet({
  cardId,
  holderId,
  onClose,
  onChanged,
  onOpenBooking,
  onOpenCustomer,
  onOpenBooks,
}: {
  cardId: string;
  /** Before whom it is opened; null: from a list of many. */
  holderId: string | null;
  onClose: () => void;
  onChanged: () => void;
  onOpenBooking?: (bookingId: string) => void;
  onOpenCustomer?: (customerId: string) => void;
  /** Where the books can be read: every line of the card's purses. */
  onOpenBooks?: (cardId: string) => void;
}) {
  const query = useQuery('membership.card', { cardId }, { follow: followCards });
  const [mode, setMode] = useState<Mode>(STORY);
  const [receiptOf, setReceiptOf] = useState<CardEntry | null>(null);
  const earlier = useEarlier(cardId);
  const card = query.data?.card;
  const done = () => {
    setMode(STORY);
    earlier.forget();
    query.reload();
    onChanged();
  };
  const title = mode.kind === 'verb' ? VERB_WORDS[mode.verb] : mode.kind === 'undo' ? '撤销核销' : (card?.name ?? '会员卡');
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      testid="card-sheet"
      title={
        <span className="zk-row">
          {title}
          {card && <CardStateTag state={card.state} />}
        </span>
      }
    >
      <Loaded query={query} skeleton={<HeadSkeleton />}>
        {({ card: c, entries: newest, next }) => {
          const entries = [...newest, ...earlier.items];
          const more = { more: earlier.nextAfter(next) !== null, busy: earlier.busy, refusal: earlier.refusal, load: () => void earlier.load(next) };
          if (mode.kind === 'undo') return <UndoForm entry={mode.entry} onDone={done} onBack={() => setMode(STORY)} />;
          const verb = mode.kind === 'verb' && c.can.includes(mode.verb) ? mode.verb : null;
          if (verb && verb !== 'charge') {
            const Form = FORMS[verb];
            return (
              <>
                <p className="zk-second" style={{ marginBottom: 12 }}>
                  {c.customerName} 的「{c.name}」，现在 {leftOf(c)}
                </p>
                <Form card={c} onDone={done} onBack={() => setMode(STORY)} onStale={query.reload} />
              </>
            );
          }
          return (
            <>
              <Head card={c} holderId={holderId} {...(onOpenCustomer ? { onOpenCustomer } : {})} />
              <div className="zk-card-acts">
                {ORDER.filter((v) => c.can.includes(v)).map((v) => (
                  <Button
                    key={v}
                    type={v === 'charge' || v === 'unfreeze' ? 'primary' : 'default'}
                    danger={v === 'refund'}
                    onClick={() => setMode({ kind: 'verb', verb: v })}
                    data-testid={`card-${v}`}
                  >
                    {VERB_WORDS[v]}
                  </Button>
                ))}
              </div>
              <StatementButton card={c} {...(onOpenBooks ? { onOpenBooks: () => onOpenBooks(c.id) } : {})} />
              <Suspense fallback={null}>
                <RecordFields entity="card" recordId={c.id} />
              </Suspense>
              <CardHistory
                card={c}
                entries={entries}
                pages={more}
                onUndo={(entry) => setMode({ kind: 'undo', entry })}
                onReceipt={setReceiptOf}
                {...(onOpenBooking ? { onOpenBooking } : {})}
              />
              {receiptOf && (
                <ReceiptSheet
                  of={{ cardId: c.id, transactionId: receiptOf.transactionId }}
                  signerName={isPlaceholder(c.customerName) ? '' : c.customerName}
                  onClose={() => setReceiptOf(null)}
                />
              )}
              {verb === 'charge' && (
                <SellSheet
                  buyer={{ customerId: c.customerId, name: c.customerName, storeId: c.storeId }}
                  charge={c}
                  onClose={() => setMode(STORY)}
                  onDone={done}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </Sheet>
  );
}

function Head({ card, holderId, onOpenCustomer }: { card: CardView; holderId: string | null; onOpenCustomer?: (customerId: string) => void }) {
  const now = useNow();
  return (
    <div style={{ marginBottom: 12 }} data-testid="card-head">
      <span className="zk-row">
        <span className="zk-card-kind">{KIND_WORDS[card.kind]}</span>
        <span className="zk-hint">{card.code}</span>
      </span>
      <div className="zk-card-left large" data-testid="card-balance">
        {leftOf(card)}
      </div>
      <p className="zk-second">{partsOf(card)}</p>
      <Progress card={card} />
      <CardLines card={card} holderId={holderId} />
      <dl className="zk-facts" style={{ marginTop: 12 }}>
        <dt>持卡人</dt>
        <dd>
          {onOpenCustomer ? (
            <button type="button" className="zk-link" onClick={() => onOpenCustomer(card.customerId)}>
              {card.customerName}
            </button>
          ) : (
            card.customerName
          )}
        </dd>
        <dt>办卡</dt>
        <dd>
          {momentOf(card.soldAt, CHINA_OFFSET, now)} · {card.storeName} · {yuan(card.priceFen)}
        </dd>
        <dt>可用项目</dt>
        <dd>{card.serviceNames.length > 0 ? card.serviceNames.join('、') : '全部项目'}</dd>
        <dt>可用门店</dt>
        <dd>{card.storeIds.length === 0 ? '全部门店' : <StoreNames ids={card.storeIds} />}</dd>
        <dt>家人使用</dt>
        <dd data-testid="card-family">
          {card.family.length > 0 ? card.family.map((one) => one.name).join('、') : '没有'}
          <span className="zk-hint zk-block">由持卡人在小程序「我的卡」里同意或收回</span>
        </dd>
        {card.text && (
          <>
            <dt>说明</dt>
            <dd>{card.text}</dd>
          </>
        )}
      </dl>
    </div>
  );
}

function StoreNames({ ids }: { ids: readonly string[] }) {
  const stores = useQuery('stores.list', {});
  const names = stores.data?.stores.filter((one) => ids.includes(one.id)).map((one) => one.name) ?? [];
  return <>{names.join('、') || `${ids.length} 家门店`}</>;
}

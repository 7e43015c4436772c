import type { OrderView } from '@zhike/domain/orders/contract';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { Loaded, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { ActForm } from '../membership/ActForm';
import { CARD_WHY_WORDS } from '../../words.membership';
import { yuan } from './words';

/** CD-06: a card's balance pays the order, or a part of it: what is on each card, which purse gives, and why one does not pay. */
export function PayCard({
  order,
  amountFen,
  disabled,
  onDone,
  onBack,
  onStale,
}: {
  order: OrderView;
  amountFen: number;
  disabled: boolean;
  onDone: (order: OrderView) => void;
  onBack: () => void;
  onStale: () => void;
}) {
  const query = useQuery('membership.orderCards', { orderId: order.id });
  const pay = useCommand('membership.payOrder');
  const [chosen, setChosen] = useState<string | null>(null);
  const cards = query.data?.cards ?? [];
  const usable = cards.filter((card) => card.why === null);
  const card = usable.find((one) => one.cardId === chosen) ?? (usable.length === 1 ? usable[0] : undefined);
  const mostFen = card ? card.takes.principalFen + card.takes.bonusFen : 0;
  const short = card !== undefined && amountFen > mostFen;
  const submit = async () => {
    if (!card) return;
    const answer = await pay.run({ orderId: order.id, cardId: card.cardId, amountFen });
    if (answer.ok) {
      const { owedFen } = answer.value.order;
      say(owedFen > 0 ? `卡里付了 ${yuan(amountFen)}，还欠 ${yuan(owedFen)}` : `卡里付了 ${yuan(amountFen)}，收清了`);
      onDone(answer.value.order);
    } else {
      query.reload();
      onStale();
    }
  };
  return (
    <ActForm
      testid="pay-card"
      effects={
        card && !short && !disabled
          ? [
              `「${card.name}」里扣 ${yuan(amountFen)}，点错了可以在「收退款」里撤销，过了时限走退款，都退回这张卡`,
              order.owedFen === amountFen ? '这张订单收清' : `之后还欠 ${yuan(order.owedFen - amountFen)}`,
            ]
          : []
      }
      label={`确认用卡付 ${yuan(amountFen)}`}
      busy={pay.busy}
      disabled={disabled || !card || short}
      refusal={pay.refusal}
      backLabel="先不收"
      onBack={onBack}
      onSubmit={() => void submit()}
    >
      <Loaded query={query} skeleton={<RowsSkeleton rows={2} />}>
        {() =>
          usable.length === 0 ? (
            <p className="zk-notice" data-testid="no-paying-card">
              {cards.length === 0 ? '这位客户没有储值卡，也没有家人的卡可以用。' : '这几张卡现在都不能付这张订单，原因见下。'}
            </p>
          ) : (
            <Field label="用哪张卡" problem={short ? `这张卡最多能付 ${yuan(mostFen)}，请把金额改小，剩下的用别的方式收` : undefined}>
              {() => (
                <Chips
                  name="pay-card"
                  label="用哪张卡"
                  value={card?.cardId ?? null}
                  choices={usable.map((one) => ({
                    key: one.cardId,
                    title: `${one.name}${one.own ? '' : `（${one.ownerName}）`} 余 ${yuan(one.principalFen + one.bonusFen)}`,
                  }))}
                  onChange={setChosen}
                />
              )}
            </Field>
          )
        }
      </Loaded>
      {cards
        .filter((one) => one.why !== null)
        .map((one) => (
          <p key={one.cardId} className="zk-hint" data-testid="unfit-card">
            「{one.name}」{CARD_WHY_WORDS[one.why ?? 'empty']}
          </p>
        ))}
    </ActForm>
  );
}

import { addDays } from '@zhike/domain/kernel/calendar-date';
import type { OrderView, QuoteView } from '@zhike/domain/orders/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Chips, Field, useNow } from '../../components/parts';
import { useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, todayAt } from '../../components/time';
import { say } from '../../components/toast';
import { BillPreview } from './BillPreview';
import { DiscountPart } from './DiscountPart';
import { DuesPart } from './DuesPart';
import { FormPart } from './FormPart';
import { ComposerFoot } from './ComposerFoot';
import { duesProblem, formOf, missingIn } from './sale';
import { SaleLines } from './SaleLines';
import { type Buyer, type Purpose, useSale } from './useSale';
import { yuan } from './words';
import './orders.css';

interface Props {
  readonly buyer: Buyer;
  readonly purpose: Purpose;
  readonly onClose: () => void;
  readonly onOrder?: (order: OrderView) => void;
  readonly onQuote?: (quote: QuoteView) => void;
}

/** Puts an order, a quote or a change of an order together: line of business, what she takes and how much of it, discount, due items, form. */
export function OrderComposer({ buyer, purpose, onClose, onOrder, onQuote }: Props) {
  const me = useMe();
  const today = todayAt(useNow(), CHINA_OFFSET);
  const sale = useSale(buyer, purpose);
  const create = useCommand('orders.create');
  const quote = useCommand('orders.saveQuote');
  const alter = useCommand('orders.change');
  const [note, setNote] = useState('');
  const [validUntil, setValidUntil] = useState(purpose.kind === 'quote' ? (purpose.quote?.validUntil ?? addDays(today, 14)) : '');
  const [asked, setAsked] = useState(false);
  const isChange = purpose.kind === 'change';
  const busy = create.busy || quote.busy || alter.busy;
  const refusal = create.refusal ?? quote.refusal ?? alter.refusal;
  const form = formOf(sale.line?.fields ?? [], sale.form);
  const problem = problemOf();

  function problemOf(): string | undefined {
    if (!isChange && !sale.line) return '先选业务线';
    if (sale.wishes.length === 0) return '先加一件套系或商品';
    if (sale.discount?.kind === 'amount' && sale.discount.amountFen > sale.sums.listFen) return '优惠超过了总价';
    if (purpose.kind === 'order' && duesProblem(sale.dues)) return duesProblem(sale.dues);
    if (purpose.kind === 'quote' && validUntil === '') return '请选报价有效期';
    const [first] = isChange ? [] : missingIn(sale.line, sale.form);
    return first ? `请填「${first.label}」` : undefined;
  }

  const submit = async () => {
    setAsked(true);
    if (problem || !sale.settled || busy) return;
    const lines = sale.wishes.map(({ itemId, quantity, options }) => ({ itemId, quantity, options }));
    const { storeId, discount } = sale;
    const whole = { storeId, customerId: buyer.customerId, lineId: sale.lineId ?? '', lines, discount, form, note: note.trim() };
    if (purpose.kind === 'order') {
      const answer = await create.run({ ...whole, instalments: sale.dues });
      if (!answer.ok) return;
      const { order } = answer.value;
      say(order.phase === 'waiting' ? `优惠超过你的权限，订单 ${order.code} 已提交，等同事审批` : `已开单 ${order.code}，应收 ${yuan(order.billedFen)}`);
      onOrder?.(order);
    } else if (purpose.kind === 'quote') {
      const answer = await quote.run({ ...whole, quoteId: purpose.quote?.id ?? null, version: purpose.quote?.version ?? 0, validUntil });
      if (!answer.ok) return;
      say(`报价 ${answer.value.quote.code} 第 ${answer.value.quote.version} 版已保存`);
      onQuote?.(answer.value.quote);
    } else {
      const { id: orderId, version } = purpose.order;
      const answer = await alter.run({ orderId, version, discount, lines: sale.wishes.map((wish) => ({ ...wish })) });
      if (!answer.ok) return;
      say(`订单已改，现在应收 ${yuan(answer.value.order.billedFen)}`);
      onOrder?.(answer.value.order);
    }
  };
  const titles = { order: `给 ${buyer.name} 开单`, quote: `给 ${buyer.name} 报价`, change: `改内容 · ${isChange ? purpose.order.code : ''}` };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={titles[purpose.kind]}
      testid="order-composer"
      foot={
        <ComposerFoot
          sale={sale}
          note={asked ? problem : undefined}
          label={purpose.kind === 'order' ? '开单' : purpose.kind === 'quote' ? '保存报价' : '保存改动'}
          busy={busy}
          disabled={sale.wishes.length === 0 || !sale.settled}
          onSubmit={() => void submit()}
        />
      }
    >
      <div className="zk-stack">
        {!isChange && me.stores.length > 1 && !(purpose.kind === 'quote' && purpose.quote) && (
          <Chips name="sale-store" label="门店" value={sale.storeId} choices={me.stores.map((s) => ({ key: s.id, title: s.name }))} onChange={sale.setStore} />
        )}
        {!isChange && (
          <Loaded query={sale.lines} skeleton={<RowsSkeleton rows={1} />}>
            {() => (
              <Field label="业务线">
                {() => (
                  <Chips
                    name="sale-line"
                    label="业务线"
                    value={sale.lineId}
                    choices={sale.active.map((line) => ({ key: line.id, title: line.name }))}
                    onChange={sale.setLineId}
                  />
                )}
              </Field>
            )}
          </Loaded>
        )}
        {(isChange || sale.line) && (
          <>
            <SaleLines sale={sale} names={isChange ? purpose.order.lines : []} />
            {sale.wishes.length > 0 && (
              <DiscountPart
                discount={sale.discount}
                listFen={sale.sums.listFen}
                discountFen={sale.sums.discountFen}
                mostPercent={me.discountPercent}
                waits={purpose.kind !== 'change'}
                onChange={(discount) => sale.change({ discount })}
              />
            )}
            {sale.wishes.length > 0 && !isChange && <BillPreview query={sale.bill} />}
            {purpose.kind === 'order' && sale.wishes.length > 0 && (
              <DuesPart dues={sale.dues} totalFen={sale.sums.totalFen} today={today} mayBeEmpty onChange={sale.setDues} />
            )}
            {!isChange && <FormPart fields={sale.line?.fields ?? []} draft={sale.form} asked={asked} onChange={(next) => sale.change({ form: next })} />}
            {purpose.kind === 'quote' && (
              <Field label="报价有效期到">
                {(ids) => (
                  <Input {...ids} type="date" min={today} value={validUntil} onChange={(e) => setValidUntil(e.target.value)} data-testid="quote-until" />
                )}
              </Field>
            )}
            {!isChange && (
              <Field label="备注">
                {(ids) => (
                  <Input.TextArea
                    {...ids}
                    value={note}
                    maxLength={500}
                    autoSize={{ minRows: 1, maxRows: 4 }}
                    onChange={(e) => setNote(e.target.value)}
                    data-testid="sale-note"
                  />
                )}
              </Field>
            )}
          </>
        )}
        <RefusalNote refusal={refusal}>
          {refusal?.code === 'record.changed' && (
            <Button size="small" style={{ marginTop: 8 }} onClick={onClose}>
              看最新的
            </Button>
          )}
        </RefusalNote>
      </div>
    </Sheet>
  );
}

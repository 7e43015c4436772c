import type { AccountView, EntryView, TransactionView } from '@zhike/domain/ledger/contract';
import { type ReactNode, useState } from 'react';
import { useQuery } from '../../api/hooks';
import { ListFoot, usePages } from '../../components/more';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { CardSheet } from '../../features/membership/CardSheet';
import { StoryOf } from '../StoryOf';
import { amountOf } from './amount';

/** The accounts of a kind, and in their place, once one is chosen, its lines; from a line to the whole act. */
export function AccountSheet(of: {
  title: string;
  account: AccountView | null;
  nameOf: (account: AccountView) => string;
  onBack: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { account } = of;
  return (
    <Sheet
      open
      wide
      testid="account-sheet"
      onClose={of.onClose}
      title={
        account ? (
          <button type="button" className="zk-link" onClick={of.onBack} data-testid="account-back">
            ‹ {of.title}
          </button>
        ) : (
          of.title
        )
      }
    >
      {account ? <Lines account={account} name={of.nameOf(account)} /> : of.children}
    </Sheet>
  );
}

function Lines({ account, name }: { account: AccountView; name: string }) {
  const { first, pages } = usePages('ledger.entries', { accountId: account.id }, (news) => news.customerId !== null && news.customerId === account.customerId);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Loaded query={first} skeleton={<RowsSkeleton rows={5} />}>
      {({ account: now }) => (
        <div data-testid="account-lines">
          <p className="zk-books-balance">
            <span>{name}</span>
            <b data-testid="account-balance">{amountOf(now.balance, now.unit)}</b>
          </p>
          {pages.items.length === 0 && <Nothing title="还没有发生额" />}
          {pages.items.map((line) => (
            <Line key={line.id} line={line} unit={now.unit} isOpen={open === line.id} onOpen={() => setOpen(open === line.id ? null : line.id)} />
          ))}
          <ListFoot pages={pages} unit="笔" />
        </div>
      )}
    </Loaded>
  );
}

function Line({ line, unit, isOpen, onOpen }: { line: EntryView; unit: AccountView['unit']; isOpen: boolean; onOpen: () => void }) {
  const now = useNow();
  return (
    <div className="zk-books-line">
      <button type="button" className="zk-account" onClick={onOpen} aria-expanded={isOpen} data-testid="entry-row">
        <span>
          {line.actName}
          {line.reversed && <span className="zk-hint">（已撤销）</span>}
          <span className="zk-hint zk-block">
            {momentOf(line.at, CHINA_OFFSET, now)} · {line.actorName}
            {line.note && ` · ${line.note}`}
          </span>
        </span>
        <span className="zk-books-amounts">
          <b>
            {line.amount > 0 ? '+' : ''}
            {amountOf(line.amount, unit)}
          </b>
          <span className="zk-hint zk-block">余 {amountOf(line.balanceAfter, unit)}</span>
        </span>
      </button>
      {isOpen && <WholeAct transactionId={line.transactionId} />}
    </div>
  );
}

/** From the books to what was done: the order, the card, the booking, the customer. */
function ActLinks({ act }: { act: TransactionView }) {
  const may = { orders: useMay('order.read'), cards: useMay('card.read'), bookings: useMay('booking.read'), customers: useMay('customer.read') };
  const [shown, setShown] = useState<'card' | 'booking' | null>(null);
  const close = () => setShown(null);
  return (
    <div className="zk-verbs" data-testid="act-links">
      {act.orderId && may.orders && (
        <a className="zk-link" href={`#/orders?order=${act.orderId}`}>
          看订单
        </a>
      )}
      {act.cardId && may.cards && (
        <button type="button" className="zk-link" onClick={() => setShown('card')} data-testid="act-card">
          看会员卡
        </button>
      )}
      {act.bookingId && may.bookings && (
        <button type="button" className="zk-link" onClick={() => setShown('booking')} data-testid="act-booking">
          看预约
        </button>
      )}
      {act.customerId && may.customers && (
        <a className="zk-link" href={`#/customers/${act.customerId}`}>
          看客户
        </a>
      )}
      {shown === 'card' && act.cardId && <CardSheet cardId={act.cardId} holderId={null} onClose={close} onChanged={() => undefined} />}
      {shown === 'booking' && act.bookingId && <StoryOf bookingId={act.bookingId} onClose={close} />}
    </div>
  );
}

/** Every line of the act: where it came from and where it went. */
function WholeAct({ transactionId }: { transactionId: string }) {
  const query = useQuery('ledger.transaction', { transactionId });
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={2} />}>
      {({ transaction: t }) => (
        <div className="zk-books zk-books-act" data-testid="whole-act">
          <table>
            <thead>
              <tr>
                <th>科目</th>
                <th>借</th>
                <th>贷</th>
              </tr>
            </thead>
            <tbody>
              {t.lines.map((line) => (
                <tr key={line.accountId}>
                  <th>{line.kindName}</th>
                  <td>{line.debit ? amountOf(line.debit, line.unit) : ''}</td>
                  <td>{line.credit ? amountOf(line.credit, line.unit) : ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="zk-hint">记账日 {t.businessDate}</p>
          <ActLinks act={t} />
        </div>
      )}
    </Loaded>
  );
}

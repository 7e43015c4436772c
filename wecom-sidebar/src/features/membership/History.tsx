import type { CardEntry, CardView } from '@zhike/domain/membership/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { ListFoot, type Pages } from '../../components/more';
import { useNow } from '../../components/parts';
import { Nothing } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { type BalanceLine, balanceLines, changeWords, yuan } from './words';

/** Everything that was ever done to the card, the newest first, and on demand why it holds what it holds. */
export function CardHistory({
  card,
  entries,
  pages,
  onUndo,
  onReceipt,
  onOpenBooking,
}: {
  card: CardView;
  /** Those that were read so far. */
  entries: readonly CardEntry[];
  pages: Omit<Pages<CardEntry>, 'items'>;
  /** Of an entry that the reader may still take back. */
  onUndo: (entry: CardEntry) => void;
  /** Of an entry that moved money. */
  onReceipt: (entry: CardEntry) => void;
  onOpenBooking?: (bookingId: string) => void;
}) {
  const [why, setWhy] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  if (entries.length === 0) return <Nothing title="还没有记录" hint="办卡、充值、核销都会一笔一笔记在这里。" />;
  return (
    <section data-testid="card-history">
      <div className="zk-card-head" style={{ marginTop: 16, marginBottom: 0 }}>
        <h3>明细</h3>
        <button type="button" className="zk-link" aria-expanded={why} onClick={() => setWhy(!why)} data-testid="why-balance">
          为什么是这个余额
        </button>
      </div>
      {why && <WhyBalance card={card} entries={entries} whole={!pages.more} />}
      {entries.map((entry) => (
        <Entry
          key={entry.transactionId}
          entry={entry}
          isOpen={open === entry.transactionId}
          onOpen={() => setOpen(open === entry.transactionId ? null : entry.transactionId)}
          onUndo={onUndo}
          onReceipt={onReceipt}
          {...(onOpenBooking ? { onOpenBooking } : {})}
        />
      ))}
      <ListFoot pages={{ ...pages, items: entries }} unit="笔" />
    </section>
  );
}

function Entry({
  entry,
  isOpen,
  onOpen,
  onUndo,
  onReceipt,
  onOpenBooking,
}: {
  entry: CardEntry;
  isOpen: boolean;
  onOpen: () => void;
  onUndo: (entry: CardEntry) => void;
  onReceipt: (entry: CardEntry) => void;
  onOpenBooking?: (bookingId: string) => void;
}) {
  const now = useNow();
  const changes = changeWords(entry);
  const { bookingId } = entry;
  return (
    <div className={`zk-entry${entry.reversed ? ' reversed' : ''}`} data-testid="card-entry" data-act={entry.actName}>
      <button type="button" className="zk-entry-head" aria-expanded={isOpen} onClick={onOpen}>
        <span>
          {entry.actName}
          {entry.reversed && <span className="zk-hint">（已撤销）</span>}
          <span className="zk-hint zk-block">{momentOf(entry.at, CHINA_OFFSET, now)}</span>
        </span>
        <span className="zk-entry-change">
          {changes.map((words) => (
            <b key={words}>{words}</b>
          ))}
        </span>
      </button>
      {isOpen && (
        <div className="zk-entry-more">
          <dl className="zk-facts">
            <dt>谁记的</dt>
            <dd>{entry.byName}</dd>
            <dt>门店</dt>
            <dd>{entry.storeName}</dd>
            {entry.moneyFen !== 0 && (
              <>
                <dt>{entry.moneyFen > 0 ? '实收' : '实退'}</dt>
                <dd>{yuan(Math.abs(entry.moneyFen))}</dd>
              </>
            )}
            {entry.unearnedFen !== 0 && (
              <>
                <dt>价值</dt>
                <dd>{yuan(Math.abs(entry.unearnedFen))}</dd>
              </>
            )}
            {entry.note && (
              <>
                <dt>说明</dt>
                <dd>{entry.note}</dd>
              </>
            )}
          </dl>
          <div className="zk-verbs">
            {bookingId && onOpenBooking && (
              <Button size="small" onClick={() => onOpenBooking(bookingId)}>
                看预约
              </Button>
            )}
            {entry.moneyFen !== 0 && (
              <Button size="small" onClick={() => onReceipt(entry)} data-testid="entry-receipt">
                收据
              </Button>
            )}
            {entry.useId && (
              <Button size="small" danger onClick={() => onUndo(entry)} data-testid="entry-undo">
                撤销核销
              </Button>
            )}
          </div>
        </div>
      )}
    </div>
  );
}

/** The acts by kind and their sum, which is the balance: the books hold nothing else. */
function WhyBalance({ card, entries, whole }: { card: CardView; entries: readonly CardEntry[]; whole: boolean }) {
  const { lines, sum } = balanceLines(entries, whole ? null : card);
  const stored = card.kind === 'stored_value';
  const cells = (line: BalanceLine) =>
    stored ? (
      <>
        <td>{yuan(line.principalFen)}</td>
        <td>{yuan(line.bonusFen)}</td>
      </>
    ) : (
      <td>{line.sessions} 次</td>
    );
  return (
    <table className="zk-why-balance" data-testid="balance-lines">
      <thead>
        <tr>
          <th>做了什么</th>
          <th>笔数</th>
          {stored ? (
            <>
              <th>本金</th>
              <th>赠送</th>
            </>
          ) : (
            <th>次数</th>
          )}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.actName}>
            <th>{line.actName}</th>
            <td>{line.count}</td>
            {cells(line)}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th>合计就是余额</th>
          <td />
          {cells(sum)}
        </tr>
      </tfoot>
    </table>
  );
}

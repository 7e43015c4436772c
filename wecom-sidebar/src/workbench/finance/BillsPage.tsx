import type { ApiOutput } from '@zhike/domain/api';
import type { BillView, DifferenceView } from '@zhike/domain/finance/contract';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field, useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf, todayAt } from '../../components/time';
import { say } from '../../components/toast';
import { dayWords, yuan } from '../../features/membership/words';
import '../books/books.css';
import { ExportSheet } from '../ExportSheet';
import { MerchantsSheet } from './MerchantsSheet';

const DAYS = 31;
const WHAT_WORDS = { payment: '收款', refund: '退款' } as const;
const KIND_WORDS = { missing_here: '微信有，我们没有', missing_there: '我们有，微信没有', amount_differs: '金额不一样' } as const;
const HOW_WORDS = { asked: '问过微信支付，已补上', explained: '已说明', agreed: '后来的账单对上了' } as const;

/** 对账: WeChat Pay's daily bill beside our books. */
export function BillsPage() {
  const now = useNow();
  const today = todayAt(now, CHINA_OFFSET);
  const [which, setWhich] = useState<'open' | 'all'>('open');
  const bills = useQuery('finance.bills', { from: addDays(today, -DAYS), until: today }, { keepPrevious: true });
  const differences = useQuery('finance.differences', { date: null, open: which === 'open' }, { keepPrevious: true });
  const [chosen, setChosen] = useState<DifferenceView | null>(null);
  const [merchants, setMerchants] = useState(false);
  const [exporting, setExporting] = useState(false);
  const reload = () => {
    bills.reload();
    differences.reload();
  };
  return (
    <div className="zk-page" data-testid="bills-page">
      <header className="zk-page-head">
        <h1>微信支付对账</h1>
        <Button onClick={() => setExporting(true)} data-testid="bill-export">
          导出收款
        </Button>
        <Button onClick={() => setMerchants(true)} data-testid="bill-merchants">
          收款商户
        </Button>
        <Button onClick={reload}>刷新</Button>
      </header>
      <h2>对不上的</h2>
      <Chips
        label="哪些"
        name="differences"
        value={which}
        onChange={setWhich}
        choices={[
          { key: 'open', title: '没处理的' },
          { key: 'all', title: '全部' },
        ]}
      />
      <Loaded query={differences} skeleton={<RowsSkeleton rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={which === 'open' ? '都对上了' : '从来没有对不上的'} hint="每天上午十点半自动下载前一天的账单，逐笔和账簿核对。" />
          ) : (
            items.map((one) => (
              <button key={one.id} type="button" className="zk-account" onClick={() => setChosen(one)} data-testid="difference-row">
                <span>
                  {dayWords(one.date)} · {WHAT_WORDS[one.what]} · {KIND_WORDS[one.kind]}
                  <span className="zk-hint zk-block">{one.customerName ? `${one.customerName} · ${one.description}` : `商户单号 ${one.number}`}</span>
                </span>
                <b>{yuan(one.theirsFen ?? one.oursFen ?? 0)}</b>
              </button>
            ))
          )
        }
      </Loaded>
      <h2>每天的账单</h2>
      <Loaded query={bills} skeleton={<RowsSkeleton rows={5} />}>
        {({ bills: rows, missing }) => (
          <>
            <MissingDays days={missing} onFetched={reload} />
            {rows.length === 0 ? <Nothing title="还没有账单" hint="今天的账单明天上午十点以后才有。" /> : <BillTable rows={rows} />}
          </>
        )}
      </Loaded>
      {exporting && <ExportSheet what="orders.exportPayments" storeId={null} onClose={() => setExporting(false)} />}
      {merchants && <MerchantsSheet onClose={() => setMerchants(false)} />}
      {chosen && (
        <DifferenceSheet
          difference={chosen}
          onClose={() => setChosen(null)}
          onDone={() => {
            setChosen(null);
            reload();
          }}
        />
      )}
    </div>
  );
}

function BillTable({ rows }: { rows: readonly BillView[] }) {
  const several = new Set(rows.map((bill) => bill.mchid)).size > 1;
  return (
    <div className="zk-card zk-books">
      <table>
        <thead>
          <tr>
            <th>日期</th>
            <th>收款</th>
            <th>退款</th>
            <th className="zk-wide-cell">手续费</th>
            <th>结果</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((bill) => (
            <tr key={`${bill.mchid} ${bill.date}`} data-testid="bill-row">
              <th>
                {dayWords(bill.date)}
                {several && <span className="zk-hint zk-block">{bill.merchantName}</span>}
              </th>
              <td>
                {bill.payments} 笔 {yuan(bill.paidFen)}
                {bill.feeFen > 0 && <span className="zk-hint zk-narrow-line">手续费 {yuan(bill.feeFen)}</span>}
              </td>
              <td>{bill.refunds > 0 ? `${bill.refunds} 笔 ${yuan(bill.refundedFen)}` : '–'}</td>
              <td className="zk-wide-cell">{yuan(bill.feeFen)}</td>
              <td>{bill.state === 'none' ? '没有交易' : bill.open === 0 ? '对上了' : <b className="zk-bad">{bill.open} 笔对不上</b>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type MissingDay = ApiOutput<'finance.bills'>['missing'][number];

/** Days whose bill is there and was never fetched: one press fetches the oldest, the page then offers the next. */
function MissingDays({ days, onFetched }: { days: readonly MissingDay[]; onFetched: () => void }) {
  const fetchBill = useCommand('finance.fetchBill');
  const oldest = days[days.length - 1];
  if (!oldest) return null;
  const { date, mchid, merchantName } = oldest;
  const words = new Set(days.map((day) => day.mchid)).size > 1 ? `${dayWords(date)}（${merchantName}）` : dayWords(date);
  const submit = async () => {
    const answer = await fetchBill.run({ mchid, date });
    if (!answer.ok) return;
    say(answer.value.bill.open === 0 ? `${words} 的账单对上了` : `${words} 有 ${answer.value.bill.open} 笔对不上`);
    onFetched();
  };
  return (
    <div className="zk-notice">
      还有 {days.length} 份账单没有下载，最早的是 {words}。
      <Button size="small" loading={fetchBill.busy} onClick={() => void submit()} style={{ marginLeft: 8 }} data-testid="bill-fetch">
        下载 {words}
      </Button>
      <RefusalNote refusal={fetchBill.refusal} />
    </div>
  );
}

function DifferenceSheet({ difference, onClose, onDone }: { difference: DifferenceView; onClose: () => void; onDone: () => void }) {
  const settle = useCommand('finance.settleDifference');
  const now = useNow();
  const [note, setNote] = useState('');
  const { settled } = difference;
  const act = async (how: 'ask' | 'explain') => {
    const answer = await settle.run({ differenceId: difference.id, how, note: note.trim() });
    if (!answer.ok) return;
    say(how === 'ask' ? '问过微信支付，已经对上' : '已记下原因');
    onDone();
  };
  return (
    <Sheet open title={KIND_WORDS[difference.kind]} onClose={onClose} testid="difference-sheet">
      <dl className="zk-facts">
        <dt>账单日期</dt>
        <dd>{dayWords(difference.date)}</dd>
        <dt>收款商户</dt>
        <dd>{difference.merchantName}</dd>
        <dt>种类</dt>
        <dd>{WHAT_WORDS[difference.what]}</dd>
        <dt>商户单号</dt>
        <dd>{difference.number}</dd>
        <dt>微信账单</dt>
        <dd>{difference.theirsFen === null ? '没有这一笔' : yuan(difference.theirsFen)}</dd>
        <dt>我们账上</dt>
        <dd>{difference.oursFen === null ? '没有入账' : yuan(difference.oursFen)}</dd>
        {difference.customerName && (
          <>
            <dt>客户</dt>
            <dd>
              <a className="zk-link" href={`#/customers/${difference.customerId ?? ''}`}>
                {difference.customerName}
              </a>{' '}
              · {difference.storeName} · {difference.description}
            </dd>
          </>
        )}
      </dl>
      {settled ? (
        <p className="zk-second" style={{ marginTop: 12 }}>
          {HOW_WORDS[settled.how]}
          {settled.note && `：${settled.note}`}（{settled.byName || '系统'}，{momentOf(settled.at, CHINA_OFFSET, now)}）
        </p>
      ) : (
        <>
          {difference.kind !== 'amount_differs' && (
            <>
              <p className="zk-hint" style={{ marginTop: 16 }}>
                {difference.kind === 'missing_here'
                  ? '常见原因是通知没有送到。再问一次微信支付，付了就会自动入账。'
                  : '常见原因是跨了零点。再问一次微信支付，认了就算对上。'}
              </p>
              <Button block type="primary" loading={settle.busy} onClick={() => void act('ask')} data-testid="difference-ask">
                再问一次微信支付
              </Button>
            </>
          )}
          <div style={{ marginTop: 16 }}>
            <Field label="核实以后写明原因">
              {(ids) => (
                <Input.TextArea id={ids.id} value={note} maxLength={200} rows={2} onChange={(e) => setNote(e.target.value)} data-testid="difference-note" />
              )}
            </Field>
            <Button block disabled={note.trim() === ''} loading={settle.busy} onClick={() => void act('explain')} data-testid="difference-explain">
              就这样，记下原因
            </Button>
          </div>
          <RefusalNote refusal={settle.refusal} />
        </>
      )}
    </Sheet>
  );
}

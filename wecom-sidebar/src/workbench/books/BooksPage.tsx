import type { AccountView, TrialRow } from '@zhike/domain/ledger/contract';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { ApiInput } from '@zhike/domain/api';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useQueryValues } from '../../components/route';
import { useMe } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { useStay } from '../../components/stay';
import { CHINA_OFFSET, todayAt } from '../../components/time';
import { CustomerPicker } from '../../features/booking/CustomerPicker';
import { ExportSheet } from '../ExportSheet';
import { AccountSheet } from './AccountSheet';
import { amountOf } from './amount';
import './books.css';

const ALL = 'all';

/** 账簿: every kind of account over some days, which purses stand behind it, and why each of them holds what it holds. */
export function BooksPage() {
  const me = useMe();
  const today = todayAt(useNow(), CHINA_OFFSET);
  const [kept, setStore] = useStay('books.store', ALL);
  const store = me.stores.some((one) => one.id === kept) ? kept : ALL;
  const [from, setFrom] = useState(`${today.slice(0, 7)}-01`);
  const [until, setUntil] = useState<string>(today);
  const [kind, setKind] = useState<TrialRow | null>(null);
  const [exporting, setExporting] = useState(false);
  const [picking, setPicking] = useState(false);
  const [query, setQuery] = useQueryValues();
  const storeId = store === ALL ? null : store;
  const backwards = from > until;
  const trial = useQuery('ledger.trialBalance', backwards || !from || !until ? null : { storeId, from, until }, { keepPrevious: true });
  return (
    <div className="zk-page" data-testid="books-page">
      <header className="zk-page-head">
        <h1>账簿</h1>
        <Button onClick={() => setPicking(true)} data-testid="books-customer">
          查客户的账
        </Button>
        <Button onClick={() => setExporting(true)} data-testid="books-export">
          导出
        </Button>
        <Button onClick={trial.reload} data-testid="books-reload">
          刷新
        </Button>
      </header>
      <div className="zk-row wrap" style={{ marginBottom: 12 }}>
        <Select
          aria-label="门店"
          value={store}
          onChange={setStore}
          style={{ minWidth: 140 }}
          options={[{ value: ALL, label: '我能看的全部门店' }, ...me.stores.map((one) => ({ value: one.id, label: one.name }))]}
          data-testid="books-store"
        />
        <Input type="date" aria-label="从" value={from} max={until} onChange={(e) => setFrom(e.target.value)} style={{ width: 150 }} data-testid="books-from" />
        <span className="zk-second">到</span>
        <Input
          type="date"
          aria-label="到"
          value={until}
          min={from}
          onChange={(e) => setUntil(e.target.value)}
          style={{ width: 150 }}
          data-testid="books-until"
        />
      </div>
      {backwards && <p className="zk-notice">开始日期在结束日期之后，换一下就能看。</p>}
      <Loaded query={trial} skeleton={<RowsSkeleton rows={6} />}>
        {({ rows, sums }) =>
          rows.length === 0 ? (
            <Nothing title="这段时间还没有账" hint="收到定金、办卡、核销后，每一笔都会按借贷记在这里。" />
          ) : (
            <>
              <TrialTable rows={rows} onOpen={setKind} />
              <p className="zk-hint" data-testid="books-balanced">
                {sums
                  .filter((sum) => sum.debit > 0 || sum.credit > 0)
                  .map((sum) => `借 ${amountOf(sum.debit, sum.unit)} ＝ 贷 ${amountOf(sum.credit, sum.unit)}`)
                  .join('，') || '这段时间没有发生额'}
                。每一笔的借和贷都相等，由数据库保证。
              </p>
            </>
          )
        }
      </Loaded>
      {exporting && <ExportSheet what="ledger.export" storeId={storeId} onClose={() => setExporting(false)} />}
      {kind && (
        <AccountsSheet title={kind.kindName} wanted={{ ...KIND_ONLY, kind: kind.kind as Wanted['kind'] }} storeId={storeId} onClose={() => setKind(null)} />
      )}
      {picking && (
        <CustomerPicker
          storeId={storeId ?? me.stores[0]?.id ?? ''}
          title="查谁的账"
          act="查账"
          onClose={() => setPicking(false)}
          onPick={(one) => {
            setPicking(false);
            setQuery({ customer: one.customerId });
          }}
        />
      )}
      {(query.get('holder') ?? query.get('customer')) && (
        <AccountsSheet
          title="为什么是这个余额"
          wanted={{ kind: null, customerId: query.get('holder') ? null : query.get('customer'), holderId: query.get('holder') }}
          storeId={null}
          onClose={() => setQuery({ holder: null, customer: null })}
        />
      )}
    </div>
  );
}

function TrialTable({ rows, onOpen }: { rows: readonly TrialRow[]; onOpen: (row: TrialRow) => void }) {
  return (
    <div className="zk-card zk-books">
      <table>
        <thead>
          <tr>
            <th>科目</th>
            <th>期初</th>
            <th className="zk-wide-cell">增加</th>
            <th className="zk-wide-cell">减少</th>
            <th>期末</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const [up, down] = row.side === 'debit' ? [row.debit, row.credit] : [row.credit, row.debit];
            return (
              <tr key={row.kind} data-testid={`books-${row.kind}`}>
                <th>
                  <button type="button" className="zk-link" onClick={() => onOpen(row)}>
                    {row.kindName}
                  </button>
                  <span className="zk-hint">{row.side === 'debit' ? '借' : '贷'}</span>
                </th>
                <td>{amountOf(row.opening, row.unit)}</td>
                <td className="zk-wide-cell">{up ? amountOf(up, row.unit) : '–'}</td>
                <td className="zk-wide-cell">{down ? amountOf(down, row.unit) : '–'}</td>
                <td>
                  <b>{amountOf(row.closing, row.unit)}</b>
                  {up > 0 && <span className="zk-hint zk-narrow-line">增 {amountOf(up, row.unit)}</span>}
                  {down > 0 && <span className="zk-hint zk-narrow-line">减 {amountOf(down, row.unit)}</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

type Wanted = Omit<ApiInput<'ledger.accounts'>, 'storeId'>;
const KIND_ONLY = { customerId: null, holderId: null } as const;

/** The accounts of a kind, of a customer, or of one card, order or booking, the fullest first; each tells why it holds what it holds. */
function AccountsSheet({ title, wanted, storeId, onClose }: { title: string; wanted: Wanted; storeId: string | null; onClose: () => void }) {
  const me = useMe();
  const accounts = useQuery('ledger.accounts', { ...wanted, storeId });
  const [chosen, setChosen] = useState<AccountView | null>(null);
  const whose = (account: AccountView): string => account.customerName ?? me.stores.find((one) => one.id === account.storeId)?.name ?? '本店';
  const nameOf = (account: AccountView): string => [wanted.kind ? '' : account.kindName, whose(account), account.holderCode].filter(Boolean).join(' · ');
  return (
    <AccountSheet title={title} account={chosen} nameOf={nameOf} onBack={() => setChosen(null)} onClose={onClose}>
      <Loaded query={accounts} skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title="没有账户" hint="这里还没有发生过账。" />
          ) : (
            <>
              {items.map((account) => (
                <button key={account.id} type="button" className="zk-account" onClick={() => setChosen(account)} data-testid="account-row">
                  <span>{nameOf(account)}</span>
                  <b>{amountOf(account.balance, account.unit)}</b>
                </button>
              ))}
              <p className="zk-list-end">{items.length < 500 ? `共 ${items.length} 个账户` : '只列出余额最多的 500 个'}</p>
            </>
          )
        }
      </Loaded>
    </AccountSheet>
  );
}

import { Input } from 'antd';
import { useState } from 'react';
import { followCards } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, todayAt } from '../../components/time';
import { yuan } from '../../features/membership/words';
import '../books/books.css';

/** 店间结算: what stores owe one another for cards sold in one and used in another (ST-03). */
export function BetweenStoresPage() {
  const today = todayAt(useNow(), CHINA_OFFSET);
  const [from, setFrom] = useState(`${today.slice(0, 7)}-01`);
  const [until, setUntil] = useState<string>(today);
  const sound = from !== '' && until !== '' && from <= until;
  const query = useQuery('membership.betweenStores', sound ? { from, until } : null, { keepPrevious: true, follow: followCards });
  return (
    <div className="zk-page narrow" data-testid="between-stores-page">
      <header className="zk-page-head">
        <h1>店间结算</h1>
      </header>
      <div className="zk-row wrap" style={{ marginBottom: 12 }}>
        <Input
          type="date"
          aria-label="从"
          value={from}
          max={until}
          onChange={(e) => setFrom(e.target.value)}
          style={{ width: 150 }}
          data-testid="between-from"
        />
        <span className="zk-second">到</span>
        <Input
          type="date"
          aria-label="到"
          value={until}
          min={from}
          onChange={(e) => setUntil(e.target.value)}
          style={{ width: 150 }}
          data-testid="between-until"
        />
      </div>
      {!sound && <p className="zk-notice">开始日期要在结束日期之前。</p>}
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
        {({ rows, sumFen }) =>
          rows.length === 0 ? (
            <Nothing title="这段时间没有跨店用卡" hint="在一家办的卡到另一家用，就会在这里记一行：谁该给谁多少。" />
          ) : (
            <>
              <div className="zk-card zk-books">
                <table>
                  <thead>
                    <tr>
                      <th>门店</th>
                      <th>笔数</th>
                      <th>应收别店</th>
                      <th>应付别店</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row) => (
                      <tr key={row.storeId} data-testid="between-row">
                        <th>{row.storeName}</th>
                        <td>{row.acts}</td>
                        <td>{row.owedFen > 0 ? yuan(row.owedFen) : '–'}</td>
                        <td>{row.owedFen < 0 ? yuan(-row.owedFen) : '–'}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <p className="zk-hint">做服务的店应收，办卡收钱的店应付。所有门店加起来是 {yuan(sumFen)}。</p>
            </>
          )
        }
      </Loaded>
    </div>
  );
}

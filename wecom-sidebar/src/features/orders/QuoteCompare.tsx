import type { QuoteView } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { Chips, useNow } from '../../components/parts';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { partsWords } from './BillPart';
import { yuan } from './words';

type Version = QuoteView['versions'][number];

interface Row {
  readonly name: string;
  readonly left: string;
  readonly right: string;
}

/** Two versions line by line: what only one of them has, or has otherwise, differs. */
export function compareVersions(left: Version, right: Version): Row[] {
  const words = (line: Version['lines'][number] | undefined): string =>
    line ? [`${line.quantity > 1 ? `× ${line.quantity} · ` : ''}${yuan(line.priceFen)}`, partsWords(line)].filter(Boolean).join('\n') : '没有';
  // The same item may stand on a quote twice: the first is compared with the first, the second with the second.
  const keyed = (lines: Version['lines']) =>
    new Map(lines.map((line, i) => [`${line.itemId}/${lines.slice(0, i).filter((one) => one.itemId === line.itemId).length}`, line] as const));
  const [a, b] = [keyed(left.lines), keyed(right.lines)];
  const rows = [...new Set([...a.keys(), ...b.keys()])].map((key) => ({
    name: (a.get(key) ?? b.get(key))?.name ?? '',
    left: words(a.get(key)),
    right: words(b.get(key)),
  }));
  return [
    ...rows,
    { name: '优惠', left: yuan(-left.discountFen), right: yuan(-right.discountFen) },
    { name: '合计', left: yuan(left.totalFen), right: yuan(right.totalFen) },
  ];
}

/** The newest version beside an older one; what differs is marked. */
export function QuoteCompare({ quote, onAccept }: { quote: QuoteView; onAccept: ((version: number) => void) | undefined }) {
  const now = useNow();
  const newest = quote.versions.find((one) => one.version === quote.version);
  const older = quote.versions.filter((one) => one.version !== quote.version).sort((a, b) => b.version - a.version);
  const [against, setAgainst] = useState<string | null>(null);
  const other = older.find((one) => String(one.version) === against) ?? older[0];
  if (!newest) return null;
  const rows = compareVersions(other ?? newest, newest);
  const head = (version: Version) => (
    <>
      第 {version.version} 版
      <span className="zk-hint zk-block">
        {version.byName} · {momentOf(version.at, CHINA_OFFSET, now)}
      </span>
    </>
  );
  return (
    <div className="zk-stack" data-testid="quote-compare">
      <p className="zk-second">有效到 {quote.validUntil}</p>
      {older.length > 1 && (
        <Chips
          name="against"
          label="和哪一版比"
          value={String(other?.version)}
          choices={older.map((one) => ({ key: String(one.version), title: `和第 ${one.version} 版比` }))}
          onChange={setAgainst}
        />
      )}
      <table className="zk-compare">
        <thead>
          <tr>
            <th />
            {other && <th>{head(other)}</th>}
            <th>{head(newest)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i} className={row.left === row.right ? '' : 'differs'} data-testid="compare-row">
              <th>{row.name}</th>
              {other && <td>{row.left}</td>}
              <td>{row.right}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {newest.note && <p className="zk-second">备注：{newest.note}</p>}
      {other && onAccept && (
        <Button size="small" onClick={() => onAccept(other.version)} data-testid="accept-older">
          客户要第 {other.version} 版
        </Button>
      )}
    </div>
  );
}

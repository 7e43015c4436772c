import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import type { InstalmentInput } from '@zhike/domain/orders/contract';
import { Button, Input, InputNumber } from 'antd';
import { Chips } from '../../components/parts';
import { duesProblem, fillDues, usualDues } from './sale';
import { yuan } from './words';

const MOST = 36;

/** FI-04: when how much is due. The last item takes whatever the others leave, so the plan is always the bill to the fen. Empty: all of it today. */
export function DuesPart({
  dues,
  totalFen,
  today,
  mayBeEmpty,
  onChange,
}: {
  dues: readonly InstalmentInput[];
  totalFen: number;
  today: CalendarDate;
  mayBeEmpty: boolean;
  onChange: (dues: InstalmentInput[]) => void;
}) {
  const rows = fillDues(dues, totalFen);
  const change = (at: number, part: Partial<InstalmentInput>) =>
    onChange(
      fillDues(
        dues.map((due, i) => (i === at ? { ...due, ...part } : due)),
        totalFen,
      ),
    );
  const last = rows[rows.length - 1];
  const add = () => onChange(fillDues([...rows, { name: `第 ${rows.length + 1} 期`, amountFen: 0, dueOn: addDays(last?.dueOn || today, 30) }], totalFen));
  const problem = duesProblem(rows);
  return (
    <section className="zk-card" data-testid="dues-part">
      <div className="zk-card-head">
        <h3>付款计划</h3>
        <span className="zk-hint">合计 {yuan(totalFen)}</span>
      </div>
      {mayBeEmpty && (
        <Chips
          name="dues"
          label="怎么付"
          value={dues.length === 0 ? 'once' : 'plan'}
          choices={[
            { key: 'once', title: '今天付清' },
            { key: 'plan', title: '定金和尾款' },
          ]}
          onChange={(key) => onChange(key === 'once' ? [] : usualDues(totalFen, today))}
        />
      )}
      {rows.map((due, i) => (
        <div key={i} className="zk-due-row" data-testid="due-row">
          <Input
            aria-label={`第 ${i + 1} 期名称`}
            value={due.name}
            maxLength={20}
            onChange={(e) => change(i, { name: e.target.value })}
            data-testid="due-name"
          />
          <InputNumber
            aria-label={`第 ${i + 1} 期金额`}
            prefix="¥"
            min={0}
            max={1_000_000}
            precision={2}
            controls={false}
            disabled={i === rows.length - 1}
            value={due.amountFen / 100}
            onChange={(amount) => change(i, { amountFen: Math.round((amount ?? 0) * 100) })}
            data-testid="due-amount"
          />
          <Input
            aria-label={`第 ${i + 1} 期日期`}
            type="date"
            value={due.dueOn}
            onChange={(e) => change(i, { dueOn: e.target.value })}
            data-testid="due-date"
          />
          <Button
            type="text"
            aria-label={`去掉第 ${i + 1} 期`}
            disabled={rows.length === 1}
            onClick={() =>
              onChange(
                fillDues(
                  rows.filter((_, j) => j !== i),
                  totalFen,
                ),
              )
            }
            data-testid="due-remove"
          >
            ×
          </Button>
        </div>
      ))}
      {rows.length > 0 && (
        <div className="zk-row" style={{ marginTop: 8 }}>
          <span className={problem ? 'zk-grow zk-field-problem' : 'zk-grow zk-hint'}>{problem ?? '最后一期自动补足，加起来正好是应收'}</span>
          <Button size="small" disabled={rows.length >= MOST} onClick={add} data-testid="due-add">
            ＋ 加一期
          </Button>
        </div>
      )}
    </section>
  );
}

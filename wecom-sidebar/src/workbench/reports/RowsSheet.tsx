import type { ApiInput } from '@zhike/domain/api';
import type { ReportView, RowsView } from '@zhike/domain/reports/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { Button, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, Problem, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { CHINA_OFFSET, clockOf } from '../../components/time';
import { figureAt, figureWords, type Picked } from '../../features/reports/figures';
import { recordHref } from './records';
import '../books/books.css';
import './reports.css';

/** A pressed number: the report as it was asked for, and which of its numbers. */
export interface Opened {
  readonly asked: ApiInput<'reports.run'>;
  readonly report: ReportView;
  readonly picked: Picked;
  readonly keys: ReportView['rows'][number]['keys'];
}

/** The rows behind a number. A number that is made of two others asks which of them is meant. */
export function RowsSheet({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  const { asked, report, picked, keys } = opened;
  const [part, choosePart] = useState<string | null>(null);
  const head = report.measures[picked.measure];
  const measure = part ?? head?.id ?? '';
  const query = useQuery('reports.drill', { ...asked, measure, keys, ...(picked.compared ? { compared: true } : {}) });
  const line = [picked.row === null ? null : report.rows[picked.row], picked.col === null ? null : report.cols[picked.col]].flatMap((one) => one?.labels ?? []);
  const title = [head?.label, ...line].filter(Boolean).join(' · ');
  const refusal = query.data ? undefined : query.refusal;
  return (
    <Sheet open wide onClose={onClose} title={`${title}：${figureWords(figureAt(report, picked), head?.format ?? 'int')}`} testid="rows-sheet">
      {refusal?.code === 'report.choose_part' ? (
        <>
          <p>「{head?.label}」由几个数算出来，看哪一个的明细？</p>
          <div className="zk-row">
            {refusal.facts.parts.map((one) => (
              <Button key={one.id} onClick={() => choosePart(one.id)} data-testid="rows-part">
                {one.label}
              </Button>
            ))}
          </div>
        </>
      ) : refusal ? (
        <Problem refusal={refusal} onRetry={query.reload} />
      ) : (
        <Loaded query={query} skeleton={<RowsSkeleton rows={6} />}>
          {({ rows }) => (
            <>
              {rows.people && rows.count > 0 && <WakeUp asked={{ ...asked, measure, keys, ...(picked.compared ? { compared: true } : {}) }} />}
              <Rows rows={rows} />
            </>
          )}
        </Loaded>
      )}
    </Sheet>
  );
}

/** A to-do for each customer of the list, for whoever looks after her. */
function WakeUp({ asked }: { asked: ApiInput<'reports.drill'> }) {
  const may = useMay('customer.write');
  const open = useCommand('reports.openTasks');
  const [making, setMaking] = useState(false);
  const [title, setTitle] = useState('唤醒客户');
  const [days, setDays] = useState(7);
  if (!may) return null;
  const submit = async () => {
    const answer = await open.run({ ...asked, title, days });
    if (!answer.ok) return;
    const { opened, already } = answer.value;
    say(`已建 ${opened} 个任务${already > 0 ? `，${already} 位今天已经有了` : ''}`);
    setMaking(false);
  };
  if (!making)
    return (
      <Button onClick={() => setMaking(true)} data-testid="wake-up">
        创建唤醒任务
      </Button>
    );
  return (
    <section className="zk-card" data-testid="wake-up-form">
      <p className="zk-hint">名单里每位客户一个任务，分给她的负责人；没有负责人的分给您。</p>
      <div className="zk-row wrap">
        <Input aria-label="任务" value={title} maxLength={60} style={{ width: 200 }} onChange={(e) => setTitle(e.target.value)} />
        <InputNumber aria-label="几天内办" min={1} max={90} precision={0} value={days} onChange={(n) => setDays(n ?? 7)} />
        天内办
        <Button type="primary" loading={open.busy} disabled={title.trim() === ''} onClick={() => void submit()} data-testid="wake-up-now">
          建任务
        </Button>
      </div>
      <RefusalNote refusal={open.refusal} />
    </section>
  );
}

function Rows({ rows }: { rows: RowsView }) {
  return (
    <>
      <p className="zk-hint" data-testid="rows-head">
        截至 {clockOf(rows.asOf, CHINA_OFFSET)}，共 {rows.count} {rows.unit}
        {rows.rows.length < rows.count && `，先列出 ${rows.rows.length} ${rows.unit}`}
      </p>
      <p className="zk-hint">{rows.text}</p>
      {rows.rows.length === 0 ? (
        <Nothing title={`没有${rows.entityLabel}`} />
      ) : (
        <div className="zk-books zk-cross zk-rows">
          <table>
            <thead>
              <tr>
                {rows.columns.map((column) => (
                  <th key={column.path} scope="col">
                    {column.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.rows.map((row) => (
                <tr key={row.id} data-testid="rows-row">
                  {row.values.map((value, i) => (
                    <td key={rows.columns[i]?.path}>
                      {i === 0 && rows.opens && row.opens ? (
                        <a className="zk-link" href={recordHref(rows.opens, row.opens) ?? '#'}>
                          {valueWords(value, rows.columns[i]?.type)}
                        </a>
                      ) : (
                        valueWords(value, rows.columns[i]?.type)
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function valueWords(value: RowsView['rows'][number]['values'][number], type: string | undefined): string {
  if (value === null || value === '') return '–';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (type === 'money' && typeof value === 'number') return formatFen(value, 'short');
  if (type === 'datetime')
    return `${new Date(Date.parse(String(value)) + CHINA_OFFSET * 60_000).toISOString().slice(0, 10)} ${clockOf(String(value), CHINA_OFFSET)}`;
  return String(value);
}

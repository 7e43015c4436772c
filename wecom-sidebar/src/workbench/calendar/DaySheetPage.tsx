import { LeftOutlined, PrinterOutlined, RightOutlined } from '@ant-design/icons';
import type { BookingView } from '@zhike/domain/booking/contract';
import { addDays, dateAt, formatDateZh, isCalendarDate } from '@zhike/domain/kernel/calendar-date';
import { Button, Input } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type AppRefusal, call } from '../../api/call';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useQueryValues } from '../../components/route';
import { useMe } from '../../components/SessionGate';
import { Nothing, Problem, RowsSkeleton } from '../../components/states';
import { type HealthBands, useHealthBands } from '../../features/customers/health/useHealthBands';
import { StoreSelect } from '../StoreSelect';
import { useStore } from '../useStore';
import { inOrder, rowOfBooking, rowOfSession, toPrepare } from './day-sheet';
import './day-sheet.css';

const SHOWN = ['held', 'requested', 'confirmed', 'checked_in', 'in_service', 'done', 'no_show'] as const;
const MOST_PAGES = 20;

type Found = { readonly key: string; readonly bookings: BookingView[] } | { readonly key: string; readonly refusal: AppRefusal };

/** All bookings of a store and day: paper has no next page to load. */
async function findBookings(storeId: string, date: string, offset: number): Promise<BookingView[] | AppRefusal> {
  const found: BookingView[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Awaited<ReturnType<typeof call<'booking.search'>>> = await call('booking.search', {
      search: '',
      storeId,
      states: [...SHOWN],
      from: date,
      until: date,
      ...(cursor ? { cursor } : {}),
    });
    if (!answer.ok) return answer.refusal;
    found.push(...answer.value.items.filter((b) => dateAt(Date.parse(b.startsAt), offset) === date));
    cursor = answer.value.next;
    if (!cursor) break;
  }
  return found;
}

/** What the foot of the paper says about the column of allergies: a blank must never be taken for a no. */
const HEALTH_NOTE: Record<HealthBands['state'], string> = {
  known: '过敏禁忌一栏空白：档案里没有登记。',
  off: '打印人的岗位看不到健康档案，过敏禁忌一栏不全。',
  loading: '',
  failed: '过敏和禁忌没有取到，这一栏不全。',
};

/** The day on one sheet of paper for the wall behind the counter. */
export function DaySheetPage() {
  const me = useMe();
  const now = useNow();
  const { storeId, offset, setStore } = useStore();
  const [query, setQuery] = useQueryValues();
  const today = dateAt(now, offset);
  const asked = query.get('date') ?? '';
  const date = isCalendarDate(asked) ? asked : today;
  const key = `${storeId} ${date}`;
  const [found, setFound] = useState<Found | null>(null);
  const classes = useQuery('booking.classSessions', storeId ? { storeId, from: date, days: 1 } : null);
  const opening = useQuery('stores.openingDays', storeId ? { storeId, from: date, days: 1 } : null);
  const latest = useRef(key);
  latest.current = key;
  const load = useCallback(async () => {
    if (!storeId) return;
    const asking = `${storeId} ${date}`;
    setFound(null);
    const answer = await findBookings(storeId, date, offset);
    if (latest.current === asking) setFound(Array.isArray(answer) ? { key: asking, bookings: answer } : { key: asking, refusal: answer });
  }, [storeId, date, offset]);
  useEffect(() => void load(), [load]);
  const goTo = (next: string) => setQuery({ date: next === today ? null : next });
  const shown = found?.key === key ? found : null;
  const sessions = (classes.data?.sessions ?? []).filter((s) => s.state === 'scheduled');
  const bookings = shown && 'bookings' in shown ? shown.bookings : [];
  const bands = useHealthBands(bookings.map((b) => b.customerId));
  const things = toPrepare(bookings);
  const rows =
    shown && 'bookings' in shown
      ? inOrder([...bookings.map((b) => rowOfBooking(b, (b.customerId && bands.of.get(b.customerId)) || [])), ...sessions.map((s) => rowOfSession(s, offset))])
      : [];
  const notice = opening.data?.days[0]?.notice;

  return (
    <div className="zk-page" data-testid="day-sheet-page">
      <header className="zk-page-head zk-no-print">
        <div className="zk-row wrap">
          <Button icon={<LeftOutlined />} aria-label="前一天" onClick={() => goTo(addDays(date, -1))} />
          <Input
            type="date"
            aria-label="日期"
            style={{ width: 140 }}
            value={date}
            onChange={(e) => e.target.value && goTo(e.target.value)}
            data-testid="sheet-date"
          />
          <Button icon={<RightOutlined />} aria-label="后一天" onClick={() => goTo(addDays(date, 1))} />
          <StoreSelect value={storeId} onChange={setStore} />
        </div>
        <div className="zk-row">
          <Button href="#/bookings">回到档期</Button>
          <Button
            type="primary"
            icon={<PrinterOutlined />}
            disabled={rows.length === 0 || bands.state === 'loading'}
            onClick={() => window.print()}
            data-testid="print"
          >
            打印
          </Button>
        </div>
      </header>
      {!shown && <RowsSkeleton rows={8} />}
      {shown && 'refusal' in shown && <Problem refusal={shown.refusal} onRetry={() => void load()} />}
      {bands.state === 'failed' && (
        <div className="zk-notice zk-row zk-no-print" style={{ marginBottom: 12 }} data-testid="sheet-health-failed">
          <span className="zk-grow">过敏和禁忌没有取到，先别打印。</span>
          <Button size="small" onClick={bands.reload}>
            重试
          </Button>
        </div>
      )}
      {shown && 'bookings' in shown && (
        <section className={`zk-sheet-paper${rows.length > 16 ? ' dense' : ''}${rows.length > 28 ? ' denser' : ''}`} data-testid="day-sheet">
          <div className="zk-sheet-head">
            <h1>
              {me.stores.find((s) => s.id === storeId)?.name} · {date.slice(0, 4)}年{formatDateZh(date)}
            </h1>
            <span>
              {notice ? `${notice} · ` : ''}共 {rows.length} 项
            </span>
          </div>
          {rows.length === 0 ? (
            <Nothing title="这一天没有预约" hint="换一天看看。" />
          ) : (
            <div className="zk-sheet-scroll">
              <table>
                <thead>
                  <tr>
                    {['时间', '客户', '电话', '项目', '人员', '场地', '物品', '备注', '过敏禁忌', '状态'].map((title) => (
                      <th key={title} scope="col">
                        {title}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.id} data-testid="sheet-row">
                      <td className="zk-nowrap">
                        <b>{row.time}</b>
                      </td>
                      <td className="zk-nowrap">{row.who}</td>
                      <td className="zk-nowrap">{row.phone}</td>
                      <td>{row.what}</td>
                      <td>{row.people}</td>
                      <td>{row.places}</td>
                      <td>{row.things}</td>
                      <td>{row.note}</td>
                      <td>
                        {[...row.health, row.caution].filter(Boolean).map((line) => (
                          <b key={line} className="zk-sheet-caution">
                            ⚠ {line}
                          </b>
                        ))}
                      </td>
                      <td className="zk-nowrap">{row.state}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {things.length > 0 && (
            <div className="zk-sheet-things" data-testid="sheet-things">
              <h2>要准备的物品（{things.length} 件）</h2>
              <ul>
                {things.map((thing) => (
                  <li key={thing.id}>
                    ☐ <b>{thing.time}</b> {thing.name}，{[thing.who, thing.where].filter(Boolean).join('，')}
                  </li>
                ))}
              </ul>
            </div>
          )}
          <p className="zk-sheet-foot">
            {HEALTH_NOTE[bands.state]}含客户信息，用后请销毁。打印人 {me.name}
          </p>
        </section>
      )}
    </div>
  );
}

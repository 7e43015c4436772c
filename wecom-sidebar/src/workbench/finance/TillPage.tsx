import type { ClosingView } from '@zhike/domain/finance/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { YuanField } from '../../components/inputs';
import { ListFoot, usePages } from '../../components/more';
import { Field, useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { yuan } from '../../features/membership/words';
import { ExportSheet } from '../ExportSheet';
import { StoreSelect } from '../StoreSelect';
import { useStore } from '../useStore';
import '../books/books.css';

/** 交班: what each till took since the last closing, and the count of the drawer. */
export function TillPage() {
  const { storeId, offset, setStore } = useStore();
  const now = useNow();
  const till = useQuery('finance.till', storeId ? { storeId } : null, { keepPrevious: true });
  const { first, pages } = usePages('finance.closings', storeId ? { storeId, cursor: null } : null, () => false);
  const [counting, setCounting] = useState(false);
  const [exporting, setExporting] = useState(false);
  const [shown, setShown] = useState<ClosingView | null>(null);
  return (
    <div className="zk-page narrow" data-testid="till-page">
      <header className="zk-page-head">
        <h1>交班</h1>
        <StoreSelect value={storeId} onChange={setStore} />
        <Button onClick={() => setExporting(true)} data-testid="till-export">
          导出
        </Button>
        <Button onClick={till.reload}>刷新</Button>
      </header>
      <Loaded query={till} skeleton={<RowsSkeleton rows={4} />}>
        {({ from, tills, expectedFen }) => (
          <>
            <p className="zk-second">{from ? `上次交班：${momentOf(from, offset, now)}。之后收支：` : '还没有交过班，从开业到现在：'}</p>
            <Tills tills={tills} />
            <div className="zk-row wrap" style={{ margin: '12px 0', justifyContent: 'space-between' }}>
              <span>
                抽屉里应有现金 <b data-testid="till-expected">{yuan(expectedFen)}</b>
              </span>
              <Button type="primary" onClick={() => setCounting(true)} data-testid="till-count">
                点钱交班
              </Button>
            </div>
            {counting && (
              <CountSheet
                storeId={storeId}
                expectedFen={expectedFen}
                onClose={() => setCounting(false)}
                onStale={till.reload}
                onDone={() => {
                  setCounting(false);
                  till.reload();
                  first.reload();
                }}
              />
            )}
          </>
        )}
      </Loaded>
      <h2>交班记录</h2>
      <Loaded query={first} skeleton={<RowsSkeleton rows={3} />}>
        {() =>
          pages.items.length === 0 ? (
            <Nothing title="还没有交班记录" hint="每天打烊点一次钱：账上多少、实点多少、存了多少，都会留在这里，谁也改不了。" />
          ) : (
            <>
              {pages.items.map((one) => (
                <button key={one.id} type="button" className="zk-account" onClick={() => setShown(one)} data-testid="closing-row">
                  <span>
                    {momentOf(one.at, offset, now)} · {one.byName}
                  </span>
                  <b>{differenceWords(one.differenceFen)}</b>
                </button>
              ))}
              <ListFoot pages={pages} unit="次" />
            </>
          )
        }
      </Loaded>
      {exporting && <ExportSheet what="finance.exportClosings" storeId={storeId || null} onClose={() => setExporting(false)} />}
      {shown && <ClosingSheet closing={shown} offset={offset} now={now} onClose={() => setShown(null)} />}
    </div>
  );
}

const differenceWords = (fen: number): string => (fen === 0 ? '账实相符' : fen > 0 ? `多 ${yuan(fen)}` : `少 ${yuan(-fen)}`);

function Tills({ tills }: { tills: ClosingView['tills'] }) {
  return (
    <div className="zk-card zk-books">
      <table>
        <thead>
          <tr>
            <th>收款方式</th>
            <th>收入</th>
            <th>支出</th>
            <th>净额</th>
          </tr>
        </thead>
        <tbody>
          {tills.map((one) => (
            <tr key={one.till} data-testid={`till-${one.till}`}>
              <th>{one.name}</th>
              <td>{one.inFen ? yuan(one.inFen) : '–'}</td>
              <td>{one.outFen ? yuan(one.outFen) : '–'}</td>
              <td>
                <b>{yuan(one.inFen - one.outFen)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Counting: what differs is said before it is written, and needs a word of why. */
function CountSheet({
  storeId,
  expectedFen,
  onClose,
  onDone,
  onStale,
}: {
  storeId: string;
  expectedFen: number;
  onClose: () => void;
  onDone: () => void;
  onStale: () => void;
}) {
  const close = useCommand('finance.closeDay');
  const [countedFen, setCountedFen] = useState(0);
  // Before she has counted nothing is wrong yet.
  const [counted, setCounted] = useState(expectedFen === 0);
  const [bankedFen, setBanked] = useState(0);
  const [note, setNote] = useState('');
  const differenceFen = countedFen - expectedFen;
  const tooMuch = bankedFen > countedFen;
  const needsNote = counted && differenceFen !== 0 && note.trim() === '';
  const submit = async () => {
    if (!counted || tooMuch || needsNote) return;
    const answer = await close.run({ storeId, expectedFen, countedFen, bankedFen, note: note.trim() });
    if (!answer.ok) return answer.refusal.code === 'finance.till_changed' ? onStale() : undefined;
    say(`已交班，${differenceWords(answer.value.closing.differenceFen)}，抽屉留 ${yuan(answer.value.closing.leftFen)}`);
    onDone();
  };
  return (
    <Sheet
      open
      title="点钱交班"
      onClose={onClose}
      onSubmit={() => void submit()}
      testid="count-sheet"
      foot={
        <Button type="primary" block loading={close.busy} disabled={!counted || tooMuch || needsNote} onClick={() => void submit()} data-testid="count-submit">
          确认交班
        </Button>
      }
    >
      <p className="zk-second" style={{ marginBottom: 12 }}>
        账上应有现金 <b>{yuan(expectedFen)}</b>
      </p>
      <YuanField
        label="实际点出来"
        fen={countedFen}
        onChange={(fen) => {
          setCountedFen(fen);
          setCounted(true);
        }}
        testid="count-counted"
      />
      <YuanField
        label="交存银行"
        fen={bankedFen}
        onChange={setBanked}
        problem={tooMuch ? '不能比点出来的还多' : undefined}
        hint={`抽屉里留 ${yuan(Math.max(0, countedFen - bankedFen))}`}
        testid="count-banked"
      />
      {counted && (
        <p className={differenceFen === 0 ? 'zk-second' : 'zk-notice'} style={{ marginBottom: 12 }} data-testid="count-difference">
          {differenceWords(differenceFen)}
          {differenceFen !== 0 && '，会记入「现金长短款」'}
        </p>
      )}
      <Field label={!counted || differenceFen === 0 ? '备注' : '为什么对不上'} problem={needsNote ? '写一句原因' : undefined}>
        {(ids) => <Input id={ids.id} value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} data-testid="count-note" />}
      </Field>
      <RefusalNote refusal={close.refusal} />
    </Sheet>
  );
}

function ClosingSheet({ closing, offset, now, onClose }: { closing: ClosingView; offset: number; now: number; onClose: () => void }) {
  return (
    <Sheet open title="交班单" onClose={onClose} testid="closing-sheet">
      <dl className="zk-facts">
        <dt>门店</dt>
        <dd>{closing.storeName}</dd>
        <dt>时间</dt>
        <dd>
          {closing.from ? `${momentOf(closing.from, offset, now)} 到 ` : '开业到 '}
          {momentOf(closing.at, offset, now)}
        </dd>
        <dt>交班人</dt>
        <dd>{closing.byName}</dd>
        <dt>账上应有</dt>
        <dd>{yuan(closing.expectedFen)}</dd>
        <dt>实际点出</dt>
        <dd>
          {yuan(closing.countedFen)}（{differenceWords(closing.differenceFen)}）
        </dd>
        <dt>交存银行</dt>
        <dd>{yuan(closing.bankedFen)}</dd>
        <dt>抽屉留存</dt>
        <dd>{yuan(closing.leftFen)}</dd>
        {closing.note && (
          <>
            <dt>备注</dt>
            <dd>{closing.note}</dd>
          </>
        )}
      </dl>
      <div style={{ marginTop: 12 }}>
        <Tills tills={closing.tills} />
      </div>
    </Sheet>
  );
}

import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { type AppRefusal, call } from '../api/call';
import { Field, useNow } from '../components/parts';
import { fetchFile } from '../components/save-file';
import { useMe } from '../components/SessionGate';
import { Sheet } from '../components/Sheet';
import { RefusalNote } from '../components/states';
import { CHINA_OFFSET, todayAt } from '../components/time';
import { say } from '../components/toast';

/** The lists that the server writes down, and what they are called. */
const WORDS = {
  'ledger.export': '分录',
  'orders.export': '订单',
  'orders.exportPayments': '微信收款',
  'finance.exportClosings': '交班记录',
} as const;
export type Exported = keyof typeof WORDS;

const ALL = 'all';

/** A list of some days as a spreadsheet, of one store or of all that the reader reaches. */
export function ExportSheet({ what, storeId, onClose }: { what: Exported; storeId: string | null; onClose: () => void }) {
  const me = useMe();
  const today = todayAt(useNow(), CHINA_OFFSET);
  const [store, setStore] = useState(storeId ?? ALL);
  const [from, setFrom] = useState(`${today.slice(0, 7)}-01`);
  const [until, setUntil] = useState<string>(today);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<AppRefusal | undefined>(undefined);
  const backwards = from === '' || until === '' || from > until;
  const fetch = async () => {
    setBusy(true);
    setRefusal(undefined);
    const answer = await call(what, { storeId: store === ALL ? null : store, from, until });
    setBusy(false);
    if (!answer.ok) return setRefusal(answer.refusal);
    fetchFile(answer.value.url, answer.value.fileName);
    say('正在下载，行数多时要等几秒');
    onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={`导出${WORDS[what]}`}
      testid="export-sheet"
      foot={
        <Button block size="large" type="primary" disabled={backwards} loading={busy} onClick={() => void fetch()} data-testid="export-submit">
          导出表格
        </Button>
      }
    >
      {me.stores.length > 1 && (
        <Field label="门店">
          {(ids) => (
            <Select
              id={ids.id}
              style={{ width: '100%' }}
              value={store}
              onChange={setStore}
              options={[{ value: ALL, label: '我能看的全部门店' }, ...me.stores.map((one) => ({ value: one.id, label: one.name }))]}
            />
          )}
        </Field>
      )}
      <Field label="从">{(ids) => <Input {...ids} type="date" value={from} onChange={(e) => setFrom(e.target.value)} />}</Field>
      <Field label="到" problem={backwards ? '结束日期不能早于开始日期' : undefined} hint="一次最多一年">
        {(ids) => <Input {...ids} type="date" value={until} onChange={(e) => setUntil(e.target.value)} />}
      </Field>
      <RefusalNote refusal={refusal} />
    </Sheet>
  );
}

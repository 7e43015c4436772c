import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { type AppRefusal, call } from '../../api/call';
import { Field, useNow } from '../../components/parts';
import { saveFile } from '../../components/save-file';
import { useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { CHINA_OFFSET, todayAt } from '../../components/time';
import { say } from '../../components/toast';

/** Orders of some days as a spreadsheet. */
export function ExportSheet({ storeId, onClose }: { storeId: string; onClose: () => void }) {
  const me = useMe();
  const today = todayAt(useNow(), CHINA_OFFSET);
  const [store, setStore] = useState(storeId);
  const [from, setFrom] = useState(`${today.slice(0, 7)}-01`);
  const [until, setUntil] = useState<string>(today);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<AppRefusal | undefined>(undefined);
  const backwards = from === '' || until === '' || from > until;
  const fetch = async () => {
    setBusy(true);
    setRefusal(undefined);
    const answer = await call('orders.export', { storeId: store, from, until });
    setBusy(false);
    if (!answer.ok) return setRefusal(answer.refusal);
    saveFile(answer.value.fileName, answer.value.csv, 'text/csv;charset=utf-8');
    say('已导出，可以用表格软件打开');
    onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title="导出订单"
      testid="export-sheet"
      foot={
        <Button block size="large" type="primary" disabled={backwards} loading={busy} onClick={() => void fetch()} data-testid="export-submit">
          导出 CSV
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
              options={me.stores.map((one) => ({ value: one.id, label: one.name }))}
            />
          )}
        </Field>
      )}
      <Field label="开单日期从">{(ids) => <Input {...ids} type="date" value={from} onChange={(e) => setFrom(e.target.value)} />}</Field>
      <Field label="到" problem={backwards ? '结束日期不能早于开始日期' : undefined}>
        {(ids) => <Input {...ids} type="date" value={until} onChange={(e) => setUntil(e.target.value)} />}
      </Field>
      <RefusalNote refusal={refusal} />
    </Sheet>
  );
}

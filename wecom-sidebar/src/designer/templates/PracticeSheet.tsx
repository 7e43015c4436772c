import type { TemplateRow } from '@zhike/domain/templates/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Field } from '../../components/parts';
import { useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { figureWords } from '../../features/reports/figures';
import { StoreSelect } from '../../workbench/StoreSelect';

/** 练手数据: what it writes, that it stays, and the figures to hold the reports against afterwards. */
export function PracticeSheet({ row, onClose }: { row: TemplateRow & { readonly practice: NonNullable<TemplateRow['practice']> }; onClose: () => void }) {
  const me = useMe();
  const [storeId, setStoreId] = useState(me.stores[0]?.id ?? '');
  const bring = useCommand('templates.practice');
  const { customers, orders, figures } = row.practice;
  const run = async (): Promise<void> => {
    const done = await bring.run({ templateId: row.id, storeId });
    if (!done.ok) return;
    say(`已装入 ${done.value.customers} 位客户、${done.value.orders} 笔订单`);
    onClose();
  };
  return (
    <Sheet open onClose={onClose} title="练手数据" testid="practice-sheet">
      <p>
        {customers} 位客户、{orders} 笔订单，名字都以「练手」开头，没有手机号，不会给任何人发消息。
      </p>
      <p className="zk-second">只能装进还没有客户的店。订单和收款会一直留在账里，正式营业请用另一套。</p>
      <Field label="装进哪家店">{() => <StoreSelect value={storeId} onChange={setStoreId} />}</Field>
      <h2>装好后，报表应当显示</h2>
      <ul className="zk-list" data-testid="practice-figures">
        {figures.map((one) => (
          <li key={one.measure} className="zk-row">
            <span className="zk-grow">{one.label}</span>
            <b>{figureWords(one.value, one.format)}</b>
          </li>
        ))}
      </ul>
      {bring.refusal && <RefusalNote refusal={bring.refusal} />}
      <Button type="primary" block loading={bring.busy} disabled={storeId === ''} onClick={() => void run()} data-testid="bring-practice">
        装入练手数据
      </Button>
    </Sheet>
  );
}

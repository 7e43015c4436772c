import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { CHINA_OFFSET, todayAt } from '../../components/time';
import { say } from '../../components/toast';
import { ActForm } from '../membership/ActForm';
import { DuesPart } from './DuesPart';
import type { OrderFormProps } from './OrderSheet';
import { duesProblem, fillDues } from './sale';

/** FI-04: another payment plan for the same bill. */
export function DuesForm({ order, onDone, onBack, onStale }: OrderFormProps) {
  const today = todayAt(useNow(), CHINA_OFFSET);
  const save = useCommand('orders.setInstalments');
  const [dues, setDues] = useState(() => order.instalments.map(({ name, amountFen, dueOn }) => ({ name, amountFen, dueOn })));
  const rows = fillDues(dues, order.billedFen);
  const submit = async () => {
    const answer = await save.run({ orderId: order.id, version: order.version, instalments: rows.map((due) => ({ ...due, name: due.name.trim() })) });
    if (answer.ok) {
      say('付款计划已保存');
      onDone(answer.value.order);
    } else if (answer.refusal.code === 'record.changed') onStale();
  };
  return (
    <ActForm
      testid="dues-form"
      effects={[]}
      label="保存付款计划"
      busy={save.busy}
      disabled={rows.length === 0 || duesProblem(rows) !== undefined}
      refusal={save.refusal}
      backLabel="不改了"
      onBack={onBack}
      onSubmit={() => void submit()}
    >
      <DuesPart dues={dues} totalFen={order.billedFen} today={today} mayBeEmpty={false} onChange={setDues} />
    </ActForm>
  );
}

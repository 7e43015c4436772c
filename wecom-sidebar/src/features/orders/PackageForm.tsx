import type { OrderView } from '@zhike/domain/orders/contract';
import { Button, Checkbox, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { say } from '../../components/toast';
import { ActForm } from '../membership/ActForm';
import { partsWords } from './BillPart';
import { yuan } from './words';

type Line = OrderView['lines'][number];
const wordsOf = (line: Line): string => [`${line.name}${line.quantity > 1 ? ` × ${line.quantity}` : ''}`, partsWords(line)].filter(Boolean).join('：');

/** 存为套系: what was put together for this customer, on the list for all. Lines that are ticked off can be had with it. */
export function PackageButton({ order }: { order: OrderView }) {
  const [open, setOpen] = useState(false);
  if (!order.lines.some((line) => line.state === 'sold')) return null;
  return (
    <>
      <Button block onClick={() => setOpen(true)} data-testid="save-as-package">
        存为套系
      </Button>
      {open && (
        <Sheet open onClose={() => setOpen(false)} testid="package-sheet" title="把这张订单存为套系">
          <PackageForm order={order} onDone={() => setOpen(false)} />
        </Sheet>
      )}
    </>
  );
}

function PackageForm({ order, onDone }: { order: OrderView; onDone: () => void }) {
  const lines = order.lines.filter((line) => line.state === 'sold');
  const save = useCommand('orders.saveAsPackage');
  const [name, setName] = useState('');
  const [inside, setInside] = useState<readonly string[]>(lines.map((line) => line.id));
  const [own, setOwn] = useState<number | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const within = lines.filter((line) => inside.includes(line.id));
  const listFen = within.reduce((sum, line) => sum + line.priceFen, 0);
  const text = typed ?? within.map(wordsOf).join('；');
  const submit = async () => {
    const optional = lines.filter((line) => !inside.includes(line.id)).map((line) => line.id);
    const answer = await save.run({ orderId: order.id, itemId: null, version: 0, name: name.trim(), text, priceFen: own, optional });
    if (!answer.ok) return;
    say(`套系「${answer.value.item.name}」已上架，开单时可以选到`);
    onDone();
  };
  return (
    <ActForm
      testid="package"
      effects={[`套系价 ${yuan(own ?? listFen)}，从现在起在套系和商品里，开单、报价都能选。`, '这张订单不变。以后改套系会存成新版本。']}
      label="存为套系"
      busy={save.busy}
      disabled={name.trim() === '' || within.length === 0}
      refusal={save.refusal}
      backLabel="不存了"
      onBack={onDone}
      onSubmit={() => void submit()}
    >
      <Field label="套系叫什么">
        {(ids) => (
          <Input {...ids} value={name} maxLength={40} placeholder="如：海边婚纱套系" onChange={(e) => setName(e.target.value)} data-testid="package-name" />
        )}
      </Field>
      <Field label="哪些包含在套系里" hint="没勾的作为选项，客户要的时候再加。" problem={within.length === 0 ? '至少要有一项包含在套系里' : undefined}>
        {(ids) => (
          <div {...ids} role="group" className="zk-package-lines">
            {lines.map((line) => (
              <Checkbox
                key={line.id}
                checked={inside.includes(line.id)}
                onChange={(e) => setInside(e.target.checked ? [...inside, line.id] : inside.filter((id) => id !== line.id))}
                data-testid="package-line"
              >
                {wordsOf(line)} <span className="zk-hint">{yuan(line.priceFen)}</span>
              </Checkbox>
            ))}
          </div>
        )}
      </Field>
      <Field label="套系价">
        {(ids) => (
          <InputNumber
            {...ids}
            prefix="¥"
            min={0}
            max={10_000_000}
            precision={2}
            value={(own ?? listFen) / 100}
            onChange={(value) => setOwn(value === null ? null : Math.round(value * 100))}
            data-testid="package-price"
          />
        )}
      </Field>
      <Field label="给客户看的说明">
        {(ids) => <Input.TextArea {...ids} rows={3} maxLength={2000} value={text} onChange={(e) => setTyped(e.target.value)} />}
      </Field>
    </ActForm>
  );
}

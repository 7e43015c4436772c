import { Input } from 'antd';
import { useState } from 'react';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Gifts } from '../../features/membership/Gifts';

/** 礼品领取: who shows the code of a gift gets it, once. */
export function GiftsSheet({ onClose }: { onClose: () => void }) {
  const [code, setCode] = useState('');
  return (
    <Sheet open onClose={onClose} title="礼品领取" testid="gifts-sheet">
      <Field label="兑换码" hint="客户在小程序「积分 › 我的兑换」里出示">
        {(ids) => (
          <Input id={ids.id} allowClear autoComplete="off" maxLength={20} value={code} onChange={(e) => setCode(e.target.value)} data-testid="gift-code" />
        )}
      </Field>
      <Gifts customerId={null} code={code} onChanged={() => undefined} />
    </Sheet>
  );
}

import { Button, Input } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Field } from '../../components/parts';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';

/** One visit of a series: the rest of it can be cancelled at once. */
export function SeriesPart({ seriesId, mayCancel, onCancelled }: { seriesId: string; mayCancel: boolean; onCancelled: () => void }) {
  const cancel = useCommand('booking.cancelSeries');
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const submit = async () => {
    const answer = await cancel.run({ seriesId, reason: reason.trim() });
    if (!answer.ok) return;
    setOpen(false);
    say(answer.value.cancelled > 0 ? `已取消这一串里还没到的 ${answer.value.cancelled} 次` : '这一串里没有还没到的预约');
    onCancelled();
  };
  return (
    <div className="zk-notice plain" data-testid="series">
      <div className="zk-row">
        <span className="zk-grow">这是连续预约里的一次</span>
        {mayCancel && !open && (
          <Button size="small" onClick={() => setOpen(true)} data-testid="series-cancel-open">
            取消后面的全部
          </Button>
        )}
      </div>
      {open && (
        <>
          <Field label="原因">
            {(ids) => <Input {...ids} autoFocus value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} data-testid="series-reason" />}
          </Field>
          <RefusalNote refusal={cancel.refusal} />
          <div className="zk-foot">
            <Button disabled={cancel.busy} onClick={() => setOpen(false)}>
              不取消
            </Button>
            <Button danger type="primary" loading={cancel.busy} onClick={() => void submit()} data-testid="series-cancel">
              取消还没到的全部
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

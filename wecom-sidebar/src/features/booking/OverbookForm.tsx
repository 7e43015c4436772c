import { Button, Input } from 'antd';
import { useState } from 'react';
import { Chips, Field } from '../../components/parts';

const REASONS = ['店长同意加塞', '前一位会提早结束', '客户愿意等', '两位一起做'] as const;

/** Laying a booking over another is a right of its own: it asks for a reason, which is kept and shown. */
export function OverbookForm({ busy, disabled = false, onOverbook }: { busy: boolean; disabled?: boolean; onOverbook: (reason: string) => void }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  if (!open)
    return (
      <Button block danger disabled={disabled} onClick={() => setOpen(true)} data-testid="overbook-open">
        仍要安排（会和别的预约重叠）
      </Button>
    );
  const submit = () => {
    setAsked(true);
    if (reason.trim() !== '') onOverbook(reason.trim());
  };
  return (
    <div className="zk-editor-row" data-testid="overbook-form">
      <Field label="为什么仍要安排" hint="原因会记在预约里，同事都看得到" problem={asked && reason.trim() === '' ? '请写明原因' : undefined}>
        {(ids) => (
          <>
            <Chips
              name="overbook-reason"
              label="常用原因"
              value={(REASONS as readonly string[]).includes(reason) ? reason : null}
              choices={REASONS.map((r) => ({ key: r, title: r }))}
              onChange={setReason}
            />
            <Input
              {...ids}
              autoFocus
              style={{ marginTop: 8 }}
              value={reason}
              maxLength={200}
              placeholder="也可以自己写"
              onChange={(e) => setReason(e.target.value)}
              onPressEnter={submit}
              data-testid="overbook-reason"
            />
          </>
        )}
      </Field>
      <div className="zk-foot">
        <Button disabled={busy} onClick={() => setOpen(false)}>
          不了
        </Button>
        <Button danger type="primary" loading={busy} disabled={disabled} onClick={submit} data-testid="overbook-submit">
          仍要安排
        </Button>
      </div>
    </div>
  );
}

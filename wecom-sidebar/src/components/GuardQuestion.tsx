import { Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { type GuardWarnings, type Passed, whenWarned } from '../api/warned';

interface Open {
  readonly warnings: GuardWarnings;
  readonly answer: (passed: Passed) => void;
}

/** 保存前提醒: what a check before saving says, wherever somebody was saving; she goes on with her reason, or goes back to what she wrote. */
export function GuardQuestion() {
  const [open, setOpen] = useState<Open | null>(null);
  const [reason, setReason] = useState('');
  useEffect(
    () =>
      whenWarned(
        (warnings) =>
          new Promise((answer) => {
            setReason('');
            setOpen({ warnings, answer });
          }),
      ),
    [],
  );
  if (!open) return null;
  const end = (passed: Passed): void => {
    setOpen(null);
    open.answer(passed);
  };
  const asked = open.warnings.some((one) => one.needReason);
  const said = reason.trim();
  return (
    <Modal
      open
      title="保存前请看一下"
      okText="仍然保存"
      cancelText="回去改"
      onCancel={() => end(null)}
      onOk={() => end(Object.fromEntries(open.warnings.map((one) => [one.guardId, said])))}
      okButtonProps={{ disabled: asked && said === '' }}
      data-testid="guard-question"
    >
      <ul className="zk-names">
        {open.warnings.map((one) => (
          <li key={one.guardId}>
            {one.message}
            {one.fields.length > 0 && <span className="zk-second">（看「{one.fields.join('」「')}」）</span>}
          </li>
        ))}
      </ul>
      {asked && (
        <Input.TextArea
          aria-label="为什么仍然保存"
          placeholder="为什么仍然保存？会记在修改记录里"
          value={reason}
          maxLength={200}
          autoSize={{ minRows: 2 }}
          onChange={(event) => setReason(event.target.value)}
          data-testid="guard-reason"
        />
      )}
    </Modal>
  );
}

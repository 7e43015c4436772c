import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import type { AppRefusal } from '../../api/call';
import { Chips, Field } from '../../components/parts';
import { RefusalNote } from '../../components/states';

/** What every act on a card looks like before it is done: what will happen, the reason, and the button that says it. */
export function ActForm({
  effects,
  reasons,
  children,
  label,
  danger = false,
  busy,
  disabled = false,
  refusal,
  refusalMore,
  backLabel = '先不',
  onBack,
  onSubmit,
  testid,
}: {
  /** What will happen, line by line. */
  effects: readonly string[];
  /** Usual reasons; undefined: the act asks for none. */
  reasons?: readonly string[];
  children?: ReactNode;
  label: string;
  danger?: boolean;
  busy: boolean;
  disabled?: boolean;
  refusal: AppRefusal | undefined;
  refusalMore?: ReactNode;
  backLabel?: string;
  onBack: () => void;
  onSubmit: (reason: string) => void;
  testid: string;
}) {
  const [reason, setReason] = useState('');
  const lacks = reasons !== undefined && reason.trim() === '';
  return (
    <form
      data-testid={testid}
      onSubmit={(event) => {
        event.preventDefault();
        if (event.target === event.currentTarget && !lacks && !disabled) onSubmit(reason.trim());
      }}
    >
      {children}
      {effects.length > 0 && (
        <div className="zk-effects" data-testid="effects">
          <b>会发生什么</b>
          <ul>
            {effects.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
      {reasons && (
        <Field label="原因" hint="会记在账上，以后查得到">
          {(ids) => (
            <>
              <Chips
                name={`${testid}-reason`}
                label="常用原因"
                value={reasons.includes(reason) ? reason : null}
                choices={reasons.map((r) => ({ key: r, title: r }))}
                onChange={setReason}
              />
              <Input
                {...ids}
                style={{ marginTop: 8 }}
                value={reason}
                maxLength={200}
                placeholder="也可以自己写"
                onChange={(e) => setReason(e.target.value)}
                data-testid={`${testid}-reason`}
              />
            </>
          )}
        </Field>
      )}
      <RefusalNote refusal={refusal}>{refusalMore}</RefusalNote>
      <div className="zk-foot sticky">
        <Button size="large" onClick={onBack}>
          {backLabel}
        </Button>
        <Button size="large" type="primary" htmlType="submit" danger={danger} loading={busy} disabled={disabled || lacks} data-testid={`${testid}-submit`}>
          {label}
        </Button>
      </div>
    </form>
  );
}

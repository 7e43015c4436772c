import { Input, Switch } from 'antd';
import type { ReactNode } from 'react';

/* Parts that all settings of a form share. */

export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="zk-setting">
      <span className="zk-hint">{label}</span>
      {children}
    </div>
  );
}
export function Text({
  label,
  value,
  placeholder,
  onChange,
}: {
  label: string;
  value: string | undefined;
  placeholder?: string;
  onChange: (value: string) => void;
}) {
  return (
    <Labelled label={label}>
      <Input aria-label={label} value={value ?? ''} placeholder={placeholder ?? ''} maxLength={500} onChange={(e) => onChange(e.target.value)} />
    </Labelled>
  );
}
export function Toggle({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <div className="zk-row">
      <Switch size="small" checked={on} aria-label={label} onChange={onChange} />
      <span>{label}</span>
    </div>
  );
}

import { Button } from 'antd';
import { useState } from 'react';
import { type ControlProps, idsOf, textOf } from './control';

const ACCEPT: Readonly<Record<string, string>> = {
  image: 'image/jpeg,image/png,image/webp',
  pdf: 'application/pdf',
  office: '.doc,.docx,.xls,.xlsx,.ppt,.pptx',
  video: 'video/mp4',
};

/** Photos, files, a signature's picture: what is there and, where files are taken, one more. */
export function FilesControl({ slot, field, value, readonly, slotId, label, lookups, onChange }: ControlProps) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const ids = idsOf(value);
  const { upload } = lookups;
  const kinds = slot.upload?.kinds ?? ['image'];
  const most = field.type === 'signature' ? 1 : (slot.upload?.maxCount ?? 9);
  const take = async (file: File): Promise<void> => {
    if (!upload) return;
    setBusy(true);
    setFailed(false);
    try {
      const id = await upload(file);
      onChange(field.type === 'signature' ? id : [...ids, id]);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div role="group" aria-label={label} data-testid={`slot-${slotId}`}>
      {ids.map((id, index) => (
        <div key={id} className="zk-row">
          <span>
            第 {index + 1} {field.type === 'image' ? '张' : '个'}
          </span>
          {!readonly && (
            <Button size="small" onClick={() => onChange(field.type === 'signature' ? null : ids.filter((one) => one !== id))}>
              删除
            </Button>
          )}
        </div>
      ))}
      {!readonly && upload && ids.length < most && (
        <input
          type="file"
          aria-label={`给${label}加文件`}
          accept={kinds.map((kind) => ACCEPT[kind]).join()}
          disabled={busy}
          onChange={(e) => {
            const file = e.target.files?.[0];
            e.target.value = '';
            if (file) void take(file);
          }}
        />
      )}
      {failed && <p className="zk-field-problem">没有传上去，请再试一次。</p>}
      {!upload && ids.length === 0 && <p className="zk-hint">这里不能传文件。</p>}
    </div>
  );
}

/** What only the form or the server fills in. */
export function ShownControl({ value, slotId, ids, label, field }: ControlProps) {
  const shown = Array.isArray(value) ? value.join('、') : typeof value === 'boolean' ? (value ? '是' : '否') : textOf(value);
  return (
    <output id={ids.id} aria-label={label} data-testid={`slot-${slotId}`}>
      {shown || '—'}
      {field.unit ?? ''}
    </output>
  );
}

import { UNASKED } from '@zhike/domain/engines/forms/controls';
import { SCRATCH, type FormBody } from '@zhike/domain/engines/forms/definition';
import type { CatalogueField } from '@zhike/domain/segments/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { SCRATCH_TYPES } from './draft-form';

/** What can be added: fields of the record first, so that nothing is asked twice and stored apart; then what is asked and not kept. */
export function Palette({
  form,
  fields,
  onAdd,
  onConsent,
  onNote,
  onSection,
}: {
  form: FormBody;
  fields: readonly CatalogueField[];
  onAdd: (field: string, label?: string) => void;
  onConsent: () => void;
  onNote: () => void;
  onSection: () => void;
}) {
  const [search, setSearch] = useState('');
  const asked = new Set(Object.values(form.fields).map((slot) => slot.field as string));
  const free = fields.filter((field) => !field.retired && !UNASKED.includes(field.type) && !asked.has(field.id) && field.label.includes(search));
  return (
    <>
      <h2>档案里的内容</h2>
      <Input.Search placeholder="找一项" allowClear aria-label="找一项" onChange={(e) => setSearch(e.target.value.trim())} />
      <div className="zk-palette">
        {free.map((field) => (
          <Button key={field.id} size="small" onClick={() => onAdd(field.id)} data-testid={`add-${field.id}`}>
            ＋ {field.label}
          </Button>
        ))}
        {free.length === 0 && <span className="zk-hint">{search ? '没有找到' : '都已经在表单里了'}</span>}
      </div>
      <h2>只在这次问</h2>
      <p className="zk-hint">答案跟着这次提交保存，不写进档案。要长期留在档案里的，先到「字段」里加。</p>
      <div className="zk-palette">
        {SCRATCH_TYPES.map(({ type, label }) => (
          <Button key={type} size="small" onClick={() => onAdd(`${SCRATCH}${type}`, label)} data-testid={`add-scratch-${type}`}>
            ＋ {label}
          </Button>
        ))}
        <Button size="small" onClick={onConsent} data-testid="add-consent">
          ＋ 同意使用个人信息
        </Button>
      </div>
      <h2>版面</h2>
      <div className="zk-palette">
        <Button size="small" onClick={onNote} data-testid="add-note">
          ＋ 说明文字
        </Button>
        <Button size="small" onClick={onSection} data-testid="add-section">
          ＋ 分组
        </Button>
      </div>
    </>
  );
}

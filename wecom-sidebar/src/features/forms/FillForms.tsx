import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { FormSheet } from './FormSheet';

/** 填表单: the shop's own forms that write customers, beside the plain sheet. Nothing stands here for a shop without one. */
export function FillForms({ entity, onDone }: { entity: string; onDone: (recordId: string) => void }) {
  return useMay('record.write') ? <Menu entity={entity} onDone={onDone} /> : null;
}

function Menu({ entity, onDone }: { entity: string; onDone: (recordId: string) => void }) {
  const forms = (useQuery('forms.list', {}).data?.forms ?? []).filter((form) => form.entity === entity);
  const [filling, setFilling] = useState<(typeof forms)[number] | null>(null);
  const [first, ...others] = forms;
  if (!first) return null;
  const open = (id: string) => setFilling(forms.find((form) => form.id === id) ?? null);
  return (
    <>
      {others.length === 0 ? (
        <Button onClick={() => open(first.id)} data-testid="fill-form">
          {first.title}
        </Button>
      ) : (
        <Dropdown trigger={['click']} menu={{ items: forms.map((form) => ({ key: form.id, label: form.title })), onClick: ({ key }) => open(key) }}>
          <Button data-testid="fill-form">填表单</Button>
        </Dropdown>
      )}
      {filling && (
        <Sheet open wide onClose={() => setFilling(null)} title={filling.title} testid="fill-form-sheet">
          <FormSheet
            formId={filling.id}
            onDone={(recordId) => {
              setFilling(null);
              onDone(recordId);
            }}
          />
        </Sheet>
      )}
    </>
  );
}

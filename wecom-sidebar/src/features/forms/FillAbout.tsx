import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { FormSheet } from './FormSheet';

interface About {
  readonly about: { readonly entity: string; readonly id: string };
  readonly onDone: () => void;
}

/** FM-15 填一张表: a member fills a sheet in about this customer or record; it is linked before she types. Nothing stands here for a shop without such a form. */
export function FillAbout(about: About) {
  return useMay('record.write') ? <Menu {...about} /> : null;
}

function Menu({ about, onDone }: About) {
  const forms = (useQuery('forms.list', {}).data?.forms ?? []).filter((form) => form.about.includes(about.entity) && form.entity !== about.entity);
  const [filling, setFilling] = useState<(typeof forms)[number] | null>(null);
  const [first, ...others] = forms;
  if (!first) return null;
  const open = (id: string) => setFilling(forms.find((form) => form.id === id) ?? null);
  return (
    <>
      {others.length === 0 ? (
        <Button onClick={() => open(first.id)} data-testid="fill-about">
          填「{first.title}」
        </Button>
      ) : (
        <Dropdown trigger={['click']} menu={{ items: forms.map((form) => ({ key: form.id, label: form.title })), onClick: ({ key }) => open(key) }}>
          <Button data-testid="fill-about">填一张表</Button>
        </Dropdown>
      )}
      {filling && (
        <Sheet open wide onClose={() => setFilling(null)} title={filling.title} testid="fill-about-sheet">
          <FormSheet
            formId={filling.id}
            about={about}
            onDone={() => {
              setFilling(null);
              onDone();
            }}
          />
        </Sheet>
      )}
    </>
  );
}

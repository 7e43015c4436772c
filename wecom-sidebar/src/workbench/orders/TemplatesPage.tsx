import type { ContractTemplate } from '@zhike/domain/orders/contract';
import { Button, Input, Switch } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useRef, useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import '../services/services.css';

/** OR-03: the words of contracts; what differs from order to order stands as a variable. */
export function TemplatesPage() {
  const may = useMay('catalogue.manage');
  const templates = useQuery('orders.contractTemplates', {});
  const [open, setOpen] = useState<ContractTemplate | 'new' | null>(null);
  return (
    <div className="zk-page narrow" data-testid="templates-page">
      <header className="zk-page-head">
        <h1>合同模板</h1>
        {may && (
          <Button type="primary" onClick={() => setOpen('new')} data-testid="new-template">
            新模板
          </Button>
        )}
      </header>
      <Loaded query={templates} skeleton={<RowsSkeleton rows={2} tall />}>
        {({ templates: list, variables }) => (
          <>
            {list.length === 0 && <Nothing title="还没有合同模板" hint="写好一份，订单就能一键生成合同给客户签。" />}
            {list.map((one) => (
              <section key={one.id} className={one.active ? 'zk-card' : 'zk-card zk-faded'} data-testid="template">
                <div className="zk-card-head">
                  <div>
                    <h2>{one.name}</h2>
                    <span className="zk-hint">
                      第 {one.version} 版{one.active ? '' : ' · 停用'}
                    </span>
                  </div>
                  <Button onClick={() => setOpen(one)} data-testid="edit-template">
                    {may ? '修改' : '查看'}
                  </Button>
                </div>
                <p className="zk-second zk-template-start">{one.body.slice(0, 120)}…</p>
              </section>
            ))}
            {open && (
              <TemplateSheet
                template={open === 'new' ? null : open}
                variables={variables}
                may={may}
                onClose={() => setOpen(null)}
                onSaved={() => {
                  setOpen(null);
                  templates.reload();
                }}
                onStale={templates.reload}
              />
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

function TemplateSheet({
  template,
  variables,
  may,
  onClose,
  onSaved,
  onStale,
}: {
  template: ContractTemplate | null;
  variables: readonly string[];
  may: boolean;
  onClose: () => void;
  onSaved: () => void;
  onStale: () => void;
}) {
  const save = useCommand('orders.saveContractTemplate');
  const [name, setName] = useState(template?.name ?? '');
  const [body, setBody] = useState(template?.body ?? '');
  const [active, setActive] = useState(template?.active ?? true);
  const area = useRef<TextAreaRef>(null);
  const insert = (variable: string) => {
    const field = area.current?.resizableTextArea?.textArea;
    const [from, until] = [field?.selectionStart ?? body.length, field?.selectionEnd ?? body.length];
    const word = `【${variable}】`;
    setBody(`${body.slice(0, from)}${word}${body.slice(until)}`);
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(from + word.length, from + word.length);
    });
  };
  const submit = async () => {
    if (name.trim() === '' || body.trim() === '') return;
    const answer = await save.run({ templateId: template?.id ?? null, version: template?.version ?? 0, name: name.trim(), body: body.trim(), active });
    if (answer.ok) {
      say('模板已保存，已经生成的合同不变');
      onSaved();
    } else if (answer.refusal.code === 'record.changed') onStale();
  };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={template ? `合同模板 · ${template.name}` : '新模板'}
      testid="template-sheet"
      foot={
        may && (
          <Button
            block
            size="large"
            type="primary"
            disabled={name.trim() === '' || body.trim() === ''}
            loading={save.busy}
            onClick={() => void submit()}
            data-testid="template-save"
          >
            保存
          </Button>
        )
      }
    >
      <fieldset className="zk-plain-set" disabled={!may}>
        <Field label="名称">
          {(ids) => <Input {...ids} value={name} maxLength={40} onChange={(e) => setName(e.target.value)} data-testid="template-name" />}
        </Field>
        <Field label="插入变量" hint="点一下放到光标处；生成合同时换成订单里的内容">
          {() => (
            <div className="zk-chips">
              {variables.map((variable) => (
                <button key={variable} type="button" className="zk-chip" onClick={() => insert(variable)} data-testid={`variable-${variable}`}>
                  {variable}
                </button>
              ))}
            </div>
          )}
        </Field>
        <Field label="正文">
          {(ids) => (
            <Input.TextArea
              {...ids}
              ref={area}
              value={body}
              maxLength={20_000}
              autoSize={{ minRows: 12, maxRows: 24 }}
              onChange={(e) => setBody(e.target.value)}
              data-testid="template-body"
            />
          )}
        </Field>
        <Field label="启用" hint="停用后不能再用它生成合同">
          {(ids) => <Switch id={ids.id} checked={active} onChange={setActive} />}
        </Field>
        <RefusalNote refusal={save.refusal} />
      </fieldset>
    </Sheet>
  );
}

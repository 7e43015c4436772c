import type { FieldEntity, FieldView } from '@zhike/domain/fields/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Tabs } from '../../components/parts';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { FieldSheet } from './FieldSheet';
import { SENSITIVITY_WORDS, TYPE_WORDS } from './words';

/** 搭建 › 字段: what the shop itself wants to know of a customer, a booking, an order or a card. */
export function FieldsPage() {
  const query = useQuery('fields.list', {});
  const [entity, setEntity] = useState<FieldEntity>('customer');
  const [open, setOpen] = useState<FieldView | 'new' | null>(null);
  return (
    <div className="zk-page narrow" data-testid="fields-page">
      <Loaded query={query} skeleton={<RowsSkeleton rows={6} />}>
        {({ entities, can }) => {
          const shown = entities.find((one) => one.id === entity);
          const may = can.includes('change');
          return (
            <>
              <header className="zk-page-head">
                <h1>字段</h1>
                {may && (
                  <Button type="primary" onClick={() => setOpen('new')} data-testid="new-field">
                    加一个字段
                  </Button>
                )}
              </header>
              <Tabs label="加在哪里" active={entity} onChange={setEntity} tabs={entities.map((one) => ({ key: one.id, title: one.label }))} />
              {!may && <p className="zk-notice plain">字段全店共用，由总部管理员来改；您可以查看。</p>}
              {shown?.fields.length === 0 && (
                <Nothing
                  title={`还没有给${shown.label}加字段`}
                  hint="舌苔、香薰偏好、婚期……加好马上就能填，已有的资料不受影响。自己建的记录类型（问诊单等）在「单据」里改。"
                />
              )}
              {shown?.fields.map((field) => (
                <button
                  key={field.id}
                  type="button"
                  className="zk-card zk-row"
                  style={{ width: '100%', textAlign: 'left', marginTop: 12 }}
                  onClick={() => setOpen(field)}
                  data-testid="field"
                >
                  <span className="zk-grow">
                    <b className={field.retired ? 'zk-hint' : ''}>{field.label}</b>
                    <span className="zk-hint zk-block">{aboutField(field)}</span>
                  </span>
                  <span className="zk-hint">{field.retired ? '已停用' : field.hidden ? '资料页不显示' : ''}</span>
                </button>
              ))}
              {open !== null && (
                <FieldSheet
                  key={open === 'new' ? 'new' : `${open.id} ${open.version}`}
                  entity={entity}
                  entityLabel={shown?.label ?? ''}
                  unit={shown?.unit ?? '条'}
                  field={open === 'new' ? null : open}
                  may={may}
                  onClose={() => setOpen(null)}
                  onSaved={() => {
                    setOpen(null);
                    query.reload();
                  }}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

function aboutField(field: FieldView): string {
  const options = field.options?.filter((option) => !option.retired).map((option) => option.label);
  return [
    TYPE_WORDS[field.type] ?? field.type,
    field.required ? '必填' : '',
    field.unique ? '不能重复' : '',
    SENSITIVITY_WORDS[field.sensitivity],
    field.sealed ? '加密保存' : '',
    options ? options.join('、') : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

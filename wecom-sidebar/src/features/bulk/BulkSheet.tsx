import type { ApiInput } from '@zhike/domain/api';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import type { BulkSelection } from './BulkBar';
import { readTyped } from './typed';

type Change = ApiInput<'bulk.begin'>['change'];
const TITLES = { assign: '分配跟进人', tag: '加标签、去标签', set: '改字段', state: '改状态' } as const;
const NOBODY = 'nobody';

/** What is done to each of them; nothing happens before the button that tells how many they are. */
export function BulkSheet({
  what,
  of,
  unit = '位客户',
  selection,
  count,
  onClose,
  onBegun,
}: {
  what: keyof typeof TITLES;
  /** Absent: customers. */
  of?: string;
  unit?: string;
  selection: BulkSelection;
  count: number;
  onClose: () => void;
  onBegun: (bulkId: string) => void;
}) {
  const begin = useCommand('bulk.begin');
  const choices = useQuery('bulk.fields', of === undefined ? {} : { of });
  const tags = useQuery('customers.tagGroups', what === 'tag' ? {} : null);
  const [staffId, setStaffId] = useState<string | null>(null);
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const [state, setState] = useState<string | null>(null);
  const [key, setKey] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const field = choices.data?.fields.find((one) => one.key === key);
  const change: Change | null =
    what === 'assign'
      ? staffId === null
        ? null
        : { do: 'assign', staffId: staffId === NOBODY ? null : staffId }
      : what === 'tag'
        ? add.length + remove.length === 0
          ? null
          : { do: 'tag', add, remove }
        : what === 'state'
          ? state === null
            ? null
            : { do: 'state', state }
          : field
            ? { do: 'set', field: field.key, value: readTyped(field, typed) }
            : null;
  const submit = async () => {
    if (!change) return;
    const answer = await begin.run({ selection, change, expected: count });
    if (answer.ok) onBegun(answer.value.bulk.id);
  };
  const tagOptions = (tags.data?.groups ?? []).map((g) => ({ label: g.name, title: g.name, options: g.tags.map((t) => ({ value: t.id, label: t.name })) }));
  const pickTags = (label: string, value: string[], onChange: (ids: string[]) => void, testid: string) => (
    <Field label={label}>
      {(ids) => (
        <Select
          id={ids.id}
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          style={{ width: '100%' }}
          value={value}
          onChange={(all) => onChange(all.slice(0, 30))}
          options={tagOptions}
          data-testid={testid}
        />
      )}
    </Field>
  );
  return (
    <Sheet
      open
      onClose={onClose}
      title={TITLES[what]}
      testid="bulk-sheet"
      foot={
        <Button block size="large" type="primary" disabled={!change} loading={begin.busy} onClick={() => void submit()} data-testid="bulk-submit">
          修改 {count} {unit}
        </Button>
      }
    >
      <Loaded query={choices} skeleton={<RowsSkeleton rows={2} />}>
        {({ fields, staff, states }) => (
          <>
            {what === 'assign' && (
              <Field label="新的跟进人">
                {(ids) => (
                  <Select
                    id={ids.id}
                    showSearch={{ optionFilterProp: 'label' }}
                    style={{ width: '100%' }}
                    value={staffId ?? undefined}
                    placeholder="选一位同事"
                    onChange={setStaffId}
                    options={[...staff.map((one) => ({ value: one.id, label: one.name })), { value: NOBODY, label: '不要跟进人' }]}
                    data-testid="bulk-staff"
                  />
                )}
              </Field>
            )}
            {what === 'tag' && (
              <>
                {pickTags('加上', add, setAdd, 'bulk-add')}
                {pickTags('去掉', remove, setRemove, 'bulk-remove')}
              </>
            )}
            {what === 'state' && (
              <Field label="改为">
                {(ids) => (
                  <Select
                    id={ids.id}
                    style={{ width: '100%' }}
                    value={state ?? undefined}
                    placeholder="选一个状态"
                    onChange={setState}
                    options={states.map((one) => ({ value: one.id, label: one.label }))}
                    data-testid="bulk-state-choice"
                  />
                )}
              </Field>
            )}
            {what === 'set' && (
              <>
                <Field label="改哪一项">
                  {(ids) => (
                    <Select
                      id={ids.id}
                      style={{ width: '100%' }}
                      value={key ?? undefined}
                      placeholder="选一个字段"
                      onChange={(next: string) => {
                        setKey(next);
                        setTyped('');
                      }}
                      options={fields.map((one) => ({ value: one.key, label: one.label }))}
                      data-testid="bulk-field"
                    />
                  )}
                </Field>
                {field && (
                  <Field label={`改为（不填就是清空${field.label}）`} hint={field.type === 'options' ? '多个用顿号隔开' : undefined}>
                    {(ids) =>
                      field.type === 'option' || field.type === 'bool' ? (
                        <Select
                          id={ids.id}
                          allowClear
                          style={{ width: '100%' }}
                          value={typed || undefined}
                          onChange={(next?: string) => setTyped(next ?? '')}
                          options={
                            field.type === 'bool'
                              ? [
                                  { value: '是', label: '是' },
                                  { value: '否', label: '否' },
                                ]
                              : field.options.map((one) => ({ value: one.id, label: one.label }))
                          }
                        />
                      ) : (
                        <Input
                          {...ids}
                          type={field.type === 'date' ? 'date' : 'text'}
                          value={typed}
                          onChange={(e) => setTyped(e.target.value)}
                          data-testid="bulk-value"
                        />
                      )
                    }
                  </Field>
                )}
              </>
            )}
            <p className="zk-hint">{of === undefined ? '每位客户的动态里都会留一条记录。' : '每一条的修改记录里都会留下这次改动。'}改完可以一次撤销整批。</p>
            <RefusalNote refusal={begin.refusal} />
          </>
        )}
      </Loaded>
    </Sheet>
  );
}

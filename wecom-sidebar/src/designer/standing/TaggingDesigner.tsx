import type { ApiOutput } from '@zhike/domain/api';
import type { DefinitionView } from '@zhike/domain/definitions/contract';
import { say as sentenceOf } from '@zhike/domain/engines/conditions/say';
import type { TaggingBody } from '@zhike/domain/standing/definition';
import { Checkbox, Select } from 'antd';
import { useMemo } from 'react';
import { useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { Loaded, RowsSkeleton } from '../../components/states';
import { ConditionEditor } from '../conditions/ConditionEditor';
import { type CatalogueAnswer, toCatalogue } from '../conditions/catalogue';
import { useNames } from '../conditions/use-names';
import { DesignerFrame } from '../frame/DesignerFrame';
import { useDraft } from '../frame/use-draft';
import { taggingOf } from './draft';

type Groups = ApiOutput<'customers.tagGroups'>['groups'];

/** 自动标签: who fits has the tag; who gets it and who loses it, before it is published. */
export function TaggingDesigner({ definition }: { definition: DefinitionView }) {
  const catalogue = useQuery('segments.catalogue', {});
  const groups = useQuery('customers.tagGroups', {});
  return (
    <Loaded query={catalogue} skeleton={<RowsSkeleton rows={6} />}>
      {(answer) => (
        <Loaded query={groups} skeleton={<RowsSkeleton rows={6} />}>
          {({ groups: list }) => <Designer definition={definition} answer={answer} groups={list} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function Designer({ definition, answer, groups }: { definition: DefinitionView; answer: CatalogueAnswer; groups: Groups }) {
  const draft = useDraft(definition);
  const body = taggingOf(draft.body);
  const catalogue = useMemo(() => toCatalogue(answer), [answer]);
  const nameOf = (id: string): string => groups.flatMap((group) => group.tags).find((tag) => tag.id === id)?.name ?? '（没有选标签）';
  const put = (more: Partial<TaggingBody>) => draft.change({ body: { ...body, ...more } as unknown as Record<string, unknown> });
  const names = useNames([body.where], 'customer', catalogue);
  const words = (one: unknown): string => {
    const { tag, where, removes } = taggingOf(one);
    return `${sentenceOf(where, 'customer', catalogue, { names }) || '每位客户'}，就打上「${nameOf(tag)}」；${removes ? '不再符合时拿掉' : '打上后一直留着'}。`;
  };
  return (
    <DesignerFrame
      draft={draft}
      back={{ href: '#/design/tagging', title: '自动标签' }}
      words={words}
      effect={<Preview id={definition.id} body={body} brief />}
      aside={<Preview id={definition.id} body={body} />}
    >
      <section className="zk-card">
        <Field label="打上哪个标签" hint={groups.length === 0 ? '还没有标签：先到「客户 › 标签」里建。' : undefined}>
          {(ids) => (
            <Select
              id={ids.id}
              aria-label="打上哪个标签"
              showSearch={{ optionFilterProp: 'label' }}
              placeholder="选一个标签"
              value={body.tag === '' ? null : body.tag}
              options={groups.map((group) => ({ label: group.name, options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })) }))}
              onChange={(tag) => put({ tag: tag ?? '' })}
            />
          )}
        </Field>
        <h3>符合这些条件的客户</h3>
        <ConditionEditor answer={answer} entity="customer" value={body.where} label="条件" onChange={(where) => put({ where })} />
        <Checkbox checked={body.removes} onChange={(e) => put({ removes: e.target.checked })} data-testid="removes">
          不再符合时自动拿掉
        </Checkbox>
        <p className="zk-second" data-testid="sentence">
          {words(body)}
        </p>
        <p className="zk-hint">同事手动打的标签不会动；同事手动拿掉的，等她下次重新符合才会再打上。</p>
      </section>
    </DesignerFrame>
  );
}

const SHOWN = 8;

function Preview({ id, body, brief = false }: { id: string; body: TaggingBody; brief?: boolean }) {
  const ready = body.tag !== '';
  const query = useQuery('standing.previewTag', ready ? { id, body: body as unknown as Record<string, unknown> } : null, { keepPrevious: true });
  if (!ready)
    return (
      <section className={brief ? '' : 'zk-card'}>
        <p className="zk-hint">选好标签后，这里会显示谁会打上、谁会拿掉。</p>
      </section>
    );
  return (
    <section className={brief ? '' : 'zk-card'} data-testid="tag-preview">
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
        {({ gets, loses, has }) => (
          <>
            <p>
              会打上 <b data-testid="gets">{gets.count}</b> 位，会拿掉 <b data-testid="loses">{loses.count}</b> 位，已经有的 {has} 位
            </p>
            {!brief &&
              (
                [
                  ['会打上', gets],
                  ['会拿掉', loses],
                ] as const
              ).map(([title, { count, rows }]) =>
                count === 0 ? null : (
                  <div key={title}>
                    <h3>{title}</h3>
                    <ul className="zk-names">
                      {rows.slice(0, SHOWN).map((row) => (
                        <li key={row.id}>{row.name}</li>
                      ))}
                    </ul>
                    {count > SHOWN && <p className="zk-hint">等 {count} 位</p>}
                  </div>
                ),
              )}
          </>
        )}
      </Loaded>
    </section>
  );
}

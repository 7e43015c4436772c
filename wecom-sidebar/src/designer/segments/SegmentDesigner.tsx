import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { say as sentenceOf } from '@zhike/domain/engines/conditions/say';
import { Button, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { ConditionEditor } from '../conditions/ConditionEditor';
import { type CatalogueAnswer, toCatalogue } from '../conditions/catalogue';
import { useNames } from '../conditions/use-names';
import { type Designed, withCatalogue } from '../conditions/WithCatalogue';
import { DesignerFrame } from '../frame/DesignerFrame';
import { useDraft } from '../frame/use-draft';
import { Reasons } from '../rules/Reasons';

interface Segment {
  readonly entity: string;
  readonly where: Cond;
}
/** What stands in a body that another build or a file brought: never taken on trust. */
function segmentOf(body: unknown): Segment {
  const { entity, where } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Segment>;
  return { entity: typeof entity === 'string' ? entity : 'customer', where: typeof where === 'object' ? where : { all: [] } };
}

/** 客群: who is meant, in conditions; how many that are now, and by name. */
export const SegmentDesigner = withCatalogue(Designer);

function Designer({ definition, answer }: Designed) {
  const draft = useDraft(definition);
  const { entity, where } = segmentOf(draft.body);
  const catalogue = useMemo(() => toCatalogue(answer), [answer]);
  const names = useNames([where], entity, catalogue);
  const words = (body: unknown): string => {
    const segment = segmentOf(body);
    const of = catalogue.entities[segment.entity];
    return of ? `${of.label}：${sentenceOf(segment.where, of.id, catalogue, { names }) || '不限'}` : '（无权查看的内容）';
  };
  return (
    <DesignerFrame
      draft={draft}
      back={{ href: '#/design/segments', title: '客群' }}
      words={words}
      effect={<Preview entity={entity} where={where} answer={answer} brief />}
      aside={<Preview entity={entity} where={where} answer={answer} />}
    >
      <section className="zk-card">
        <div className="zk-row wrap">
          <span>要找的是</span>
          <Select
            aria-label="要找的是"
            value={entity}
            options={answer.entities.map((one) => ({ value: one.id, label: one.label }))}
            popupMatchSelectWidth={false}
            onChange={(next) => draft.change({ body: { entity: next, where: { all: [] } } })}
          />
          <span>，并且</span>
        </div>
        <ConditionEditor answer={answer} entity={entity} value={where} label="条件" onChange={(next) => draft.change({ body: { entity, where: next } })} />
        <p className="zk-second" data-testid="sentence">
          {words({ entity, where })}
        </p>
      </section>
    </DesignerFrame>
  );
}

const SHOWN = 8;

/** How many there are now and who, from one look. */
function Preview({ entity, where, answer, brief = false }: Segment & { answer: CatalogueAnswer; brief?: boolean }) {
  const [search, setSearch] = useState('');
  const [whole, setWhole] = useState(false);
  const [asked, setAsked] = useState<string | null>(null);
  const unit = answer.entities.find((one) => one.id === entity)?.unit ?? '个';
  const query = useQuery('segments.preview', { entity, where: where as unknown as Record<string, unknown>, search }, { keepPrevious: true });
  return (
    <section className={brief ? '' : 'zk-card'} data-testid="preview">
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
        {({ count, rows }) => (
          <>
            <p>
              现在符合 <b data-testid="preview-count">{count}</b> {unit}
            </p>
            {!brief && (
              <>
                <Input.Search placeholder="按姓名找" allowClear aria-label="按姓名找" onChange={(e) => setSearch(e.target.value.trim())} />
                {rows.length === 0 && <Nothing title={search ? '没有找到' : '现在没有符合的'} />}
                <ul className="zk-names">
                  {(whole ? rows : rows.slice(0, SHOWN)).map((row) => (
                    <li key={row.id}>
                      <button type="button" className="zk-link" onClick={() => setAsked(row.id)} data-testid="preview-name">
                        {row.name}
                      </button>
                    </li>
                  ))}
                </ul>
                {rows.length > SHOWN && !whole && (
                  <Button type="link" size="small" onClick={() => setWhole(true)}>
                    看全部
                  </Button>
                )}
              </>
            )}
          </>
        )}
      </Loaded>
      {asked && <WhySheet entity={entity} where={where} id={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}

/** Why somebody is among them, or what is missing: the condition line by line with what she has. */
function WhySheet({ entity, where, id, onClose }: Segment & { id: string; onClose: () => void }) {
  const why = useQuery('segments.why', { entity, where: where as unknown as Record<string, unknown>, id });
  return (
    <Sheet open onClose={onClose} title="为什么" testid="why-sheet">
      <Loaded query={why} skeleton={<RowsSkeleton rows={3} />}>
        {({ ok, name, lines }) => (
          <>
            <p>
              <b>{name}</b> {ok ? '符合，因为：' : '不符合，因为：'}
            </p>
            <Reasons lines={lines} />
          </>
        )}
      </Loaded>
    </Sheet>
  );
}

import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import type { RuleBody } from '@zhike/domain/engines/rules/definition';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Loaded, RowsSkeleton } from '../../components/states';
import { FindOne } from './FindOne';
import { asked, Reasons, useStanding } from './Reasons';
import { standingOf } from './standing';

/** 拿一位试试: whether the rule, as it is written now, would be about somebody, and what is missing; nothing has to be published. */
export function TryOne({ rule, catalogue }: { rule: RuleBody; catalogue: Catalogue }) {
  const [id, setId] = useState<string | null>(null);
  const customers = rule.entity === 'customer';
  return (
    <section className="zk-card" aria-label="拿一位试试" data-testid="try-one">
      <h2>拿一位试试</h2>
      <p className="zk-hint">写个{customers ? '姓名' : '名称'}，看这条规则会不会轮到，不会的话差在哪里。不用先发布，什么都不会发出去。</p>
      <FindOne key={rule.entity} entity={rule.entity} placeholder={customers ? '客户姓名' : '名称'} testid="try-one" onPick={setId} />
      {id && <Answer key={`${rule.entity} ${id}`} rule={rule} catalogue={catalogue} id={id} />}
    </section>
  );
}

function Answer({ rule, catalogue, id }: { rule: RuleBody; catalogue: Catalogue; id: string }) {
  const standing = useStanding(rule, catalogue, id);
  const why = useQuery('segments.why', asked(rule.entity, rule.when ?? { all: [] }, id), { keepPrevious: true });
  return (
    <Loaded query={why} skeleton={<RowsSkeleton rows={2} />}>
      {({ ok, name, lines }) => {
        if (!standing) return <RowsSkeleton rows={2} />;
        const turn = ok && standing.ok;
        const awaited = standingOf(rule) ? '' : '发生「当…时」里的事，';
        return (
          <div data-testid="try-one-answer">
            <p>
              <b>{name}</b> {turn ? `${awaited}会轮到` : '现在不会轮到，因为：'}
            </p>
            <Reasons lines={rule.when ? [...standing.lines, ...lines] : standing.lines} />
          </div>
        );
      }}
    </Loaded>
  );
}

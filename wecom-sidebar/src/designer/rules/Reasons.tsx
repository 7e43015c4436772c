import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { RuleBody } from '@zhike/domain/engines/rules/definition';
import { useQuery } from '../../api/hooks';
import { fieldAt } from '../conditions/catalogue';
import { standingOf } from './standing';

export interface ReasonLine {
  readonly words: string;
  readonly depth: number;
  readonly ok: boolean;
}

/** Whether the rule's 当…时 can come for this record, and the line that says so; undefined while nobody knows. */
export function useStanding(rule: RuleBody, catalogue: Catalogue, id: string): { readonly ok: boolean; readonly lines: readonly ReasonLine[] } | undefined {
  const standing = standingOf(rule);
  const why = useQuery('segments.why', standing ? asked(rule.entity, standing.cond, id) : null);
  if (!standing || why.refusal) return { ok: true, lines: [] };
  if (!why.data) return undefined;
  const { ok, lines } = why.data;
  if (standing.path === null) return { ok, lines };
  const label = fieldAt(catalogue, rule.entity, standing.path)?.label ?? '日期';
  return { ok, lines: [{ ok, depth: 0, words: ok ? `「${label}」有内容` : `「${label}」还没有填，所以轮不到` }] };
}

export const asked = (entity: string, where: Cond, id: string) => ({ entity, where: where as unknown as Record<string, unknown>, id });

export function Reasons({ lines }: { lines: readonly ReasonLine[] }) {
  return (
    <ul className="zk-why">
      {lines.map((line, i) => (
        <li key={`${i} ${line.words}`} style={{ marginLeft: line.depth * 16 }} className={line.ok ? '' : 'bad'}>
          {line.ok ? '✓' : '✗'} {line.words}
        </li>
      ))}
    </ul>
  );
}

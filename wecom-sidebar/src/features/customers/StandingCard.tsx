import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { Tag } from './Tag';

const MARKS = { ok: '✓', missing: '✗', any: '·' } as const;

/** In which stage she is, and which tags came by themselves, each with its reason as it is now. */
export function StandingCard({ customerId }: { customerId: string }) {
  const now = useNow();
  const { data } = useQuery('standing.of', { customerId }, { follow: (news) => news.topic === 'customer', keepPrevious: true });
  if (!data) return null;
  const { standing, tags } = data;
  const since = (at: string | null): string => (at === null ? '' : `${momentOf(at, CHINA_OFFSET, now)} 起`);
  return (
    <section className="zk-card" data-testid="standing-card">
      <div className="zk-card-head">
        <h3>客户阶段</h3>
        <span className="zk-hint">{since(standing.since)}</span>
      </div>
      <p className="zk-row wrap">
        <Tag tag={{ name: standing.label, colour: standing.color ?? '#718096' }} />
        {standing.lines.length === 0 && <span className="zk-hint">别的阶段都不符合</span>}
      </p>
      <Reasons lines={standing.lines} />
      {tags.map((tag) => (
        <div key={tag.tagId} data-testid="given-tag">
          <div className="zk-row wrap">
            <b>{tag.name}</b>
            <span className="zk-hint">
              自动标签{tag.title ? `「${tag.title}」` : '（已停用）'}，{since(tag.since)}
            </span>
          </div>
          <Reasons lines={tag.lines} />
        </div>
      ))}
    </section>
  );
}

function Reasons({ lines }: { lines: readonly { mark: keyof typeof MARKS; depth: number; text: string }[] }) {
  if (lines.length === 0) return null;
  return (
    <ul className="zk-why">
      {lines.map((line, i) => (
        <li key={`${i} ${line.text}`} style={{ marginLeft: line.depth * 16 }} className={line.mark === 'missing' ? 'bad' : ''}>
          {MARKS[line.mark]} {line.text}
        </li>
      ))}
    </ul>
  );
}

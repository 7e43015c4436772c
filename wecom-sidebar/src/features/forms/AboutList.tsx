import { type ComponentType, Suspense, useState } from 'react';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { AskToFill } from './AskToFill';
import { FillAbout } from './FillAbout';

/** What opens one of them; handed in, because a record shows such a list itself. */
export type RecordOpener = ComponentType<{ recordId: string; onClose: () => void; onChanged: () => void }>;
interface About {
  readonly entity: string;
  readonly id: string;
  /** Whom a record belongs to: she can be asked about it. Of a customer's own page it is she. */
  readonly customerId?: string | undefined;
  readonly Sheet: RecordOpener;
}

/** FM-15 表单与记录: what was handed in about somebody or something, the newest first. Nothing stands here while there is none. */
export function AboutList(about: About) {
  return useMay('record.read') ? <Listed {...about} /> : null;
}

function Listed({ entity, id, customerId, Sheet }: About) {
  const now = useNow();
  const query = useQuery('forms.about', { entity, id }, { follow: (m) => m.customerId === (customerId ?? id) });
  const [open, setOpen] = useState<string | null>(null);
  const items = query.data?.items ?? [];
  const about = { entity, id };
  const whom = entity === 'customer' ? id : customerId;
  const acts = (
    <div className="zk-row wrap" style={{ marginTop: items.length === 0 ? 24 : 0 }}>
      {whom !== undefined && <AskToFill customerId={whom} about={entity === 'customer' ? undefined : about} />}
      <FillAbout about={about} onDone={query.reload} />
    </div>
  );
  if (items.length === 0) return acts;
  return (
    <section aria-label="表单与记录" data-testid="about-records">
      <h2 style={{ margin: '24px 0 8px' }}>表单与记录</h2>
      {acts}
      {items.map((item) => (
        <div key={item.id} className="zk-row wrap">
          <button type="button" className="zk-link zk-grow" style={{ textAlign: 'left' }} onClick={() => setOpen(item.id)} data-testid="about-record">
            {item.entityLabel} · {item.name || '（没有名称）'}
          </button>
          <span className="zk-hint">
            {item.ownerName || '客户'} {momentOf(item.createdAt, CHINA_OFFSET, now)}
          </span>
        </div>
      ))}
      {open !== null && (
        <Suspense fallback={null}>
          <Sheet recordId={open} onClose={() => setOpen(null)} onChanged={query.reload} />
        </Suspense>
      )}
    </section>
  );
}

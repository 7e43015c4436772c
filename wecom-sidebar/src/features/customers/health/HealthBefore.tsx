import type { ApiOutput } from '@zhike/domain/api';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../../api/hooks';
import { useNow } from '../../../components/parts';
import { RefusalNote } from '../../../components/states';
import { CHINA_OFFSET, momentOf } from '../../../components/time';
import { HealthFacts } from './HealthForm';

/** CU-10 以前填的: what the record said before it was changed. Looked up only when asked for, because each look is recorded. */
export function HealthBefore({ customerId }: { customerId: string }) {
  const now = useNow();
  const look = useCommand('customers.healthBefore');
  const [versions, setVersions] = useState<ApiOutput<'customers.healthBefore'>['versions'] | null>(null);
  const open = async () => {
    const answer = await look.run({ customerId });
    if (answer.ok) setVersions(answer.value.versions);
  };
  if (!versions)
    return (
      <>
        <Button type="text" loading={look.busy} onClick={() => void open()} data-testid="health-before">
          看以前填的（会留下查看记录）
        </Button>
        <RefusalNote refusal={look.refusal} />
      </>
    );
  return (
    <section aria-label="以前填的" data-testid="health-versions">
      {versions.length === 0 && <p className="zk-hint">以前没有别的内容。</p>}
      {versions.map((version) => (
        <details key={`${version.version} ${version.at}`}>
          <summary>
            第 {version.version} 版 · {version.by === 'customer' ? '本人' : version.byName} {momentOf(version.at, CHINA_OFFSET, now)}
          </summary>
          <HealthFacts record={version.record} />
        </details>
      ))}
    </section>
  );
}

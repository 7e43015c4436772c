import type { ApiInput, ApiOutput, EndpointName } from '@zhike/domain/api';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { type AppRefusal, call } from '../api/call';
import { type Query, useQuery } from '../api/hooks';
import type { LiveNews } from '../api/live';
import { RefusalNote } from './states';

type PagedName = { [Name in EndpointName]: ApiOutput<Name> extends { items: readonly unknown[]; next: string | null } ? Name : never }[EndpointName];
type ItemOf<Name extends PagedName> = ApiOutput<Name>['items'][number];

export interface Pages<Item> {
  readonly items: readonly Item[];
  readonly more: boolean;
  readonly busy: boolean;
  readonly refusal: AppRefusal | undefined;
  load(): void;
}

/** A list that grows downwards: the first page is live, the pages behind it are fetched on demand and forgotten when the question changes. */
export function usePages<Name extends PagedName>(
  name: Name,
  input: ApiInput<Name> | null,
  follow: (news: Exclude<LiveNews, { topic: 'resync' }>) => boolean,
): { first: Query<ApiOutput<Name>>; pages: Pages<ItemOf<Name>> } {
  const key = JSON.stringify(input);
  const first = useQuery(name, input, { keepPrevious: true, follow });
  const [behind, setBehind] = useState<{ key: string; items: ItemOf<Name>[]; next: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<AppRefusal | undefined>(undefined);
  const latest = useRef(key);
  latest.current = key;
  const own = behind?.key === key ? behind : null;
  const next = own ? own.next : (first.data?.next ?? null);
  const load = async () => {
    if (input === null || next === null || busy) return;
    setBusy(true);
    setRefusal(undefined);
    const answer = await call(name, { ...input, cursor: next });
    setBusy(false);
    if (latest.current !== key) return;
    if (answer.ok) setBehind({ key, items: [...(own?.items ?? []), ...answer.value.items], next: answer.value.next });
    else setRefusal(answer.refusal);
  };
  return {
    first,
    pages: { items: [...(first.data?.items ?? []), ...(own?.items ?? [])], more: next !== null, busy, refusal, load: () => void load() },
  };
}

/** The foot of a list: more, or its end. */
export function ListFoot({ pages, unit }: { pages: Pages<unknown>; unit: string }) {
  return (
    <div className="zk-list-end">
      <RefusalNote refusal={pages.refusal} />
      {pages.more ? (
        <Button loading={pages.busy} onClick={pages.load} data-testid="load-more">
          加载更多
        </Button>
      ) : (
        <span data-testid="list-end">
          共 {pages.items.length} {unit}，没有更多了
        </span>
      )}
    </div>
  );
}

import { Input } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';

const SHOWN = 10;

/** Somebody by name, whether or not the rule is about her. */
export function FindOne({ entity, placeholder, testid, onPick }: { entity: string; placeholder: string; testid: string; onPick: (id: string) => void }) {
  const [search, setSearch] = useState('');
  return (
    <>
      <Input.Search
        placeholder={placeholder}
        allowClear
        aria-label={placeholder}
        onChange={(e) => setSearch(e.target.value.trim())}
        data-testid={`${testid}-find`}
      />
      {search !== '' && <Matches entity={entity} search={search} testid={testid} onPick={onPick} />}
    </>
  );
}

function Matches({ entity, search, testid, onPick }: { entity: string; search: string; testid: string; onPick: (id: string) => void }) {
  const found = useQuery('segments.preview', { entity, where: { all: [] }, search }, { keepPrevious: true });
  return (
    <Loaded query={found} skeleton={<RowsSkeleton rows={2} />}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Nothing title="没有找到" />
        ) : (
          <ul className="zk-names">
            {rows.slice(0, SHOWN).map((row) => (
              <li key={row.id}>
                <button type="button" className="zk-link" onClick={() => onPick(row.id)} data-testid={`${testid}-match`}>
                  {row.name}
                </button>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

import type { DefinitionRow } from '@zhike/domain/definitions/contract';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../api/hooks';
import { Field, useNow } from '../components/parts';
import { useRoute } from '../components/route';
import { useMay } from '../components/SessionGate';
import { Sheet } from '../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../components/states';
import { CHINA_OFFSET, momentOf } from '../components/time';
import { type DesignedKind, kindAt } from './kinds';
import './frame/frame.css';

/** All definitions of a kind, or the designer of one. */
export function DesignPage() {
  const { parts } = useRoute();
  const [, place, id] = parts;
  const [kind, designed] = kindAt(place);
  return id ? <OpenDefinition id={decodeURIComponent(id)} designed={designed} /> : <DefinitionsPage kind={kind} designed={designed} />;
}

function OpenDefinition({ id, designed }: { id: string; designed: DesignedKind }) {
  const query = useQuery('definitions.read', { id });
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={6} />}>
      {({ definition }) => <designed.Designer key={definition.id} definition={definition} />}
    </Loaded>
  );
}

function DefinitionsPage({ kind, designed }: { kind: string; designed: DesignedKind }) {
  const may = useMay('design.edit');
  const [search, setSearch] = useState('');
  const [retired, setRetired] = useState(false);
  const [making, setMaking] = useState(false);
  const query = useQuery('definitions.list', { kind, search, retired }, { keepPrevious: true });
  return (
    <div className="zk-page narrow" data-testid="definitions-page">
      <header className="zk-page-head">
        <h1>{designed.title}</h1>
        <div className="zk-row wrap">
          <Input.Search placeholder="按名称找" allowClear style={{ width: 220 }} onChange={(e) => setSearch(e.target.value.trim())} aria-label="按名称找" />
          <Checkbox checked={retired} onChange={(e) => setRetired(e.target.checked)}>
            已停用的
          </Checkbox>
          {may && (
            <Button type="primary" onClick={() => setMaking(true)} data-testid="new-definition">
              新建
            </Button>
          )}
        </div>
      </header>
      <Loaded query={query} skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing
              title={search ? `没有名称里有「${search}」的${designed.title}` : `还没有${designed.title}`}
              hint={search ? '换个说法再找。' : designed.hint}
            />
          ) : (
            items.map((row) => <Row key={row.id} row={row} place={designed.place} />)
          )
        }
      </Loaded>
      {making && <NewSheet kind={kind} designed={designed} onClose={() => setMaking(false)} />}
    </div>
  );
}

function Row({ row, place }: { row: DefinitionRow; place: string }) {
  const now = useNow();
  return (
    <a className="zk-card zk-row zk-definition" href={`#/design/${place}/${encodeURIComponent(row.id)}`} data-testid="definition">
      <span className="zk-grow">
        <b>{row.title}</b>
        <span className="zk-hint zk-block">
          {row.current > 0 ? `第 ${row.current} 版` : '还没有发布'}
          {row.on ? '' : ' · 已关掉'}
          {row.draft && row.current > 0 ? ' · 有没发布的改动' : ''}
          {row.storeId ? '' : ' · 全店通用'}
        </span>
      </span>
      <span className="zk-hint">
        {row.updatedByName || '系统'} {momentOf(row.updatedAt, CHINA_OFFSET, now)}
      </span>
    </a>
  );
}

function NewSheet({ kind, designed, onClose }: { kind: string; designed: DesignedKind; onClose: () => void }) {
  const create = useCommand('definitions.create');
  const [title, setTitle] = useState('');
  const submit = async () => {
    if (title.trim() === '') return;
    const answer = await create.run({ kind, title, body: { ...(typeof designed.begin === 'function' ? designed.begin(title.trim()) : designed.begin) } });
    if (answer.ok) window.location.hash = `#/design/${designed.place}/${encodeURIComponent(answer.value.definition.id)}`;
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={`新建${designed.title}`}
      testid="new-definition-sheet"
      onSubmit={() => void submit()}
      foot={
        <Button
          block
          type="primary"
          size="large"
          disabled={title.trim() === ''}
          loading={create.busy}
          onClick={() => void submit()}
          data-testid="create-definition"
        >
          建好并开始编辑
        </Button>
      }
    >
      <RefusalNote refusal={create.refusal} />
      <Field label="名称" hint={designed.hint}>
        {(ids) => <Input id={ids.id} autoFocus value={title} maxLength={60} onChange={(e) => setTitle(e.target.value)} data-testid="definition-title" />}
      </Field>
    </Sheet>
  );
}

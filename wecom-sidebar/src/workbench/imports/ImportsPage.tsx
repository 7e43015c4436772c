import type { ImportView } from '@zhike/domain/imports/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { ListFoot, usePages } from '../../components/more';
import { useNow } from '../../components/parts';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { IMPORT_STATES, outcomeWords } from '../../features/imports/words';
import { BeginSheet } from './BeginSheet';
import { ImportSheet } from './ImportSheet';
import '../books/books.css';

/** 导入: bring in from a spreadsheet what the shop has elsewhere, and what came of each time. */
export function ImportsPage() {
  const now = useNow();
  const { first, pages } = usePages('imports.list', { cursor: null }, () => false);
  const [making, setMaking] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const begin = (
    <Button type="primary" onClick={() => setMaking(true)} data-testid="import-new">
      导入表格
    </Button>
  );
  return (
    <div className="zk-page" data-testid="imports-page">
      <header className="zk-page-head">
        <h1>导入</h1>
        <Button onClick={first.reload}>刷新</Button>
        {begin}
      </header>
      <Loaded query={first} skeleton={<RowsSkeleton rows={4} />}>
        {() =>
          pages.items.length === 0 ? (
            <Nothing title="还没有导入过" hint="先下载模板，把客户、会员卡或登记表填进去，再上传。上传后会先检查每一行，确认前不会写入。">
              {begin}
            </Nothing>
          ) : (
            <>
              {pages.items.map((one: ImportView) => (
                <button key={one.id} type="button" className="zk-account" onClick={() => setShown(one.id)} data-testid="import-row">
                  <span>
                    {one.title || '（表单已停用）'} · {one.fileName}
                    <span className="zk-hint zk-block">
                      {one.byName} · {momentOf(one.createdAt, CHINA_OFFSET, now)}
                      {outcomeWords(one) && ` · ${outcomeWords(one)}`}
                    </span>
                  </span>
                  <b>{IMPORT_STATES[one.state]}</b>
                </button>
              ))}
              <ListFoot pages={pages} unit="次" />
            </>
          )
        }
      </Loaded>
      {making && (
        <BeginSheet
          onClose={() => setMaking(false)}
          onSent={(id) => {
            setMaking(false);
            setShown(id);
            first.reload();
          }}
        />
      )}
      {shown && (
        <ImportSheet
          importId={shown}
          onClose={() => {
            setShown(null);
            first.reload();
          }}
        />
      )}
    </div>
  );
}

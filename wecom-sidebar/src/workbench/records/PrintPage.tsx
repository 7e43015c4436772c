import { PrinterOutlined } from '@ant-design/icons';
import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import { type FormDef, slotsOf } from '@zhike/domain/engines/forms/definition';
import type { RecordView } from '@zhike/domain/forms/contract';
import { Button } from 'antd';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { MediaShown } from '../../features/forms/MediaShown';
import { type Line, linesOf } from './print-lines';
import { shownValue } from './show';
import '../calendar/day-sheet.css';
import './print.css';

/** FM-16: a record on one page, under the sections of its form. */
export function PrintPage({ recordId }: { recordId: string }) {
  const query = useQuery('forms.record', { id: recordId });
  return (
    <Loaded query={query} skeleton={<RowsSkeleton rows={8} />}>
      {({ record, entity }) =>
        record.formId && record.printable ? (
          <Sheet record={record} formId={record.formId} entity={entity as unknown as Entity} />
        ) : (
          <Nothing title="这条记录不能打印" hint="在它的表单里打开「可以打印成一页」并发布。" />
        )
      }
    </Loaded>
  );
}

function Sheet({ record, formId, entity }: { record: RecordView; formId: string; entity: Entity }) {
  const now = useNow();
  const query = useQuery('forms.read', { id: formId });
  return (
    <div className="zk-page narrow" data-testid="print-page">
      <div className="zk-row zk-no-print" style={{ justifyContent: 'space-between', marginBottom: 12 }}>
        <a className="zk-link" href={`#/records/${record.entity}`}>
          返回
        </a>
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()} data-testid="print-now">
          打印
        </Button>
      </div>
      <Loaded query={query} skeleton={<RowsSkeleton rows={8} />}>
        {({ open }) => {
          const form = open.form as unknown as FormDef;
          const print = form.print;
          return print ? (
            <article className="zk-sheet-paper zk-paper" data-testid="paper">
              <h1>{print.title}</h1>
              {form.layout.map((section) => {
                const lines = linesOf(slotsOf(section), form, entity, record.values, (field, value) => shownValue(field, value, record.names));
                return lines.length > 0 ? (
                  <section key={section.id}>
                    {section.title && <h2>{section.title}</h2>}
                    <dl>
                      {lines.map((line) => (
                        <PaperLine key={line.slot} line={line} />
                      ))}
                    </dl>
                  </section>
                ) : null;
              })}
              {(print.signatures ?? []).length > 0 && (
                <div className="zk-paper-signs">
                  {(print.signatures ?? []).map((who) => (
                    <span key={who}>{who}签字：</span>
                  ))}
                </div>
              )}
              <footer>
                {print.footer ? `${print.footer} · ` : ''}
                {record.ownerName || '客户'} {momentOf(record.createdAt, CHINA_OFFSET, now)} 填写
              </footer>
            </article>
          ) : (
            <Nothing title="这条记录不能打印" hint="它的表单刚改过，请重新打开。" />
          );
        }}
      </Loaded>
    </div>
  );
}

function PaperLine({ line }: { line: Line }) {
  return (
    <>
      <dt>{line.label}</dt>
      <dd>
        {line.media.length > 0 ? <MediaShown type={line.type} values={line.media} label={line.label} /> : null}
        {line.text}
      </dd>
    </>
  );
}

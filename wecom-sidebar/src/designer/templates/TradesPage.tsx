import type { ApiOutput } from '@zhike/domain/api';
import type { PlannedPart, TemplateFile, TemplateRow } from '@zhike/domain/templates/contract';
import { Button, Input, Radio, Tag, Upload } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { call } from '../../api/call';
import { Field } from '../../components/parts';
import { saveFile } from '../../components/save-file';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { PracticeSheet } from './PracticeSheet';
import { KIND_WORDS, STANDING_WORDS, wordsOfValue } from './words';

type Choices = Record<string, 'mine' | 'theirs'>;
type Source = { readonly templateId: string } | { readonly file: TemplateFile };

/** 行业模板: what a trade brings, what its newer version would change here, and the shop's own way as a file for another one. */
export function TradesPage() {
  const query = useQuery('templates.list', {});
  const [source, setSource] = useState<Source | null>(null);
  const [exporting, setExporting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  /** The file stays on this device until it is installed: nothing is uploaded by choosing it. */
  const choose = (file: File): false => {
    void open(file);
    return false;
  };
  const open = async (file: File): Promise<void> => {
    setProblem(null);
    try {
      setSource({ file: JSON.parse(await file.text()) as TemplateFile });
    } catch {
      setProblem('这个文件打不开：不是模板文件，或者没有下载完整。');
    }
  };
  return (
    <div className="zk-page narrow" data-testid="templates-page">
      <header className="zk-page-head">
        <h1>行业模板</h1>
        <div className="zk-row wrap">
          <Upload accept=".json" showUploadList={false} beforeUpload={choose}>
            <Button>从文件导入</Button>
          </Upload>
          <Button onClick={() => setExporting(true)}>导出我们的做法</Button>
        </div>
      </header>
      {problem && <p className="zk-bad">{problem}</p>}
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
        {({ templates }) =>
          templates.length === 0 ? (
            <Nothing title="没有可用的模板" />
          ) : (
            templates.map((row) => <Row key={row.id} row={row} onOpen={() => setSource({ templateId: row.id })} />)
          )
        }
      </Loaded>
      {source && <PlanSheet source={source} onClose={() => setSource(null)} onDone={() => query.reload()} />}
      {exporting && <ExportSheet onClose={() => setExporting(false)} />}
    </div>
  );
}

function Row({ row, onOpen }: { row: TemplateRow; onOpen: () => void }) {
  const [practising, setPractising] = useState(false);
  const { practice } = row;
  const state = row.installed === 0 ? '安装' : row.installed < row.version ? `升级到第 ${row.version} 版` : '查看';
  return (
    <section className="zk-card" data-testid="template">
      <div className="zk-row wrap">
        <b className="zk-grow">{row.title}</b>
        {row.installed > 0 && <Tag color="green">已安装第 {row.installed} 版</Tag>}
        {row.installed > 0 && practice && (
          <Button onClick={() => setPractising(true)} data-testid={`practice-${row.id}`}>
            练手数据
          </Button>
        )}
        <Button type={row.installed < row.version ? 'primary' : 'default'} onClick={onOpen} data-testid={`open-${row.id}`}>
          {state}
        </Button>
      </div>
      <p className="zk-second">{row.summary}</p>
      <p className="zk-hint">{row.counts.map(({ kind, n }) => `${KIND_WORDS[kind] ?? kind} ${n}`).join(' · ')}</p>
      {practising && practice && <PracticeSheet row={{ ...row, practice }} onClose={() => setPractising(false)} />}
    </section>
  );
}

/** What it would do here, part by part; where both have changed the same place, somebody chooses first. */
function PlanSheet({ source, onClose, onDone }: { source: Source; onClose: () => void; onDone: () => void }) {
  const [choices, setChoices] = useState<Choices>({});
  const fromShop = useQuery('templates.plan', 'templateId' in source ? { ...source, choices: {} } : null);
  const fromFile = useQuery('templates.planFile', 'file' in source ? { ...source, choices: {} } : null);
  const install = useCommand('templates.install');
  const bring = useCommand('templates.import');
  const publish = useCommand('templates.publish');
  const query = 'templateId' in source ? fromShop : fromFile;
  const busy = install.busy || bring.busy || publish.busy;
  const run = async (templateId: string): Promise<void> => {
    const answer = await ('templateId' in source ? install.run({ ...source, choices }) : bring.run({ ...source, choices }));
    if (!answer.ok) return;
    const done = answer.value;
    if (done.drafts.length > 0 && !(await publish.run({ templateId })).ok) return;
    say(done.made.length + done.drafts.length === 0 ? '已经是最新的了' : `已启用 ${done.made.length} 项，更新 ${done.drafts.length} 项`);
    onDone();
    onClose();
  };
  return (
    <Sheet open onClose={onClose} title="模板会带来什么" testid="template-plan">
      <Loaded query={query} skeleton={<RowsSkeleton rows={6} />}>
        {({ template, parts }) => {
          const open = parts.flatMap((part) => part.conflicts.map((one) => `${part.id}${one.path}`)).filter((at) => choices[at] === undefined);
          return (
            <>
              <p>
                <b>{template.title}</b> 第 {template.version} 版
              </p>
              <Summary parts={parts} />
              <ul className="zk-list">
                {parts.map((part) => (
                  <PartRow key={part.id} part={part} choices={choices} onChoose={(at, whose) => setChoices({ ...choices, [at]: whose })} />
                ))}
              </ul>
              {[install.refusal, bring.refusal, publish.refusal].map((refusal, i) => refusal && <RefusalNote key={i} refusal={refusal} />)}
              <Button type="primary" block loading={busy} disabled={open.length > 0} onClick={() => void run(template.id)} data-testid="install-template">
                {open.length > 0 ? `还有 ${open.length} 处要选` : '启用'}
              </Button>
            </>
          );
        }}
      </Loaded>
    </Sheet>
  );
}

function Summary({ parts }: { parts: readonly PlannedPart[] }) {
  const count = (standing: PlannedPart['standing']): number => parts.filter((part) => part.standing === standing).length;
  const said = (['new', 'follow', 'conflict', 'mine', 'same', 'gone'] as const).filter((one) => count(one) > 0);
  return <p className="zk-second">{said.map((one) => `${STANDING_WORDS[one]} ${count(one)} 项`).join(' · ')}</p>;
}

function PartRow({ part, choices, onChoose }: { part: PlannedPart; choices: Choices; onChoose: (at: string, whose: 'mine' | 'theirs') => void }) {
  return (
    <li>
      <div className="zk-row">
        <span className="zk-grow">{part.title}</span>
        <span className="zk-hint">
          {KIND_WORDS[part.kind] ?? part.kind} · {STANDING_WORDS[part.standing]}
        </span>
      </div>
      {part.conflicts.map((one) => (
        <Radio.Group
          key={one.path}
          className="zk-block"
          value={choices[`${part.id}${one.path}`]}
          onChange={(e) => onChoose(`${part.id}${one.path}`, e.target.value as 'mine' | 'theirs')}
        >
          <Radio value="mine">保留我们的：{wordsOfValue(one.mine)}</Radio>
          <Radio value="theirs">用模板的：{wordsOfValue(one.theirs)}</Radio>
        </Radio.Group>
      ))}
    </li>
  );
}

type Exported = ApiOutput<'templates.export'>;

function ExportSheet({ onClose }: { onClose: () => void }) {
  const [title, setTitle] = useState('');
  const [done, setDone] = useState<Exported | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    const answer = await call('templates.export', { id: 'own', title: title.trim(), summary: '' });
    setBusy(false);
    if (!answer.ok) return;
    setDone(answer.value);
    saveFile(`${title.trim()}.模板.json`, JSON.stringify(answer.value.file, null, 1), 'application/json');
  };
  return (
    <Sheet open onClose={onClose} title="导出我们的做法" testid="export-template">
      <p className="zk-second">在用的表单、流程、规则、文案、报表写成一个文件，另一家店可以导入。客户和员工的资料不会带出去。</p>
      <Field label="叫什么">{(ids) => <Input {...ids} aria-label="叫什么" value={title} maxLength={30} onChange={(e) => setTitle(e.target.value)} />}</Field>
      <Button type="primary" block disabled={title.trim() === ''} loading={busy} onClick={() => void run()}>
        导出
      </Button>
      {done && (
        <p data-testid="exported">
          已导出 {done.file.template.parts.length} 项。
          {done.left.length > 0 && `有 ${done.left.length} 项写死了本店的人或记录，没有带上：${done.left.map((one) => one.title).join('、')}。`}
        </p>
      )}
    </Sheet>
  );
}

import { DndContext, PointerSensor, useDraggable, useDroppable, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core';
import { refId, type ReportDef } from '@zhike/domain/engines/reports/definition';
import { Button, Input, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { addMeasure, addOwn, bandsOf, dimensionWords, dropDimension, ownCount, putDimension, ratioOf, removeMeasure, swapped, type Well } from './draft-report';
import { type DimensionChoice, homeOf, measureIn, type World } from './known';
import { MeasureEditor } from './MeasureEditor';

interface Editing {
  readonly report: ReportDef;
  readonly source: string;
  readonly world: World;
  readonly choices: readonly DimensionChoice[];
  readonly onChange: (report: ReportDef) => void;
}

/** 看什么 and 按什么分: chips that are dragged into their places, or pressed. */
export function Wells(editing: Editing) {
  const { report, choices, onChange } = editing;
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 8 } }));
  const [banding, setBanding] = useState<{ readonly choice: DimensionChoice; readonly well: Well } | null>(null);
  const put = (choice: DimensionChoice, well: Well): void => {
    if (choice.bands) setBanding({ choice, well });
    else onChange(putDimension(report, well, choice));
  };
  const drop = ({ active, over }: DragEndEvent): void => {
    const id = String(active.id);
    if (over?.id === 'measures' && id.startsWith('m ')) onChange(addMeasure(report, id.slice(2)));
    const choice = choices.find((one) => `d ${one.key}` === id);
    if (choice && (over?.id === 'rows' || over?.id === 'cols')) put(choice, over.id);
  };
  return (
    <DndContext sensors={sensors} onDragEnd={drop}>
      <div className="zk-report-wells">
        <Palette {...editing} onPut={put} />
        <div>
          <Measures {...editing} />
          <Split {...editing} well="rows" title="按什么分（横轴）" onPut={put} />
          <Split {...editing} well="cols" title="再按什么分（列、颜色）" onPut={put} />
          {report.rows.length > 0 && (report.cols?.length ?? 0) > 0 && (
            <Button size="small" onClick={() => onChange(swapped(report))} data-testid="swap">
              行列对调
            </Button>
          )}
          {banding && (
            <Bands
              choice={banding.choice}
              onDone={(bands) => {
                if (bands && banding.choice.own) {
                  const own = { ...banding.choice.own, bands, ...(banding.choice.bands === 'years' ? { since: 'years' as const } : {}) };
                  onChange(putDimension(report, banding.well, banding.choice, own));
                }
                setBanding(null);
              }}
            />
          )}
        </div>
      </div>
    </DndContext>
  );
}

/** By keyboard it is pressed; only a pointer drags. */
function Chip({ id, label, onAdd, title, testid }: { id: string; label: string; onAdd: () => void; title?: string; testid: string }) {
  const { setNodeRef, listeners, transform } = useDraggable({ id });
  const moved = transform ? { transform: `translate(${transform.x}px, ${transform.y}px)`, zIndex: 5, position: 'relative' as const } : undefined;
  return (
    <span ref={setNodeRef} style={moved} {...listeners}>
      <Button size="small" title={title} onClick={onAdd} data-testid={testid}>
        ＋ {label}
      </Button>
    </span>
  );
}

/** What can be counted and what it can be split by. */
function Palette({ report, source, world, choices, onChange, onPut }: Editing & { onPut: (choice: DimensionChoice, well: Well) => void }) {
  const [search, setSearch] = useState('');
  const found = (label: string): boolean => label.includes(search);
  const measures = world.known.measures.filter(
    (one) => homeOf(world, report, one.id) === source && !report.measures.some(({ m }) => m === one.id) && found(one.label),
  );
  const groups = [...new Set(choices.map((choice) => choice.group))];
  const used = new Set([...report.rows, ...(report.cols ?? [])].map(refId));
  return (
    <section className="zk-card zk-report-palette" aria-label="可以放进来的">
      <Input.Search placeholder="找一个数或一项" allowClear aria-label="找一个数或一项" onChange={(e) => setSearch(e.target.value.trim())} />
      <h3>看什么数</h3>
      <div className="zk-palette">
        {measures.map((one) => (
          <Chip
            key={one.id}
            id={`m ${one.id}`}
            label={one.label}
            title={one.formulaText}
            onAdd={() => onChange(addMeasure(report, one.id))}
            testid={`measure-${one.id}`}
          />
        ))}
        <Button size="small" type="dashed" onClick={() => onChange(addOwn(report, ownCount(report, source, world)))} data-testid="own-measure">
          ＋ 自己算一个
        </Button>
      </div>
      <h3>按什么分</h3>
      {groups.map((group) => {
        const shown = choices.filter((choice) => choice.group === group && found(choice.label) && (!used.has(refId(choice.ref)) || 'time' in choice.ref));
        return shown.length === 0 ? null : (
          <div key={group}>
            <span className="zk-hint">{group}</span>
            <div className="zk-palette">
              {shown.map((choice) => (
                <Chip
                  key={choice.key}
                  id={`d ${choice.key}`}
                  label={choice.label}
                  onAdd={() => onPut(choice, report.rows.length > 0 && !('time' in choice.ref) ? 'cols' : 'rows')}
                  testid={`dim-${choice.key}`}
                />
              ))}
            </div>
          </div>
        );
      })}
    </section>
  );
}

function Place({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  const { setNodeRef, isOver } = useDroppable({ id });
  return (
    <section ref={setNodeRef} className={isOver ? 'zk-card zk-report-place over' : 'zk-card zk-report-place'} data-testid={`well-${id}`}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Measures({ report, source, world, onChange }: Editing) {
  const [open, setOpen] = useState<string | null>(null);
  const [left, right] = [report.measures[0]?.m, report.measures[1]?.m];
  const combine = (how: 'ratio' | 'difference') => left && right && onChange(addOwn(report, ratioOf(report, [left, right], how, world)));
  return (
    <Place id="measures" title="看什么（纵轴）">
      {report.measures.length === 0 && <p className="zk-hint">从左边选一个数，或拖到这里。</p>}
      {report.measures.map(({ m }, i) => {
        const measure = measureIn(world, report, m);
        const own = report.own?.measures?.find((one) => one.id === m);
        return (
          <div key={m} className="zk-report-item">
            <div className="zk-row">
              <span className="zk-grow">
                <b>{measure?.label ?? '（已删除）'}</b>
                <span className="zk-hint zk-block">{measure?.formulaText}</span>
              </span>
              {i > 0 && (
                <Button
                  size="small"
                  onClick={() => {
                    const list = [...report.measures];
                    list.splice(i - 1, 0, ...list.splice(i, 1));
                    onChange({ ...report, measures: list });
                  }}
                >
                  上移
                </Button>
              )}
              {own && !('combine' in own) && (
                <Button size="small" aria-expanded={open === m} onClick={() => setOpen(open === m ? null : m)} data-testid="edit-measure">
                  {open === m ? '收起' : '改'}
                </Button>
              )}
              <Button size="small" onClick={() => onChange(removeMeasure(report, m))} aria-label={`移除${measure?.label ?? ''}`}>
                移除
              </Button>
            </div>
            {own && !('combine' in own) && open === m && <MeasureEditor report={report} measure={own} world={world} onChange={onChange} />}
          </div>
        );
      })}
      {left && right && source && (
        <div className="zk-row wrap">
          <span className="zk-hint">前两个数：</span>
          <Button size="small" onClick={() => combine('ratio')} data-testid="ratio">
            算占比
          </Button>
          <Button size="small" onClick={() => combine('difference')}>
            算差额
          </Button>
        </div>
      )}
    </Place>
  );
}

function Split({
  report,
  choices,
  well,
  title,
  onChange,
  onPut,
}: Editing & { well: Well; title: string; onPut: (choice: DimensionChoice, well: Well) => void }) {
  const refs = report[well] ?? [];
  return (
    <Place id={well} title={title}>
      {refs.map((ref) => (
        <div key={refId(ref)} className="zk-report-item zk-row">
          <span className="zk-grow">{dimensionWords(report, ref, choices)}</span>
          <Button size="small" onClick={() => onChange(dropDimension(report, refId(ref)))} aria-label={`移除${dimensionWords(report, ref, choices)}`}>
            移除
          </Button>
        </div>
      ))}
      <Select
        aria-label={title}
        placeholder={refs.length === 0 ? '不分：看一个总数' : '再加一项'}
        value={null}
        showSearch={{ optionFilterProp: 'label' }}
        options={[...new Set(choices.map((choice) => choice.group))].map((group) => ({
          label: group,
          options: choices.filter((choice) => choice.group === group).map((choice) => ({ value: choice.key, label: choice.label })),
        }))}
        popupMatchSelectWidth={false}
        style={{ minWidth: 160 }}
        onChange={(key: string | null) => {
          const choice = choices.find((one) => one.key === key);
          if (choice) onPut(choice, well);
        }}
        data-testid={`add-${well}`}
      />
    </Place>
  );
}

/** Where one band ends and the next begins, written smallest first. */
function Bands({ choice, onDone }: { choice: DimensionChoice; onDone: (bands: ReturnType<typeof bandsOf>) => void }) {
  const [text, setText] = useState(choice.bands === 'years' ? '20，30，40，50' : '500，2000，5000');
  const bands = bandsOf(text, choice.bands ?? 'number');
  return (
    <section className="zk-card" data-testid="bands">
      <h3>「{choice.label}」怎么分段</h3>
      <Input aria-label="分界" value={text} onChange={(e) => setText(e.target.value)} maxLength={200} />
      <p className="zk-hint">{bands ? bands.map((band) => band.label).join('、') : '请从小到大写数字，用逗号隔开。'}</p>
      <div className="zk-row">
        <Button type="primary" size="small" disabled={!bands} onClick={() => onDone(bands)} data-testid="bands-done">
          就这样分
        </Button>
        <Button size="small" onClick={() => onDone(null)}>
          取消
        </Button>
      </div>
    </section>
  );
}

import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { Aggregate, ReportDef, RowMeasure } from '@zhike/domain/engines/reports/definition';
import { Button, Input, Select } from 'antd';
import { ConditionEditor } from '../conditions/ConditionEditor';
import { Labelled } from '../forms/parts';
import { AGGREGATE_WORDS, setOwn } from './draft-report';
import { momentsOf, numbersOf, type World, entityIn } from './known';

/** A number of the report's own: 怎么算 · 哪一项 · 按哪个日期 · 只算哪些. Its formula follows by itself. */
export function MeasureEditor({
  report,
  measure,
  world,
  onChange,
}: {
  report: ReportDef;
  measure: RowMeasure;
  world: World;
  onChange: (report: ReportDef) => void;
}) {
  const put = (next: RowMeasure): void => onChange(setOwn(report, next, world));
  const numbers = numbersOf(world, measure.home);
  const moments = momentsOf(world, measure.home);
  const countable = (entityIn(world, measure.home)?.fields ?? []).filter(
    (field) => !field.retired && !field.masked && (field.groupable || field.type === 'datetime'),
  );
  const fields = measure.agg === 'countDistinct' ? countable : numbers;
  const chooseAgg = (agg: Aggregate): void => {
    const { of: _, ...rest } = measure;
    const first = agg === 'count' ? undefined : (agg === 'countDistinct' ? countable : numbers)[0]?.id;
    put({ ...rest, agg, ...(first === undefined ? {} : { of: first }) });
  };
  return (
    <div className="zk-measure" data-testid="measure-editor">
      <Labelled label="名称">
        <Input
          aria-label="名称"
          value={measure.label}
          maxLength={40}
          onChange={(e) => e.target.value.trim() !== '' && put({ ...measure, label: e.target.value })}
        />
      </Labelled>
      <Labelled label="怎么算">
        <span className="zk-row wrap">
          {measure.agg !== 'count' && (
            <Select
              aria-label="算哪一项"
              value={measure.of ?? null}
              options={fields.map((field) => ({ value: field.id, label: field.label }))}
              popupMatchSelectWidth={false}
              onChange={(of) => of && put({ ...measure, of })}
            />
          )}
          <Select
            aria-label="怎么算"
            value={measure.agg}
            options={(Object.keys(AGGREGATE_WORDS) as Aggregate[]).map((agg) => ({
              value: agg,
              label: AGGREGATE_WORDS[agg],
              disabled: (agg === 'countDistinct' ? countable : numbers).length === 0 && agg !== 'count',
            }))}
            onChange={chooseAgg}
          />
        </span>
      </Labelled>
      <Labelled label="按哪个日期算进期间">
        <Select
          aria-label="按哪个日期算进期间"
          value={measure.time ?? ''}
          options={[...moments.map((one) => ({ value: one.path, label: one.label })), { value: '', label: '不按日期：期末时有多少' }]}
          popupMatchSelectWidth={false}
          onChange={(time) => put({ ...measure, time: time || null })}
        />
      </Labelled>
      {measure.where ? (
        <Labelled label="只算哪些">
          <ConditionEditor
            answer={world.answer}
            entity={measure.home}
            value={measure.where}
            label="只算哪些"
            onChange={(where: Cond) => put({ ...measure, where })}
          />
          <Button
            type="link"
            size="small"
            onClick={() => {
              const { where: _, ...rest } = measure;
              put(rest);
            }}
          >
            都算
          </Button>
        </Labelled>
      ) : (
        <Button type="link" size="small" onClick={() => put({ ...measure, where: { all: [] } })}>
          ＋ 只算满足条件的
        </Button>
      )}
      <p className="zk-hint">公式：{measure.formulaText}</p>
    </div>
  );
}

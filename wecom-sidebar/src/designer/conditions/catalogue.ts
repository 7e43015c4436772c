import type { ApiOutput } from '@zhike/domain/api';
import type { Catalogue, Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import { familyOf, opsOf } from '@zhike/domain/engines/catalogue/find';
import type { Op, RelationCond } from '@zhike/domain/engines/conditions/definition';
import type { Family } from '@zhike/domain/engines/conditions/ops';
import { KEPT, RELATION, SEGMENT } from './tree';

export type CatalogueAnswer = ApiOutput<'segments.catalogue'>;

/** The catalogue as the server told it, in the shape that the engines read. */
export function toCatalogue({ version, entities }: CatalogueAnswer): Catalogue {
  const toField = ({ masked: _, ...field }: CatalogueAnswer['entities'][number]['fields'][number]): Field => ({
    ...field,
    sortable: false,
    groupable: false,
    measurable: false,
    writableBy: 'system',
  });
  const toEntity = (entity: CatalogueAnswer['entities'][number]): Entity => ({
    id: entity.id,
    label: entity.label,
    unit: entity.unit,
    alive: { all: [] },
    name: entity.name,
    fields: Object.fromEntries(entity.fields.map((field) => [field.id, toField(field)])),
    relations: Object.fromEntries(entity.relations.map((relation) => [relation.id, relation])),
    times: { created: '' },
    verbs: entity.verbs,
    custom: false,
  });
  return { version, entities: Object.fromEntries(entities.map((entity) => [entity.id, toEntity(entity)])) };
}

export interface FieldChoice {
  /** The editor's field: a path, `rel:<relation>`, or one of its own names. */
  readonly name: string;
  readonly label: string;
  readonly group: string;
  readonly ops: readonly string[];
}

const QUANTIFIERS: readonly RelationCond['q'][] = ['some', 'none', 'every', 'count', 'sum', 'avg', 'min', 'max'];

/**
 * What may be tested of an entity: its own fields, those of what it belongs to (one step away), and what belongs to it.
 * A masked field is offered with the two tests that say nothing of its value.
 */
export function choicesOf(answer: CatalogueAnswer, entityId: string, depth = 0): readonly FieldChoice[] {
  const entity = answer.entities.find((one) => one.id === entityId);
  if (!entity) return [];
  const own = entity.fields.flatMap((field): FieldChoice[] => {
    const ops: readonly Op[] = field.masked ? opsOf(field).filter((op) => op === 'empty' || op === 'notEmpty') : opsOf(field);
    return ops.length === 0 || field.retired ? [] : [{ name: field.id, label: field.label, group: entity.label, ops }];
  });
  const beside =
    depth > 0
      ? []
      : entity.relations
          .filter((relation) => relation.kind === 'one')
          .flatMap((relation) =>
            choicesOf(answer, relation.to, depth + 1)
              .filter((choice) => !choice.name.startsWith(RELATION))
              .map((choice) => ({
                ...choice,
                name: `${relation.id}.${choice.name}`,
                label: relation.label ? `${relation.label}的${choice.label}` : choice.label,
                group: relation.label || choice.group,
              })),
          );
  const many = entity.relations
    .filter((relation) => relation.kind === 'many' && answer.entities.some((one) => one.id === relation.to))
    .map((relation) => ({ name: `${RELATION}${relation.id}`, label: relation.label, group: '相关的记录', ops: QUANTIFIERS }));
  return [...own, ...beside, ...many];
}

/** The field that a choice stands for, through the relation that it names. */
export function fieldAt(catalogue: Catalogue, entityId: string, path: string): Field | undefined {
  let entity = catalogue.entities[entityId];
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  for (const step of steps) entity = catalogue.entities[entity?.relations[step]?.to ?? ''];
  return entity?.fields[last];
}

const OP_WORDS: Readonly<Record<Op, string>> = {
  eq: '等于',
  ne: '不等于',
  gt: '大于',
  gte: '不少于',
  lt: '小于',
  lte: '不超过',
  between: '介于',
  in: '是其中之一',
  notIn: '不是其中任何一个',
  contains: '包含',
  notContains: '不包含',
  startsWith: '开头是',
  last4: '后四位是',
  anyOf: '含有任一',
  noneOf: '都不含',
  allOf: '同时含有',
  me: '是我',
  myTeam: '是我的团队成员',
  inWindow: '在这段时间',
  yearDay: '每年的这一天在',
  timeOfDay: '在几点到几点',
  weekday: '在星期几',
  empty: '未填写',
  notEmpty: '已填写',
};
const DAY_WORDS: Readonly<Partial<Record<Op, string>>> = { gt: '晚于', gte: '不早于', lt: '早于', lte: '不晚于' };
const QUANTIFIER_WORDS: Readonly<Record<string, string>> = {
  some: '至少有一条',
  none: '一条也没有',
  every: '有，且每一条都',
  count: '条数',
  sum: '合计',
  avg: '平均',
  min: '最小',
  max: '最大',
};

/** How the picker calls an operator of a field. */
export function opWord(op: string, field: Pick<Field, 'type' | 'storage'> | undefined): string {
  const family: Family | null = field ? familyOf(field) : null;
  const day = family === 'date' || family === 'time';
  if (op === SEGMENT || op === KEPT) return '';
  return (day ? DAY_WORDS[op as Op] : undefined) ?? QUANTIFIER_WORDS[op] ?? OP_WORDS[op as Op] ?? op;
}

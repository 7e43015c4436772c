import type { Catalogue, Entity } from '../catalogue/definition';
import { entityOf, fieldOf } from '../catalogue/find';
import { pathWords, say, type SayOptions } from '../conditions/say';
import type { Effect, EffectKind } from '../effects';
import type { RuleBody, Schedule, Trigger } from './definition';

/** What a rule's sentence may know beside the catalogue: the names of what it speaks of, by their ids. */
export interface RuleNames extends SayOptions {
  readonly things?: Readonly<Record<string, string>>;
}

interface Saying extends RuleNames {
  readonly entity: Entity;
  readonly catalogue: Catalogue;
}

const named = (saying: Saying, id: string): string => (saying.things && Object.keys(saying.things).includes(id) ? (saying.things[id] ?? id) : id);
const fieldWords = (saying: Saying, id: string): string => fieldOf(saying.entity, id)?.label ?? '（已删除的字段）';
const around = (days: number, day: string): string => (days === 0 ? `${day}当天` : days < 0 ? `${day}前 ${-days} 天` : `${day}后 ${days} 天`);

function scheduleWords(cron: Schedule): string {
  if ('weekdays' in cron) return `每周${cron.weekdays.map((day) => '一二三四五六日'[day - 1] ?? '').join('、')} ${cron.at}`;
  return 'monthDays' in cron ? `每月 ${cron.monthDays.join('、')} 日 ${cron.at}` : `每天 ${cron.at}`;
}

type TriggerOf<On> = Trigger extends infer T ? (T extends { readonly on: infer Kind } ? (On extends Kind ? T : never) : never) : never;
type EffectOf<Do> = Effect extends infer T ? (T extends { readonly do: infer Kind } ? (Do extends Kind ? T : never) : never) : never;

const TRIGGERS: { readonly [On in Trigger['on']]: (trigger: TriggerOf<On>, saying: Saying) => string } = {
  created: (_, { entity }) => `新增${entity.label}`,
  updated: (trigger, saying) =>
    `${saying.entity.label}的${say({ changed: trigger.field, from: trigger.from, to: trigger.to }, saying.entity.id, saying.catalogue, saying)}`,
  verb: (trigger, saying) => `${saying.entity.label}${named(saying, trigger.verb)}`,
  after: (trigger, saying) => `${named(saying, trigger.verb)}后第 ${trigger.days.join('、')} 天 ${trigger.at}`,
  date: (trigger, saying) => `到了${around(trigger.offset.days, pathWords(trigger.path, saying).label)} ${trigger.at}`,
  yearly: (trigger, saying) => `到了每年${around(trigger.offset.days, pathWords(trigger.path, saying).label)} ${trigger.at}`,
  moment: ({ offset, path }, saying) => {
    const [n, unit] = 'hours' in offset ? [offset.hours, '小时'] : [offset.minutes, '分钟'];
    return `到了${pathWords(path, saying).label}${n < 0 ? '前' : '后'} ${Math.abs(n)} ${unit}`;
  },
  since: (trigger, saying) => `${pathWords(trigger.event, saying).label}之后满 ${trigger.days} 天没有新的`,
  enter: (trigger, saying) => `${saying.entity.label}进入人群「${named(saying, trigger.segment)}」`,
  leave: (trigger, saying) => `${saying.entity.label}离开人群「${named(saying, trigger.segment)}」`,
  schedule: (trigger) => `到了${scheduleWords(trigger.cron)}`,
};

const EFFECTS: { readonly [Do in EffectKind]: (effect: EffectOf<Do>, saying: Saying) => string } = {
  call: (effect, saying) => named(saying, effect.verb),
  'record.create': (effect, { catalogue }) => `新建一${entityOf(catalogue, effect.entity)?.unit ?? '条'}${entityOf(catalogue, effect.entity)?.label ?? '记录'}`,
  'record.set': (effect, saying) =>
    `修改${Object.keys(effect.values)
      .map((id) => `「${fieldWords(saying, id)}」`)
      .join('')}`,
  'record.add': (effect, saying) => `${effect.times === -1 ? '扣减' : '增加'}「${fieldWords(saying, effect.on ?? effect.field)}」`,
  'tag.add': (effect, saying) => `打上标签「${named(saying, effect.tag)}」`,
  'tag.remove': (effect, saying) => `去掉标签「${named(saying, effect.tag)}」`,
  'coupon.issue': (effect, saying) => `发放${effect.n && effect.n > 1 ? ` ${effect.n} 张` : ''}优惠券「${named(saying, effect.template)}」`,
  'order.create': (effect, saying) => {
    const item = typeof effect.item === 'string' ? `「${named(saying, effect.item)}」的` : '';
    return `生成${item}${effect.as === 'quote' ? '报价单' : '订单'}${effect.contract === undefined ? '' : '和合同'}`;
  },
  'points.add': (effect) => (effect.points < 0 ? `扣减 ${-effect.points} 积分` : `增加 ${effect.points} 积分`),
  'task.open': (effect) => `建待办「${effect.title}」`,
  message: (effect, saying) => `发消息「${named(saying, effect.template)}」`,
  notify: (effect) => `提醒员工「${effect.text}」`,
  'flow.start': (effect, saying) => `启动流程「${named(saying, effect.flow)}」`,
  webhook: () => '通知外部系统',
};

/** A rule as one sentence: 当…时，如果…，就…。 Never fails: what the catalogue does not know is said to be gone. */
export function sayRule(rule: RuleBody, catalogue: Catalogue, names: RuleNames = {}): string {
  const entity = entityOf(catalogue, rule.entity);
  if (!entity) return '（对象已删除的规则）';
  const saying: Saying = { ...names, entity, catalogue };
  const trigger = (TRIGGERS[rule.trigger.on] as (trigger: Trigger, saying: Saying) => string)(rule.trigger, saying);
  const conditions = [rule.trigger.on === 'schedule' ? rule.trigger.each : null, rule.when ?? null].flatMap((cond) =>
    cond === null ? [] : [say(cond, entity.id, catalogue, names)],
  );
  const effects = rule.effects.map(({ what: effect }) => (EFFECTS[effect.do] as (effect: Effect, saying: Saying) => string)(effect, saying));
  return `当${trigger}${/\d$/.test(trigger) ? ' ' : ''}时，${conditions.length > 0 ? `如果${conditions.join('，且')}，` : ''}就${effects.join('，并')}。`;
}

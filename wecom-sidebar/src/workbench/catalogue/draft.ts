import type { BusinessLine, ItemTerms, ItemView, PriceRule, Stage } from '@zhike/domain/catalogue/contract';
import { decideLine, decideTerms } from '@zhike/domain/catalogue/rules';
import { CATALOGUE_WORDS } from '../../words.catalogue';

export type OptionDraft = ItemTerms['options'][number];
export type LineDraft = Pick<BusinessLine, 'key' | 'name' | 'stages' | 'fields' | 'position' | 'active'>;

export const NEW_ITEM: ItemTerms = {
  kind: 'package',
  lineId: null,
  name: '',
  text: '',
  priceFen: 0,
  costFen: 0,
  options: [],
  prices: [],
  from: null,
  until: null,
  active: true,
};

/** An item as it is edited. Whoever may not know the cost may not edit either, so a cost that is not told is none. */
export function draftOf(item: ItemView): ItemTerms {
  const { id: _id, version: _version, nowFen: _now, ...terms } = item;
  return { ...terms, costFen: terms.costFen ?? 0, options: terms.options.map((option) => ({ ...option, costFen: option.costFen ?? 0 })) };
}

/** A word for programs that no other of them has: `option_3`. People never see it. */
export function freshKey(stem: string, taken: readonly string[]): string {
  let n = taken.length + 1;
  while (taken.includes(`${stem}_${n}`)) n += 1;
  return `${stem}_${n}`;
}

export const newOption = (options: readonly OptionDraft[]): OptionDraft => ({
  key: freshKey(
    'option',
    options.map((option) => option.key),
  ),
  name: '',
  unit: '',
  priceFen: 0,
  costFen: 0,
  min: 0,
  included: 0,
  max: 10,
});

/** Without an option no price can be said for it. */
export function withoutOption(terms: ItemTerms, key: string): ItemTerms {
  const prices = terms.prices.map(
    (rule): PriceRule => ({ ...rule, optionPrices: Object.fromEntries(Object.entries(rule.optionPrices).filter(([one]) => one !== key)) }),
  );
  return { ...terms, options: terms.options.filter((option) => option.key !== key), prices };
}

/** What must be mended before it can be saved, in words; the same rules as the server's. */
export function itemProblem(terms: ItemTerms): string | undefined {
  if (terms.name.trim() === '') return '请填名称';
  if (terms.options.some((option) => option.name.trim() === '')) return '有选项没有名字';
  const names = terms.options.map((option) => option.name.trim());
  if (new Set(names).size < names.length) return '有两个选项同名';
  const decided = decideTerms(terms);
  return decided.ok ? undefined : CATALOGUE_WORDS['catalogue.terms_invalid'](decided.refusal.facts, { offsetMinutes: 0, now: 0 });
}

/** A new line of business begins with the steps that most have. */
export const NEW_LINE: LineDraft = {
  key: '',
  name: '',
  stages: [
    { key: 'created', name: '创建订单', needs: 'nothing' },
    { key: 'deposit', name: '支付定金', needs: 'deposit' },
    { key: 'scheduled', name: '安排档期', needs: 'booking' },
    { key: 'served', name: '服务完成', needs: 'service' },
    { key: 'settled', name: '支付尾款', needs: 'paid' },
    { key: 'closed', name: '订单完结', needs: 'nothing' },
  ],
  fields: [],
  position: 0,
  active: true,
};

export function lineProblem(line: LineDraft): string | undefined {
  if (line.name.trim() === '') return '请填业务线名称';
  if (line.stages.length < 2) return '至少要有两步';
  if (line.stages.some((stage) => stage.name.trim() === '')) return '有一步没有名字';
  if (line.fields.some((field) => field.label.trim() === '')) return '有一个字段没有名字';
  const decided = decideLine(line.stages, line.fields);
  return decided.ok ? undefined : CATALOGUE_WORDS['catalogue.terms_invalid'](decided.refusal.facts, { offsetMinutes: 0, now: 0 });
}

/** The same list with one moved a place up or down. */
export function moved<Item>(list: readonly Item[], at: number, by: -1 | 1): Item[] {
  const next = [...list];
  const [one] = next.splice(at, 1);
  if (one !== undefined) next.splice(Math.min(list.length - 1, Math.max(0, at + by)), 0, one);
  return next;
}

export const STAGE_NEEDS: readonly { value: Stage['needs']; label: string }[] = [
  { value: 'nothing', label: '随时可到' },
  { value: 'deposit', label: '首款收齐' },
  { value: 'booking', label: '约好时间' },
  { value: 'service', label: '服务完成' },
  { value: 'paid', label: '款已付清' },
];

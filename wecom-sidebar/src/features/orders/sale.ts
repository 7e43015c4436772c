import type { BusinessLine, FormField, ItemView, LineChoice, PricedLineView } from '@zhike/domain/catalogue/contract';
import { addDays, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { Fen } from '@zhike/domain/kernel/money';
import type { Discount, InstalmentInput, OrderView } from '@zhike/domain/orders/contract';
import { decideDiscount } from '@zhike/domain/orders/money';

/** One line of a sale while it is put together. `lineId`: the order's line that it was; null: it is new. */
export interface WishedLine extends LineChoice {
  readonly lineId: string | null;
}
export type FormDraft = Readonly<Record<string, string | number | boolean>>;
type Sold = OrderView['lines'][number];

/** An item as it stands: once, with what it includes. */
export const wishOf = (item: Pick<ItemView, 'id' | 'options'>): WishedLine => ({
  lineId: null,
  itemId: item.id,
  quantity: 1,
  options: Object.fromEntries(item.options.map((option) => [option.key, option.included])),
});

/** The lines of an order that can be changed: those that were taken back are gone. */
export const wishesOf = (lines: readonly Sold[]): WishedLine[] =>
  lines.filter((line) => line.state === 'sold').map(({ id, itemId, quantity, options }) => ({ lineId: id, itemId, quantity, options: { ...options } }));

const sameOptions = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean =>
  Object.keys({ ...a, ...b }).every((key) => a[key] === b[key]);

/** The order's line that this one still is; it keeps its price. */
export function keptLine(wish: WishedLine, sold: readonly Sold[]): Sold | undefined {
  return sold.find(
    (line) => line.id === wish.lineId && line.itemId === wish.itemId && line.quantity === wish.quantity && sameOptions(line.options, wish.options),
  );
}

export interface Sums {
  readonly listFen: Fen;
  readonly discountFen: Fen;
  readonly totalFen: Fen;
  readonly costFen: Fen | null;
  readonly marginFen: Fen | null;
}

/** What priced lines come to less a discount; cost and margin only when every line tells its own. A discount above the price takes all. */
export function sumSale(lines: readonly Pick<PricedLineView, 'priceFen' | 'costFen'>[], discount: Discount | null): Sums {
  const listFen = lines.reduce((sum, line) => sum + line.priceFen, 0);
  const decided = decideDiscount([listFen], discount);
  const discountFen = decided.ok ? decided.value.discountFen : listFen;
  const costFen = lines.reduce<number | null>((sum, line) => (sum === null || line.costFen === null ? null : sum + line.costFen), 0);
  const totalFen = listFen - discountFen;
  return { listFen, discountFen, totalFen, costFen, marginFen: costFen === null ? null : totalFen - costFen };
}

/** Due items for another total: the last one takes the rest, so together they are the bill to the fen. */
export function fillDues(dues: readonly InstalmentInput[], totalFen: Fen): InstalmentInput[] {
  const before = dues.slice(0, -1).reduce((sum, due) => sum + due.amountFen, 0);
  return dues.map((due, index) => (index === dues.length - 1 ? { ...due, amountFen: totalFen - before } : due));
}

const HUNDRED_YUAN = 10_000;
/** Deposit and balance: about a third today, in whole hundreds, the rest in a month. */
export function usualDues(totalFen: Fen, today: CalendarDate): InstalmentInput[] {
  const third = Math.min(totalFen, Math.ceil(totalFen / 3 / HUNDRED_YUAN) * HUNDRED_YUAN);
  return [
    { name: '定金', amountFen: third, dueOn: today },
    { name: '尾款', amountFen: totalFen - third, dueOn: addDays(today, 30) },
  ];
}

/** What must be mended in the due items before they can be kept, in words. */
export function duesProblem(dues: readonly InstalmentInput[]): string | undefined {
  const last = dues[dues.length - 1];
  if (last && last.amountFen < 0) return `前几期已经超过应收，请改小`;
  if (dues.some((due) => due.name.trim() === '')) return '请给每一期起个名字';
  if (dues.some((due) => due.dueOn === '')) return '请选每一期的日期';
  const late = dues.find((due, index) => index > 0 && due.dueOn < (dues[index - 1]?.dueOn ?? ''));
  return late ? `「${late.name}」早于上一期，请按先后填写` : undefined;
}

/** Only what the line of business asks for, and nothing that was left empty. */
export function formOf(fields: readonly FormField[], draft: FormDraft): Record<string, string | number | boolean> {
  const entries = fields.flatMap(({ key }) => {
    const value = draft[key];
    const trimmed = typeof value === 'string' ? value.trim() : value;
    return trimmed === undefined || trimmed === '' ? [] : [[key, trimmed] as const];
  });
  return Object.fromEntries(entries);
}

/** The required fields that are still empty. */
export function missingIn(line: Pick<BusinessLine, 'fields'> | undefined, draft: FormDraft): FormField[] {
  const filled = formOf(line?.fields ?? [], draft);
  return (line?.fields ?? []).filter((field) => field.required && !(field.key in filled));
}

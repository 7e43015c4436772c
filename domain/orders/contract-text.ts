import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import { formatFen } from '../kernel/money';
import type { OrdersRefusals } from './contract';

/** What a template may say of an order, written as 【单号】. */
export const VARIABLES = ['商家', '门店', '日期', '单号', '顾客', '业务线', '明细', '总价', '优惠', '金额', '付款计划', '顾问'] as const;
export type Variable = (typeof VARIABLES)[number];
const PLACE = /【([^【】]{1,20})】/g;

/** What a contract tells of an order. Amounts in fen; dates as they are written. */
export interface ContractFacts {
  readonly shopName: string;
  readonly storeName: string;
  /** The day on which it was drawn up, on the store's calendar. */
  readonly date: string;
  readonly code: string;
  readonly customerName: string;
  readonly lineName: string;
  readonly sellerName: string;
  readonly lines: readonly {
    readonly name: string;
    readonly text: string;
    readonly quantity: number;
    readonly parts: readonly { readonly key: string | null; readonly name: string; readonly unit: string; readonly quantity: number }[];
    readonly priceFen: number;
  }[];
  readonly listFen: number;
  readonly discountFen: number;
  readonly billedFen: number;
  readonly instalments: readonly { readonly name: string; readonly amountFen: number; readonly dueOn: string }[];
}

/** A template names only what there is. */
export function decideTemplate(body: string): Decision<null, RefusalOf<Pick<OrdersRefusals, 'orders.template_invalid'>>> {
  for (const [, name = ''] of body.matchAll(PLACE))
    if (!(VARIABLES as readonly string[]).includes(name)) return refuse('orders.template_invalid', { variable: name });
  return allow(null);
}

/** The contract's words: the template with everything filled in. The same facts give the same words, so a difference means that something changed. */
export function writeContract(body: string, facts: ContractFacts): string {
  const values: Readonly<Record<Variable, string>> = {
    商家: facts.shopName,
    门店: facts.storeName,
    日期: facts.date,
    单号: facts.code,
    顾客: facts.customerName,
    业务线: facts.lineName,
    顾问: facts.sellerName,
    总价: formatFen(facts.listFen),
    优惠: formatFen(facts.discountFen),
    金额: formatFen(facts.billedFen),
    明细: facts.lines.map(lineWords).join('\n'),
    付款计划: facts.instalments.map((due, index) => `${index + 1}. ${due.name}：${formatFen(due.amountFen)}，${due.dueOn} 前付清`).join('\n'),
  };
  return body.replace(PLACE, (_, name: string) => values[name as Variable]);
}

function lineWords(line: ContractFacts['lines'][number], index: number): string {
  const parts = line.parts.filter((part) => part.key !== null && part.quantity > 0).map((part) => `${part.name} ${part.quantity} ${part.unit}`);
  const head = `${index + 1}. ${line.name}${line.quantity > 1 ? ` × ${line.quantity}` : ''}：${formatFen(line.priceFen)}`;
  return [head, line.text, parts.length > 0 ? `含${parts.join('、')}` : ''].filter(Boolean).join('\n   ');
}

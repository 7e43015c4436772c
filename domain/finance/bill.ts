/** A line of WeChat Pay's trade bill: money that came, or went back. Amounts in fen; `number` is ours. */
export interface BillLine {
  readonly what: 'payment' | 'refund';
  readonly number: string;
  readonly amountFen: number;
  /** WeChat Pay's fee; negative when a refund gives it back. Rounded to the fen, the bill has fractions. */
  readonly feeFen: number;
}

export interface TradeBill {
  readonly lines: readonly BillLine[];
  readonly paidFen: number;
  readonly refundedFen: number;
  readonly feeFen: number;
}

export type BillProblem = 'cut_off' | 'no_header' | 'unknown_columns' | 'bad_line' | 'other_merchant' | 'count_differs' | 'sums_differ' | 'twice';
export type ReadBill = { readonly ok: true; readonly bill: TradeBill } | { readonly ok: false; readonly problem: BillProblem };

const COLUMNS = ['商户号', '商户订单号', '交易状态', '商户退款单号', '订单金额', '申请退款金额', '手续费'] as const;
const SUMMARY = ['总交易单数', '订单总金额', '申请退款总金额'] as const;

/** Whole fen of an amount in yuan as the bill writes it; null when it is none. */
export function fenOf(yuan: string): number | null {
  const match = /^(-?)(\d{1,10})(?:\.(\d{1,5}))?$/.exec(yuan);
  if (!match) return null;
  const [, sign = '', whole = '', part = ''] = match;
  // Fees have five places; amounts two. Rounded half away from zero.
  const hundredThousandths = Number(whole) * 100_000 + Number(part.padEnd(5, '0'));
  const fen = Math.round(hundredThousandths / 1000);
  return sign && fen > 0 ? -fen : fen;
}

/**
 * Reads a trade bill (type ALL): a head, one line a movement with a back-tick before every value, a head of the sums and the sums. Not a line
 * of it is believed unless the sums are those of the lines: a file that was cut off, or is another merchant's, is refused as a whole.
 */
export function readBill(file: string, mchid: string): ReadBill {
  const no = (problem: BillProblem): ReadBill => ({ ok: false, problem });
  const rows = file
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((row) => row !== '');
  const sumsAt = rows.findIndex((row) => row.startsWith('总交易单数'));
  if (sumsAt < 0 || rows.length !== sumsAt + 2) return no('cut_off');
  const sums = named(rows[sumsAt] ?? '', SUMMARY, rows[sumsAt + 1] ?? '');
  if (!sums) return no('unknown_columns');
  const head = rows[0] ?? '';
  const body = rows.slice(1, sumsAt);
  if (sumsAt > 0 && !head.startsWith('交易时间')) return no('no_header');
  const lines: BillLine[] = [];
  for (const row of body) {
    const values = named(head, COLUMNS, row);
    if (!values) return no('unknown_columns');
    if (values.商户号 !== mchid) return no('other_merchant');
    const line = lineOf(values);
    if (!line) return no('bad_line');
    lines.push(line);
  }
  const total = (what: BillLine['what']): number => lines.reduce((sum, line) => sum + (line.what === what ? line.amountFen : 0), 0);
  const bill = { lines, paidFen: total('payment'), refundedFen: total('refund'), feeFen: lines.reduce((sum, line) => sum + line.feeFen, 0) };
  if (new Set(lines.map((line) => `${line.what} ${line.number}`)).size !== lines.length) return no('twice');
  if (Number(sums.总交易单数) !== lines.length) return no('count_differs');
  if (fenOf(sums.订单总金额) !== bill.paidFen || fenOf(sums.申请退款总金额) !== bill.refundedFen) return no('sums_differ');
  return { ok: true, bill };
}

/** Values by the names of their columns, whose order WeChat Pay may change; null when a name is missing. */
function named<Name extends string>(head: string, names: readonly Name[], row: string): Record<Name, string> | null {
  const columns = head.split(',');
  const values = row.split(',').map((value) => value.replace(/^`/, '').trim());
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = values[columns.indexOf(name)];
    if (value === undefined || !columns.includes(name)) return null;
    found[name] = value;
  }
  return found as Record<Name, string>;
}

function lineOf(values: Record<(typeof COLUMNS)[number], string>): BillLine | null {
  const feeFen = fenOf(values.手续费);
  const refund = values.交易状态 === 'REFUND' || values.交易状态 === 'REVOKED';
  const amountFen = fenOf(refund ? values.申请退款金额 : values.订单金额);
  const number = refund ? values.商户退款单号 : values.商户订单号;
  if (feeFen === null || amountFen === null || amountFen <= 0 || !number) return null;
  if (!refund && values.交易状态 !== 'SUCCESS') return null;
  return { what: refund ? 'refund' : 'payment', number, amountFen, feeFen };
}

/** What our books say of a number: how much moved, and whether it is settled (paid; given back or on its way). */
export interface OurMove {
  readonly what: 'payment' | 'refund';
  readonly number: string;
  readonly amountFen: number;
  readonly settled: boolean;
}

export interface Difference {
  readonly kind: 'missing_here' | 'missing_there' | 'amount_differs';
  readonly what: 'payment' | 'refund';
  readonly number: string;
  readonly oursFen: number | null;
  readonly theirsFen: number | null;
}

const keyOf = (move: { readonly what: string; readonly number: string }): string => `${move.what} ${move.number}`;

/**
 * Where bill and books differ. `ours`: what our books say of the bill's numbers; `due`: the numbers that ought to stand on this bill or one
 * before. `billed`: numbers (as `keyOf`) that an earlier bill had.
 */
export function compare(lines: readonly BillLine[], ours: readonly OurMove[], due: readonly OurMove[], billed: ReadonlySet<string>): Difference[] {
  const known = new Map(ours.map((move) => [keyOf(move), move]));
  const there = new Set(lines.map(keyOf));
  const differences: Difference[] = [];
  for (const line of lines) {
    const move = known.get(keyOf(line));
    const head = { what: line.what, number: line.number, theirsFen: line.amountFen };
    if (!move?.settled) differences.push({ ...head, kind: 'missing_here', oursFen: null });
    else if (move.amountFen !== line.amountFen) differences.push({ ...head, kind: 'amount_differs', oursFen: move.amountFen });
  }
  for (const move of due)
    if (move.settled && !there.has(keyOf(move)) && !billed.has(keyOf(move)))
      differences.push({ kind: 'missing_there', what: move.what, number: move.number, oursFen: move.amountFen, theirsFen: null });
  return differences;
}

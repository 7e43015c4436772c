import type { Entity, Field, FieldType } from '../engines/catalogue/definition';
import { type FormDef, isScratch, slotsOf } from '../engines/forms/definition';
import { fieldOfSlot } from '../engines/forms/values';
import { own } from '../engines/conditions/values';
import { cellText, linkedEntity, type RawCell, type RawRow } from './cells';

/** What another program calls a row; not kept as a field, but by it the same row is found again. */
export const OUTER_KEY = '#key';

export interface ImportColumn {
  /** The slot of the form, or `#key`. */
  readonly key: string;
  readonly title: string;
  readonly field: Field | null;
  readonly required: boolean;
  readonly help: string;
  readonly example: string;
  /** What may be picked: the labels of options. */
  readonly options: readonly string[];
}

/** Files, pictures, signatures and tables do not fit into a cell; what is worked out is not typed. */
const NO_CELL: readonly FieldType[] = ['image', 'file', 'signature', 'annotation', 'location', 'rows', 'computed', 'rollup', 'serial', 'department'];

const HELP: Partial<Record<FieldType, string>> = {
  phone: '11 位手机号；单元格是文本格式，不会丢零',
  date: '例如 1990-05-01，或 Excel 日期',
  datetime: '例如 2026-05-01 14:30，北京时间',
  time: '例如 09:30',
  monthday: '例如 05-01',
  money: '单位元，最多两位小数',
  bool: '填 是 或 否',
  options: '可填多个，用顿号隔开',
  refs: '可填多个名称，用顿号隔开',
  members: '可填多位同事姓名，用顿号隔开',
  member: '同事姓名',
  store: '门店名称',
};
const EXAMPLE: Partial<Record<FieldType, string>> = {
  phone: '13800138000',
  date: '1990-05-01',
  datetime: '2026-05-01 14:30',
  time: '09:30',
  monthday: '05-01',
  money: '128.50',
  number: '1',
  percent: '10',
  rating: '5',
  bool: '是',
  email: 'mei@example.com',
};

function columnOf(slotId: string, form: FormDef, entity: Entity): ImportColumn[] {
  const slot = own(form.fields, slotId);
  const field = slot && fieldOfSlot(slot, entity);
  if (!slot || !field || NO_CELL.includes(field.type) || slot.compute || slot.sign || slot.rows) return [];
  if (field.writableBy !== 'user' && !isScratch(slot)) return [];
  const options = field.options?.filter((option) => !option.retired).map((option) => option.label) ?? [];
  const to = linkedEntity(field);
  const help = [slot.help ?? field.help ?? '', HELP[field.type] ?? (to === 'customer' ? '客户手机号，或“姓名 手机号”' : '')].filter(Boolean).join('。');
  const example = slot.placeholder ?? options[0] ?? EXAMPLE[field.type] ?? '';
  return [{ key: slotId, title: slot.label ?? field.label, field, required: slot.requiredIf === true, help, example, options }];
}

/** The columns of a form's spreadsheet in the order of reading, and the one for another program's key. */
export function columnsOf(form: FormDef, entity: Entity): readonly ImportColumn[] {
  const columns = form.layout.flatMap((section) => slotsOf(section)).flatMap((slot) => columnOf(slot, form, entity));
  const outer: ImportColumn = {
    key: OUTER_KEY,
    title: '外部编号',
    field: null,
    required: false,
    help: '原系统里的编号，可不填。有编号时，再次导入会更新同一条，不会重复',
    example: '',
    options: [],
  };
  return [...columns, outer];
}

/** A heading as it is compared: signs and spaces around it say nothing. */
export const headingOf = (text: string): string => text.replace(/[\s*＊:：（）()]/g, '').toLowerCase();

/** Other words that shops write over a column. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  name: ['姓名', '客户姓名', '名字', '会员姓名', '顾客', '客户', '称呼'],
  phone: ['手机', '手机号', '手机号码', '电话', '联系电话', '联系方式', '会员手机'],
  customer: ['客户', '手机', '手机号', '手机号码', '客户手机', '会员手机号', '电话'],
  gender: ['性别'],
  birthday: ['生日', '出生日期', '出生年月'],
  source: ['来源', '客户来源', '渠道'],
  note: ['备注', '说明'],
  owner: ['跟进人', '负责人', '归属', '销售', '顾问'],
  store: ['门店', '所属门店', '店铺'],
  tags: ['标签'],
  [OUTER_KEY]: ['编号', '客户编号', '会员编号', '会员卡号', 'id'],
};

/**
 * Which column of the form each column of a file is: as somebody said before for a heading, else by the same title, else by what shops usually
 * call it. Each column once; null: none.
 */
export function guessMapping(
  headings: readonly string[],
  columns: readonly ImportColumn[],
  remembered: Readonly<Record<string, string | null>>,
): (string | null)[] {
  const taken = new Set<string>();
  const free = (key: string | null | undefined): key is string => typeof key === 'string' && !taken.has(key) && columns.some((column) => column.key === key);
  const found: (string | null)[] = headings.map(() => null);
  const pass = (find: (heading: string) => string | null | undefined): void => {
    for (const [index, heading] of headings.entries()) {
      if (found[index] !== null || heading.trim() === '') continue;
      const key = find(headingOf(heading));
      if (!free(key)) continue;
      found[index] = key;
      taken.add(key);
    }
  };
  const refused = new Set(Object.entries(remembered).flatMap(([heading, key]) => (key === null ? [heading] : [])));
  pass((heading) => own(remembered, heading));
  pass((heading) => (refused.has(heading) ? null : columns.find((column) => headingOf(column.title) === heading)?.key));
  pass((heading) => (refused.has(heading) ? null : columns.find((column) => own(ALSO, column.key)?.some((word) => headingOf(word) === heading))?.key));
  return found;
}

/** How many rows stand before the data, and what the headings are: a template's hidden row of keys says it for certain. */
export interface Head {
  readonly headings: readonly string[];
  readonly keys: readonly (string | null)[] | null;
  /** The last row that is not data. */
  readonly until: number;
}

const MOST_HEADINGS = 400;

export function readHead(rows: readonly RawRow[], columns: readonly ImportColumn[]): Head | null {
  const [first, second] = rows;
  if (!first) return null;
  const headings = first.cells.slice(0, MOST_HEADINGS).map((cell) => cellText(cell).trim().slice(0, 100));
  const known = new Set(columns.map((column) => column.key));
  const keys = second?.cells.map((cell) => cellText(cell).trim()) ?? [];
  const isKeys = keys.some((key) => known.has(key)) && keys.every((key) => key === '' || known.has(key));
  return isKeys && second ? { headings, keys: headings.map((_, index) => keys[index] || null), until: second.row } : { headings, keys: null, until: first.row };
}

/** A row that somebody left as the template gave it. */
export function isExample(cells: readonly RawCell[], mapping: readonly (string | null)[], columns: readonly ImportColumn[]): boolean {
  let filled = 0;
  for (const [index, key] of mapping.entries()) {
    const text = cellText(cells[index] ?? null).trim();
    const example = key === null ? '' : (columns.find((column) => column.key === key)?.example ?? '');
    if (text !== example) return false;
    if (text !== '') filled += 1;
  }
  return filled > 1;
}

/** `A`, `B`, … `AA`: what a spreadsheet calls a column. */
export function letterOf(index: number): string {
  const rest = index % 26;
  const first = Math.floor(index / 26);
  return `${first > 0 ? letterOf(first - 1) : ''}${String.fromCharCode(65 + rest)}`;
}

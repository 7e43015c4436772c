import type { FieldType } from '../catalogue/definition';
import type { Check, ControlId } from './definition';

/** The controls that can ask for a type; the first is the one that a form gets when it names none. One row a type, so that none is without. */
export const CONTROLS: Record<FieldType, readonly [ControlId, ...ControlId[]]> = {
  text: ['input', 'textarea'],
  longtext: ['textarea'],
  phone: ['input'],
  email: ['input'],
  idcard: ['input'],
  url: ['input'],
  number: ['input', 'stepper', 'slider'],
  money: ['input', 'stepper'],
  percent: ['input', 'slider'],
  rating: ['stars', 'radio', 'stepper'],
  bool: ['switch', 'checkbox', 'radio'],
  option: ['dropdown', 'radio', 'chips'],
  options: ['chips', 'checkbox', 'dropdown'],
  date: ['calendar'],
  datetime: ['calendar'],
  time: ['calendar'],
  monthday: ['calendar'],
  ref: ['picker'],
  refs: ['picker'],
  member: ['picker'],
  members: ['picker'],
  department: ['picker'],
  store: ['picker'],
  image: ['upload', 'camera'],
  file: ['upload'],
  signature: ['sign'],
  annotation: ['upload'],
  address: ['input', 'textarea'],
  location: ['picker'],
  rows: ['table'],
  computed: ['input'],
  rollup: ['input'],
  serial: ['input'],
};

const TEXTS: readonly FieldType[] = ['text', 'longtext', 'phone', 'email', 'idcard', 'url', 'address', 'serial'];
const NUMBERS: readonly FieldType[] = ['number', 'money', 'percent', 'rating'];
const LISTS: readonly FieldType[] = ['options', 'refs', 'members', 'image', 'file', 'annotation'];

/** Whether a check says something about values of a type. */
export function checkFits(is: Check['is'], type: FieldType): boolean {
  if (is === 'pattern' || is === 'length') return TEXTS.includes(type);
  if (is === 'range') return NUMBERS.includes(type) || type === 'date' || type === 'datetime';
  if (is === 'count') return LISTS.includes(type);
  return is === 'cond' || (type !== 'rows' && !LISTS.includes(type));
}

/** What only a formula, other rows or the store make: no form asks for it. */
export const UNASKED: readonly FieldType[] = ['computed', 'rollup', 'serial'];

/** What a type is drawn with, whichever client draws it: one row a type, so that a new type does not compile until it can be drawn. Rows are drawn by the form itself. */
export const DRAWN_AS = {
  text: 'text',
  longtext: 'text',
  phone: 'text',
  email: 'text',
  idcard: 'text',
  url: 'text',
  address: 'text',
  location: 'text',
  number: 'number',
  money: 'number',
  percent: 'number',
  rating: 'rating',
  bool: 'bool',
  option: 'option',
  options: 'options',
  date: 'when',
  datetime: 'when',
  time: 'when',
  monthday: 'when',
  ref: 'link',
  refs: 'link',
  member: 'link',
  members: 'link',
  department: 'link',
  store: 'link',
  image: 'files',
  file: 'files',
  signature: 'signature',
  annotation: 'marks',
  computed: 'shown',
  rollup: 'shown',
  serial: 'shown',
} as const satisfies Record<Exclude<FieldType, 'rows'>, string>;
export type DrawnAs = (typeof DRAWN_AS)[keyof typeof DRAWN_AS];

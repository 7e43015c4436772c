import type { FieldId, Path } from '../../conditions/definition';
import type { Catalogue, Entity, Field, FieldOption, FieldType, Formula } from '../definition';
import { entityOf, findPath, relationOf } from '../find';
import { checkFormula } from './types';

/**
 * What a formula works with. money counts in yuan while it is worked with (`[金额] > 100` is what a person means) and in fen when kept;
 * percent is its hundredth. `empty` is the type of the literal nothing; `other` can only be counted and tested for being there.
 */
export type FormulaKind = 'number' | 'money' | 'percent' | 'text' | 'bool' | 'date' | 'datetime' | 'option' | 'options' | 'rows' | 'other' | 'empty';

export interface FormulaType {
  readonly kind: FormulaKind;
  /** Digits after the point that are kept, of a number or percent; 4 when it is not said. */
  readonly scale?: number | undefined;
  readonly options?: readonly FieldOption[] | undefined;
}

/** What the names in a formula mean; null for a name that means nothing here. */
export interface FormulaScope {
  slot(id: string): FormulaType | null;
  field(path: Path): FormulaType | null;
  /** The slots of one row of a table slot. */
  rows(slot: string): FormulaScope | null;
}

const KINDS: Record<FieldType, FormulaKind> = {
  text: 'text',
  longtext: 'text',
  phone: 'text',
  email: 'text',
  idcard: 'text',
  url: 'text',
  number: 'number',
  money: 'money',
  percent: 'percent',
  rating: 'number',
  bool: 'bool',
  option: 'option',
  options: 'options',
  date: 'date',
  datetime: 'datetime',
  time: 'text',
  monthday: 'text',
  ref: 'other',
  refs: 'other',
  member: 'other',
  members: 'other',
  department: 'other',
  store: 'other',
  image: 'other',
  file: 'other',
  signature: 'other',
  annotation: 'other',
  address: 'text',
  location: 'other',
  rows: 'rows',
  computed: 'other',
  rollup: 'other',
  serial: 'text',
};

/** The type of what a field holds; a computed field and a rollup need their entity for it (`fieldTypeIn`). */
export function typeOfField(field: Pick<Field, 'type' | 'scale' | 'options'>): FormulaType {
  const kind = KINDS[field.type];
  if (kind === 'number' || kind === 'percent') return { kind, scale: field.type === 'rating' ? 0 : (field.scale ?? 0) };
  return field.options ? { kind, options: field.options } : { kind };
}

/** Computed fields that are made of computed fields: so many steps are followed. */
const STEPS = 5;

/** The entity and field at the end of a path over to-one relations; null where it leads nowhere. */
function fieldAt(catalogue: Catalogue, entity: Entity, path: Path): { readonly entity: Entity; readonly field: Field } | null {
  const found = findPath(path, entity, catalogue);
  return 'problem' in found ? null : found;
}

function typeIn(catalogue: Catalogue, entity: Entity, field: Field, steps: number): FormulaType {
  if (field.type === 'rollup' && field.of) {
    if (field.of.agg === 'count') return { kind: 'number', scale: 0 };
    const to = entityOf(catalogue, relationOf(entity, field.of.relation)?.to ?? '');
    const found = to && field.of.field ? fieldAt(catalogue, to, field.of.field) : null;
    return found && steps > 0 ? typeIn(catalogue, found.entity, found.field, steps - 1) : { kind: 'other' };
  }
  if (field.type === 'computed' && field.formula) {
    if (steps <= 0) return { kind: 'other' };
    const type = checkFormula(field.formula, scopeIn(catalogue, entity, steps - 1)).type ?? { kind: 'other' };
    return type.kind === 'number' && field.scale !== undefined ? { kind: 'number', scale: field.scale } : type;
  }
  return typeOfField(field);
}

function scopeIn(catalogue: Catalogue, entity: Entity, steps: number): FormulaScope {
  return {
    slot: () => null,
    rows: () => null,
    field: (path) => {
      const found = fieldAt(catalogue, entity, path);
      return found && typeIn(catalogue, found.entity, found.field, steps);
    },
  };
}

/** The type of a field of an entity, computed and rolled-up ones included. */
export function fieldTypeIn(catalogue: Catalogue, entityId: string, field: Field): FormulaType {
  const entity = entityOf(catalogue, entityId);
  return entity ? typeIn(catalogue, entity, field, STEPS) : typeOfField(field);
}

/** The names that a computed field of an entity may use: its fields, and those reached over to-one relations. No entity, no name. */
export function entityScope(catalogue: Catalogue, entityId: string): FormulaScope {
  const entity = entityOf(catalogue, entityId);
  return entity ? scopeIn(catalogue, entity, STEPS) : { slot: () => null, field: () => null, rows: () => null };
}

/** The slots and fields that a formula reads; inside a table's rows only the table itself is told. */
export function namesIn(formula: Formula): { readonly slots: readonly string[]; readonly fields: readonly FieldId[] } {
  if ('slot' in formula) return { slots: [formula.slot], fields: [] };
  if ('field' in formula) return { slots: [], fields: [formula.field] };
  if (!('call' in formula)) return { slots: [], fields: [] };
  const args = formula.call.startsWith('ROWS.') ? formula.args.slice(0, 1) : formula.args;
  const found = args.map(namesIn);
  return { slots: [...new Set(found.flatMap((one) => one.slots))], fields: [...new Set(found.flatMap((one) => one.fields))] };
}

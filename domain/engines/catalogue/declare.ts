import type { Path } from '../conditions/definition';
import { familyOf } from './find';
import type { Entity, Field, FieldOption, FieldType, Relation, Sensitivity } from './definition';

/** What differs from what its type suggests. */
export interface Declared {
  readonly sensitivity?: Sensitivity;
  readonly storage?: Field['storage'];
  readonly mask?: Field['mask'];
  readonly scale?: Field['scale'];
  readonly unit?: string;
  readonly to?: string;
  readonly help?: string;
  readonly options?: readonly FieldOption[];
  readonly writableBy?: Field['writableBy'];
  readonly groupable?: boolean;
  readonly unique?: Field['unique'];
  readonly required?: true;
  readonly hidden?: true;
  readonly retired?: true;
}

const GROUPABLE: readonly FieldType[] = ['bool', 'option', 'options', 'ref', 'refs', 'member', 'members', 'store', 'department', 'rating'];
const SORTABLE: readonly (string | null)[] = ['text', 'number', 'bool', 'date', 'datetime', 'time', 'monthday'];

/** A field with what its type suggests: what is sealed is neither sorted nor grouped; numbers are measured, choices grouped. */
export function declareField(id: string, label: string, type: FieldType, more: Declared = {}): Field {
  const storage = more.storage ?? 'plain';
  const open = storage === 'plain';
  const family = familyOf({ type, storage });
  return {
    key: id,
    storage,
    sensitivity: 'internal',
    sortable: open && SORTABLE.includes(family),
    measurable: open && family === 'number',
    writableBy: 'user',
    ...more,
    id,
    label,
    type,
    groupable: open && (more.groupable ?? GROUPABLE.includes(type)),
  };
}

const SECRET: readonly FieldType[] = ['phone', 'idcard'];
const TEXTS: readonly FieldType[] = ['text', 'longtext', 'address', 'email'];
/** Phones, papers and sensitive texts are sealed in the row. */
export const isSealed = (field: Pick<Field, 'type' | 'sensitivity'>): boolean =>
  SECRET.includes(field.type) || (field.sensitivity === 'sensitive' && TEXTS.includes(field.type));

/** Where a link of this type leads when nobody says. */
const LEADS_TO: Readonly<Partial<Record<FieldType, string>>> = { member: 'staff', members: 'staff', store: 'store' };

/** What people say of a field that they add; the rest follows from it. */
export type FieldSaid = Omit<Declared, 'storage' | 'mask' | 'groupable' | 'writableBy'> & Pick<Field, 'id' | 'key' | 'label' | 'type' | 'sensitivity'>;

/** A field that the shop adds, on a record of the core or of its own kind. */
export function shopField({ id, key, label, type, ...said }: FieldSaid): Field {
  const sealed = isSealed({ type, sensitivity: said.sensitivity });
  const mask = type === 'phone' || type === 'idcard' ? type : 'all';
  const to = said.to ?? LEADS_TO[type];
  return { ...declareField(id, label, type, { ...said, ...(to ? { to } : {}), ...(sealed ? { storage: 'encrypted' as const, mask } : {}) }), key };
}

/** `[['held', '待付定金'], …]` as options. */
export function optionsOf(pairs: readonly (readonly [string, string])[]): readonly FieldOption[] {
  return pairs.map(([id, label]) => ({ id, label }));
}

interface DeclaredEntity {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly alive?: Entity['alive'];
  readonly name?: string;
  readonly times?: Entity['times'];
  readonly store?: Path;
  readonly owner?: Path;
  readonly verbs?: readonly string[];
  /** Whether the shop may add fields: its table has a column `custom`. */
  readonly custom?: boolean;
  readonly fields: readonly Field[];
  readonly relations?: readonly (readonly [id: string, label: string, to: string, kind: Relation['kind']])[];
}

/** An entity of the core, as data. Throws where two fields have one id: a programming fault. */
export function declareEntity({ fields, relations = [], ...more }: DeclaredEntity): Entity {
  if (new Set(fields.map((field) => field.id)).size < fields.length) throw new Error(`entity ${more.id}: a field is declared twice`);
  return {
    alive: { all: [] },
    name: 'name',
    times: { created: 'createdAt' },
    verbs: [],
    custom: false,
    ...more,
    fields: Object.fromEntries(fields.map((field) => [field.id, field])),
    relations: Object.fromEntries(relations.map(([id, label, to, kind]) => [id, { id, label, to, kind }])),
  };
}

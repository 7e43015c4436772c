import type { Formula, FieldOption, Sensitivity, FieldType } from '../catalogue/definition';
import type { Cond, FieldId, Operand, Path, Value } from '../conditions/definition';

/**
 * A form is data: slots that ask for fields of an entity, where they stand, when they are there, and what is refused. A version is never
 * changed once it is in force. `evaluateForm` is the only thing that knows what a form means, in the browser, in the mini-program and on the server.
 */
export interface FormBody {
  readonly title: string;
  readonly entity: string;
  /** createOrUpdate looks for a record by `match` first. */
  readonly mode: 'create' | 'edit' | 'createOrUpdate';
  readonly match?: readonly SlotId[];
  /** Their order is the order of reading and of the tab key. */
  readonly layout: readonly Section[];
  readonly fields: Readonly<Record<SlotId, Slot>>;
  /** Checks that look at several slots. */
  readonly rules: readonly FormRule[];
  readonly submit: Submit;
  /** Strangers may fill it in by a link. */
  readonly public?: PublicPolicy;
  readonly print?: PrintLayout;
}
export interface FormDef extends FormBody {
  readonly id: FormId;
  readonly version: number;
}

export type SlotId = string;
export type FormId = string;
export const SLOT_ID = /^[a-z][A-Za-z0-9_]{0,39}$/;

export interface Section {
  readonly id: string;
  readonly title?: string;
  readonly help?: string;
  readonly visibleIf?: Cond;
  readonly cols: 1 | 2;
  readonly slots: readonly (SlotId | { readonly row: readonly SlotId[] } | { readonly note: string })[];
  /** Begins a page on a phone. */
  readonly page?: true;
}

/** How a slot is asked; which of them fit a type is `CONTROLS` of the check. */
export const CONTROL_IDS = [
  'input',
  'textarea',
  'stepper',
  'slider',
  'stars',
  'switch',
  'checkbox',
  'radio',
  'dropdown',
  'chips',
  'picker',
  'calendar',
  'camera',
  'upload',
  'sign',
  'table',
] as const;
export type ControlId = (typeof CONTROL_IDS)[number];

export interface Slot {
  /** `scratch:date`: asked and used, not stored. */
  readonly field: FieldId | `scratch:${FieldType}`;
  /** What a scratch slot has no field to tell of. */
  readonly scratch?: {
    readonly scale?: 0 | 1 | 2 | 3 | 4;
    readonly options?: readonly FieldOption[];
    readonly to?: string;
    readonly sensitivity?: Sensitivity;
  };
  readonly label?: string;
  readonly help?: string;
  readonly placeholder?: string;
  readonly control?: ControlId;
  readonly visibleIf?: Cond;
  readonly requiredIf?: Cond | true;
  readonly readonlyIf?: Cond | true;
  /** A hidden slot's value is dropped unless this says otherwise. */
  readonly keepHidden?: true;
  /** On edit: hiding it erases what is stored. */
  readonly clearStored?: true;
  readonly default?: SlotDefault;
  /** open: as it was when the page was opened. untouched: follows its source until a person edits it. */
  readonly defaultWhen?: 'open' | 'untouched';
  /** Always worked out, never typed. */
  readonly compute?: Formula;
  readonly checks?: readonly Check[];
  readonly ref?: RefSettings;
  readonly rows?: RowsSettings;
  readonly upload?: {
    readonly kinds: readonly ('image' | 'pdf' | 'office' | 'video')[];
    readonly maxMb: number;
    readonly maxCount: number;
    readonly camera?: 'only' | 'allowed';
    readonly watermark?: boolean;
  };
  /** What is signed: a text with its version. */
  readonly sign?: ConsentText;
  /** A yes to a text; without it the form is not taken. */
  readonly consent?: ConsentText;
}
export interface ConsentText {
  readonly text: string;
  readonly version: number;
}
export type SlotDefault =
  | { readonly value: Value }
  | { readonly formula: Formula }
  | { readonly var: 'today' | 'now' | 'actor' | 'actor.store' | `query.${string}` }
  | { readonly from: { readonly slot: SlotId; readonly path: Path } };

export interface RefSettings {
  /** Which rows may be picked; may look at `form.<slot>`. */
  readonly filter?: Cond;
  readonly show: readonly Path[];
  readonly order?: Path;
  /** copy: written when picked, then its own. live: stored nowhere, shown from the linked record. */
  readonly fill: readonly { readonly to: SlotId; readonly from: Path; readonly mode: 'copy' | 'live' }[];
  readonly create?: FormId;
  readonly limit: 'active';
}
export interface RowsSettings {
  readonly form: FormId;
  readonly min?: number;
  readonly max?: number;
  readonly total?: readonly { readonly slot: SlotId; readonly agg: 'sum' | 'count'; readonly of?: SlotId }[];
}

/** Patterns have names, or are masks (A a letter, 9 a digit, * either): nobody writes a regular expression into a form. */
export const PATTERNS = ['phone', 'idcard', 'email', 'plate', 'digits', 'latin'] as const;
export type PatternName = (typeof PATTERNS)[number];
export type Check =
  | { readonly is: 'pattern'; readonly p: PatternName | { readonly mask: string }; readonly msg?: string }
  | { readonly is: 'range'; readonly min?: Operand; readonly max?: Operand; readonly msg?: string }
  | { readonly is: 'length'; readonly min?: number; readonly max?: number; readonly msg?: string }
  | { readonly is: 'count'; readonly min?: number; readonly max?: number; readonly msg?: string }
  | { readonly is: 'unique'; readonly scope: 'org' | 'store'; readonly among?: Cond; readonly msg?: string }
  | { readonly is: 'cond'; readonly ok: Cond; readonly msg: string };

export interface FormRule {
  readonly id: string;
  readonly ok: Cond;
  readonly msg: string;
  /** The slots that it is told at. It is not asked while one of them is hidden. */
  readonly at: readonly SlotId[];
  /** Not asked either while one of them is empty: 「结束不早于开始」 says nothing of a form without an end. */
  readonly ifFilled?: true;
  readonly level: 'error' | 'warn';
  /** Holds for pages that were opened before it was there. */
  readonly blocking?: true;
  /** Holds for every way of writing the entity, not only for this form. */
  readonly everywhere?: true;
}

export interface Submit {
  readonly button: string;
  readonly after: 'thanks' | 'record' | 'url';
  readonly thanks?: string;
  readonly url?: string;
  /** Link slots whose records show what was handed in on their page. */
  readonly archiveTo?: readonly SlotId[];
  readonly startFlow?: string;
  readonly event?: string;
}

/** How a record that the form wrote stands on paper: under the form's sections, in their order, what is empty left out. */
export interface PrintLayout {
  /** The head of the sheet: 需求纪要. */
  readonly title: string;
  /** Not on paper. */
  readonly leaveOut?: readonly SlotId[];
  /** Lines to sign on: 客户, 设计师. */
  readonly signatures?: readonly string[];
  readonly footer?: string;
}

export interface PublicPolicy {
  readonly kinds: readonly ('open' | 'one_time' | 'bound')[];
  /** Sites that may show it in a frame: `https://…`. */
  readonly frames?: readonly string[];
  /** A person needs at least so long. */
  readonly minSeconds?: number;
  /** What a bound link may show of its record; masked unless the field is public. */
  readonly reveal?: readonly SlotId[];
  /** Ref slots whose rows strangers may list; of entities with public fields only. */
  readonly publicLists?: readonly SlotId[];
}

export const FORM_LIMITS = { slots: 200, sections: 40, rules: 50, checks: 10, rows: 200, fills: 30, label: 60, text: 500, publicGraceDays: 7 } as const;

export const SCRATCH = 'scratch:';
export const isScratch = (slot: Slot): boolean => slot.field.startsWith(SCRATCH);

/** The slots of a section in the order of reading. */
export function slotsOf(section: Section): readonly SlotId[] {
  return section.slots.flatMap((place) => (typeof place === 'string' ? [place] : 'row' in place ? place.row : []));
}

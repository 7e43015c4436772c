import type { Catalogue, Entity, Field } from '../catalogue/definition';
import type { Problem } from '../conditions/definition';
import { own } from '../conditions/values';
import type { FormCheckProblem } from './check';
import type { FormBody, FormDef, FormId, SlotId } from './definition';

/** What the parts of the check share. */
export interface Checking {
  readonly form: FormBody;
  readonly entity: Entity;
  readonly catalogue: Catalogue;
  readonly forms: Readonly<Record<FormId, FormDef>>;
  /** Of every slot that has one. */
  readonly fields: ReadonlyMap<SlotId, Field>;
  tell(code: FormCheckProblem['code'], path: string, facts?: Problem['facts'], level?: Problem['level']): void;
}

/** The label of a slot, as its designer sees it. */
export const labelOf = ({ form, fields }: Pick<Checking, 'form' | 'fields'>, id: SlotId): string => own(form.fields, id)?.label ?? fields.get(id)?.label ?? id;

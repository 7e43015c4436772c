import type { BulkChange, Kind, OtherStep, OtherStepDone } from '@zhike/domain/bulk/contract';
import type { ApiRefusal } from '@zhike/domain/api';
import type { Catalogue, Field } from '@zhike/domain/engines/catalogue/definition';
import { writeValue } from '@zhike/domain/engines/catalogue/canonical';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { own } from '@zhike/domain/engines/conditions/values';
import { writeCell } from '@zhike/domain/imports/cells';
import { compileScope, holds, type Scope } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { allow, type Decision, refuse } from '@zhike/domain/kernel/decision';
import { isMadeKind } from '../../engines/catalogue/made-kinds';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { selectHeld, stepHeld, writeScope } from '../fields/bulk';
import { REACH } from '../fields/reach';
import { selectRecords, stepRecord } from '../forms/bulk';

/* Bookings, orders, cards, and records of the kinds that the shop made up: changed many at once by the same machinery as customers. */

export type Other = Exclude<Kind, 'customer'>;
type CoreOther = 'booking' | 'order' | 'card';
const isCore = (of: string): of is CoreOther => of === 'booking' || of === 'order' || of === 'card';
const SET: readonly Field['type'][] = ['text', 'longtext', 'number', 'money', 'percent', 'rating', 'bool', 'option', 'options', 'date', 'monthday'];

/** The fields that many of a kind may be given one value of; nobody's sealed ones, and no value that must not come twice. */
export function settableOf(catalogue: Catalogue, of: string): readonly Field[] {
  return Object.values(own(catalogue.entities, of)?.fields ?? {}).filter(
    (field) =>
      field.id.startsWith('cf_') && field.writableBy === 'user' && !field.retired && !field.unique && field.storage === 'plain' && SET.includes(field.type),
  );
}

export const mayChange = (actor: StaffActor, of: Other): boolean => holds(actor, isCore(of) ? REACH[of].write : 'record.write');

export function selectOthers(sql: Sql, actor: StaffActor, of: Other, ids: readonly string[]): Promise<{ id: string; may: boolean }[]> {
  return isCore(of) ? selectHeld(sql, actor, of, ids) : selectRecords(sql, actor, of, ids);
}

/** The change in its canonical form and in words; or why it cannot be made. */
export function settledOther(catalogue: Catalogue, of: Other, change: BulkChange): Decision<{ change: BulkChange; words: string }, ApiRefusal> {
  const entity = own(catalogue.entities, of);
  if (change.do === 'state') {
    const option = isMadeKind(of) ? entity?.fields.state?.options?.find((one) => one.id === change.state && !one.retired) : undefined;
    return option ? allow({ change, words: `状态改为「${option.label}」` }) : refuse('record.not_found', { noun: 'state', id: change.state });
  }
  const field = change.do === 'set' ? settableOf(catalogue, of).find((one) => one.id === change.field) : undefined;
  if (!field || change.do !== 'set') return refuse('record.not_found', { noun: 'field', id: change.do === 'set' ? change.field : change.do });
  const written = writeValue(field, change.value);
  if (!written.ok) return refuse('bulk.value_invalid', { field: field.label, reason: '填得不对' });
  const value = written.value as string;
  return allow({
    change: { ...change, value },
    words: value === null ? `清空${field.label}` : `${field.label}改为「${writeCell(field, written.value).slice(0, 40)}」`,
  });
}

export const scopeOfOther = (actor: StaffActor, of: Other): Scope => (isCore(of) ? writeScope(actor, of) : compileScope(actor, 'record.write'));

export function stepOther(
  write: Write,
  doing: { readonly ports: Ports; readonly scope: Scope; readonly catalogue: Catalogue; readonly cause: Readonly<Record<string, string | boolean>> },
  of: Other,
  id: string,
  step: OtherStep,
  only: OtherStep | null,
): Promise<OtherStepDone> {
  return isCore(of) ? stepHeld(write, doing, of, id, step, only) : stepRecord(write, doing, of, id, step, only);
}

/** A step as it lies in the run; one of customers is none of theirs. */
export function otherStep(step: { readonly do: string } & Partial<Record<'field' | 'value' | 'state', unknown>>): OtherStep {
  return step.do === 'state'
    ? { do: 'state', state: (step.state as string | null) ?? null }
    : { do: 'set', field: String(step.field), value: (step.value ?? null) as Value };
}

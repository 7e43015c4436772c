import type { CalendarDate } from '../kernel/calendar-date';
import { allow, refuse, type Decision } from '../kernel/decision';
import type { CustomersRefusal } from './rules';

/** The fields of a customer that a merge may fill; a phone is only told to be there or not. */
export interface MergeFields {
  readonly name: string;
  readonly hasPhone: boolean;
  readonly gender: string;
  readonly birthday: CalendarDate | null;
  readonly weddingDate: CalendarDate | null;
  readonly source: string;
  readonly note: string;
  readonly ownerStaffId: string | null;
  readonly storeId: string | null;
  readonly nextContactOn: CalendarDate | null;
}

export interface MergeSide {
  readonly id: string;
  readonly fields: MergeFields;
  readonly identities: readonly { readonly provider: string; readonly unionid: string | null }[];
}

export type MergeFill = Omit<MergeFields, 'hasPhone'> & { readonly takesPhone: boolean };

/** `微信用户8001`: the name that a record without a name gets; any real name is better. */
export function placeholderName(last4: string): string {
  return `微信用户${last4}`;
}

/** Whether a record is still without a real name. */
export function isPlaceholder(name: string): boolean {
  return /^微信用户\d{0,4}$/.test(name);
}

/**
 * Whether `from` may be folded into `into`, and what the survivor's fields then are: its own where it has them, the other's where it
 * has none. Refused when both are tied to WeChat people whom WeChat does not call the same.
 */
export function decideMerge(into: MergeSide, from: MergeSide): Decision<MergeFill, CustomersRefusal> {
  if (into.id === from.id) return refuse('customers.cannot_merge_itself', { customerId: into.id });
  const weapp = [into, from].map((side) => side.identities.filter((identity) => identity.provider === 'weapp'));
  const [intoWeapp = [], fromWeapp = []] = weapp;
  const samePerson = fromWeapp.some((a) => a.unionid !== null && intoWeapp.some((b) => b.unionid === a.unionid));
  if (intoWeapp.length > 0 && fromWeapp.length > 0 && !samePerson) return refuse('customers.merge_conflict', { reason: 'both_have_wechat' as const });
  const hasWecom = (side: MergeSide): boolean => side.identities.some((identity) => identity.provider === 'wecom');
  if (hasWecom(into) && hasWecom(from)) return refuse('customers.merge_conflict', { reason: 'both_have_wecom' as const });
  return allow(fillFrom(into.fields, from.fields));
}

/** The survivor's fields: kept where not empty, filled where empty. */
export function fillFrom(into: MergeFields, from: MergeFields): MergeFill {
  return {
    name: isPlaceholder(into.name) && !isPlaceholder(from.name) ? from.name : into.name,
    takesPhone: !into.hasPhone && from.hasPhone,
    gender: into.gender === 'unknown' ? from.gender : into.gender,
    birthday: into.birthday ?? from.birthday,
    weddingDate: into.weddingDate ?? from.weddingDate,
    source: into.source || from.source,
    note: into.note || from.note,
    ownerStaffId: into.ownerStaffId ?? from.ownerStaffId,
    storeId: into.storeId ?? from.storeId,
    nextContactOn: into.nextContactOn ?? from.nextContactOn,
  };
}

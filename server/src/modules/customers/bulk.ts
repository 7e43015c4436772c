import type { Selection } from '@zhike/domain/bulk/contract';
import { readSearch } from '@zhike/domain/customers/rules';
import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { compileScope, type Scope } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { openCustom, writeCustom } from '../../engines/catalogue/custom-values';
import { type Sql, sqlIn } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { openCustomer } from './commands/open';
import { phoneIndexOf } from './phone';
import { listIds } from './records.bulk';
import { findTags, giveTags, takeTags } from './records.tags';
import { changeCustomer } from './records.write';

/** The customers of a selection whom the member may read, and whether she may change each. */
export function selectCustomers(
  sql: Sql,
  ports: Pick<Ports, 'crypto'>,
  actor: StaffActor,
  selection: Selection,
  limit: number,
): Promise<{ id: string; may: boolean }[]> {
  const filter = 'filter' in selection ? selection.filter : { search: '', tagIds: [] };
  const search = readSearch(filter.search, (text) => (isMobile(normalisePhone(text)) ? normalisePhone(text) : null));
  return listIds(
    sql,
    compileScope(actor, 'customer.read'),
    compileScope(actor, 'customer.write'),
    {
      ids: 'ids' in selection ? selection.ids : null,
      search,
      phoneIndex: search.kind === 'phone' ? phoneIndexOf(ports, search.phone) : null,
      tagIds: filter.tagIds,
      storeId: filter.storeId ?? null,
    },
    limit,
  );
}

/** A field of the core, by its id in the catalogue, as a customer's row has it. */
export const CORE_FIELDS = { gender: 'gender', birthday: 'birthday', weddingDate: 'weddingDate', source: 'source', note: 'note' } as const;
export type CoreField = keyof typeof CORE_FIELDS;

/** What is done to each customer. `owner`: null takes the follower away. */
export type Step =
  | { readonly do: 'assign'; readonly staffId: string | null }
  | { readonly do: 'tag'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly do: 'set'; readonly field: string; readonly value: Value };

export type StepDone =
  | { readonly outcome: 'changed'; readonly back: Step; readonly wrote: Step }
  | { readonly outcome: 'same' }
  | { readonly outcome: 'refused'; readonly reason: 'not_found' | 'not_unique' | 'changed_since' };

interface Doing {
  readonly ports: Ports;
  readonly scope: Scope;
  readonly catalogue: Catalogue;
  /** Told with each event. */
  readonly cause: Readonly<Record<string, string | boolean>>;
}

/**
 * One step on one customer, locked: what is so already stays without an event; what changes is told as if a person had done it on her page.
 * @param only the step back happens only where she still says what this wrote
 */
export async function stepCustomer(write: Write, of: Doing, customerId: string, step: Step, only: Step | null = null): Promise<StepDone> {
  const customer = await openCustomer({ scope: of.scope }, write, customerId);
  if (!customer) return { outcome: 'refused', reason: 'not_found' };
  const about = { storeId: customer.storeId, customerId: customer.id };
  if (step.do === 'tag') {
    const mine = customer.tags.map((tag) => tag.id);
    const add = step.add.filter((id) => !mine.includes(id));
    const remove = step.remove.filter((id) => mine.includes(id));
    if (add.length + remove.length === 0) return { outcome: 'same' };
    const known = await findTags(sqlIn(write.tx), [...add, ...remove]);
    const names = (ids: readonly string[]): string[] => known.filter((tag) => ids.includes(tag.id)).map((tag) => tag.name);
    await giveTags(write.tx, customer.id, add, write.now);
    await takeTags(write.tx, customer.id, remove);
    if (add.length > 0) await write.event({ type: 'customer.tagged', ...about, data: { tags: names(add), ...of.cause } });
    if (remove.length > 0) await write.event({ type: 'customer.untagged', ...about, data: { tags: names(remove), ...of.cause } });
    return { outcome: 'changed', back: { do: 'tag', add: remove, remove: add }, wrote: { do: 'tag', add, remove } };
  }
  const field = step.do === 'assign' ? 'owner' : step.field;
  const value = step.do === 'assign' ? step.staffId : step.value;
  const shop = of.catalogue.entities.customer?.fields[field];
  let before: Value;
  if (step.do === 'assign') before = customer.ownerStaffId;
  else if (field in CORE_FIELDS) before = emptyOf(field, customer[CORE_FIELDS[field as CoreField]]);
  else if (shop) before = await customValue(write, of, customer.id, field);
  else return { outcome: 'refused', reason: 'not_found' };
  const now = only && (only.do === 'assign' ? only.staffId : only.do === 'set' ? only.value : null);
  if (only && JSON.stringify(before) !== JSON.stringify(now)) return { outcome: 'refused', reason: 'changed_since' };
  if (JSON.stringify(before) === JSON.stringify(value)) return { outcome: 'same' };
  if (step.do === 'assign') await changeCustomer(write.tx, customer.id, { ownerStaffId: step.staffId });
  else if (field in CORE_FIELDS) await changeCustomer(write.tx, customer.id, { [CORE_FIELDS[field as CoreField]]: filledOf(field, value) });
  else {
    const change = { entity: 'customer', recordId: customer.id, storeId: customer.storeId, values: { [field]: value }, by: 'user', cause: 'bulk' } as const;
    const written = await writeCustom(write, of.ports, of.catalogue, change);
    if (!written.ok) return { outcome: 'refused', reason: 'not_unique' };
  }
  await write.event({ type: 'customer.updated', ...about, data: { fields: [field], ...of.cause } });
  const back: Step = step.do === 'assign' ? { do: 'assign', staffId: before as string | null } : { do: 'set', field, value: before };
  return { outcome: 'changed', back, wrote: step };
}

/** Texts that are never null in the row are null for whoever asks whether they say anything. */
const emptyOf = (field: string, value: string | null): Value => (value === '' || (field === 'gender' && value === 'unknown') ? null : value);
const filledOf = (field: string, value: Value): string | null =>
  value === null ? (field === 'gender' ? 'unknown' : field === 'source' || field === 'note' ? '' : null) : String(value);

async function customValue(write: Write, of: Doing, id: string, fieldId: string): Promise<Value> {
  const field = of.catalogue.entities.customer?.fields[fieldId];
  const [row] = await sqlIn(write.tx)<{ custom: Record<string, unknown> }>('SELECT custom FROM customers WHERE id = $1::uuid', [id]);
  return field ? openCustom(row?.custom ?? {}, field, 'customer', id, of.ports) : null;
}
